"""What trained supernets' scores are worth: rank correlation, ties, the cells ranked first, beside published scores."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from experiments.nasbench201.fitness import H12, fitness_label, fitness_notes
from experiments.published import published_for
from experiments.supernet.ranking import (
    TOPS,
    best_cells,
    kendall,
    ranked_first,
    tau_by_lot,
    tied_share,
    ties,
    top_cells,
    top_taus,
)
from experiments.supernet.scores import extent, label, table_notes, transfer_note
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import exact, tally
from suite.scores import ScoreTable
from suite.tables.columns import DATASET_LABELS, DATASETS

TRUTHS = {"validation": "valid_accuracy_200", "test": "test_accuracy_200"}
PUBLISHED = "nasbench201_supernet_tau"
TABLE = "published table of all cells"
ONE_SHOT, FEW_SHOT = "one-shot supernet", "few-shot supernet"
TEST_NOTE = "True accuracy: after 200 epochs, mean over trials. Test accuracy is described only: no search sees it."


def report(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    """Write the tables; the agreement of supernets only where there are two."""
    _correlations(tables, benchmark, output)
    if len(tables) > 1:
        _agreement(tables, benchmark, output)
    _published(tables, benchmark, output)
    _first(tables, benchmark, output)


def _correlations(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    rows = []
    for dataset in DATASETS:
        scores = {label(table): table.values() for table in tables}
        scores[fitness_label(H12)] = benchmark.accuracy(np.arange(benchmark.space.size), dataset, H12)
        for name, values in scores.items():
            for split, column in TRUTHS.items():
                truth = benchmark.column(column, dataset)
                where = {"dataset": DATASET_LABELS[dataset], "fitness": name, "truth": split}
                rows.append({**where, **top_taus(values, truth), "by_lot": tau_by_lot(values, truth)})
    shown = pd.DataFrame(rows)
    output.table(
        "rank-correlation",
        shown,
        "Kendall's tau of trained supernets' scores and the true accuracy, among all cells and among the best by that "
        f"accuracy{reduced_mark(tables)}.",
        [
            "Tau-b, in which pairs with equal scores do not count; 'ties by lot': the expected tau over all cells when "
            "equals are ranked by lot.",
            TEST_NOTE,
            transfer_note(tables),
            _in_words(shown, tables),
            *table_notes(tables),
            *fitness_notes(shown["fitness"]),
        ],
        headings={"truth": "true accuracy", "by_lot": "all, ties by lot"},
        formats=dict.fromkeys((*TOPS, "by_lot"), ".3f"),
    )


def _agreement(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    rows = []
    for first, second in combinations(tables, 2):
        truth = benchmark.column(TRUTHS["validation"], first.dataset)
        found = {
            name: kendall(first.values()[cells], second.values()[cells]) for name, cells in top_cells(truth).items()
        }
        rows.append({"first": label(first), "second": label(second), **found})
    output.table(
        "agreement",
        pd.DataFrame(rows),
        f"Kendall's tau of two trained supernets' scores, among all cells and among the best by true accuracy"
        f"{reduced_mark(tables)}.",
        [
            "Tau-b. The best: by the validation accuracy after 200 epochs on the data set of the first of the two.",
            *table_notes(tables),
        ],
        headings={"first": "supernet", "second": "another"},
        formats=dict.fromkeys(TOPS, ".3f"),
    )


def _in_words(rows: pd.DataFrame, tables: Sequence[ScoreTable]) -> str:
    """Return in words how the correlation changes from all cells to the best, for validation on the own data set."""
    said = []
    for table in tables:
        row = rows[
            (rows["fitness"] == label(table))
            & (rows["dataset"] == DATASET_LABELS[table.dataset])
            & (rows["truth"] == "validation")
        ].iloc[0]
        said.append(f"{label(table)}: " + ", ".join(f"{row[name]:.3f} ({name})" for name in TOPS))
    return "To the validation accuracy of the data set that the supernet saw: " + "; ".join(said) + "."


def reduced_mark(tables: Sequence[ScoreTable]) -> str:
    """Return what a caption adds where protocols are reduced."""
    count = sum(table.reduced for table in tables)
    if not count:
        return ""
    return " (reduced protocols)" if count == len(tables) else f" ({count} of {len(tables)} by reduced protocols)"


def tolerance() -> float:
    """Return by how much published one-shot taus over all cells differ among themselves."""
    taus = published_for(PUBLISHED, supernet=ONE_SHOT, cells="all")["kendall_tau"]
    return float(taus.max() - taus.min())


def published_tau(supernet: str, cells: str) -> float:
    """Return the Kendall tau of a published table of all cells."""
    return float(published_for(PUBLISHED, supernet=supernet, setting=TABLE, cells=cells)["kendall_tau"].iloc[0])


def _published(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    rows = []
    for table in (table for table in tables if table.dataset == "cifar10"):
        ours = top_taus(table.values(), benchmark.column(TRUTHS["test"], "cifar10"))
        for cells in TOPS:
            published = published_tau(ONE_SHOT, cells)
            verdict = exact(published, ours[cells], tolerance(), f"another supernet, {extent(table)}")
            rows.append(
                {
                    "fitness": label(table),
                    "cells": cells,
                    "published": published,
                    "few_shot": published_tau(FEW_SHOT, cells),
                    "ours": ours[cells],
                    "difference": ours[cells] - published,
                    "verdict": str(verdict),
                }
            )
    if not rows:
        return
    others = published_for(PUBLISHED, supernet=ONE_SHOT, cells="all")["kendall_tau"]
    output.table(
        "published-correlation",
        pd.DataFrame(rows),
        f"Kendall's tau to the test accuracy, CIFAR-10: published scores of all cells beside ours"
        f"{reduced_mark(tables)}.",
        [
            "Published: the tables of few-shot-NAS, measured in a pilot study. Their one-shot supernet was trained for "
            "600 epochs on all training images and scored on test images.",
            f"Verdict: match = within {tolerance():.3f}, by which the published taus of one-shot supernets over all "
            f"cells differ among themselves ({len(others)} from {others.min():.3f} to {others.max():.3f}). "
            f"Here: {tally(str(row['verdict']) for row in rows)}.",
            TEST_NOTE,
            *table_notes(tables),
        ],
        headings={"published": "published (one-shot)", "few_shot": "published (few-shot)"},
        formats=dict.fromkeys(("published", "few_shot", "ours"), ".3f") | {"difference": "+.3f"},
    )


def standard_error(table: ScoreTable) -> float:
    """Return the binomial standard error of a cell's score in points, mean over the cells."""
    share = table.values() / 100.0
    return float(np.mean(100.0 * np.sqrt(share * (1.0 - share) / int(table.facts["images"]))))


