"""The LINAS experiments: censored medians, ratios and their directions, transferred searches, a small report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.linas import EXPERIMENT, energy, hypervolume, settings, table3, targets, weaknas
from experiments.linas.curves import AllCurves, Curves, survival_median, survival_quantile
from experiments.linas.predictors import trials
from experiments.linas.targets import Ratio, Reach, ratio
from experiments.published import published, published_for
from suite.algorithms.popdb import parse_allowed
from suite.benchmark import Benchmark, load_benchmark
from suite.report.output import Output
from suite.study.problem import searched_problem
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec
from suite.tables.columns import DATASETS, DEVICES


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


def test_censored_medians_by_hand() -> None:
    assert survival_median([5, 3, 9, 7], [True] * 4) == 5  # half have reached it by then
    assert survival_median([5, 3, 9, 7, 4], [True] * 5) == 5
    assert survival_median([3, 10, 10, 10], [True, False, False, False]) == np.inf
    # 4 at risk: 3/4 survive 2; one is censored at 3; 2 at risk at 6: 3/8 survive
    assert survival_median([2, 3, 6, 8], [True, False, True, True]) == 6
    assert survival_quantile([2, 3, 6, 8], [True, False, True, True], 0.25) == 2
    assert survival_median([4.0], [False]) == np.inf


def test_ratios_and_bounds() -> None:
    known, other = Reach(1.0, 20, 50, 90, 300), Reach(1.0, 60, 120, 150, 2000)
    never = Reach(0.2, 250, np.inf, np.inf, 900)
    assert (ratio(other, known), str(ratio(other, known))) == (Ratio(2.4, ""), "2.40")
    assert (str(ratio(never, known)), ratio(never, known).faster) == (">18.00", True)
    assert (str(ratio(known, never)), ratio(known, never).faster) == ("<0.06", False)
    assert (str(ratio(never, never)), ratio(never, never).faster) == ("", None)
    assert ratio(known, known).faster is False  # no fewer
    assert Ratio(0.7, ">").faster is None
    assert Ratio(1.7, "<").faster is None


def test_curves_count_distinct_evaluations() -> None:
    curves = Curves([np.array([0.1, 0.5, 0.9]), np.array([0.2, 0.2])])
    assert curves.end == 2
    assert curves.at([1, 3, 9]).tolist() == [[0.1, 0.9, 0.9], [0.2, 0.2, 0.2]]
    times, reached = curves.to_reach(0.5)
    assert times.tolist() == [2, 2]
    assert reached.tolist() == [True, False]


def test_runs_cover_all_problems(surrogate: Benchmark) -> None:
    runs = settings.all_runs(surrogate, 20)
    for variant in settings.COMPARED:
        for dataset in DATASETS:
            for device in DEVICES:
                assert set(settings.specs(variant, dataset, device, 20)) <= set(runs)
            assert set(settings.specs(variant, dataset, settings.ENERGY_DEVICE, 20, "energy")) <= set(runs)
    assert len(settings.specs(settings.EXHAUSTIVE, "cifar10", "fpga", 20)) == settings.ABLATION_SEEDS
    assert {spec.fitness.text for spec in runs} == {settings.PROXY}
    assert not set(settings.SOURCES.values()) & {device for _, device in settings.PANELS}


def test_transfer_is_from_another_device(surrogate: Benchmark) -> None:
    dataset, target = settings.PANELS[1]
    source = settings.source_history(surrogate, dataset, settings.SOURCES[target])
    assert str(source.spec.device) == settings.SOURCES[target] != target
    restricted, warm = settings.transferred(surrogate, dataset, target)
    allowed = parse_allowed(str(dict(restricted.params)["allowed"]), surrogate.space)
    assert allowed.any(axis=1).all()
    indices = [int(part) for part in str(dict(warm.params)["warm_start"]).split()]
    assert 1 <= len(set(indices)) == len(indices) <= 20
    assert set(indices) <= set(source.indices.tolist())
    first = run(settings.specs(warm, dataset, target, 1)[0], surrogate)
    assert first.indices[: len(indices)].tolist() == indices


def test_published_ratios() -> None:
    rows = published_for("linas_table3", space="MobileNetV3", hypervolume=0.810)
    counts = dict(zip(rows["method"], rows["evaluations"], strict=True))
    assert counts["NSGA-II"] / counts["LINAS"] == pytest.approx(2.6)
    logs = published("linas_public_logs").pivot(index="evaluations", columns="method", values="hypervolume")
    assert (logs["LINAS"] > logs["NSGA-II"]).all()
    assert published("concurrentnas_table3")["kendall_tau"].min() == 0.8637


def test_prediction_trials_share_the_test_set_and_leave_out_what_was_not_measured() -> None:
    rng = np.random.Generator(np.random.PCG64(0))
    features = rng.integers(0, 2, size=(800, 6)).astype(float)
    values = features @ np.arange(1.0, 7.0) + 5.0
    values[::7] = np.nan
    found = trials(values, features, "ridge", (50, 100), "made up")
    assert set(found) == {50, 100}
    assert (found[100][:, 0] > 0.95).all()  # ties among the values, none among the predictions
    assert (found[100][:, 1] < 1.0).all()
    assert np.array_equal(found[50], trials(values, features, "ridge", (50,), "made up")[50])


def test_a_small_report(surrogate: Benchmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seeds, few evaluations, every table and figure of the main comparison."""
    small: list[Any] = [replace(variant, budget=Budget(queries=60)) for variant in settings.COMPARED]
    for module in (hypervolume, targets, energy):
        monkeypatch.setattr(module, "COMPARED", tuple(small))
    for module in (hypervolume, targets, energy, weaknas, table3):
        for name, variant in zip(("LINAS", "WEAKNAS", "NSGA2", "NSGA2_PAPER", "MOHDNAS", "RANDOM"), small, strict=True):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, variant)
    specs: list[RunSpec] = []
    for variant in small:
        for dataset in DATASETS:
            specs += [spec for device in DEVICES for spec in settings.specs(variant, dataset, device, 2)]
            specs += settings.specs(variant, dataset, settings.ENERGY_DEVICE, 2, "energy")
    records: dict[RunSpec, Record] = {spec: run(spec, surrogate) for spec in specs}
    output = Output(tmp_path, EXPERIMENT.name, surrogate.edition, True)
    curves = AllCurves(surrogate, records, 2)
    for item in (hypervolume, targets, table3, weaknas, energy):
        item.report(curves, output)
    made = {path.name for path in output.results.glob("*.csv")}
    stems = ("hypervolume", "public-logs", "evaluations-to-target", "table-3", "weaknas", "concurrentnas-table-2")
    assert made == {f"{stem}.csv" for stem in (*stems, "energy")}
    assert len(list(output.figures.glob("*.png"))) == 4
    share = curves.of(small[0], "cifar10", "fpga").shares[0]
    assert (np.diff(share) >= 0).all()
    assert share[-1] <= 1 + 1e-12
    problem = searched_problem(specs[0], surrogate)
    assert problem.values.shape == (15625, 2)


@pytest.mark.real_tables
def test_a_committed_row_is_what_the_code_gives(real_data_dir: Path) -> None:
    """All seeds of the WeakNAS-style search on one problem, made again."""
    import csv

    benchmark = load_benchmark(real_data_dir, "real")
    dataset, device = "cifar100", "fpga"
    specs = settings.specs(settings.WEAKNAS, dataset, device, 20)
    found = AllCurves(benchmark, {spec: run(spec, benchmark) for spec in specs}, 20)
    at = found.of(settings.WEAKNAS, dataset, device).at(100)[:, 0]
    path = Path(__file__).resolve().parents[2] / "results" / "linas" / "hypervolume.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = {(row["dataset"], row["device"], row["method"]): row for row in csv.DictReader(file)}
    row = rows["CIFAR-100", "FPGA", "WeakNAS-style"]
    assert f"{np.median(at):.3f}" == row["hv_100"]
