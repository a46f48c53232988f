"""The MobileNetV3 experiment: targets, optima and the one rule by hand, step logs, edits, committed rows."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import kit
from experiments.kit import FIGURE_DEVICES, QUANTILES, Judged, Study
from experiments.mobilenetv3 import descents, edits, quoted, runs
from experiments.mobilenetv3.combination import report as combination_report
from experiments.mobilenetv3.found import outcome, outcomes
from experiments.mobilenetv3.runs import BOTH_HARD, DESCENTS, HARD, METHODS, NETADAPT, RANDOM, SOFT, Method
from suite.algorithms.netadapt import NetAdapt
from suite.benchmark import Benchmark, load_benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.runner import run
from suite.study.setting import Setting

RESULTS = Path(__file__).resolve().parents[2] / "results" / "mobilenetv3"
PANEL = ("cifar10", "pixel3")


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


def record(benchmark: Benchmark, method: Method, quantile: float = 0.5) -> Record:
    cases = runs.at_targets(benchmark, (method,), PANEL[:1], PANEL[1:])
    return run(next(case.spec for case in cases if case["quantile"] == quantile), benchmark)


@pytest.fixture(scope="module")
def judged(surrogate: Benchmark) -> Judged:
    return Judged(Setting(PANEL[0], runs.FITNESS, PANEL[1]), surrogate)


def test_targets_are_quantiles_of_connected_measured_cells(surrogate: Benchmark) -> None:
    assert kit.connected_cells(surrogate).sum() == 15_625 - 341
    latency = surrogate.column("edgetpu_latency_ms", "cifar10")
    usable = latency[kit.connected_cells(surrogate) & ~np.isnan(latency)]
    for quantile in QUANTILES:
        limit = runs.target(surrogate, "cifar10", "edgetpu", quantile)
        assert np.quantile(usable, quantile) <= limit <= np.quantile(usable, quantile) + 0.001
    energy = runs.target(surrogate, "cifar10", "fpga", 0.5, "energy")
    assert energy != runs.target(surrogate, "cifar10", "fpga", 0.5)


def test_outcomes_follow_the_one_rule(surrogate: Benchmark, judged: Judged) -> None:
    made = record(surrogate, HARD)
    limit = runs.target(surrogate, *PANEL, 0.5)
    error, cost = 100.0 - surrogate.column("valid_accuracy_12", "cifar10"), judged.cost
    valid, test = surrogate.column("valid_accuracy_200", "cifar10"), surrogate.column("test_accuracy_200", "cifar10")
    for evaluations in (7, 60, None):
        found = outcome(judged, made, limit, evaluations)
        seen = made.indices.astype(int)[:evaluations]
        errors = [error[index] for index in seen if cost[index] <= limit]
        assert found.evaluations == len(seen)
        assert error[found.best] == min(errors)
        assert found.regret == pytest.approx(min(errors) - error[cost <= limit].min())
        assert (found.full, found.test) == (valid[found.best], test[found.best])
        assert found.optimum in test[(cost <= limit) & (error == error[cost <= limit].min())]
        assert found.optimum_full in test[(cost <= limit) & (valid == valid[cost <= limit].max())]
    assert found.returned == made.recommended[0]
    assert found.returned_fitness == pytest.approx(100.0 - error[found.returned])
    fastest = float(np.nanmin(cost))
    assert fastest < cost[made.indices.astype(int)].min()
    nothing = outcome(judged, made, fastest)
    assert (nothing.best, nothing.regret, nothing.returned_regret) == (-1, np.inf, np.inf)
    assert np.isnan(nothing.test)


def test_random_search_returns_a_front_and_is_judged_by_what_it_saw(surrogate: Benchmark, judged: Judged) -> None:
    found = outcome(judged, record(surrogate, RANDOM), runs.target(surrogate, *PANEL, 0.5))
    assert found.best >= 0
    assert found.returned == -1
    assert not found.returned_within


def test_every_run_is_asked_for_once_and_is_within_the_budget(surrogate: Benchmark) -> None:
    specs = kit.specs_of(runs.cases(surrogate), 2)
    methods = {spec.algorithm for spec in specs}
    assert methods == {"random_search", "mnasnet", "netadapt", "mobilenetv3"}
    assert {spec.fitness.text for spec in specs} == {"valid@12:mean"}
    assert {spec.metric for spec in specs} == {"latency", "energy"}
    problems = {(spec.dataset, str(spec.device)) for spec in specs if spec.algorithm == "mobilenetv3"}
    assert len(problems) == 18
    assert len({method.key for method in (*METHODS, *runs.VARIANTS, *DESCENTS)}) == len(METHODS) + 4 + 6


def test_a_step_log_is_rebuilt_from_the_trace(surrogate: Benchmark, judged: Judged) -> None:
    made = record(surrogate, runs.from_cell(DESCENTS[0]), quantile=0.25)
    steps = descents.steps_of(made, surrogate)
    table = judged.problem.values
    cells = [int(surrogate.space.index(step.code[None])[0]) for step in steps]
    assert cells[0] == surrogate.space.parse("333333")
    assert set(cells) <= set(made.indices.tolist())
    assert [step.cost for step in steps] == table[cells, 1].tolist()
    assert (np.diff(table[cells, 1]) <= -0.01 * table[cells[0], 1]).all()
    assert cells[-1] == made.recommended[0]
    for before, after, step in zip(cells, cells[1:], steps[1:], strict=False):
        near = surrogate.space.index(surrogate.space.neighbours(surrogate.space.codes([before])[0]))
        saved = table[before, 1] - table[near, 1]
        qualifies = saved >= 0.01 * table[cells[0], 1]
        ratio = np.where(qualifies, (table[before, 0] - table[near, 0]) / np.abs(saved), -np.inf)
        assert near[np.nanargmax(ratio)] == after
        assert step.qualifying == qualifies.sum()
        assert step.raising == (saved < 0).sum()


def test_rivals_get_as_many_evaluations_as_the_combination(surrogate: Benchmark, tmp_path: Path) -> None:
    cases = runs.at_targets(surrogate, METHODS, PANEL[:1], PANEL[1:])
    study = Study(surrogate, {spec: run(spec, surrogate) for spec in kit.specs_of(cases, 2)}, 2)
    output = Output(tmp_path, "mobilenetv3", surrogate.edition, True)
    frame = combination_report(study, output, "combination", PANEL[:1], PANEL[1:])
    assert list(frame["runs"]) == [6, 6]
    used = {
        (case["quantile"], record.spec.seed): len(record.indices)
        for case in kit.chosen(cases, line=BOTH_HARD)
        for record in study.runs(case)
    }
    row = frame.iloc[1]
    assert row["evaluations"] == pytest.approx(np.mean(list(used.values())))
    cut = outcomes(study, kit.chosen(cases, line=NETADAPT), used)
    assert cut["evaluations"].tolist() == list(used.values())
    assert row["netadapt"] == pytest.approx(np.quantile(cut["regret"].to_numpy(), 0.5, method="inverted_cdf"))
    text = (tmp_path / "results" / "surrogate" / "mobilenetv3" / "combination.md").read_text(encoding="utf-8")
    assert "SURROGATE" in text
    assert "tabular adaptation" in text


@pytest.mark.parametrize("method", [SOFT, runs.SOFT_SMALL, runs.AUTOREGRESSIVE], ids=lambda each: each.key)
def test_soft_runs_do_not_depend_on_the_target(surrogate: Benchmark, method: Method) -> None:
    """So one run serves all targets in this experiment."""
    limits = [runs.target(surrogate, *PANEL, quantile) for quantile in QUANTILES]
    made = [run(replace(runs.search(method, *PANEL, limit), seed=1), surrogate) for limit in limits]
    assert made[0].indices.tolist() == made[1].indices.tolist() == made[2].indices.tolist()
    assert made[0].recommended.tolist() == made[1].recommended.tolist() == made[2].recommended.tolist()
    assert len({case.spec for case in runs.at_targets(surrogate, (method,), PANEL[:1], PANEL[1:])}) == 1


def test_published_rows_are_quoted(tmp_path: Path) -> None:
    rows = [len(kit.published(name)) for name in quoted.TABLES]
    assert rows == [9, 4, 4]
    quoted.report(Output(tmp_path, "mobilenetv3", "edition", False))
    with (tmp_path / "results" / "mobilenetv3" / "published.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == 17
    assert all(row["outcome"] == "not to be had" for row in found)
    assert next(row for row in found if row["network"] == "MnasNet-A1")["p3_ms"] == "61.0"


def test_neighbours_are_those_of_the_space(surrogate: Benchmark) -> None:
    near = edits.neighbours(surrogate)
    assert near.shape == (15_625, 24)
    for index in (0, 4711):
        expected = surrogate.space.index(surrogate.space.neighbours(surrogate.space.codes([index])[0]))
        assert set(near[index].tolist()) == set(expected.tolist())


@pytest.fixture(scope="module")
def real(real_data_dir: Path) -> Benchmark:
    return load_benchmark(real_data_dir, "real")


@pytest.mark.real_tables
def test_edits_of_the_3x3_cell(real: Benchmark) -> None:
    """Facts that were computed apart from this code: qualifying proposals and the median change, CIFAR-10."""
    study = Study(real, {}, 0)
    known = {"raspi4": (24, -16.8), "fpga": (24, -12.1), "eyeriss": (18, -12.8), "pixel3": (6, 5.5)}
    for device, (qualifying, median) in known.items():
        found = edits.facts(study, "cifar10", device)
        assert found["qualify_1"] == qualifying
        assert found["median_from_cell"] == pytest.approx(median, abs=0.05)


def committed(name: str) -> list[dict[str, str]]:
    with (RESULTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.real_tables
def test_committed_cells_are_what_runs_pick(real: Benchmark) -> None:
    rows = {(row["dataset"], row["device"], row["quantile"], row["method"]): row for row in committed(CELLS)}
    assert len(rows) == 18 * 3 * len(METHODS)
    for place, method in enumerate(METHODS):
        dataset, device = kit.DATASETS[place % 3], FIGURE_DEVICES[place % 6]
        quantile = QUANTILES[place % 3]
        row = rows[dataset, device, f"{quantile:.2f}", method.key]
        cases = kit.chosen(runs.at_targets(real, (method,), (dataset,), (device,)), quantile=quantile)
        found = outcomes(Study(real, {spec: run(spec, real) for spec in kit.specs_of(cases, 2)}, 2), cases)
        assert [str(best) for best in found["best"]] == row["picked"].split()[:2]
        assert [str(count) for count in found["evaluations"]] == row["evaluations"].split()[:2]


CELLS = "latency-targets-cells.csv"


@pytest.mark.real_tables
def test_committed_steps_are_those_of_the_method(real: Benchmark) -> None:
    rows: list[dict[str, Any]] = [
        row
        for row in committed("steps.csv")
        if (row["dataset"], row["device"], row["criterion"], row["delta"]) == ("cifar10", "pixel3", "ratio", "0.01")
    ]
    made = record(real, runs.from_cell(DESCENTS[0]), quantile=0.25)
    steps = descents.steps_of(made, real)
    assert [int(row["index"]) for row in rows] == [int(real.space.index(step.code[None])[0]) for step in steps]
    assert [int(row["qualifying"]) for row in rows] == [step.qualifying for step in steps]
    assert NetAdapt.name == made.spec.algorithm
