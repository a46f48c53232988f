"""The figure that ``suite reproduce mo-hdnas`` shows before its runs are made: drawn from 24 of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from experiments import load
from experiments.kit import FIGURE_DEVICES
from suite.analysis.fronts import nondominated
from suite.benchmark import Benchmark, load_benchmark
from suite.report.output import Output
from suite.study.runner import run

ROOT = Path(__file__).resolve().parents[2]


def drawn(benchmark: Benchmark, folder: Path) -> dict:
    experiment = load("mo-hdnas")
    assert experiment.first is not None
    output = Output(folder, experiment.name, benchmark.edition, benchmark.is_surrogate)
    records = {spec: run(spec, benchmark) for spec in experiment.first.runs(benchmark)}
    assert len(records) == 4 * len(FIGURE_DEVICES)
    experiment.first.report(benchmark, records, output)
    return json.loads((output.figures / f"{experiment.first.stem}.json").read_text(encoding="utf-8"))


def test_it_shows_what_both_methods_returned_beside_the_exact_front(tmp_path: Path) -> None:
    benchmark = load_benchmark(source="surrogate")
    numbers = drawn(benchmark, tmp_path)
    assert numbers["surrogate"] is True
    assert list(numbers["panels"]) == list(FIGURE_DEVICES)
    error = 100.0 - benchmark.accuracy(np.arange(15625), "cifar10", "valid@200")
    for device, panel in numbers["panels"].items():
        cost = benchmark.hardware_cost(np.arange(15625), "cifar10", device)
        points = np.stack([cost, error], axis=1)
        front = np.unique(points[nondominated(points)], axis=0)
        exact = np.stack([panel["exact_front"]["latency_ms"], panel["exact_front"]["error"]], axis=1)
        assert np.unique(exact, axis=0) == pytest.approx(front, rel=1e-5)
        shown = panel["mo_hdnas"]
        assert shown["latency_ms"] == pytest.approx(cost[shown["index"]], rel=1e-5)
        limited = panel["hw_evrsnas"]
        assert limited["latency_ms"] == pytest.approx(cost[limited["index"]], rel=1e-5)
        assert limited["error"] == pytest.approx(error[limited["index"]], rel=1e-5)


@pytest.mark.real_tables
def test_the_committed_one_is_what_the_real_tables_give(real_data_dir: Path, tmp_path: Path) -> None:
    made = drawn(load_benchmark(real_data_dir, "real"), tmp_path)
    assert made == json.loads((ROOT / "figures" / "mo-hdnas" / "first-look.json").read_text(encoding="utf-8"))
