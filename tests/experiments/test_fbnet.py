"""The FBNet experiments on the embedded surrogate and on a made-up look-up table: small, with known answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.fbnet import outcomes, quoted, settings, space_search, transfer
from experiments.fbnet.settings import ADDITIVE_MS, CE_ERROR, LOSS_VARIANTS, PAPER, SEARCH_VARIANTS, Variant
from suite.benchmark import Benchmark, load_benchmark
from suite.kernels.latency_loss import dnas_loss
from suite.report.output import Output
from suite.spaces.fbnet import SKIP
from suite.study.runner import run
from suite.tables.columns import DEVICES
from suite.tables.fbnet_lut import FBNetLut


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


def test_runs_are_distinct_and_variants_change_what_they_say(surrogate: Benchmark) -> None:
    runs = settings.all_runs(surrogate, 2)
    assert len(set(runs)) == len(runs)
    defaults = {"learning_rate": settings.RATE}
    for variant in (*LOSS_VARIANTS, *SEARCH_VARIANTS):
        params = dict(variant.specs("cifar100", "fpga", 1)[0].params)
        changed = {name for name, value in params.items() if value != defaults.get(name)}
        assert changed or variant in (PAPER, settings.AT_12), variant.label


def test_losses_are_those_of_the_algorithm(surrogate: Benchmark) -> None:
    latency = surrogate.column("raspi4_latency_ms", "cifar100")
    accuracy = surrogate.column("valid_accuracy_200", "cifar100")
    paper = outcomes.losses(surrogate, PAPER, "cifar100", "raspi4")
    np.testing.assert_allclose(paper, -np.log(accuracy / 100) * 0.2 * np.log(1000 * latency) ** 0.6, rtol=1e-9)
    additive = outcomes.losses(surrogate, ADDITIVE_MS, "cifar100", "raspi4")
    np.testing.assert_allclose(additive, -np.log(accuracy / 100) + 0.2 * latency**0.6, rtol=1e-9)
    error = outcomes.losses(surrogate, CE_ERROR, "cifar100", "raspi4")
    np.testing.assert_allclose(error, dnas_loss(1 - accuracy / 100, 1000 * latency), rtol=1e-9)


def test_a_run_is_held_against_the_enumerated_optimum(surrogate: Benchmark) -> None:
    short = Variant("short", (("epochs", 12),))
    (spec,) = short.specs("cifar100", "fpga", 1)
    records = {spec: run(spec, surrogate)}
    (own,) = outcomes.found(surrogate, records, short, "cifar100", "fpga", 1)
    (told,) = outcomes.found(surrogate, records, short, "cifar100", "fpga", 1, "told")
    best = outcomes.optimum(surrogate, short, "cifar100", "fpga")
    assert own.evaluations == 12 * 20 + 6
    assert own.regret >= told.regret >= best.regret == 0.0
    assert own.index in records[spec].indices


def test_a_cell_measured_on_its_own_device_has_the_ratio_one(surrogate: Benchmark) -> None:
    cells = {device: [outcomes.optimum(surrogate, PAPER, "cifar10", device)] for device in DEVICES}
    for device in DEVICES:
        row = transfer._pair(surrogate, PAPER, "cifar10", device, device, cells)
        assert row["ratio"] == 1.0
        assert row["loss_worse"] == 0.0
        for other in DEVICES:  # an optimum of another device cannot have a smaller loss here
            away = transfer._pair(surrogate, PAPER, "cifar10", other, device, cells)
            assert np.isnan(away["loss_worse"]) or away["loss_worse"] >= 0.0


def test_published_numbers_are_quoted_and_flops_counted(tmp_path: Path) -> None:
    output = Output(tmp_path, "fbnet", "made up", False)
    quoted.report(output)
    text = (output.results / "published.md").read_text(encoding="utf-8")
    assert text.count("not reproducible") == 5
    flops = (output.results / "flops.csv").read_text(encoding="utf-8")
    assert flops.count(",match,") == 3  # all three with the header of 1504 channels


def test_searches_of_the_fbnet_space_near_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = np.tile([0.5, 0.4, 1.0, 1.9, 0.6, 0.5, 1.2, 2.4, 0.0], (22, 1))
    lut = FBNetLut("made_up", 1.0, entries, 0.0, 0.0, 1.0)
    best = space_search.reference(lut)
    monkeypatch.setattr(space_search, "EVALUATIONS", 2000)
    for name in ("NSGA-II", "random search"):
        found = space_search.search(name, lut, 0)
        assert found.evaluations == 2000
        assert found.loss >= best.loss
    assert (best.code != SKIP).any()
    assert (best.code == SKIP).any()
