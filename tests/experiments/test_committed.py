"""The committed results are what the code gives: a fast, fixed subset is made again from the real tables."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments import REGISTRY, load
from experiments.mo_hdnas import best, fig3
from experiments.mo_hdnas.fig4 import returned_sets
from experiments.mo_hdnas.settings import DATASETS, DEVICES, MAIN, RMI, THREE, search
from suite.benchmark import Benchmark, load_benchmark
from suite.objectives.fitness import parse_fitness
from suite.report.output import Output
from suite.report.tables import format_cells
from suite.scores import places, read_table
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import RunSpec
from tests.experiments.subset import PANEL, SEEDS, constraint_rows, fig6_rows, panel, subset_runs

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results"

pytestmark = pytest.mark.real_tables


@pytest.fixture(scope="module")
def benchmark_tables(real_data_dir: Path) -> Benchmark:
    return load_benchmark(real_data_dir, "real")


@pytest.fixture(scope="module")
def records(benchmark_tables: Benchmark) -> dict[RunSpec, Record]:
    return subset_runs(benchmark_tables)


def committed(name: str, **where: Any) -> list[dict[str, str]]:
    with (RESULTS / name).open(encoding="utf-8", newline="") as file:
        return [
            row for row in csv.DictReader(file) if all(row[column] == str(value) for column, value in where.items())
        ]


def as_texts(frame: pd.DataFrame, formats: dict[str, str]) -> list[dict[str, str]]:
    marked = frame.assign(tables="real")
    return [dict(zip(marked.columns, row, strict=True)) for row in format_cells(marked, formats)]


@pytest.mark.parametrize("item", [fig3, best], ids=["fig3-exact", "best-architecture"])
def test_tables_without_searches(item: Any, benchmark_tables: Benchmark, tmp_path: Path) -> None:
    output = Output(tmp_path, "mo-hdnas", benchmark_tables.edition, False)
    if item is fig3:
        fig3.report(benchmark_tables, {}, 0, output)
        names = ["fig3-exact"]
    else:
        best.latency_table(benchmark_tables, output)
        names = ["best-architecture"]
    for name in names:
        for suffix in (".csv", ".md", ".tex"):
            made = (output.results / f"{name}{suffix}").read_text(encoding="utf-8")
            assert made == (RESULTS / "mo-hdnas" / f"{name}{suffix}").read_text(encoding="utf-8")


def test_fig6_rows_of_two_seeds(benchmark_tables: Benchmark, records: dict[RunSpec, Record]) -> None:
    formats = {"population_diversity_ms2": ".4f", "largest_latency_ms": ".5f"}
    made = as_texts(fig6_rows(benchmark_tables, records), formats)
    old = [row for row in committed("mo-hdnas/fig6-per-seed.csv") if int(row["seed"]) < SEEDS]
    assert made == old


def test_constraint_rows_of_two_seeds(benchmark_tables: Benchmark, records: dict[RunSpec, Record]) -> None:
    formats = {
        "limit_ms": ".1f",
        "latency_ms": ".5f",
        "valid": ".4f",
        "test": ".4f",
        "gap": ".4f",
        "fitness_gap": ".4f",
    }
    made = as_texts(constraint_rows(benchmark_tables, records), formats)
    old = [row for row in committed("hw-evrsnas/nine-constraints-per-seed.csv") if int(row["seed"]) < SEEDS]
    assert made == old


@pytest.mark.parametrize("fitness", MAIN)
def test_one_panel_of_fig4(fitness: str, benchmark_tables: Benchmark, records: dict[RunSpec, Record]) -> None:
    dataset, device = PANEL
    for found in panel(benchmark_tables, records, fitness):
        where = {"dataset": dataset, "device": device, "seed": found["seed"], "proxy": found["proxy"]}
        rows = committed("mo-hdnas/fig4-returned-sets.csv", **where)
        assert [int(index) for index in rows[0]["indices"].split()] == found["indices"]
    if fitness != RMI:
        return
    figure = json.loads((ROOT / "figures" / "mo-hdnas" / f"fig4-{dataset}.json").read_text(encoding="utf-8"))
    shown = figure["panels"][device]["one_run"]
    record = records[search(THREE, dataset, device, seed=0)]
    assert shown["index"] == record.recommended.tolist()
    latency = benchmark_tables.hardware_cost(record.recommended, dataset, device)
    error = 100.0 - benchmark_tables.accuracy(record.recommended, dataset, "test@200")
    assert shown["latency_ms"] == pytest.approx(latency, rel=1e-6)
    assert shown["test_error"] == pytest.approx(error, rel=1e-6)


@pytest.mark.parametrize("device", DEVICES)
def test_one_run_on_every_device(device: str, benchmark_tables: Benchmark) -> None:
    dataset = DATASETS[DEVICES.index(device) % len(DATASETS)]
    spec = search(THREE, dataset, device, 0, MAIN[DEVICES.index(device) % len(MAIN)])
    where = {"dataset": dataset, "device": device, "seed": 0, "proxy": spec.fitness.text}
    assert [row["indices"] for row in committed("mo-hdnas/fig4-returned-sets.csv", **where)] == [
        " ".join(str(index) for index in sorted(run(spec, benchmark_tables).recommended.tolist()))
    ]


def test_returned_sets_are_those_of_all_panels() -> None:
    rows = committed("mo-hdnas/fig4-returned-sets.csv")
    panels = {(a, b) for a in DATASETS for b in DEVICES}
    for fitness in MAIN:
        chosen = [row for row in rows if row["proxy"] == parse_fitness(fitness).text]
        assert {(row["dataset"], row["device"]) for row in chosen} == panels
    assert all(int(row["size"]) == len(row["indices"].split()) for row in rows)
    assert returned_sets.__doc__


@pytest.mark.parametrize("name", list(REGISTRY))
def test_nothing_committed_is_of_the_surrogate_or_forgotten(name: str) -> None:
    shipped = {read_table(path).kind for path in places.SHIPPED.glob("*.npz")}
    if not set(load(name).scores) <= shipped:  # what the package brings no scores for cannot be made again by anyone
        assert not (RESULTS / name).exists()
        return
    page = (RESULTS / name / "README.md").read_text(encoding="utf-8")
    for folder in (RESULTS / name, ROOT / "figures" / name):
        for path in sorted(folder.glob("*")) if folder.is_dir() else []:
            assert path.name == "README.md" or f"{path.name})" in page, f"{path} is in no index"
            if path.suffix == ".csv":
                with path.open(encoding="utf-8", newline="") as file:
                    # "none": made from rows of trained networks, no table looked up
                    assert {row["tables"] for row in csv.DictReader(file)} in ({"real"}, {"none"})
            elif path.suffix == ".json":
                assert json.loads(path.read_text(encoding="utf-8"))["surrogate"] is False
