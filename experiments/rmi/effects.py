"""What batch, seed, cells per stage and more steps change: other protocols on a sample of cells, or on all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.kit import paired
from experiments.rmi.scorers import tables
from experiments.rmi.settings import EFFECTS_FILE, TRUTHS
from suite import scores
from suite.benchmark import Benchmark
from suite.correlation import significant
from suite.errors import DataError
from suite.report.output import Output
from suite.scores.rows import COLUMNS
from suite.tables.columns import CLASSES, DATASET_LABELS

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Setting:
    """Scores of some cells by one protocol.

    Attributes:
        name: of the protocol, as its file is called.
        steps: after which they were taken.
        cells: ``(n,)`` indices, one of each class of equivalent cells.
        parts: ``(n, 4)`` similarities and cross-entropy, without NaN.
    """

    name: str
    steps: int
    cells: NDArray[np.int64]
    parts: Floats

    def score(self, beta: float, summed: bool) -> Floats:
        """Return ``(n,)``, higher is better: the sum of the similarities, or minus the mixed loss."""
        total = self.parts[:, :3].sum(axis=1)
        return significant(total if summed else -(beta * (3.0 - total) + (1.0 - beta) * self.parts[:, 3]))


def read(file: Path, dataset: str) -> list[Setting]:
    """Return what ``suite data scores --csv`` wrote, one setting per protocol and number of steps.

    Raises:
        DataError: for another kind of file, or a setting that names a cell twice.
    """
    frame = pd.read_csv(file)
    if tuple(frame.columns) != COLUMNS:
        raise DataError(f"{file} is not of 'suite data scores --csv': make it again")
    found = []
    for (name, steps), rows in frame.groupby(["setting", "steps"], sort=False):
        cells = rows["index"].to_numpy(dtype=np.int64)
        if len(np.unique(cells)) < len(cells):
            raise DataError(f"{file} names a cell twice in {name} after {steps} steps: make it again")
        parts = rows[list(COLUMNS[3:])].to_numpy(dtype=np.float64)
        # as in a score table: what is undefined resembles nothing, and guesses
        filled = np.where(np.isnan(parts), np.array([0.0, 0.0, 0.0, math.log(CLASSES[dataset])]), parts)
        found.append(Setting(str(name), int(steps), cells, filled))
    return found


def settings(benchmark: Benchmark, file: Path = EFFECTS_FILE) -> list[Setting]:
    """Return all that the default table is compared with: the rows of ``file``, and the other tables at hand."""
    default, *others = tables(benchmark)
    found = read(file, default.dataset) if file.is_file() else []
    cells = np.unique(benchmark.space.isomorphism_class(), return_index=True)[1].astype(np.int64)
    for table in others:
        if table.dataset == default.dataset:
            found += [Setting(table.name, steps, cells, table.parts(steps)[cells]) for steps in table.steps]
    # the last number of steps of a protocol, and all that the default table does not reach
    last = {each.name: max(other.steps for other in found if other.name == each.name) for each in found}
    return [each for each in found if each.steps == last[each.name] or each.steps >= default.steps[-1]]


def compare(setting: Setting, table: scores.ScoreTable, accuracy: Floats, summed: bool) -> dict[str, Any]:
    """Return how a setting's score and the default table's agree, and which ranks its cells better by accuracy."""
    beta = float(table.facts["protocol"]["beta"])
    ours = significant(table.values(":sum" if summed else ""))[setting.cells]
    theirs, truth = setting.score(beta, summed), accuracy[setting.cells]
    return {
        "setting": setting.name,
        "steps": setting.steps,
        "score": "sum" if summed else "mixed loss",
        "cells": len(truth),
        **paired.compare(f"rmi-effects/{setting.name}/{setting.steps}/{summed}", theirs, ours, truth),
    }


def report(benchmark: Benchmark, output: Output, file: Path = EFFECTS_FILE) -> None:
    """Write the table; nothing if there is neither a sample nor another table."""
    table = tables(benchmark)[0]
    accuracy = benchmark.column(TRUTHS["valid"], table.dataset)
    rows = [compare(each, table, accuracy, summed) for each in settings(benchmark, file) for summed in (False, True)]
    if not rows:
        return
    frame = pd.DataFrame(rows)
    output.table(
        "effects",
        frame,
        f"Effect of the batch, the seed, the cells per stage and more steps on the score: other protocols against "
        f"{table.name} on the same distinct cells, {DATASET_LABELS[table.dataset]}.",
        [
            f"{table.name}: {scores.describe(table)}.",
            "Names: n cells per stage, s steps, b images in the batch if not 32, seed if not 0 (of the batch that is "
            "chosen and of the initial weights). A protocol with more steps than the default has a row for each kept "
            "number of them from the default's on.",
            paired.INTERVAL_NOTE,
            paired.summary(frame),
            "Samples are drawn once for all protocols ('suite networks score --sample'), a smaller one is part of a "
            "larger one; their rows are in experiments/trained/rmi_effects.csv.",
        ],
        headings=paired.HEADINGS,
        formats=paired.FORMATS,
    )
