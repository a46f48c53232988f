"""The LINAS experiments: censored medians, ratios and their directions, transferred searches, a small report."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import kit
from experiments.kit import DATASETS, DEVICES, Study, published, published_for
from experiments.linas import EXPERIMENT, comparison, runs
from experiments.linas.curves import Curves, curves_of, measured
from experiments.linas.predictors import trials
from experiments.linas.reach import Ratio, Reach, ratio, survival_quantile
from suite.algorithms.popdb import parse_allowed
from suite.benchmark import Benchmark, load_benchmark
from suite.report.output import Output
from suite.study.runner import run
from suite.study.spec import Budget


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


def test_censored_medians_by_hand() -> None:
    assert survival_quantile([5, 3, 9, 7], [True] * 4, 0.5) == 5  # half have reached it by then
    assert survival_quantile([5, 3, 9, 7, 4], [True] * 5, 0.5) == 5
    assert survival_quantile([3, 10, 10, 10], [True, False, False, False], 0.5) == np.inf
    # 4 at risk: 3/4 survive 2; one is censored at 3; 2 at risk at 6: 3/8 survive
    assert survival_quantile([2, 3, 6, 8], [True, False, True, True], 0.5) == 6
    assert survival_quantile([2, 3, 6, 8], [True, False, True, True], 0.25) == 2
    assert survival_quantile([4.0], [False], 0.5) == np.inf


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
    specs = EXPERIMENT.runs(surrogate, 20)
    assert len(set(specs)) == len(specs) == 2833
    for line in runs.COMPARED:
        for dataset in DATASETS:
            for device in DEVICES:
                assert {replace(runs.search(line, dataset, device), seed=seed) for seed in range(20)} <= set(specs)
            energy = runs.search(line, dataset, runs.ENERGY_DEVICE, "energy")
            assert {replace(energy, seed=seed) for seed in range(20)} <= set(specs)
    (few,) = runs.on_panel(runs.PANELS[0], runs.EXHAUSTIVE)
    assert len(few.specs(20)) == runs.ABLATION_SEEDS
    assert {spec.fitness.text for spec in specs} == {kit.VALID}
    assert not set(runs.SOURCES.values()) & {device for _, device in runs.PANELS}


def test_transfer_is_from_another_device(surrogate: Benchmark) -> None:
    dataset, target = runs.PANELS[1]
    source = runs.source_history(surrogate, dataset, runs.SOURCES[target])
    assert str(source.spec.device) == runs.SOURCES[target] != target
    restricted, warm = runs.transferred(surrogate, dataset, target)
    allowed = parse_allowed(str(restricted.params["allowed"]), surrogate.space)
    assert allowed.any(axis=1).all()
    indices = [int(part) for part in str(warm.params["warm_start"]).split()]
    assert 1 <= len(set(indices)) == len(indices) <= 20
    assert set(indices) <= set(source.indices.tolist())
    first = run(runs.search(warm, dataset, target), surrogate)
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
    assert set(found["size"]) == {50, 100}
    large, small = (found[found["size"] == size].reset_index(drop=True) for size in (100, 50))
    assert (large["tau"] > 0.95).all()  # ties among the values, none among the predictions
    assert (large["mape"] < 1.0).all()
    assert small.equals(trials(values, features, "ridge", (50,), "made up"))


def test_a_small_report(surrogate: Benchmark, tmp_path: Path) -> None:
    """Two seeds, few evaluations in place of each run, every table and figure of the main comparison."""
    specs = kit.specs_of((*runs.COMPARISON, *runs.ENERGY), 2)
    records = {spec: run(replace(spec, budget=Budget(queries=60)), surrogate) for spec in specs}
    study = Study(surrogate, records, 2)
    output = Output(tmp_path, EXPERIMENT.name, surrogate.edition, True)
    comparison(study, output)
    made = {path.name for path in output.results.glob("*.csv")}
    stems = ("hypervolume", "public-logs", "evaluations-to-target", "table-3", "weaknas", "concurrentnas-table-2")
    assert made == {f"{stem}.csv" for stem in (*stems, "energy")}
    assert len(list(output.figures.glob("*.png"))) == 4
    share = curves_of(measured(study, runs.COMPARISON[:1])).shares[0]
    assert (np.diff(share) >= 0).all()
    assert share[-1] <= 1 + 1e-12
    assert study.judged(specs[0]).problem.values.shape == (15625, 2)


@pytest.mark.real_tables
def test_a_committed_row_is_what_the_code_gives(real_data_dir: Path) -> None:
    """All seeds of the WeakNAS-style search on one problem, made again up to 100 evaluations."""
    benchmark = load_benchmark(real_data_dir, "real")
    cases = runs.on_panel(("cifar100", "fpga"), runs.WEAKNAS)
    begun = {spec: replace(spec, budget=replace(spec.budget, queries=100)) for spec in kit.specs_of(cases, 20)}
    study = Study(benchmark, {spec: run(short, benchmark) for spec, short in begun.items()}, 20)
    at = curves_of(measured(study, cases)).at(100)[:, 0]
    path = Path(__file__).resolve().parents[2] / "results" / "linas" / "hypervolume.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = {(row["dataset"], row["device"], row["method"]): row for row in csv.DictReader(file)}
    row = rows["CIFAR-100", "FPGA", "WeakNAS-style"]
    assert f"{np.median(at):.3f}" == row["hv_100"]
