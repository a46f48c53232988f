"""Searches that train their own supernet: which there are, and their table, from rows made by ``suite networks``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column
from experiments.kit.supernet_papers import comparison
from experiments.kit.supernet_papers.methods import CMANAS, EVNAS, NEVONAS, PEVONAS, Method
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.supernet import words
from suite.benchmark import Benchmark
from suite.correlation import kendall
from suite.errors import DataError
from suite.objectives.fitness import parse_fitness
from suite.objectives.live import LiveSettings
from suite.reading.texts import read_frame
from suite.report.output import Output

FILE = Path(__file__).resolve().parents[1] / "trained" / "supernet_live.csv"
SEARCHED_ON = "cifar10"
NULL_RUNS = 30
"""Of each choice without a network; as in the tables on frozen supernets."""

KEYS = ("line", "fitness", "seed", "data_hash")
VALUES = ("cell", "error", "tau", "queries", "distinct")
SEARCHES = (
    Column("method"),
    Column("supernet"),
    Column("searches", "d"),
    Column("queries", ".0f", "queries (median)"),
    Column("distinct", ".0f", "distinct cells (median)"),
    Column("tau", ".2f", "Kendall tau of the cells seen (median)"),
    Column("cells", heading="returned cells, by seed"),
)


def _on(line: Method, settings: LiveSettings, suffix: str = "", **changes: Any) -> Method:
    """Return a line on the supernet that it trains itself, by its own protocol where the settings leave it open."""
    return line.on(settings.text, f"live{suffix}", searched_on=SEARCHED_ON, why=words.LIVE_WHY, **changes)


def _without_inheritance(settings: LiveSettings) -> Method:
    alone = LiveSettings(**{**vars(settings), "inherit": "no"})
    return _on(PEVONAS, alone, "_alone", label="pEvoNAS (w/o inherit)", published="pevonas_no_inherit")


LINES: Mapping[str, Callable[[LiveSettings], Method]] = {
    "evnas": lambda settings: _on(EVNAS, settings),
    "cmanas": lambda settings: _on(CMANAS, settings),
    "nevonas": lambda settings: _on(NEVONAS, settings),
    "pevonas": lambda settings: _on(PEVONAS, settings),
    "pevonas_no_inherit": _without_inheritance,
}
"""Name on the command line -> the line on supernets with given settings."""


def row_of(
    name: str, fitness: str, seed: int, cell: int, errors: Mapping[int, float], queries: int, benchmark: Benchmark
) -> dict[str, Any]:
    """Return the row of one search.

    Args:
        name: in :data:`LINES`.
        fitness: its text.
        seed: the seed.
        cell: index of the returned cell.
        errors: error in per cent of each cell seen, when it was last asked.
        queries: evaluations, repeats included.
        benchmark: the tables.

    Returns:
        ``line``, ``fitness``, ``seed``, ``cell``, its ``error``, ``tau`` (Kendall's, of the accuracies by the supernet
        to the validation accuracies after 200 epochs, of all cells seen), ``queries``, ``distinct``.
    """
    seen = np.array(list(errors))
    accuracy = benchmark.column(SPLITS["valid"], SEARCHED_ON)[seen]
    return {
        "line": name,
        "fitness": fitness,
        "seed": seed,
        "cell": cell,
        "error": errors.get(cell, float("nan")),
        "tau": kendall(-np.array(list(errors.values())), accuracy),
        "queries": queries,
        "distinct": len(errors),
    }


def settings_of(fitness: str) -> LiveSettings:
    """Return the settings that the text of a fitness states, without ``inherit``, which is the line's.

    Raises:
        DataError: for another kind of fitness.
    """
    live = parse_fitness(fitness).live
    if live is None:
        raise DataError(f"'{fitness}' is no supernet that a search trains")
    return LiveSettings(**{**vars(live), "inherit": "yes"})


def read(benchmark: Benchmark, file: Path = FILE) -> pd.DataFrame:
    """Return the rows of ``file`` that were made beside these tables; empty if there are none.

    Raises:
        DataError: for a file without the columns, of an unknown line, or with a cell that is none.
    """
    if not file.is_file():
        return pd.DataFrame()
    frame: pd.DataFrame = read_frame(file, dtype={"data_hash": str})
    missing = [name for name in (*KEYS, *VALUES) if name not in frame.columns]
    if missing or not set(frame["line"]) <= set(LINES) or not frame["cell"].between(0, benchmark.space.size - 1).all():
        raise DataError(f"{file} is not of 'suite networks search-supernets': make it again")
    return frame[frame["data_hash"] == benchmark.data_hash].reset_index(drop=True)


def report(benchmark: Benchmark, output: Output, file: Path = FILE) -> None:
    """Write the table of the searches and the published rows beside them; nothing if there are none."""
    frame = read(benchmark, file)
    if not len(frame):
        return
    lines = {
        (name, fitness): LINES[name](settings_of(fitness))
        for name, fitness in frame[["line", "fitness"]].drop_duplicates().itertuples(index=False)
    }
    runs = pd.DataFrame(
        {
            "line": lines[row.line, row.fitness],
            "dataset": dataset,
            **{split: benchmark.column(name, dataset)[row.cell] for split, name in SPLITS.items()},
        }
        for row in frame.itertuples(index=False)
        for dataset in kit.DATASETS
    )
    compared = comparison.rows(runs)
    compared += comparison.null_rows(benchmark, {line.published: line for line in lines.values()}.values(), NULL_RUNS)
    notes = [words.LIVE_NOTE, words.LIVE_REDUCED]
    comparison.write(output, "live-comparison", compared, words.LIVE_COMPARISON, notes)
    rows = [_summary(lines[key], group) for key, group in frame.groupby(["line", "fitness"], sort=False)]
    kit.write_table(output, "live-searches", rows, SEARCHES, words.LIVE_SEARCHES, [words.LIVE_TAU, words.LIVE_REDUCED])


def _summary(line: Method, rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "method": line.label,
        "supernet": parse_fitness(line.fitness).describe(SEARCHED_ON),
        "searches": len(rows),
        **{name: float(rows[name].median()) for name in ("queries", "distinct", "tau")},
        "cells": " ".join(map(str, rows["cell"])),
    }
