"""What a score is worth: rank correlations with accuracy, among all cells and the best of them, and its first cells."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Floats
from experiments.rmi.scorers import Scorer, rmi_scorer
from suite import scores
from suite.benchmark import Benchmark
from suite.correlation import kendall, significant, spearman
from suite.tables.columns import DATASET_LABELS

COEFFICIENTS = {"kendall": kendall, "spearman": spearman}
SHARES = (1.0, 0.5, 0.2, 0.1, 0.05)
"""All architectures, and the best of them by the accuracy that a score is compared with."""

TRUTHS = {"validation": "valid_accuracy_200", "test": "test_accuracy_200"}
"""Both are only described here: nothing is selected by either."""

TAPS = {"tap 1": 0, "tap 2": 1, "tap 3": 2}


def share_text(share: float) -> str:
    """Return "all" or, for instance, "top 5 %"."""
    return "all" if share == 1.0 else f"top {100 * share:g} %"


def best(accuracy: Floats, share: float) -> NDArray[np.bool_]:
    """Return ``(n,)``: whether a cell is among the best ``share`` by ``accuracy``; equals at the border count in."""
    count = max(1, int(np.ceil(share * len(accuracy))))
    return np.asarray(accuracy >= np.sort(accuracy)[-count])


def coefficients(scorer: Scorer, accuracy: Floats, among: NDArray[np.bool_] | None = None) -> dict[str, Any]:
    """Return number of cells and both coefficients per share; among the cells that the score (and ``among``) covers."""
    covered = scorer.covered if among is None else scorer.covered & among
    found: dict[str, Any] = {"cells": int(covered.sum())}
    for name, of in COEFFICIENTS.items():
        for share in SHARES:
            chosen = covered & best(accuracy, share)
            found[f"{name} {share_text(share)}"] = of(scorer.values[chosen], accuracy[chosen])
    return found


def first_cells(scorer: Scorer, classes: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Return the ``count`` distinct cells of the highest score, best first; of equal ones the lower index.

    Of equivalent cells only the one of the highest score stays.
    """
    order = np.argsort(-np.where(scorer.covered, scorer.values, -np.inf), kind="stable")
    order = order[scorer.covered[order]]
    _, first = np.unique(classes[order], return_index=True)
    return order[np.sort(first)][:count].astype(np.int64)


def variants(table: scores.ScoreTable, steps: int) -> dict[str, Floats]:
    """Return name -> ``(15625,)`` of everything that can be read off a table after ``steps``, higher is better."""
    parts = table.parts(steps)
    found = {"mixed loss": rmi_scorer(table, steps, False).values, "sum": rmi_scorer(table, steps, True).values}
    found |= {name: significant(parts[:, place]) for name, place in TAPS.items()}
    return {**found, "cross-entropy": significant(-parts[:, 3])}


def curve(benchmark: Benchmark, table: scores.ScoreTable, dataset: str, summed: bool) -> tuple[list[int], list[float]]:
    """Return the steps of a table and Kendall's tau with validation accuracy over all cells at each."""
    accuracy = benchmark.column(TRUTHS["validation"], dataset)
    return list(table.steps), [kendall(rmi_scorer(table, s, summed).values, accuracy) for s in table.steps]


def of_variants(benchmark: Benchmark, table: scores.ScoreTable, steps: int) -> list[dict[str, Any]]:
    """Return one row per variant of a table's score after ``steps``: tau by data set, over all and the best 10 %."""
    rows = []
    for name, values in variants(table, steps).items():
        row: dict[str, Any] = {"table": table.name, "steps": steps, "score": name}
        for dataset in kit.DATASETS:
            accuracy = benchmark.column(TRUTHS["validation"], dataset)
            top = best(accuracy, 0.1)
            row[DATASET_LABELS[dataset]] = kendall(values, accuracy)
            row[f"{DATASET_LABELS[dataset]}, top 10 %"] = kendall(values[top], accuracy[top])
        rows.append(row)
    return rows
