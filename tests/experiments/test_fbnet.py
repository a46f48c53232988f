"""The FBNet experiments on the embedded surrogate and on a made-up look-up table: small, with known answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import kit
from experiments.fbnet import EXPERIMENT, quoted, runs
from experiments.fbnet.loss import by_loss, per_run
from experiments.fbnet.runs import ADDITIVE_MS, AT_12, CE_ERROR, LOSS_VARIANTS, PAPER, RATE, SEARCH_VARIANTS, variant
from experiments.fbnet.space import search as space_search
from experiments.fbnet.transfer import pair
from experiments.kit import DEVICES, Study
from suite.benchmark import Benchmark, load_benchmark
from suite.kernels.latency_loss import dnas_loss
from suite.report.output import Output
from suite.spaces.fbnet import SKIP
from suite.study.runner import run
from suite.tables.fbnet_lut import FBNetLut


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


@pytest.fixture(scope="module")
def no_runs(surrogate: Benchmark) -> Study:
    return Study(surrogate, {}, 0)


def test_runs_are_distinct_and_variants_change_what_they_say(surrogate: Benchmark) -> None:
    specs = EXPERIMENT.runs(surrogate, 2)
    assert len(set(specs)) == len(specs)
    defaults = {"learning_rate": RATE}
    for line in (*LOSS_VARIANTS, *SEARCH_VARIANTS):
        params = dict(runs.search(line, "cifar100", "fpga").params)
        changed = {name for name, value in params.items() if value != defaults.get(name)}
        assert changed or line in (PAPER, AT_12), line.label
    lines = (*LOSS_VARIANTS, *SEARCH_VARIANTS[1:])
    assert len({line.key for line in lines}) == len({line.label for line in lines}) == len(lines)


def test_losses_are_those_of_the_algorithm(surrogate: Benchmark, no_runs: Study) -> None:
    latency = surrogate.column("raspi4_latency_ms", "cifar100")
    accuracy = surrogate.column("valid_accuracy_200", "cifar100")
    paper = by_loss(no_runs, PAPER, "cifar100", "raspi4").losses
    np.testing.assert_allclose(paper, -np.log(accuracy / 100) * 0.2 * np.log(1000 * latency) ** 0.6, rtol=1e-9)
    additive = by_loss(no_runs, ADDITIVE_MS, "cifar100", "raspi4").losses
    np.testing.assert_allclose(additive, -np.log(accuracy / 100) + 0.2 * latency**0.6, rtol=1e-9)
    error = by_loss(no_runs, CE_ERROR, "cifar100", "raspi4").losses
    np.testing.assert_allclose(error, dnas_loss(1 - accuracy / 100, 1000 * latency), rtol=1e-9)


def test_a_run_is_compared_with_the_enumerated_optimum(surrogate: Benchmark) -> None:
    own = variant("short", "short", epochs=12)
    lines = (own, replace(own, key="evaluated", best_of_all=True))
    cases = kit.grid(runs.search, dataset=("cifar100",), device=("fpga",), line=lines)
    record = run(cases[0].spec, surrogate)
    study = Study(surrogate, {cases[0].spec: record}, 1)
    found = per_run(study, cases)
    best = by_loss(study, own, "cifar100", "fpga").optimum
    assert found["queries"].tolist() == [12 * 20 + 6] * 2
    assert found["regret"][0] >= found["regret"][1] >= best.regret == 0.0
    assert found["index"].isin(record.indices).all()
    assert (found["best_index"] == best.index).all()


def test_a_cell_measured_on_its_own_device_has_the_ratio_one(no_runs: Study) -> None:
    cells = {device: np.array([by_loss(no_runs, PAPER, "cifar10", device).optimum.index]) for device in DEVICES}
    for device in DEVICES:
        row = pair(no_runs, PAPER, "cifar10", device, device, cells)
        assert row["ratio"] == 1.0
        assert row["loss_worse"] == 0.0
        for other in DEVICES:  # an optimum of another device cannot have a smaller loss here
            away = pair(no_runs, PAPER, "cifar10", other, device, cells)
            assert np.isnan(away["loss_worse"]) or away["loss_worse"] >= 0.0


def test_published_numbers_are_quoted_and_flops_counted(tmp_path: Path) -> None:
    output = Output(tmp_path, "fbnet", "made up", False)
    quoted.report(output)
    text = (output.results / "published.md").read_text(encoding="utf-8")
    assert text.count("not to be had") == 5
    flops = (output.results / "flops.csv").read_text(encoding="utf-8")
    assert flops.count(",equal,") == 3  # all three with the header of 1504 channels


def test_searches_of_the_fbnet_space_near_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = np.tile([0.5, 0.4, 1.0, 1.9, 0.6, 0.5, 1.2, 2.4, 0.0], (22, 1))
    lut = FBNetLut("made_up", 1.0, entries, 0.0, 0.0, 1.0)
    best = space_search.reference(lut)
    monkeypatch.setattr(space_search, "EVALUATIONS", 2000)
    for line in (space_search.NSGA2, space_search.RANDOM):
        found = space_search.search(line, lut, 0)
        assert found.evaluations == 2000
        assert found.loss >= best.loss
    assert (best.code != SKIP).any()
    assert (best.code == SKIP).any()
