"""Rank correlation of every score with accuracy after 200 epochs: over all cells, and among the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.rmi.scorers import Scorer, proxy_scorers, rmi_scorers, simple_scorers, tables
from experiments.rmi.settings import SHARES, TRUTHS, share_text
from suite import scores
from suite.benchmark import Benchmark
from suite.correlation import kendall, spearman
from suite.report.output import Output
from suite.tables.columns import DATASET_LABELS, DATASETS

Floats = NDArray[np.float64]
COEFFICIENTS = {"kendall": kendall, "spearman": spearman}


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


def rows(benchmark: Benchmark, truth: str) -> pd.DataFrame:
    """Return one row per data set and score, held against the accuracy ``truth`` ("valid" or "test")."""
    found: list[dict[str, Any]] = []
    every = tables(benchmark)
    for dataset in DATASETS:
        accuracy = benchmark.column(TRUTHS[truth], dataset)
        proxies = proxy_scorers(benchmark, dataset)
        ours = [scorer for table in every for scorer in rmi_scorers(table)]
        for scorer in [*ours, *simple_scorers(benchmark, dataset), *proxies]:
            found.append({"dataset": DATASET_LABELS[dataset], "score": scorer.label, **coefficients(scorer, accuracy)})
        if proxies:
            for scorer in rmi_scorers(every[0]):
                label = f"{scorer.label} (cells of the proxies)"
                numbers = coefficients(scorer, accuracy, proxies[0].covered)
                found.append({"dataset": DATASET_LABELS[dataset], "score": label, **numbers})
    return pd.DataFrame(found)


def report(benchmark: Benchmark, output: Output) -> None:
    """Write a table for validation accuracy, one for test accuracy, and what the default table is worth in words."""
    reduced = " with a reduced protocol" if tables(benchmark)[0].reduced else ""
    for truth in TRUTHS:
        frame = rows(benchmark, truth)
        name = "validation" if truth == "valid" else "test"
        output.table(
            f"correlations-{name}",
            frame,
            f"Rank correlation of representation mutual information (RMI), computed by this project{reduced}, and of "
            f"other scores with {name} accuracy after 200 epochs, NAS-Bench-201.",
            [*descriptions(benchmark), *comparison(frame, tables(benchmark)[0]), *NOTES],
            headings={
                column: column.capitalize() for column in frame.columns if column.startswith(tuple(COEFFICIENTS))
            },
            formats={column: "+.3f" for column in frame.columns if column.startswith(tuple(COEFFICIENTS))},
        )


NOTES = (
    "Top x %: the best x % of the cells by the accuracy of the table, as far as the score covers them.",
    "Over all cells; equivalent cells share one RMI, as they are one network, whereas the benchmark trained each of "
    "them. Kendall: tau-b.",
    "Zero-cost proxies: published by others for 9,445 cells, CIFAR-10 and ImageNet16-120 alone; the last RMI rows of a "
    "data set are over the same cells. No published coefficient of RMI-NAS was at hand.",
    "Accuracies describe, they select nothing here.",
)


def descriptions(benchmark: Benchmark) -> list[str]:
    """Return what the RMI tables are, one sentence each."""
    found = []
    for table in tables(benchmark):
        others = [DATASET_LABELS[dataset] for dataset in DATASETS if dataset != table.dataset]
        moved = f" On {' and '.join(others)} it is transferred: the same scores."
        found.append(f"RMI {table.name}: {scores.describe(table)}.{moved}")
    return found


def comparison(frame: pd.DataFrame, table: scores.ScoreTable) -> list[str]:
    """Return per data set in words which scores rank all cells, and the best 10 %, better than the default table."""
    label = rmi_scorers(table)[0].label
    sentences = []
    for dataset, group in frame.groupby("dataset", sort=False):
        parts = []
        for share in (1.0, 0.1):
            column = f"kendall {share_text(share)}"
            ours = float(group.loc[group["score"] == label, column].iloc[0])
            others = group[~group["score"].str.startswith("RMI ")]
            above = _names(others.loc[others[column] > ours], column)
            place = f"{share_text(share)}: tau {ours:+.3f}, " + (
                f"{len(above)} of {len(others)} other scores rank better ({', '.join(above)})"
                if above
                else f"above all {len(others)} other scores"
            )
            parts.append(place)
        sentences.append(f"{dataset}, {label.removeprefix('RMI ')}: {'; '.join(parts)}.")
    return sentences


def _names(frame: pd.DataFrame, column: str) -> Sequence[str]:
    ordered = frame.sort_values(column, ascending=False)
    return [f"{name} {value:+.3f}" for name, value in zip(ordered["score"], ordered[column], strict=True)]
