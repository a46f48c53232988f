"""What a recorded run of the forest's search had found at each step: positives, the "sum" cell, the lowest loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.kit import Case, Floats, Study
from experiments.rmi_nas.runs import RANDOM, search
from suite.algorithms import parameters
from suite.algorithms.rmi_nas import loss_threshold, sum_cell
from suite.benchmark import Benchmark
from suite.study.record import Record

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

    @property
    def best_cell(self) -> Integers:
        """The code ``(6,)`` of the cell of lowest loss in the space, the first of equals."""
        return np.asarray(self.benchmark.space.codes([int(self.all_losses.argmin())])[0])

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


def trace(study: Study, record: Record) -> Trace:
    """Return a run of the forest's search as a trace."""
    error = study.judged(record).error
    losses = np.where(np.isnan(error), np.inf, error)  # as the method takes what has no score
    return Trace(record, study.benchmark, losses[record.indices.astype(np.int64)], losses)


def random_run(study: Study, trace: Trace) -> Record:
    """Return the run of random search with the same seed on the same problem."""
    spec = trace.record.spec
    return study.records[replace(search(RANDOM, spec.dataset, spec.fitness.text), seed=spec.seed)]


def best_of(trace: Trace, record: Record, position: int | None = None) -> int:
    """Return the architecture of lowest loss among as many of another run on the same problem.

    Args:
        trace: the forest's run.
        record: the other run.
        position: number of architectures; default all that the forest's run evaluated.
    """
    indices = record.indices.astype(np.int64)[: len(trace.losses) if position is None else position]
    return int(indices[trace.all_losses[indices].argmin()])


def measured(study: Study, cases: Sequence[Case]) -> pd.DataFrame:
    """Return one row per run of the forest's search: its keys, what it evaluated, and where its picks stand.

    Columns beside those of :meth:`.Study.tidy`: ``trace``; ``other`` (random search's record); the picks ``sum``,
    ``lowest_loss`` and ``random`` (the lowest loss of as many random cells); ``evaluations``; ``positive`` and
    ``chance`` (shares below the threshold: of the forest's choices, of the space); ``new`` (the sum cell had not been
    evaluated); ``rank_loss`` and ``rank_valid`` (cells better than the sum cell); ``edges`` that differ from the
    cell of lowest loss; ``not_worse_loss`` and ``not_worse_valid`` (than the lowest loss evaluated).
    """

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        run, valid, space = trace(study, record), study.judged(record).valid, study.benchmark.space
        other, losses, cell, lowest = random_run(study, run), run.all_losses, run.returned, run.best_at(len(run.losses))
        best = space.codes(np.flatnonzero(losses == losses.min()))
        return {
            "trace": run,
            "other": other,
            "sum": cell,
            "lowest_loss": lowest,
            "random": best_of(run, other),
            "evaluations": len(run.losses),
            "positive": (run.losses[run.explored] < run.threshold).mean(),
            "chance": (losses < run.threshold).mean(),
            "new": bool(len(run.losses) > run.explored[-1] + 1),
            "rank_loss": (losses < losses[cell]).sum(),
            "rank_valid": (valid > valid[cell]).sum(),
            "edges": (space.codes([cell]) != best).sum(axis=1).min(),
            "not_worse_loss": losses[cell] <= losses[lowest],
            "not_worse_valid": valid[cell] >= valid[lowest],
        }

    return study.tidy(cases, measure)
