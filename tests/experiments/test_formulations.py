"""The comparison of formulations: its runs, what is read off them, and the committed rows of one setting."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import kit
from experiments.formulations import equal_budget, one_run, runs, several
from experiments.formulations.found import at_equal_budget, by_single_runs, within
from experiments.formulations.runs import FAMILIES, PROBLEMS
from experiments.kit import QUANTILES, Judged, Study
from suite.algorithms import registry
from suite.benchmark import Benchmark, load_benchmark
from suite.report.output import Output
from suite.study.runner import run
from suite.study.setting import Setting
from suite.study.spec import Budget

ROOT = Path(__file__).resolve().parents[2]
PROBLEM = ("cifar100", "fpga", "energy")
SEEDS = 2


@pytest.fixture(scope="module")
def tables() -> Benchmark:
    return load_benchmark(source="surrogate")


def study_of(tables: Benchmark, seeds: int) -> Study:
    cases = [case for family in FAMILIES for case in runs.searches(tables, family, PROBLEM)]
    return Study(tables, {spec: run(spec, tables) for spec in kit.specs_of(cases, seeds)}, seeds)


@pytest.fixture(scope="module")
def study(tables: Benchmark) -> Study:
    return study_of(tables, SEEDS)


@pytest.fixture(scope="module")
def judged(study: Study) -> Judged:
    dataset, device, metric = PROBLEM
    return study.judged(Setting(dataset, runs.FITNESS, device, metric))


def test_problems_are_three_data_sets_with_six_latencies_and_three_energies() -> None:
    assert len(PROBLEMS) == len(set(PROBLEMS)) == 27
    assert {device for _, device, metric in PROBLEMS if metric == "energy"} == {"edgegpu", "eyeriss", "fpga"}


def test_every_formulation_spends_the_same(study: Study) -> None:
    for family in FAMILIES:
        cases = runs.searches(study.benchmark, family, PROBLEM)
        specs = [case.specs(1)[0] for case in cases]
        assert sum(spec.budget.queries or 0 for spec in specs) == runs.THREE_RUNS
        assert sum(int(study.runs(case)[0].counts["queries"] or 0) for case in cases) == runs.THREE_RUNS
        assert {spec.seed for spec in specs} == {0}
        assert len({spec.seed_key() for spec in specs}) == 1


def test_runs_are_distinct_and_cover_every_part(tables: Benchmark) -> None:
    cases = runs.cases(tables)
    specs = kit.specs_of(cases, 1)
    assert {str(spec.device) for spec in specs} >= {"worst:raspi4,pixel3", "sum:eyeriss,fpga", "each:raspi4,fpga"}
    assert {spec.metric for spec in specs} == {"latency", "energy", "latency+energy"}
    assert {spec.algorithm for spec in specs} >= {"regularized_evolution", "mo_hdnas", "pymoo_moead", "hw_evrsnas"}
    assert {spec.experiment for spec in specs} == {runs.NAME}
    assert {replace(spec, seed=1) for spec in specs} <= set(kit.specs_of(cases, 2))


def test_the_front_of_300_queries_is_the_start_of_the_long_run(tables: Benchmark) -> None:
    front = next(family for family in FAMILIES if family.key == runs.PARETO)
    (case,) = runs.searches(tables, front, PROBLEM)
    short = run(replace(case.spec, budget=Budget(queries=runs.ONE_RUN)), tables)
    assert run(case.spec, tables).indices[: runs.ONE_RUN].tolist() == short.indices.tolist()


def test_limits_are_quantiles_of_what_was_measured(tables: Benchmark) -> None:
    cost = tables.column("edgetpu_latency_ms", "cifar10")
    known = cost[~np.isnan(cost)]
    limits = runs.limits(tables, ("cifar10", "edgetpu", "latency"))
    assert tuple(limits) == QUANTILES
    for quantile, limit in limits.items():
        assert np.mean(known <= limit) == pytest.approx(quantile, abs=0.01)


def test_what_is_found_by_hand(study: Study) -> None:
    valid = study.benchmark.column("valid_accuracy_200", "cifar100")
    cost = study.benchmark.column("fpga_energy_mj", "cifar100")
    found = at_equal_budget(study, [PROBLEM]).set_index(["line", "seed", "quantile"])
    for family in FAMILIES:
        records = [study.runs(case)[1] for case in runs.searches(study.benchmark, family, PROBLEM)]
        seen = np.concatenate([record.indices for record in records])
        for place, (quantile, limit) in enumerate(runs.limits(study.benchmark, PROBLEM).items()):
            row = found.loc[(family, 1, quantile)]
            inside = seen[cost[seen] <= limit]
            assert row["valid"] == pytest.approx(valid[inside].max())
            assert row["regret"] == pytest.approx(valid[cost <= limit].max() - valid[inside].max())
            own = records[place].indices if family.per_limit else seen
            assert row["feasible"] == pytest.approx(np.mean(cost[own] <= limit))


def test_everything_evaluated_has_no_regret_and_nothing_feasible_an_infinite_one(judged: Judged) -> None:
    every = np.arange(judged.benchmark.space.size)
    limit = runs.limits(judged.benchmark, PROBLEM)[QUANTILES[0]]
    assert within(judged, limit, every, every)["regret"] == 0
    assert judged.regret(every) == pytest.approx(0, abs=1e-12)
    costly = np.flatnonzero(judged.benchmark.column("fpga_energy_mj", "cifar100") > limit)
    failed = within(judged, limit, costly, costly)
    assert (failed["regret"], failed["feasible"]) == (float("inf"), 0.0)
    assert np.isnan(failed["test"])


def test_rows_of_a_setting(study: Study) -> None:
    rows = equal_budget.by_setting(at_equal_budget(study, [PROBLEM]))
    assert len(rows) == len(QUANTILES) * len(FAMILIES)
    assert (rows["regret_mean"] >= 0).all()
    assert (rows["best_valid"] >= rows["valid_median"] - 1e-9).all()
    hard = by_single_runs(study, runs.searches(study.benchmark, FAMILIES[1], PROBLEM))
    (row,) = kit.summarise(hard, ("line", "variant"), one_run.VARIANTS).to_dict("records")
    assert row["returned"] == 1.0  # a hard limit returns nothing above it


def test_failures_are_counted_and_left_out_of_the_mean(study: Study) -> None:
    found = at_equal_budget(study, [PROBLEM])
    rows = found[(found["line"] == FAMILIES[0]) & (found["quantile"] == QUANTILES[0])].assign(
        regret=[1.0, float("inf")]
    )
    (row,) = kit.summarise(rows, ("line",), equal_budget.OVERALL).to_dict("records")
    assert (row["regret_0.25"], row["failed"]) == (1.0, 1)
    assert np.isnan(row["regret_0.50"])


def test_the_cell_for_several_devices_keeps_what_was_asked_for(study: Study) -> None:
    devices = ("raspi4", "pixel3")
    every = np.arange(study.benchmark.space.size)
    relative = several.relative(study, "cifar10", devices)
    error = 100 - study.benchmark.column("valid_accuracy_200", "cifar10")
    asked = {
        "worst, constrained": relative.max(axis=1) <= 1,
        "sum, constrained": relative.sum(axis=1) <= 2,
        "each, Pareto": relative.max(axis=1) <= 1,
    }
    alone = 0
    for case in runs.for_devices(study.benchmark, devices, "cifar10"):
        assert case.spec.device is not None
        allowed = several.kept(case.spec.device, devices, relative)
        cell = several.best_of(every, allowed, error)
        if case["search"] in asked:
            kept = asked[case["search"]]
            assert kept[cell]
            assert error[cell] == error[kept].min()
        else:
            assert relative[cell, alone] <= 1
            alone += 1
        assert several.best_of(every[:0], allowed, error) == -1
    assert alone == len(devices)


def test_every_hardware_aware_method_of_the_papers_is_shown() -> None:
    hardware_aware = {name for name in registry.names() if registry.get(name).n_objectives == (2, 2)}
    shown = set(runs.SHOWN_METHODS)
    assert shown <= set(registry.names())
    assert {"hw_evrsnas", "mo_hdnas", "mnasnet", "netadapt", "fbnet_dnas"} <= hardware_aware & shown
    assert {"nsga2", "linas"} <= shown


@pytest.mark.real_tables
def test_the_committed_rows_of_a_setting(real_data_dir: Path, tmp_path: Path) -> None:
    study = study_of(load_benchmark(real_data_dir, "real"), runs.SEEDS)
    output = Output(tmp_path, runs.NAME, study.benchmark.edition, False)
    rows = equal_budget.by_setting(at_equal_budget(study, [PROBLEM]))
    kit.write_rows(output, "by-setting", rows, equal_budget.BY_SETTING, "")

    def read(root: Path) -> list[dict[str, str]]:
        with (root / "results" / runs.NAME / "by-setting.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    committed = [
        row for row in read(ROOT) if (row["dataset"], row["device"], row["metric"]) == ("CIFAR-100", *PROBLEM[1:])
    ]
    assert len(committed) == len(rows)
    assert read(tmp_path) == committed
