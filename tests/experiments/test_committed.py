"""The committed results are what the code gives: a fast, fixed subset is made again from the real tables."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments import REGISTRY, load
from experiments.kit import DATASETS, FIGURE_DEVICES, FIRST_RMI, MAIN_FITNESSES, RMI, Study
from experiments.mo_hdnas import best, diversity
from experiments.mo_hdnas.runs import THREE, search
from suite.benchmark import Benchmark, load_benchmark
from suite.objectives.fitness import parse_fitness
from suite.report.output import Output
from suite.report.tables import format_cells
from suite.scores import places, read_table
from suite.study.runner import run
from tests.experiments.subset import PANEL, SEEDS, constraint_rows, fig6_rows, panel, subset

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results"
RERUN = (*MAIN_FITNESSES, FIRST_RMI)
"""Fitnesses that need no file but the tables and what the package brings."""

pytestmark = pytest.mark.real_tables


@pytest.fixture(scope="module")
def benchmark_tables(real_data_dir: Path) -> Benchmark:
    return load_benchmark(real_data_dir, "real")


@pytest.fixture(scope="module")
def study(benchmark_tables: Benchmark) -> Study:
    return subset(benchmark_tables, RERUN)


def committed(name: str, **where: Any) -> list[dict[str, str]]:
    with (RESULTS / name).open(encoding="utf-8", newline="") as file:
        return [
            row for row in csv.DictReader(file) if all(row[column] == str(value) for column, value in where.items())
        ]


def of_two_seeds(name: str) -> list[dict[str, str]]:
    texts = {parse_fitness(each).text for each in RERUN}
    return [row for row in committed(name) if int(row["seed"]) < SEEDS and row["fitness"] in texts]


def as_texts(frame: pd.DataFrame, formats: dict[str, str]) -> list[dict[str, str]]:
    marked = frame.assign(tables="real")
    return [dict(zip(marked.columns, row, strict=True)) for row in format_cells(marked, formats)]


@pytest.mark.parametrize("name", ["fig3-exact", "best-architecture"])
def test_tables_without_searches(name: str, benchmark_tables: Benchmark, tmp_path: Path) -> None:
    output = Output(tmp_path, "mo-hdnas", benchmark_tables.edition, False)
    if name == "fig3-exact":
        diversity.fig3(output)
    else:
        best.latency(Study(benchmark_tables, {}, 0), output)
    for suffix in (".csv", ".md", ".tex"):
        made = (output.results / f"{name}{suffix}").read_text(encoding="utf-8")
        assert made == (RESULTS / "mo-hdnas" / f"{name}{suffix}").read_text(encoding="utf-8")


def test_fig6_rows_of_two_seeds(study: Study) -> None:
    formats = {"population_diversity_ms2": ".4f", "largest_latency_ms": ".5f"}
    made = as_texts(fig6_rows(study, RERUN), formats)
    assert made == of_two_seeds("mo-hdnas/fig6-per-seed.csv")


def test_constraint_rows_of_two_seeds(study: Study) -> None:
    formats = {
        "limit_ms": ".1f",
        "latency_ms": ".5f",
        "valid": ".4f",
        "test": ".4f",
        "gap": ".4f",
        "fitness_gap": ".4f",
    }
    made = as_texts(constraint_rows(study, RERUN), formats)
    assert made == of_two_seeds("hw-evrsnas/nine-constraints-per-seed.csv")


@pytest.mark.parametrize("fitness", MAIN_FITNESSES)
def test_one_panel_of_fig4(fitness: str, benchmark_tables: Benchmark, study: Study) -> None:
    dataset, device = PANEL
    for found in panel(study, fitness):
        where = {"dataset": dataset, "device": device, "seed": found["seed"], "fitness": found["fitness"]}
        rows = committed("mo-hdnas/fig4-returned-sets.csv", **where)
        assert [int(index) for index in rows[0]["indices"].split()] == found["indices"]
    if fitness != RMI:
        return
    figure = json.loads((ROOT / "figures" / "mo-hdnas" / f"fig4-{dataset}.json").read_text(encoding="utf-8"))
    shown = figure["panels"][device]["one_run"]
    record = study.records[search(THREE, dataset, device)]
    assert shown["index"] == record.recommended.tolist()
    latency = benchmark_tables.hardware_cost(record.recommended, dataset, device)
    error = 100.0 - benchmark_tables.accuracy(record.recommended, dataset, "test@200")
    assert shown["latency_ms"] == pytest.approx(latency, rel=1e-6)
    assert shown["test_error"] == pytest.approx(error, rel=1e-6)


@pytest.mark.parametrize("device", FIGURE_DEVICES)
def test_one_run_on_every_device(device: str, benchmark_tables: Benchmark) -> None:
    dataset = DATASETS[FIGURE_DEVICES.index(device) % len(DATASETS)]
    spec = search(THREE, dataset, device, MAIN_FITNESSES[FIGURE_DEVICES.index(device) % len(MAIN_FITNESSES)])
    where = {"dataset": dataset, "device": device, "seed": 0, "fitness": spec.fitness.text}
    assert [row["indices"] for row in committed("mo-hdnas/fig4-returned-sets.csv", **where)] == [
        " ".join(str(index) for index in sorted(run(spec, benchmark_tables).recommended.tolist()))
    ]


def test_returned_sets_are_those_of_all_panels() -> None:
    rows = committed("mo-hdnas/fig4-returned-sets.csv")
    panels = {(a, b) for a in DATASETS for b in FIGURE_DEVICES}
    for fitness in MAIN_FITNESSES:
        chosen = [row for row in rows if row["fitness"] == parse_fitness(fitness).text]
        assert {(row["dataset"], row["device"]) for row in chosen} == panels
    assert all(int(row["size"]) == len(row["indices"].split()) for row in rows)


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
