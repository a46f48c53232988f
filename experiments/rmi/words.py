"""Captions, notes, and what the numbers say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import paired
from experiments.rmi.measures import share_text
from experiments.rmi.scorers import main_scorer, tables
from suite import scores
from suite.benchmark import Benchmark
from suite.tables.columns import DATASET_LABELS

INTRODUCTION = (
    "RMI-NAS, HW-EvRSNAS and MO-HDNAS score a cell by how similar its network's features are to a reference "
    "model's after a short fit to one batch of images. This project computed that score for every distinct cell "
    "('suite networks score'; the tables are in the package, 'suite data scores' says what made them and what was "
    "reduced). Here it is compared with accuracies after 200 epochs, beside 12-epoch accuracy, MACs, "
    "parameters and zero-cost proxies. Nothing is searched; no published coefficient of RMI-NAS is known to us."
)
CORRELATIONS = (
    "Top x %: the best x % of the cells by the accuracy of the table, as far as the score covers them.",
    "Over all cells; equivalent cells share one RMI, as they are one network, whereas the benchmark trained each of "
    "them. Kendall: tau-b.",
    "Zero-cost proxies: published by others for 9,445 cells, CIFAR-10 and ImageNet16-120 alone; the last RMI rows of a "
    "data set are over the same cells. No published coefficient of RMI-NAS is known to us.",
    "All cells: FreeREA's cached metrics; NASWOT has no determinant for 201 cells, which rank last.",
    "Accuracies describe, they select nothing here.",
)
EFFECTS = (
    "Effect of the batch, the seed, the cells per stage and more steps on the score: other protocols against {table} "
    "on the same distinct cells, {dataset}."
)
STEPS = (
    "Kendall's tau of the score with validation accuracy after 200 epochs against the number of steps on the one "
    "batch, and of the parts of the loss alone."
)
STEPS_NOTES = (
    "Tap 1 to 3: similarity of the features after each stage with the reference model's; cross-entropy: with "
    "its sign turned. After 0 steps the networks have their initial weights.",
    "Empty: all cells have the same value there.",
)
FIRST_CELLS = (
    "Accuracy after 200 epochs of the cells that a score ranks first in the whole space: the first, and of the "
    "first 10 and 100 distinct cells the one of the best validation accuracy."
)
FIRST_CELLS_NOTES = (
    "No search: the score is maximised exactly. Test accuracy is that of the cell that validation chose.",
    "Zero-cost proxies rank the 9,445 cells that they were published for, or all cells. Of equal scores "
    "the lower index comes first.",
)
SPEED = "Time and memory of scoring one architecture by representation mutual information."
SEARCH_SECONDS = 1258.2
"""RMI-NAS's whole search on NAS-Bench-201, README of its public code; its number of architectures is not stated."""

SPEED_NOTES = (
    "Mean over all distinct cells, one thread a process; the machine may have had other work. Memory: "
    "largest resident size of a process. Written down when the table was made, not measured again.",
    f"RMI-NAS's public README gives {SEARCH_SECONDS:,} s for a whole search on one GPU (full "
    "protocol); how many architectures it scored is not stated, so no rate is compared.",
)


def correlations(truth: str, reduced: bool) -> str:
    """Return the caption of the correlations with one accuracy."""
    protocol = " with a reduced protocol" if reduced else ""
    return (
        f"Rank correlation of representation mutual information (RMI), computed by this project{protocol}, and of "
        f"other scores with {truth} accuracy after 200 epochs, NAS-Bench-201."
    )


def descriptions(benchmark: Benchmark) -> list[str]:
    """Return what the RMI tables are, one sentence each."""
    found = []
    for table in tables(benchmark):
        others = [DATASET_LABELS[dataset] for dataset in kit.DATASETS if dataset != table.dataset]
        moved = f" On {' and '.join(others)} it is transferred: the same scores."
        found.append(f"RMI {table.name}: {scores.describe(table)}.{moved}")
    return found


def better_scores(rows: pd.DataFrame, table: scores.ScoreTable) -> list[str]:
    """Return per data set which scores rank all cells, and the best 10 %, better than the default table."""
    label = main_scorer(table).label
    sentences = []
    for dataset, group in rows.groupby("dataset", sort=False):
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
        sentences.append(f"{DATASET_LABELS[dataset]}, {label.removeprefix('RMI ')}: {'; '.join(parts)}.")
    return sentences


def _names(rows: pd.DataFrame, column: str) -> Sequence[str]:
    ordered = rows.sort_values(column, ascending=False, kind="stable")
    return [f"{name} {value:+.3f}" for name, value in zip(ordered["score"], ordered[column], strict=True)]


def best_steps(rows: pd.DataFrame, table: scores.ScoreTable) -> str:
    """Return after how many steps each score of a table ranks best, data set by data set."""
    texts = []
    for label in map(kit.dataset_name, kit.DATASETS):
        for name in ("mixed loss", "sum"):
            chosen = rows[(rows["table"] == table.name) & (rows["score"] == name)]
            values = chosen[label].to_numpy(dtype=np.float64)
            if np.isfinite(values).any():
                place = int(np.nanargmax(values))
                last = f", {values[-1]:+.3f} at the last" if place != len(values) - 1 else " (the last)"
                texts.append(f"{label}, {name}: {values[place]:+.3f} after {chosen['steps'].iloc[place]}{last}")
    return f"{table.name}, largest tau of the kept steps: {'; '.join(texts)}."


def effects_notes(table: scores.ScoreTable, rows: pd.DataFrame) -> list[str]:
    """Return what stands below them."""
    return [
        f"{table.name}: {scores.describe(table)}.",
        "Names: n cells per stage, s steps, b images in the batch if not 32, seed if not 0 (of the batch that is "
        "chosen and of the initial weights), teacher for RMI-NAS's own reference model. A protocol with more steps "
        f"than {kit.FIRST_TABLE} has a row for each kept number of them from its last on.",
        paired.INTERVAL_NOTE,
        paired.summary(rows, kit.FIRST_TABLE),
        "Samples are drawn once for all protocols ('suite networks score rmi --sample'), a smaller one is part of a "
        "larger one; their rows are in experiments/trained/rmi_effects.csv.",
    ]


def figure(table: scores.ScoreTable) -> str:
    """Return the caption of the figure."""
    protocol = "reduced protocol" if table.reduced else "published protocol"
    return (
        f"Representation mutual information ({table.name}, {protocol}, computed by this project): the score and "
        "the validation accuracy after 200 epochs of every cell; Kendall's tau over all and among the best cells, "
        "beside other scores; and tau against the number of steps on the one batch."
    )


def figure_note(benchmark: Benchmark, table: scores.ScoreTable, hidden: Any) -> str:
    """Return what its panels show; ``hidden`` cells lie left of the first one."""
    return (
        f"Left: {hidden} cells with lower scores lie left of the axis; every fifth cell is in the "
        f"numbers. Middle: {DATASET_LABELS[table.dataset]}; "
        "zero-cost proxies over the 9,445 cells that they were published for. Right: solid the mixed loss, dashed "
        f"the sum. {' '.join(descriptions(benchmark))}"
    )
