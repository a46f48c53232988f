"""Searching on a supernet that the search trains: generations as epochs, the same seed the same run."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.analysis.evaluation import Evaluator  # noqa: E402
from suite.cli.run import run as run_command  # noqa: E402
from suite.errors import ConfigurationError, DataError  # noqa: E402
from suite.networks.supernet.live import LiveSupernet  # noqa: E402
from suite.networks.supernet.training import Trainer  # noqa: E402
from suite.objectives.live import LiveSettings  # noqa: E402
from suite.study.problem import searched_problem  # noqa: E402
from suite.study.runner import run  # noqa: E402
from suite.study.spec import Budget  # noqa: E402
from tests.study.made_up import make_spec  # noqa: E402

SETTINGS = LiveSettings(cells=1, channels=4, images=24, limit=20, epochs=2, batch=8)
TEXT = "supernet-live:cells=1,channels=4,images=24,limit=20,epochs=2,batch=8"


def evnas(**changes):
    params = {"generations": 3, "population_size": 4, "tournament_size": 2}
    values = {"algorithm": "evnas", "device": None, "fitness": TEXT, "budget": Budget(queries=100), "params": params}
    return make_spec(**{**values, **changes})


def test_every_call_trains_one_epoch_on_the_generation_and_then_evaluates_it(small_images, monkeypatch):
    seen = []
    original = Trainer.train_epoch
    monkeypatch.setattr(
        Trainer, "train_epoch", lambda self, population: seen.append(population) or original(self, population)
    )
    live = LiveSupernet(SETTINGS, "cifar10", 0, small_images)
    codes = np.array([[3, 0, 1, 2, 4, 3], [1] * 6, [3, 0, 1, 2, 4, 3]])
    first = live(codes)
    assert seen == [codes.tolist()]
    assert first[0] == first[2]
    assert set(first * 20 / 100) <= set(range(21))
    live(codes)
    assert live.trainer is not None
    assert live.trainer.epoch == 2
    assert np.array_equal(first, LiveSupernet(SETTINGS, "cifar10", 0, small_images)(codes))


def test_the_learning_rate_stays_at_its_last_value_when_a_search_goes_on(small_images):
    live = LiveSupernet(SETTINGS, "cifar10", 0, small_images)
    rates = []
    for _ in range(4):
        live([[1] * 6])
        rates.append(live.trainer.optimiser.param_groups[0]["lr"])
    assert rates == pytest.approx([0.025, 0.013, 0.001, 0.001])


def test_the_same_seed_gives_the_same_run_and_every_run_its_own_supernet(made_up_tables, at_hand):
    records = [run(evnas(seed=seed), made_up_tables) for seed in (0, 0, 1)]
    assert records[0].to_bytes() == records[1].to_bytes()
    assert not np.array_equal(records[0].indices, records[2].indices)
    assert records[0].batch_sizes.tolist() == [4, 4, 4]
    spec = evnas()
    assert searched_problem(spec, made_up_tables) is not searched_problem(spec, made_up_tables)
    assert not searched_problem(spec, made_up_tables).is_tabular


def test_what_the_search_returned_is_measured_by_the_tables(made_up_tables, at_hand):
    record = run(evnas(), made_up_tables)
    evaluator = Evaluator(record.spec, made_up_tables)
    found = evaluator.evaluate(record)
    truth = made_up_tables.column("valid_accuracy_200", "cifar10")
    assert found.best_index == int(record.recommended[0])
    assert found.best_accuracy == pytest.approx(truth[found.best_index])
    assert found.error_regret == pytest.approx(truth.max() - truth[found.best_index])
    assert evaluator.front(record).tolist() == record.recommended.tolist()


@pytest.mark.parametrize("algorithm", ["evnas", "nevonas"])
def test_the_command_runs_a_small_setting(algorithm, made_up_tables, at_hand, tmp_path):
    arguments = [algorithm, "--dataset", "cifar10", "--fitness", TEXT + ",statistics=batch", "--budget", "12"]
    sizes = ["--param", "population_size=4", *(["--param", "tournament_size=2"] * (algorithm == "evnas"))]
    where = ["--data-dir", str(made_up_tables.data_dir), "--out", str(tmp_path)]
    done = CliRunner().invoke(run_command, arguments + sizes + where, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "that the run itself trains on CIFAR-10 (reduced: 1 of 5 cells per stage" in done.output
    assert f"supernet of {algorithm}: one epoch in batches of 8 images on every generation asked" in done.output
    assert "architecture that the search returned" in done.output
    assert "which the search does not see" in done.output


def test_a_hardware_cost_goes_beside_it(made_up_tables, at_hand):
    spec = evnas(algorithm="nsga2", device="fpga", params={"population_size": 4}, budget=Budget(queries=8))
    problem = searched_problem(spec, made_up_tables)
    values = problem(np.array([[1] * 6, [3] * 6]))
    assert values.shape == (2, 2)
    assert np.array_equal(values[:, 1], problem.objectives[1](np.array([[1] * 6, [3] * 6])))
    assert run(spec, made_up_tables).counts["queries"] == 8


def test_what_it_cannot_do_is_said_before_the_search(made_up_tables, at_hand, monkeypatch, tmp_path):
    with pytest.raises(ConfigurationError, match="no cost limit"):
        run(evnas(device="fpga", formulation="constrained:4"), made_up_tables)
    with pytest.raises(ConfigurationError, match="images of cifar10 or cifar100"):
        run(evnas(dataset="ImageNet16-120"), made_up_tables)
    with pytest.raises(ConfigurationError, match="training half"):
        run(evnas(fitness="supernet-live:cells=1,channels=4,images=100,limit=20,batch=8"), made_up_tables)
    monkeypatch.setenv("SUITE_IMAGES", str(tmp_path))
    with pytest.raises(DataError, match="no images of cifar10"):
        run(evnas(), made_up_tables)
