"""The MobileNetV3 experiment: targets, optima and the one rule by hand, step logs, edits, committed rows."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.mobilenetv3 import descents, edits, quoted, settings
from experiments.mobilenetv3.combination import report as combination_report
from experiments.mobilenetv3.outcomes import optimum, outcome, outcomes, values
from experiments.mobilenetv3.settings import BOTH_HARD, DESCENTS, HARD, METHODS, NETADAPT, RANDOM, SOFT
from experiments.published import published
from suite.algorithms.netadapt import NetAdapt
from suite.benchmark import Benchmark, load_benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import RunSpec

RESULTS = Path(__file__).resolve().parents[2] / "results" / "mobilenetv3"
PANEL = ("cifar10", "pixel3")


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


def record(benchmark: Benchmark, method: settings.Method, seed: int = 0, quantile: float = 0.5) -> Record:
    return run(settings.searches(benchmark, method, *PANEL, quantile, seed + 1)[seed], benchmark)


def test_targets_are_quantiles_of_connected_measured_cells(surrogate: Benchmark) -> None:
    assert settings.connected_cells(surrogate).sum() == 15_625 - 341
    latency = surrogate.column("edgetpu_latency_ms", "cifar10")
    usable = latency[settings.connected_cells(surrogate) & ~np.isnan(latency)]
    limits = [settings.target(surrogate, "cifar10", "edgetpu", quantile) for quantile in settings.QUANTILES]
    for limit, quantile in zip(limits, settings.QUANTILES, strict=True):
        assert np.quantile(usable, quantile) <= limit <= np.quantile(usable, quantile) + 0.001
    energy = settings.target(surrogate, "cifar10", "fpga", 0.5, "energy")
    assert energy != settings.target(surrogate, "cifar10", "fpga", 0.5)


def test_the_optimum_is_the_enumerated_one(surrogate: Benchmark) -> None:
    limit = settings.target(surrogate, *PANEL, 0.25)
    table = values(surrogate, *PANEL)
    within = table[:, 1] <= limit
    found = optimum(surrogate, *PANEL, limit)
    assert within[found]
    assert table[found, 0] == table[within, 0].min()
    full = optimum(surrogate, *PANEL, limit, full=True)
    valid = surrogate.column("valid_accuracy_200", "cifar10")
    assert valid[full] == np.nanmax(valid[within])


def test_outcomes_follow_the_one_rule(surrogate: Benchmark) -> None:
    made = record(surrogate, HARD)
    limit = settings.target(surrogate, *PANEL, 0.5)
    table = values(surrogate, *PANEL)
    for evaluations in (7, 60, None):
        found = outcome(made, surrogate, limit, evaluations)
        seen = made.indices.astype(int)[:evaluations]
        errors = [table[index, 0] for index in seen if table[index, 1] <= limit]
        assert found.evaluations == len(seen)
        assert table[found.best, 0] == min(errors)
        assert found.regret == pytest.approx(min(errors) - table[optimum(surrogate, *PANEL, limit), 0])
        assert found.test == surrogate.column("test_accuracy_200", "cifar10")[found.best]
    assert found.returned == made.recommended[0]
    fastest = float(np.nanmin(table[:, 1]))
    assert fastest < table[made.indices.astype(int), 1].min()
    nothing = outcome(made, surrogate, fastest)
    assert (nothing.best, nothing.regret) == (-1, np.inf)
    assert np.isnan(nothing.test)


def test_random_search_returns_a_front_and_is_judged_by_what_it_saw(surrogate: Benchmark) -> None:
    found = outcome(record(surrogate, RANDOM), surrogate, settings.target(surrogate, *PANEL, 0.5))
    assert found.best >= 0
    assert found.returned == -1
    assert not found.returned_within


def test_every_run_is_asked_for_once_and_is_within_the_budget(surrogate: Benchmark) -> None:
    specs = settings.all_runs(surrogate, 2)
    methods = {spec.algorithm for spec in specs}
    assert methods == {"random_search", "mnasnet", "netadapt", "mobilenetv3"}
    assert {spec.fitness.text for spec in specs} == {"valid@12:mean"}
    assert {spec.metric for spec in specs} == {"latency", "energy"}
    settings_of = {(spec.dataset, str(spec.device)) for spec in specs if spec.algorithm == "mobilenetv3"}
    assert len(settings_of) == 18
    assert len({method.name for method in (*METHODS, *settings.VARIANTS, *DESCENTS)}) == len(METHODS) + 4 + 6


def test_a_step_log_is_rebuilt_from_the_trace(surrogate: Benchmark) -> None:
    made = record(surrogate, settings.from_cell(DESCENTS[0]), quantile=0.25)
    steps = descents.steps_of(made, surrogate)
    table = values(surrogate, *PANEL)
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
    seeds = 2
    records: dict[RunSpec, Record] = {}
    for method in METHODS:
        for quantile in settings.QUANTILES:
            for spec in settings.searches(surrogate, method, *PANEL, quantile, seeds):
                records[spec] = run(spec, surrogate)
    output = Output(tmp_path, "mobilenetv3", surrogate.edition, True)
    frame = combination_report(records, surrogate, seeds, output, "combination", [PANEL])
    assert list(frame["pairs"]) == [6, 6]
    used = [
        len(records[spec].indices)
        for quantile in settings.QUANTILES
        for spec in settings.searches(surrogate, BOTH_HARD, *PANEL, quantile, seeds)
    ]
    row = frame.iloc[1]
    assert row["evaluations"] == pytest.approx(np.mean(used))
    regrets = []
    for place, quantile in enumerate(settings.QUANTILES):
        cut = used[place * seeds : (place + 1) * seeds]
        regrets += [
            each.regret for each in outcomes(records, surrogate, NETADAPT, *PANEL, quantile, seeds, "latency", cut)
        ]
    assert row["netadapt"] == pytest.approx(np.quantile(regrets, 0.5, method="inverted_cdf"))
    text = (tmp_path / "results" / "surrogate" / "mobilenetv3" / "combination.md").read_text(encoding="utf-8")
    assert "SURROGATE" in text
    assert "tabular adaptation" in text


@pytest.mark.parametrize("method", [SOFT, settings.SOFT_SMALL, settings.AUTOREGRESSIVE], ids=lambda each: each.name)
def test_soft_runs_do_not_depend_on_the_target(surrogate: Benchmark, method: settings.Method) -> None:
    """So one run serves all targets in this experiment."""
    limits = [settings.target(surrogate, *PANEL, quantile) for quantile in settings.QUANTILES]
    runs = [run(settings.search(method, *PANEL, limit, 1), surrogate) for limit in limits]
    assert runs[0].indices.tolist() == runs[1].indices.tolist() == runs[2].indices.tolist()
    assert runs[0].recommended.tolist() == runs[1].recommended.tolist() == runs[2].recommended.tolist()
    shared = [settings.searches(surrogate, method, *PANEL, quantile, 2) for quantile in settings.QUANTILES]
    assert shared[0] == shared[1] == shared[2]


def test_published_rows_are_quoted(tmp_path: Path) -> None:
    rows = [len(published(name)) for name in quoted.TABLES]
    assert rows == [9, 4, 4]
    quoted.report(Output(tmp_path, "mobilenetv3", "edition", False))
    with (tmp_path / "results" / "mobilenetv3" / "published.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == 17
    assert all(row["verdict"].startswith("not reproducible: ") for row in found)
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
    known = {"raspi4": (24, -16.8), "fpga": (24, -12.1), "eyeriss": (18, -12.8), "pixel3": (6, 5.5)}
    for device, (qualifying, median) in known.items():
        found = edits.facts(real, "cifar10", device)
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
        dataset, device = settings.DATASETS[place % 3], settings.DEVICES[place % 6]
        quantile = settings.QUANTILES[place % 3]
        row = rows[dataset, device, f"{quantile:.2f}", method.name]
        limit = settings.target(real, dataset, device, quantile)
        for seed in range(2):
            spec = settings.searches(real, method, dataset, device, quantile, seed + 1)[seed]
            found = outcome(run(spec, real), real, limit)
            assert found.best == int(row["picked"].split()[seed])
            assert found.evaluations == int(row["evaluations"].split()[seed])


CELLS = "latency-targets-cells.csv"


@pytest.mark.real_tables
def test_committed_steps_are_those_of_the_method(real: Benchmark) -> None:
    rows: list[dict[str, Any]] = [
        row
        for row in committed("steps.csv")
        if (row["dataset"], row["device"], row["criterion"], row["delta"]) == ("cifar10", "pixel3", "ratio", "0.01")
    ]
    made = record(real, settings.from_cell(DESCENTS[0]), quantile=0.25)
    steps = descents.steps_of(made, real)
    assert [int(row["index"]) for row in rows] == [int(real.space.index(step.code[None])[0]) for step in steps]
    assert [int(row["qualifying"]) for row in rows] == [step.qualifying for step in steps]
    assert NetAdapt.name == made.spec.algorithm
