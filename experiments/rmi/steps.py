"""How the worth of the score grows with the number of steps, and which part of the loss carries it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.rmi.correlations import best, descriptions
from experiments.rmi.scorers import rmi_scorer, tables
from experiments.rmi.settings import TRUTHS
from suite import scores
from suite.benchmark import Benchmark
from suite.correlation import kendall, significant
from suite.report.output import Output
from suite.tables.columns import DATASET_LABELS, DATASETS

PARTS = {"tap 1": 0, "tap 2": 1, "tap 3": 2}


def variants(table: scores.ScoreTable, steps: int) -> dict[str, Any]:
    """Return name -> ``(15625,)`` of everything that can be read off a table after ``steps``, higher is better."""
    parts = table.parts(steps)
    found = {
        "mixed loss": rmi_scorer(table, steps, False).values,
        "sum": rmi_scorer(table, steps, True).values,
    }
    found |= {name: significant(parts[:, place]) for name, place in PARTS.items()}
    return {**found, "cross-entropy": significant(-parts[:, 3])}


def curve(benchmark: Benchmark, table: scores.ScoreTable, dataset: str, summed: bool) -> tuple[list[int], list[float]]:
    """Return the steps of a table and Kendall's tau with validation accuracy over all cells at each."""
    accuracy = benchmark.column(TRUTHS["valid"], dataset)
    return list(table.steps), [kendall(rmi_scorer(table, s, summed).values, accuracy) for s in table.steps]


def report(benchmark: Benchmark, output: Output) -> None:
    """Write one row per table, number of steps and part of the score."""
    found = []
    for table in tables(benchmark):
        for steps in table.steps:
            for name, values in variants(table, steps).items():
                row: dict[str, Any] = {"table": table.name, "steps": steps, "score": name}
                for dataset in DATASETS:
                    accuracy = benchmark.column(TRUTHS["valid"], dataset)
                    top = best(accuracy, 0.1)
                    row[DATASET_LABELS[dataset]] = kendall(values, accuracy)
                    row[f"{DATASET_LABELS[dataset]}, top 10 %"] = kendall(values[top], accuracy[top])
                found.append(row)
    frame = pd.DataFrame(found)
    output.table(
        "steps",
        frame,
        "Kendall's tau of the score with validation accuracy after 200 epochs against the number of steps on the one "
        "batch, and of the parts of the loss alone.",
        [
            *descriptions(benchmark),
            *(_best_mark(frame, table) for table in tables(benchmark)),
            "Tap 1 to 3: similarity of the features after each stage with the reference model's; cross-entropy: with "
            "its sign turned. After 0 steps the networks have their initial weights.",
            "Empty: all cells have the same value there.",
        ],
        formats={column: "+.3f" for column in frame.columns if column not in ("table", "steps", "score")},
    )


def _best_mark(frame: pd.DataFrame, table: scores.ScoreTable) -> str:
    """Return in words after how many steps each score of a table ranks best, data set by data set."""
    texts = []
    for dataset in DATASETS:
        label = DATASET_LABELS[dataset]
        for name in ("mixed loss", "sum"):
            rows = frame[(frame["table"] == table.name) & (frame["score"] == name)]
            values = rows[label].to_numpy(dtype=np.float64)
            if np.isfinite(values).any():
                place = int(np.nanargmax(values))
                last = f", {values[-1]:+.3f} at the last" if place != len(values) - 1 else " (the last)"
                texts.append(f"{label}, {name}: {values[place]:+.3f} after {rows['steps'].iloc[place]}{last}")
    return f"{table.name}, largest tau of the kept steps: {'; '.join(texts)}."
