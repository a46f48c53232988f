"""What trained supernets' scores are worth: rank correlation, ties, the cells ranked first, beside published scores."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import DATASETS, VALID_12, Column
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.kit.supernet_papers.stand_ins import fitness_label, fitness_notes
from experiments.supernet import ranking, words
from experiments.supernet.scores import label, reduced_mark, table_notes, transfer_note
from suite.benchmark import Benchmark
from suite.correlation import kendall
from suite.report.output import Output
from suite.scores import ScoreTable

TRUTHS = {"validation": SPLITS["valid"], "test": SPLITS["test"]}
PUBLISHED = "nasbench201_supernet_tau"
TABLE = "published table of all cells"
ONE_SHOT, FEW_SHOT = "one-shot supernet", "few-shot supernet"

RESAMPLES = 200

TAUS = tuple(Column(name, ".3f") for name in ranking.TOPS)
CORRELATIONS = (
    kit.DATASET,
    Column("fitness"),
    Column("truth", heading="true accuracy"),
    *TAUS,
    Column("by_lot", ".3f", "all, ties at random"),
)
AGREEMENT = (Column("first", heading="supernet"), Column("second", heading="another"), *TAUS)
BESIDE_PUBLISHED = (
    Column("fitness"),
    Column("cells"),
    Column("pilot", ".3f", "of published scores (one-shot)"),
    Column("few_shot", ".3f", "of published scores (few-shot)"),
    Column("ours", ".3f"),
    Column("low", ".3f", "95 % from"),
    Column("high", ".3f", "to"),
    Column("difference", "+.3f"),
)
FIRST = (
    Column("fitness"),
    Column("images"),
    Column("spread", ".2f", "spread of the scores (points)"),
    Column("error", ".2f", "standard error of one (points)"),
    Column("values", heading="distinct scores"),
    Column("tied", ".1f", "pairs tied (%)"),
    Column("tied_top", ".1f", "pairs tied, top 10 % (%)"),
    Column("score", ".1f", "best score (%)"),
    Column("first", heading="cells that share it"),
    Column("cell", heading="one of them"),
    *(Column(name, ".2f", f"test, {name} (%)") for name in map(kit.dataset_name, DATASETS)),
    Column("better", ".0f", "cells better"),
)


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
        scores[fitness_label(VALID_12)] = benchmark.accuracy(np.arange(benchmark.space.size), dataset, VALID_12)
        for name, values in scores.items():
            for split, column in TRUTHS.items():
                truth = benchmark.column(column, dataset)
                where = {"dataset": dataset, "fitness": name, "truth": split}
                rows.append({**where, **ranking.top_taus(values, truth), "by_lot": ranking.tau_by_lot(values, truth)})
    frame = pd.DataFrame(rows)
    notes = [
        words.CORRELATION_NOTE,
        words.TEST,
        transfer_note(tables),
        _in_words(frame, tables),
        *table_notes(tables),
        *fitness_notes(frame["fitness"]),
    ]
    caption = words.CORRELATION.format(mark=reduced_mark(tables))
    kit.write_table(output, "rank-correlation", frame, CORRELATIONS, caption, notes)


def _in_words(rows: pd.DataFrame, tables: Sequence[ScoreTable]) -> str:
    """Return in words how the correlation changes from all cells to the best, for validation on the own data set."""
    said = []
    for table in tables:
        row = kit.rows_where(rows, fitness=label(table), dataset=table.dataset, truth="validation").iloc[0]
        said.append(f"{label(table)}: " + ", ".join(f"{row[name]:.3f} ({name})" for name in ranking.TOPS))
    return "To the validation accuracy of the data set that the supernet saw: " + "; ".join(said) + "."


def _agreement(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    rows = []
    for first, second in combinations(tables, 2):
        tops = ranking.top_cells(benchmark.column(TRUTHS["validation"], first.dataset))
        taus = {name: kendall(first.values()[cells], second.values()[cells]) for name, cells in tops.items()}
        rows.append({"first": label(first), "second": label(second), **taus})
    notes = [words.AGREEMENT_NOTE, *table_notes(tables)]
    caption = words.AGREEMENT.format(mark=reduced_mark(tables))
    kit.write_table(output, "agreement", rows, AGREEMENT, caption, notes)


def published_tau(supernet: str, cells: str) -> float:
    """Return the Kendall tau of a published table of all cells."""
    return float(kit.published_row(PUBLISHED, supernet=supernet, setting=TABLE, cells=cells)["kendall_tau"])


def _published(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    rows: list[dict[str, Any]] = []
    truth = benchmark.column(TRUTHS["test"], "cifar10")
    for table in (table for table in tables if table.dataset == "cifar10"):
        scores = table.values()
        for name, cells in ranking.top_cells(truth).items():
            theirs, ours = published_tau(ONE_SHOT, name), kendall(scores[cells], truth[cells])
            low, high = _interval(scores[cells], truth[cells], table.name, name)
            rows.append(
                {
                    "fitness": label(table),
                    "cells": name,
                    "pilot": theirs,
                    "few_shot": published_tau(FEW_SHOT, name),
                    "ours": ours,
                    "low": low,
                    "high": high,
                    "difference": ours - theirs,
                }
            )
    if not rows:
        return
    notes = [words.PUBLISHED_NOTE, words.PUBLISHED_INTERVAL, words.TEST, *table_notes(tables)]
    caption = words.PUBLISHED.format(mark=reduced_mark(tables))
    kit.write_table(output, "published-correlation", rows, BESIDE_PUBLISHED, caption, notes)


def _interval(scores: NDArray[np.float64], truth: NDArray[np.float64], *key: str) -> tuple[float, float]:
    """Return the 95 % interval of Kendall's tau from resampled cells."""
    drawn = kit.generator("tau", *key).integers(len(truth), size=(RESAMPLES, len(truth)))
    low, high = np.nanquantile([kendall(scores[rows], truth[rows]) for rows in drawn], [0.025, 0.975])
    return float(low), float(high)


