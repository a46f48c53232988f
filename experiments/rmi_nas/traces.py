"""What a recorded run of the forest's search had found at each step: positives, the "sum" cell, the lowest loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from experiments.rmi_nas.settings import FOREST, RANDOM, searches
from suite.algorithms import parameters
from suite.algorithms.rmi_nas import loss_threshold, sum_cell
from suite.benchmark import Benchmark
from suite.study.problem import searched_problem
from suite.study.record import Record
from suite.study.spec import RunSpec

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
DEFAULTS = {name: parameters("rmi_nas")[name] for name in ("quantile", "top")}


@dataclass(frozen=True, eq=False)
class Trace:
    """One run with the losses of everything it evaluated.

    Attributes:
        record: the run.
        benchmark: the tables.
        losses: ``(queries,)`` in the order of evaluation.
        all_losses: ``(15625,)`` of the whole space.
    """

    record: Record
    benchmark: Benchmark
    losses: Floats
    all_losses: Floats

    @property
    def indices(self) -> Integers:
        """The evaluated architectures ``(queries,)``, in order."""
        return self.record.indices.astype(np.int64)

    @property
    def warmup(self) -> int:
        """Number of random architectures at the start."""
        return int(self.record.batch_sizes[0])

    @cached_property
    def threshold(self) -> float:
        """The loss below which an architecture is positive."""
        return loss_threshold(self.losses[: self.warmup], DEFAULTS["quantile"])

    @property
    def positives(self) -> Integers:
        """Positions of positive architectures, in the order of evaluation."""
        return np.flatnonzero(self.losses < self.threshold)

    @property
    def explored(self) -> Integers:
        """Positions of what the forest chose, without a result that was evaluated on its own at the end."""
        last = self.positives[: int((self.positives < self.warmup).sum()) + parameters("rmi_nas")["n_positives"]][-1]
        return np.arange(self.warmup, last + 1)

    @property
    def returned(self) -> int:
        """The architecture that the run returned."""
        return int(self.record.recommended[0])

    def best_at(self, position: int) -> int:
        """Return the architecture of lowest loss among the first ``position`` ones."""
        return int(self.indices[self.losses[:position].argmin()])

    def sum_at(self, position: int) -> int:
        """Return the "sum" architecture of the positives among the first ``position`` ones."""
        rows = self.positives[self.positives < position]
        space = self.benchmark.space
        cell = sum_cell(space.codes(self.indices[rows]), self.losses[rows], space.n_operations, DEFAULTS["top"])
        return int(space.index(cell)[0])

    def shares(self) -> Floats:
        """Return how often each operation stands on each edge ``(6, 5)`` of the best positives."""
        rows = self.positives[np.argsort(self.losses[self.positives], kind="stable")[: DEFAULTS["top"]]]
        codes = self.benchmark.space.codes(self.indices[rows])
        return np.asarray((codes[:, :, None] == np.arange(self.benchmark.space.n_operations)).mean(axis=0))


def traces(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], dataset: str, fitness: str, seeds: int
) -> list[Trace]:
    """Return one trace per seed."""
    found = []
    for spec in searches(FOREST, dataset, fitness, seeds):
        losses = searched_problem(spec, benchmark).values[:, 0]
        record = records[spec]
        found.append(Trace(record, benchmark, losses[record.indices.astype(np.int64)], losses))
    return found


def random_best(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], trace: Trace, position: int | None = None
) -> int:
    """Return the lowest loss among as many architectures of random search, of the same seed and problem.

    Args:
        benchmark: the tables.
        records: all runs.
        trace: the forest's run.
        position: number of architectures; default all that the forest's run evaluated.
    """
    other = replace(trace.record.spec, algorithm=RANDOM.algorithm, params=RANDOM.params)
    indices = records[other].indices.astype(np.int64)[: len(trace.losses) if position is None else position]
    return int(indices[searched_problem(other, benchmark).values[indices, 0].argmin()])
