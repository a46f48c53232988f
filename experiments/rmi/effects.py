"""What batch, seed, cells per stage and more steps change: other protocols on a sample of cells, or on all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Column, Floats, paired
from experiments.rmi import words
from experiments.rmi.measures import TRUTHS
from experiments.rmi.scorers import tables
from suite import scores
from suite.benchmark import Benchmark
from suite.correlation import significant
from suite.errors import DataError
from suite.reading.texts import read_frame
from suite.report.output import Output
from suite.scores.rows import COLUMNS

FILE = Path(__file__).resolve().parents[1] / "trained" / "rmi_effects.csv"
TABLE = (*map(Column, ("setting", "steps", "score", "cells")), *paired.columns(kit.FIRST_TABLE))


@dataclass(frozen=True, eq=False)
class Scored:
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


def read(file: Path, dataset: str) -> list[Scored]:
    """Return what ``suite data scores --csv`` wrote, one item per protocol and number of steps.

    Raises:
        DataError: for another kind of file, or a protocol that names a cell twice.
    """
    frame = read_frame(file)
    if tuple(frame.columns) != COLUMNS:
        raise DataError(f"{file} is not of 'suite data scores --csv': make it again")
    found = []
    for (name, steps), rows in frame.groupby(["setting", "steps"], sort=False):
        cells = rows["index"].to_numpy(dtype=np.int64)
        if len(np.unique(cells)) < len(cells):
            raise DataError(f"{file} names a cell twice in {name} after {steps} steps: make it again")
        parts = rows[list(COLUMNS[3:])].to_numpy(dtype=np.float64)
        found.append(Scored(str(name), int(steps), cells, scores.filled(parts, dataset)))
    return found


def first(benchmark: Benchmark) -> scores.ScoreTable:
    """Return the table that the others are compared with: each differs from the first one in what its name says."""
    return scores.load(kit.FIRST_TABLE, benchmark.data_dir)


def scored(benchmark: Benchmark, file: Path) -> list[Scored]:
    """Return all that the first table is compared with: the rows of ``file``, and the other tables that are there."""
    base = first(benchmark)
    others = [table for table in tables(benchmark) if table.name != base.name]
    found = read(file, base.dataset) if file.is_file() else []
    cells = np.unique(benchmark.space.isomorphism_class(), return_index=True)[1].astype(np.int64)
    for table in others:
        if table.dataset == base.dataset:
            found += [Scored(table.name, steps, cells, table.parts(steps)[cells]) for steps in table.steps]
    # the last number of steps of a protocol, and all that the first table does not reach
    last = {each.name: max(other.steps for other in found if other.name == each.name) for each in found}
    return [each for each in found if each.steps == last[each.name] or each.steps >= base.steps[-1]]


def compare(other: Scored, table: scores.ScoreTable, accuracy: Floats, summed: bool) -> dict[str, Any]:
    """Return how another protocol's score and the first table's agree, and which ranks its cells better."""
    beta = float(table.facts["protocol"]["beta"])
    ours = significant(table.values(":sum" if summed else ":mixed"))[other.cells]
    theirs, truth = other.score(beta, summed), accuracy[other.cells]
    return {
        "setting": other.name,
        "steps": other.steps,
        "score": "sum" if summed else "mixed loss",
        "cells": len(truth),
        **paired.compare(f"rmi-effects/{other.name}/{other.steps}/{summed}", theirs, ours, truth),
    }


def report(benchmark: Benchmark, output: Output) -> None:
    """Write the table; nothing if there is neither a sample nor another table."""
    table = first(benchmark)
    accuracy = benchmark.column(TRUTHS["validation"], table.dataset)
    rows = pd.DataFrame(
        [compare(each, table, accuracy, summed) for each in scored(benchmark, FILE) for summed in (False, True)]
    )
    if len(rows):
        caption = words.EFFECTS.format(table=table.name, dataset=kit.dataset_name(table.dataset))
        kit.write_table(output, "effects", rows, TABLE, caption, words.effects_notes(table, rows))
