"""The comparison of formulations: its runs, what is read off them, and the committed rows of one setting."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.formulations import every_method, one_run, outcomes, settings, several, three_runs
from experiments.formulations.settings import FAMILIES, QUANTILES, SETTINGS
from suite.algorithms import registry
from suite.benchmark import Benchmark, load_benchmark
from suite.report.tables import format_cells
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec

ROOT = Path(__file__).resolve().parents[2]
SETTING = ("cifar100", "fpga", "energy")
SEEDS = 2


@pytest.fixture(scope="module")
def tables() -> Benchmark:
    return load_benchmark(source="surrogate")


def runs_of(tables: Benchmark, seeds: int) -> dict[RunSpec, Record]:
    specs = [
        spec
        for family in FAMILIES
        for seed in range(seeds)
        for spec in settings.family_runs(tables, family, SETTING, seed)
    ]
    return {spec: run(spec, tables) for spec in specs}


@pytest.fixture(scope="module")
def records(tables: Benchmark) -> dict[RunSpec, Record]:
    return runs_of(tables, SEEDS)


def test_settings_are_three_data_sets_with_six_latencies_and_three_energies() -> None:
    assert len(SETTINGS) == len(set(SETTINGS)) == 27
    assert settings.ENERGY == ("edgegpu", "eyeriss", "fpga")


def test_every_family_spends_the_same(tables: Benchmark, records: dict[RunSpec, Record]) -> None:
    for family in FAMILIES:
        specs = settings.family_runs(tables, family, SETTING, 0)
        assert sum(spec.budget.queries or 0 for spec in specs) == settings.THREE_RUNS
        assert sum(int(records[spec].counts["queries"] or 0) for spec in specs) == settings.THREE_RUNS
        assert {spec.seed for spec in specs} == {0}
        assert len({spec.seed_key() for spec in specs}) == 1


def test_runs_are_distinct_and_cover_every_part(tables: Benchmark) -> None:
    runs = [*settings.all_runs(tables, 1), *every_method.all_runs(tables, 1)]
    assert {str(spec.device) for spec in runs} >= {"worst:raspi4,pixel3", "sum:eyeriss,fpga", "each:raspi4,fpga"}
    assert {spec.metric for spec in runs} == {"latency", "energy", "latency+energy"}
    assert {spec.algorithm for spec in runs} >= {"regularized_evolution", "mo_hdnas", "pymoo_moead", "hw_evrsnas"}
    assert {spec.experiment for spec in runs} == {settings.EXPERIMENT}
    bigger = {replace(spec, seed=1) for spec in runs}
    assert bigger <= {*settings.all_runs(tables, 2), *every_method.all_runs(tables, 2)}


def test_the_front_of_300_queries_is_the_start_of_the_long_run(tables: Benchmark) -> None:
    long = settings.spec_of(SETTING, "nsga2", None, settings.THREE_RUNS, 0)
    short = run(replace(long, budget=Budget(queries=settings.ONE_RUN)), tables)
    assert run(long, tables).indices[: settings.ONE_RUN].tolist() == short.indices.tolist()


def test_limits_are_quantiles_of_what_was_measured(tables: Benchmark) -> None:
    cost = tables.column("edgetpu_latency_ms", "cifar10")
    known = cost[~np.isnan(cost)]
    for quantile, limit in zip(QUANTILES, settings.limits(tables, ("cifar10", "edgetpu", "latency")), strict=True):
        assert np.mean(known <= limit) == pytest.approx(quantile, abs=0.01)


def test_what_is_found_by_hand(tables: Benchmark, records: dict[RunSpec, Record]) -> None:
    valid = tables.column("valid_accuracy_200", "cifar100")
    cost = tables.column("fpga_energy_mj", "cifar100")
    for family in FAMILIES:
        specs = settings.family_runs(tables, family, SETTING, 1)
        seen = np.concatenate([records[spec].indices for spec in specs])
        found = outcomes.of_three_runs(tables, records, family, SETTING, 1)
        for k, limit in enumerate(settings.limits(tables, SETTING)):
            inside = seen[cost[seen] <= limit]
            assert found[k].valid == pytest.approx(valid[inside].max())
            assert found[k].regret == pytest.approx(valid[cost <= limit].max() - valid[inside].max())
            own = records[specs[k]].indices if family.per_limit else seen
            assert found[k].feasible == pytest.approx(np.mean(cost[own] <= limit))


def test_everything_evaluated_has_no_regret_and_nothing_feasible_an_infinite_one(tables: Benchmark) -> None:
    every = np.arange(tables.space.size)
    limit = settings.limits(tables, SETTING)[0]
    found = outcomes.found_within(tables, SETTING, limit, every, every)
    assert found.regret == 0
    assert outcomes.regret_of_volume(tables, SETTING, every) == pytest.approx(0, abs=1e-12)
    slow = np.flatnonzero(tables.column("fpga_energy_mj", "cifar100") > limit)
    failed = outcomes.found_within(tables, SETTING, limit, slow, slow)
    assert (failed.regret, failed.feasible) == (float("inf"), 0.0)
    assert np.isnan(failed.test)
    assert outcomes.finite_mean([1.0, float("inf"), 3.0]) == 2.0


def test_rows_of_a_setting(tables: Benchmark, records: dict[RunSpec, Record]) -> None:
    results = three_runs.collect(tables, records, SEEDS, [SETTING])
    frame = three_runs.by_setting(tables, results, [SETTING])
    assert len(frame) == len(QUANTILES) * len(FAMILIES)
    assert (frame["regret_mean"] >= 0).all()
    assert (frame["best_valid"] >= frame["valid_median"] - 1e-9).all()
    row = one_run._row(
        tables, records, [(SETTING, settings.family_runs(tables, FAMILIES[1], SETTING, seed)) for seed in range(SEEDS)]
    )
    assert row["returned"] == 1.0  # a hard limit returns nothing above it


def test_the_cell_for_several_devices_keeps_what_was_asked_for(tables: Benchmark) -> None:
    devices = ("raspi4", "pixel3")
    every = np.arange(tables.space.size)
    relative = several._relative(tables, "cifar10", devices)
    error = 100 - tables.column("valid_accuracy_200", "cifar10")
    runs = settings.device_runs(tables, devices, "cifar10", 0)
    asked = {
        "worst, constrained": relative.max(axis=1) <= 1,
        "sum, constrained": relative.sum(axis=1) <= 2,
        "each, Pareto": relative.max(axis=1) <= 1,
    }
    for name, kept in asked.items():
        cell = several.chosen(tables, "cifar10", devices, runs[name][0], every)
        assert kept[cell]
        assert error[cell] == error[kept].min()
    for position, spec in enumerate(runs["one device only"]):
        cell = several.chosen(tables, "cifar10", devices, spec, every)
        assert relative[cell, position] <= 1
    assert several.chosen(tables, "cifar10", devices, runs["each, Pareto"][0], every[:0]) == several.NO_CELL


def test_every_hardware_aware_method_of_the_papers_is_shown() -> None:
    hardware_aware = {name for name in registry.names() if registry.get(name).n_objectives == (2, 2)}
    shown = set(every_method.METHODS)
    assert shown <= set(registry.names())
    assert {"hw_evrsnas", "mo_hdnas", "mnasnet", "netadapt", "fbnet_dnas"} <= hardware_aware & shown
    assert {"nsga2", "linas"} <= shown


@pytest.mark.real_tables
def test_the_committed_rows_of_a_setting(real_data_dir: Path) -> None:
    tables = load_benchmark(real_data_dir, "real")
    records = runs_of(tables, settings.SEEDS)
    results = three_runs.collect(tables, records, settings.SEEDS, [SETTING])
    frame = three_runs.by_setting(tables, results, [SETTING]).assign(tables="real")
    made = [dict(zip(frame.columns, row, strict=True)) for row in format_cells(frame, three_runs.BY_SETTING)]
    with (ROOT / "results" / settings.EXPERIMENT / "by-setting.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert made == [
        row for row in rows if (row["dataset"], row["device"], row["metric"]) == ("CIFAR-100", *SETTING[1:])
    ]
