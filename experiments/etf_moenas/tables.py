"""The paper's table beside ours, with a verdict for each cell."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.etf_moenas import words
from experiments.etf_moenas.measure import Judge
from experiments.etf_moenas.runs import (
    ETF,
    NULLS,
    PUBLISHED,
    SEARCHES,
    SENSITIVITY,
    Search,
    archive_of,
    problem_of,
    scores_of,
)
from experiments.kit import Basis, Column, Reading
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import ACCURACY, CORRELATION, MEAN_CRITERION, RELATIVE, Margin

REPORTED = "etf_moenas_nasbench201"
RUNS = 31
"""Published runs."""
MEASURES: dict[str, tuple[str, Margin, float]] = {
    "igd": ("IGD", RELATIVE, 0.00005),
    "hv": ("hypervolume", CORRELATION, 0.00005),
    "best_accuracy": ("best test accuracy (%)", ACCURACY["cifar10"], 0.005),
}
"""Measure -> heading, margin, rounding of the printed number."""
COLUMNS = (
    Column("method"),
    Column("measure"),
    *kit.compared_columns(4, spread=True, reading_error=False),
    Column("ours_std", ".4f", "± (ours)"),
)
PER_SEED = (Column("search"), Column("seed"), *(Column(name, ".4f") for name in MEASURES), Column("members"))


def per_run(benchmark: Benchmark, seeds: int) -> pd.DataFrame:
    """Return one row per search and seed: its measures, the cells of its archive and their number."""
    judge, scores, rows = Judge(benchmark), scores_of(benchmark), []
    for search in SEARCHES:
        problem = problem_of(search, benchmark, scores)
        for seed in range(seeds):
            archive = archive_of(search, problem, seed)
            row = {"search": search.key, "label": search.label, "seed": seed, **asdict(judge.of(archive))}
            rows.append({**row, "members": len(archive), "archive": archive})
    return pd.DataFrame(rows)


def table(found: pd.DataFrame, output: Output) -> None:
    """Write the table with all comparisons, and the measures of every run."""
    rows = [row for search in PUBLISHED for row in _rows(found, search, search.key, Basis(kit.STAND_IN))]
    for published, searches in SENSITIVITY.items():
        for search in searches:
            rows += _rows(found, search, published, Basis(kit.STAND_IN, kit.SENSITIVITY))
    nulls = [row for search in NULLS for row in _rows(found, search, ETF.key, Basis(kit.NO_NETWORK, kit.NULL))]
    notes = [
        *words.NOTES,
        kit.verdict_note(rows, MEAN_CRITERION, words.CRITERION),
        *kit.nulls_reached(nulls),
        words.who_wins(found),
    ]
    kit.write_table(output, "table", [*rows, *nulls], COLUMNS, words.TABLE, notes)
    kit.write_table(output, "per-seed", found, PER_SEED, words.PER_SEED)


def _rows(found: pd.DataFrame, search: Search, published: str, basis: Basis) -> list[dict[str, Any]]:
    """Return a row per measure: a search beside a published row."""
    runs, rows = kit.rows_where(found, search=search.key), []
    for measure, (heading, margin, rounding) in MEASURES.items():
        line = kit.published_row(REPORTED, method=published)
        cell = kit.cell_of(REPORTED, measure, method=published)
        reading = Reading(float(line[measure]), rounding, float(line[f"{measure}_std"]), RUNS, cell)
        ours = runs[measure].to_numpy()
        why = words.why(search.key)
        null = {"null": search.label} if basis.role == kit.NULL else {}
        compared = kit.compared(reading, ours, margin, basis, above=why, below=why)
        rows.append({"method": search.label, "measure": heading, **null, **compared, "ours_std": float(np.std(ours))})
    return rows
