"""Rows of the strategies that need torch: made by ``suite networks evaluate-estimators``, read here without torch."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.survey.strategies import NETWORKS
from suite.benchmark import Benchmark
from suite.reading.texts import read_frame

FILE = Path(__file__).resolve().parents[1] / "trained" / "survey.csv"
LEAK_MARK = "*"
SEEN_BY_HELP = frozenset({"pixel3"})
"""Of the six devices, the one whose CIFAR-10 latencies HELP's shipped weights were meta-trained on."""


def leaks(strategy: str, device: str) -> bool:
    """Return whether the strategy's weights were trained on measurements of ``device`` beyond those it is counted."""
    return strategy == "help" and device in SEEN_BY_HELP


def trained_rows(benchmark: Benchmark, file: Path = FILE) -> pd.DataFrame:
    """Return the rows of ``file`` that were made from these tables, in the columns of the grid; empty if none.

    Rows of other tables (another edition, the surrogate) say nothing about these.
    """
    if not file.is_file():
        return pd.DataFrame()
    rows: pd.DataFrame = read_frame(file, dtype={"data_hash": str})
    return rows[rows["data_hash"] == benchmark.data_hash].drop(columns="data_hash").reset_index(drop=True)


def trained_note(frame: pd.DataFrame) -> str:
    """Return which of the network strategies have rows, on what grid, and what to know about them."""
    parts = []
    for strategy in NETWORKS:
        rows = frame[frame["strategy"] == strategy.name]
        if not len(rows):
            parts.append(f"{strategy.label}: no rows for these tables")
            continue
        sizes = ", ".join(str(size) for size in sorted(set(rows["measurements"])))
        draws = int(rows["seed"].nunique())
        sets = ", ".join(dict.fromkeys(rows["dataset"]))
        metrics = " and ".join(dict.fromkeys(rows["metric"]))
        parts.append(f"{strategy.label}: {metrics}, {sets}, {sizes} measurements, {draws} draws")
    text = (
        "REDUCED grid of the strategies that train networks (made by 'suite networks evaluate-estimators', rows in "
        f"experiments/trained/survey.csv): {'; '.join(parts)}."
    )
    if (frame["strategy"] == "help").any():
        text += (
            f" '{LEAK_MARK}': HELP's weights were meta-trained on Pixel 3's CIFAR-10 latencies (and eight devices that "
            "are not among these six): there it knows more than the measurements counted."
        )
    return text