def _first(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    rows: list[dict[str, Any]] = []
    for table in tables:
        first, found = ranked_first(table.values()), ties(table.values())
        test = {dataset: benchmark.column(TRUTHS["test"], dataset) for dataset in DATASETS}
        own = test[table.dataset]
        rows.append(
            {
                "fitness": label(table),
                "images": int(table.facts["images"]),
                "spread": float(table.values().std()),
                "error": standard_error(table),
                "values": found.values,
                "tied": 100.0 * found.tied,
                "tied_top": 100.0 * tied_share(table.values()[best_cells(own, TOPS["top 10 %"])]),
                "score": float(table.values().max()),
                "first": found.first,
                "cell": benchmark.space.strings(first[:1])[0],
                **{DATASET_LABELS[dataset]: float(values[first].mean()) for dataset, values in test.items()},
                "better": float(np.mean([(own > own[cell]).sum() for cell in first])),
            }
        )
    best = ", ".join(f"{benchmark.column(TRUTHS['test'], d).max():.2f} % ({DATASET_LABELS[d]})" for d in DATASETS)
    output.table(
        "ranked-first",
        pd.DataFrame(rows),
        f"How coarse trained supernets' scores are, and what the cells that they rank first are worth"
        f"{reduced_mark(tables)}.",
        [
            "Several cells may share the best score: their number, the first of them by its index, and the mean of "
            f"their test accuracies. Largest test accuracies of the space: {best}. Cells better: how many have a "
            "higher test accuracy on the supernet's own data set, mean over those that share the best score.",
            "Spread: standard deviation over the cells. Standard error: of a cell's accuracy on so many images, mean "
            "over the cells (binomial); all cells see the same images, which makes differences less uncertain.",
            TEST_NOTE,
            transfer_note(tables),
            *table_notes(tables),
        ],
        headings={
            "spread": "spread of the scores (points)",
            "error": "standard error of one (points)",
            "values": "distinct scores",
            "tied": "pairs tied (%)",
            "tied_top": "pairs tied, top 10 % (%)",
            "score": "best score (%)",
            "first": "cells that share it",
            "cell": "one of them",
            **{DATASET_LABELS[dataset]: f"test, {DATASET_LABELS[dataset]} (%)" for dataset in DATASETS},
            "better": "cells better",
        },
        formats={"spread": ".2f", "error": ".2f", "tied": ".1f", "tied_top": ".1f", "score": ".1f", "better": ".0f"}
        | dict.fromkeys((DATASET_LABELS[dataset] for dataset in DATASETS), ".2f"),
    )
