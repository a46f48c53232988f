"""Correlations of every score, what steps change, the cells that a score ranks first, and how fast scores were made."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column
from experiments.rmi import words
from experiments.rmi.measures import COEFFICIENTS, SHARES, TRUTHS, coefficients, first_cells, of_variants, share_text
from experiments.rmi.scorers import Scorer, complete_scorers, proxy_scorers, rmi_scorers, simple_scorers, tables
from suite import scores
from suite.benchmark import Benchmark
from suite.report.output import Output

LISTS = (1, 10, 100)
"""Numbers of best-scored distinct cells, of which the most accurate one is shown."""

CORRELATION_COLUMNS = (
    kit.DATASET,
    Column("score"),
    Column("cells"),
    *(
        Column(f"{name} {share_text(share)}", "+.3f", f"{name} {share_text(share)}".capitalize())
        for name in COEFFICIENTS
        for share in SHARES
    ),
)
STEPS_COLUMNS = (
    *map(Column, ("table", "steps", "score")),
    *(Column(f"{label}{of}", "+.3f") for label in map(kit.dataset_name, kit.DATASETS) for of in ("", ", top 10 %")),
)
SPEED_COLUMNS = (
    *map(Column, ("table", "device", "processes")),
    Column("seconds", ".2f", "seconds per architecture and process"),
    Column("rate", ".2f", "architectures per second, all processes"),
    Column("memory", ".0f", "memory of a process (MiB)"),
    Column("reduced", heading="protocol"),
)


def every_scorer(benchmark: Benchmark, dataset: str) -> list[Scorer]:
    """Return what ranks the cells on one data set: ours, then those that need no network, then zero-cost proxies."""
    ours = [scorer for table in tables(benchmark) for scorer in rmi_scorers(table)]
    others = [*simple_scorers(benchmark, dataset), *complete_scorers(benchmark, dataset)]
    return [*ours, *others, *proxy_scorers(benchmark, dataset)]


def correlations(benchmark: Benchmark, output: Output) -> None:
    """Write a table for validation accuracy, one for test accuracy, and what the default table is worth in words."""
    default = tables(benchmark)[0]
    for truth in TRUTHS:
        rows = correlation_rows(benchmark, truth)
        caption = words.correlations(truth, default.reduced)
        notes = [*words.descriptions(benchmark), *words.better_scores(rows, default), *words.CORRELATIONS]
        kit.write_table(output, f"correlations-{truth}", rows, CORRELATION_COLUMNS, caption, notes)


def correlation_rows(benchmark: Benchmark, truth: str) -> pd.DataFrame:
    """Return one row per data set and score, compared with the accuracy ``truth`` ("validation" or "test")."""
    rows: list[dict[str, Any]] = []
    for dataset in kit.DATASETS:
        accuracy = benchmark.column(TRUTHS[truth], dataset)
        for scorer in every_scorer(benchmark, dataset):
            rows.append({"dataset": dataset, "score": scorer.label, **coefficients(scorer, accuracy)})
        for proxy in proxy_scorers(benchmark, dataset)[:1]:
            for scorer in rmi_scorers(tables(benchmark)[0]):
                label = f"{scorer.label} (cells of the proxies)"
                rows.append({"dataset": dataset, "score": label, **coefficients(scorer, accuracy, proxy.covered)})
    return pd.DataFrame(rows)


def steps(benchmark: Benchmark, output: Output) -> None:
    """Write one row per table, number of steps and part of the score."""
    every = tables(benchmark)
    rows = pd.DataFrame([row for table in every for kept in table.steps for row in of_variants(benchmark, table, kept)])
    best = [words.best_steps(rows, table) for table in every]
    notes = [*words.descriptions(benchmark), *best, *words.STEPS_NOTES]
    kit.write_table(output, "steps", rows, STEPS_COLUMNS, words.STEPS, notes)


def cells_ranked_first(benchmark: Benchmark, output: Output) -> None:
    """Write one row per data set and score, and the bound: the best cell."""
    classes = benchmark.space.isomorphism_class()
    rows: list[dict[str, Any]] = []
    for dataset in kit.DATASETS:
        valid, test = (benchmark.column(TRUTHS[truth], dataset) for truth in ("validation", "test"))
        for scorer in every_scorer(benchmark, dataset):
            row: dict[str, Any] = {"dataset": dataset, "score": scorer.label}
            for count in LISTS:
                cells = first_cells(scorer, classes, count)
                chosen = int(cells[np.argmax(valid[cells])])  # of a list, the best by validation
                row |= {f"valid {count}": valid[chosen], f"test {count}": test[chosen]}
            rows.append(row)
        top = int(np.argmax(valid))
        bound = {f"valid {count}": valid[top] for count in LISTS} | {f"test {count}": test[top] for count in LISTS}
        rows.append({"dataset": dataset, "score": "best cell by validation accuracy", **bound})
    columns = [kit.DATASET, Column("score")]
    for count in LISTS:
        what = "first cell" if count == 1 else f"best of {count}"
        columns.append(Column(f"valid {count}", ".2f", f"{what}, validation (%)"))
        columns.append(Column(f"test {count}", ".2f", f"{what}, test (%)"))
    notes = [*words.descriptions(benchmark), *words.FIRST_CELLS_NOTES]
    kit.write_table(output, "first-cells", rows, columns, words.FIRST_CELLS, notes)


def speed(benchmark: Benchmark, output: Output) -> None:
    """Write one row per table that has a record of its speed; nothing if none has."""
    rows = [_speed_of(table) for table in tables(benchmark) if table.speed]
    if rows:
        kit.write_table(output, "speed", rows, SPEED_COLUMNS, words.SPEED, words.SPEED_NOTES)


def _speed_of(table: scores.ScoreTable) -> dict[str, Any]:
    seconds, processes = float(table.speed["seconds_per_architecture"]), int(table.speed["processes"])
    return {
        "table": table.name,
        "device": table.speed["device"],
        "processes": processes,
        "seconds": seconds,
        "rate": processes / seconds,
        "memory": table.speed.get("peak_mib"),
        "reduced": scores.reductions(table) or "full",
    }