def standard_error(table: ScoreTable) -> float:
    """Return the binomial standard error of a cell's score in points, mean over the cells."""
    share = table.values() / 100.0
    return float(np.mean(100.0 * np.sqrt(share * (1.0 - share) / int(table.facts["images"]))))


def _first(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    rows = [_first_row(table, benchmark) for table in tables]
    largest = {dataset: benchmark.column(TRUTHS["test"], dataset).max() for dataset in DATASETS}
    best = ", ".join(f"{value:.2f} % ({kit.dataset_name(dataset)})" for dataset, value in largest.items())
    notes = [words.FIRST_NOTE.format(best=best), words.SPREAD, words.TEST, transfer_note(tables), *table_notes(tables)]
    kit.write_table(output, "ranked-first", rows, FIRST, words.FIRST.format(mark=reduced_mark(tables)), notes)


def _first_row(table: ScoreTable, benchmark: Benchmark) -> dict[str, Any]:
    score, test = table.values(), {dataset: benchmark.column(TRUTHS["test"], dataset) for dataset in DATASETS}
    first, found, own = ranking.ranked_first(score), ranking.ties(score), test[table.dataset]
    return {
        "fitness": label(table),
        "images": int(table.facts["images"]),
        "spread": float(score.std()),
        "error": standard_error(table),
        "values": found.values,
        "tied": 100.0 * found.tied,
        "tied_top": 100.0 * ranking.tied_share(score[ranking.best_cells(own, ranking.TOPS["top 10 %"])]),
        "score": float(score.max()),
        "first": found.first,
        "cell": benchmark.space.strings(first[:1])[0],
        **{kit.dataset_name(dataset): float(values[first].mean()) for dataset, values in test.items()},
        "better": float(np.mean([(own > own[cell]).sum() for cell in first])),
    }
