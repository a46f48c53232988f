"""Scores of all distinct cells, a table that the suite loads, and of samples of them (``experiments/trained``).

Everything here says how many cells that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments import kit
from experiments.kit import Floats, Indices
from suite import scores
from suite.benchmark import Benchmark
from suite.correlation import significant
from suite.errors import DataError
from suite.scores.table import read_speed
from suite.spaces.nasbench201 import NASBENCH201

TABLE = kit.TEACHER_TABLE
"""The table in question: the authors' teacher, five cells a stage, 32 images, 40 of 150 steps."""

LONG = "rmi-n5-s150-teacher-first120"
"""The published 150 steps on the first cells of the stated order: 60 random ones and 60 of the best decile."""

SECOND = "rmi-n5-s40-teacher-seed1-first500"
"""The table's protocol with another seed: another batch, other initial weights."""

OLD = kit.FIRST_TABLE
EVERY = len(np.unique(NASBENCH201.isomorphism_class()))
"""Distinct cells: 6,466."""

WANTED = {TABLE: EVERY, LONG: 120, SECOND: 500}
FOLDER = Path(__file__).resolve().parents[1] / "trained"
TAPS = 3


@dataclass(frozen=True, eq=False)
class Part:
    """Scores of some or all distinct cells by one protocol.

    Attributes:
        name: of the protocol.
        cells: ``(n,)`` first indices of their classes, ascending.
        steps: ``(marks,)`` numbers of updates.
        parts: ``(n, marks, 4)`` similarities and cross-entropy, without NaN.
        beta: weight of the similarities in the mixed loss.
        speed: how fast it was made; empty where that was not kept.
    """

    name: str
    cells: Indices
    steps: tuple[int, ...]
    parts: Floats
    beta: float
    speed: Mapping[str, Any]

    @property
    def complete(self) -> bool:
        """Whether all distinct cells are there."""
        return len(self.cells) == EVERY

    @property
    def told(self) -> str:
        """How many cells these are, in words."""
        return "all distinct cells" if self.complete else f"{len(self.cells):,} of {EVERY:,} distinct cells"

    def score(self, steps: int, summed: bool = True) -> Floats:
        """Return ``(n,)``, higher is better: the sum of the similarities, or minus the mixed loss."""
        parts = self.parts[:, self.steps.index(steps)]
        total = parts[:, :TAPS].sum(axis=1)
        return significant(total if summed else -(self.beta * (TAPS - total) + (1.0 - self.beta) * parts[:, TAPS]))

    def only(self, cells: ArrayLike) -> Part:
        """Return the same for those of ``cells`` that are here."""
        kept = np.isin(self.cells, np.asarray(cells))
        return Part(self.name, self.cells[kept], self.steps, self.parts[kept], self.beta, self.speed)


def representatives() -> Indices:
    """Return the first index of each class of equivalent cells ``(6466,)``, ascending."""
    return np.unique(NASBENCH201.isomorphism_class(), return_index=True)[1].astype(np.int64)


def read(name: str, benchmark: Benchmark, folder: Path | None = None) -> Part | None:
    """Return a score table, or the scores of a sample; None if there is neither.

    Args:
        name: of the table or the sample.
        benchmark: its data directory may hold tables, too.
        folder: of the samples; default ``experiments/trained``.

    Raises:
        DataError: for a damaged file.
    """
    if scores.find(name, benchmark.data_dir) is not None:
        table = scores.load(name, benchmark.data_dir)
        cells = np.sort(representatives())
        parts = np.stack([table.parts(steps)[cells] for steps in table.steps], axis=1)
        return Part(name, cells, table.steps, parts, float(table.facts["protocol"]["beta"]), table.speed)
    path = (FOLDER if folder is None else folder) / f"{name}.npz"
    if not path.is_file():
        return None
    stamp = path.stat()
    return _read(name, path, stamp.st_mtime_ns, stamp.st_size)


def needed(name: str, benchmark: Benchmark) -> Part:
    """Return the same.

    Raises:
        DataError: if there is neither.
    """
    found = read(name, benchmark)
    if found is None:
        raise DataError(f"no cell of '{name}' is scored: see docs/networks.md for the command")
    return found


@cache
def _read(name: str, path: Path, modified: int, size: int) -> Part:
    found = scores.read_rmi_parts(path)
    order = np.argsort(found.indices)
    parts = scores.filled(found.parts, found.dataset)[order]
    beta = float(found.facts["protocol"]["beta"])
    return Part(name, found.indices[order].astype(np.int64), found.steps, parts, beta, read_speed(path))


def first_of_classes(classes: NDArray[np.int32], values: Floats) -> Floats:
    """Return the mean of ``values`` ``(15625, ...)`` over the cells of each class, in the order of the classes."""
    count = int(classes.max()) + 1
    total = np.zeros((count, *values.shape[1:]))
    np.add.at(total, classes, values)
    return np.asarray(total / np.bincount(classes, minlength=count).reshape(-1, *([1] * (values.ndim - 1))))
