"""Searching on supernets that are trained before the stages of a search: what is inherited, what is frozen."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.algorithms import create, get  # noqa: E402
from suite.cli.run import run as run_command  # noqa: E402
from suite.errors import ConfigurationError  # noqa: E402
from suite.networks.supernet.live_stages import StagedSupernet  # noqa: E402
from suite.networks.supernet.protocols import PRESETS, weights_sha256  # noqa: E402
from suite.networks.supernet.training import Trainer, shared_accuracy  # noqa: E402
from suite.objectives.live import LiveSettings  # noqa: E402
from suite.shared_weights import SupernetStage  # noqa: E402
from suite.spaces import NASBENCH201  # noqa: E402
from suite.study.runner import prepare, run  # noqa: E402
from suite.study.spec import Budget  # noqa: E402
from tests.study.made_up import make_spec  # noqa: E402

SIZES = {"cells": 1, "channels": 4, "images": 16, "limit": 20, "epochs": 1, "batch": 8}
TEXT = "supernet-live:" + ",".join(f"{name}={value}" for name, value in SIZES.items())
SHORT = {
    "pevonas": {"population_size": 4, "tournament_size": 2, "max_generations": 3, "patience": 2},
    "cmanas": {"generations": 3, "population_size": 4},
}


def searching(algorithm="pevonas", **changes):
    values = {"device": None, "fitness": TEXT, "budget": Budget(queries=200), "params": SHORT.get(algorithm, {})}
    return make_spec(algorithm=algorithm, **{**values, **changes})


def objective(images, algorithm="pevonas", **settings):
    shared = get(algorithm).shared_weights
    return StagedSupernet(LiveSettings(**{**SIZES, **settings}), "cifar10", 0, images, shared)


def follow(live, algorithm="pevonas"):
    search = create(algorithm, NASBENCH201, rng=np.random.default_rng(0), **SHORT[algorithm])
    live.follow(search.supernet_stage)
    return search


@pytest.mark.parametrize("algorithm", ["pevonas", "cmanas"])
def test_each_stage_trains_once_and_its_supernet_does_not_change_while_it_searches(algorithm, small_images):
    live = objective(small_images, algorithm)
    search = follow(live, algorithm)
    supernets, batches, seen = {}, 0, {}
    while not search.finished:
        codes = search.ask()
        errors = live(codes)
        assert np.array_equal(live(codes[::-1])[::-1], errors)  # asked again, the same
        supernets.setdefault(live.stage, set()).add(weights_sha256(live.trainer.supernet))
        seen[live.stage] = live.trainer.supernet.allowed
        assert live.trainer.epoch == 1
        assert live.trainer.protocol.sampling == "uniform"
        search.tell(codes, errors[:, None])
        batches += 1
    stages = {"pevonas": 3, "cmanas": 1}[algorithm]
    assert list(supernets) == list(range(stages))
    assert [len(hashes) for hashes in supernets.values()] == [1] * stages
    assert batches > stages
    assert [len(allowed[0]) for allowed in seen.values()] == [5, 3, 2][:stages]
    for wide, narrow in zip(list(seen.values())[:-1], list(seen.values())[1:], strict=True):
        assert all(set(after) <= set(before) for before, after in zip(wide, narrow, strict=True))


def test_errors_are_those_of_the_stage_supernet_with_the_statistics_of_the_batch(small_images):
    live = objective(small_images)
    search = follow(live)
    codes = search.ask()
    errors = live(codes)
    assert live.trainer.supernet.last[0].running_mean is None
    (_, (pixels, labels)) = live._images()
    alone = [100 - shared_accuracy(live.trainer.supernet, code, pixels, labels) for code in codes.tolist()]
    assert errors.tolist() == pytest.approx(alone, abs=1e-4)


def test_a_stage_starts_from_the_parameters_of_the_one_before_or_from_its_own(small_images, monkeypatch):
    starts, ends = {}, {}
    original = Trainer.train_epoch

    def train_epoch(self, population=None):
        kept = {name: value.detach().clone() for name, value in self.supernet.named_parameters()}
        starts.setdefault(self.supernet.allowed, kept)
        loss = original(self, population)
        rates.append(self.optimiser.param_groups[0]["lr"])
        ends[self.supernet.allowed] = dict(self.supernet.named_parameters())
        return loss

    monkeypatch.setattr(Trainer, "train_epoch", train_epoch)
    for inherit in ("yes", "no"):
        starts.clear()
        ends.clear()
        rates = []
        live = objective(small_images, inherit=inherit, epochs=2)
        search = follow(live)
        while not search.finished:
            codes = search.ask()
            search.tell(codes, live(codes)[:, None])
        assert rates == pytest.approx([0.025, 0.013] * 3)  # the cosine starts anew
        for large, small in ((0, 1), (1, 2)):
            before, after = list(ends.values())[large], list(starts.values())[small]
            same = [torch.equal(value, before[name]) for name, value in after.items()]
            assert all(same) == (inherit == "yes")
            weights = [name for name, value in after.items() if value.dim() > 1]
            assert inherit == "yes" or not any(torch.equal(after[name], before[name]) for name in weights)
        sizes = [0] + [len(parameters) if inherit == "yes" else 0 for parameters in list(starts.values())[1:]]
        assert list(live.inherited) == sizes


@pytest.mark.parametrize("algorithm", ["pevonas", "cmanas"])
def test_the_same_seed_gives_the_same_record_byte_for_byte(algorithm, made_up_tables, at_hand):
    records = [run(searching(algorithm, seed=seed), made_up_tables) for seed in (0, 0, 1)]
    assert records[0].to_bytes() == records[1].to_bytes()
    assert records[0].to_bytes() != records[2].to_bytes()
    assert records[0].stop == "finished"


def test_the_method_decides_and_the_papers_protocols_are_the_commands(made_up_tables, at_hand):
    kinds = {}
    for algorithm in ("pevonas", "cmanas", "evnas", "random_search"):
        problem, _, _ = prepare(searching(algorithm), made_up_tables)
        kinds[algorithm] = type(problem.objectives[0]).__name__
    staged, along = "StagedSupernet", "LiveSupernet"
    assert kinds == {"pevonas": staged, "cmanas": staged, "evnas": along, "random_search": along}
    for name in ("pevonas", "cmanas", "evnas"):
        own = LiveSettings().completed(get(name).shared_weights)
        preset = PRESETS[name]
        assert (own.epochs, own.batch, own.statistics == "running") == (preset.epochs, preset.batch, preset.track)


@pytest.mark.parametrize("algorithm", ["pevonas", "cmanas"])
def test_the_command_runs_a_small_setting_and_says_the_protocol(algorithm, made_up_tables, at_hand, tmp_path):
    text = TEXT + (",inherit=no" if algorithm == "pevonas" else "")
    sizes = [part for name, value in SHORT[algorithm].items() for part in ("--param", f"{name}={value}")]
    where = ["--data-dir", str(made_up_tables.data_dir), "--out", str(tmp_path)]
    arguments = [algorithm, "--dataset", "cifar10", "--fitness", text, "--budget", "200", *sizes, *where]
    done = CliRunner().invoke(run_command, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    said = {"pevonas": "before each of 3 stages, from new weights", "cmanas": "before the search"}[algorithm]
    assert f"epochs of uniform mixtures {said}, in batches of 8 images; then frozen" in done.output
    assert "ended: finished" in done.output


def test_what_cannot_be_is_said_before_anything_is_trained(small_images, made_up_tables, at_hand, monkeypatch):
    monkeypatch.setattr(Trainer, "train_epoch", lambda *_: pytest.fail("trained"))
    for algorithm in ("pevonas", "cmanas"):
        with pytest.raises(ConfigurationError, match="leave --device out"):
            run(searching(algorithm, device="fpga"), made_up_tables)
    for algorithm in ("cmanas", "evnas"):
        with pytest.raises(ConfigurationError, match="several stages"):
            run(searching(algorithm, fitness=TEXT + ",inherit=no"), made_up_tables)
    with pytest.raises(ConfigurationError, match="batch of 256"):
        run(searching(fitness="supernet-live:cells=1,channels=4,images=100,limit=20"), made_up_tables)
    with pytest.raises(ConfigurationError, match=r"call follow\(search.supernet_stage\)"):
        objective(small_images)([[1] * 6])


def test_a_stage_classifies_its_own_cells_only_and_none_comes_back(small_images):
    live = objective(small_images)
    stages = [SupernetStage(number, np.tile([0, 1], (6, 1)).astype(np.uint8)) for number in range(2)]
    live.follow(lambda: stages[1])
    assert live([[0] * 6]).shape == (1,)
    with pytest.raises(ConfigurationError, match="edges of the supernet hold"):
        live([[4] * 6])
    live.follow(lambda: stages[0])
    with pytest.raises(ConfigurationError, match="is gone"):
        live([[0] * 6])
