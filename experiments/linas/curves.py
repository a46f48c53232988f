"""Hypervolume against evaluations of each run, relative to the exact front."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments.kit import Case, Column, Floats, Study
from suite.analysis.anytime import at_budgets, first_visits
from suite.study.record import Record

COUNTS = (40, 50, 100, 150, 200, 250, 300)
"""Evaluations after which a table reads the hypervolume."""


@dataclass(frozen=True, eq=False)
class Curves:
    """All runs of one search on one problem.

    Attributes:
        shares: per run ``(distinct,)`` hypervolume share after each distinct evaluation.
    """

    shares: Sequence[Floats]

    def at(self, evaluations: ArrayLike) -> Floats:
        """Return the shares ``(runs, len(evaluations))``; a run that ended keeps its last value."""
        grid = np.atleast_1d(np.asarray(evaluations))
        return np.stack([at_budgets(np.arange(1, len(share) + 1), share, grid, before=0.0) for share in self.shares])

    def to_reach(self, target: float) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the evaluations ``(runs,)`` needed for a share, and whether it was reached; else those spent."""
        reached = np.array([bool(share[-1] >= target) for share in self.shares])
        needed = [
            float(np.argmax(s >= target) + 1 if done else len(s)) for s, done in zip(self.shares, reached, strict=True)
        ]
        return np.array(needed), reached

    @property
    def end(self) -> int:
        """The evaluations that the shortest of the runs spent."""
        return min(len(share) for share in self.shares)


def measured(study: Study, cases: Iterable[Case]) -> pd.DataFrame:
    """Return one row per run: its keys, ``curve`` (as in :class:`Curves`), and ``hv_<n>`` for n of :data:`COUNTS`."""

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        indices = record.indices.astype(np.int64)
        curve = study.judged(record).scale().anytime_share(indices[first_visits(indices)])
        return {"curve": curve} | {f"hv_{n}": hv for n, hv in zip(COUNTS, Curves([curve]).at(COUNTS)[0], strict=True)}

    return study.tidy(cases, measure)


def curves_of(runs: pd.DataFrame) -> Curves:
    """Return the curves of the runs of one search."""
    return Curves(runs["curve"].tolist())


def hv_columns(*counts: int) -> tuple[Column, ...]:
    """Return the columns of the median hypervolume share after so many evaluations."""
    return tuple(Column(f"hv_{count}", ".3f", f"HV@{count}", "median") for count in counts)
