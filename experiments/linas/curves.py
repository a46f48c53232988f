"""Hypervolume against evaluations of each run, relative to the exact front, and what is read from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.linas.settings import Variant, specs
from suite.analysis.anytime import anytime_hypervolume, at_budgets, first_visits
from suite.analysis.indicators import hypervolume
from suite.benchmark import Benchmark
from suite.study.problem import searched_problem
from suite.study.record import Record
from suite.study.spec import RunSpec

Floats = NDArray[np.float64]

HYPERVOLUME_NOTE = (
    "Hypervolume of everything evaluated, as a share of that of the exact front of all 15,625 architectures; the "
    "objectives (valid@200 error, hardware cost) are normalised by that front's ideal and nadir, reference point 1.1."
)
EVALUATIONS_NOTE = (
    "Evaluations are distinct architectures looked up (a tabular adaptation: the papers validate and time a network); "
    "what a method asks again is free, which favours those that repeat themselves."
)


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


class AllCurves:
    """The curves of every search, each computed once.

    Args:
        benchmark: the tables.
        records: the runs.
        seeds: number of seeds.
    """

    def __init__(self, benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> None:
        self.benchmark, self.records, self.seeds = benchmark, records, seeds
        self._found: dict[tuple[str, str, str, str], Curves] = {}

    def of(self, variant: Variant, dataset: str, device: str, metric: str = "latency") -> Curves:
        """Return the curves of one search on one problem."""
        key = (variant.name, dataset, device, metric)
        if key not in self._found:
            runs = specs(variant, dataset, device, self.seeds, metric)
            problem = searched_problem(runs[0], self.benchmark)
            reference = problem.reference()
            best = hypervolume(problem.values[problem.exact_front()], reference)
            shares = []
            for spec in runs:
                indices = self.records[spec].indices.astype(np.int64)
                new = indices[first_visits(indices)]
                shares.append(anytime_hypervolume(problem.values[new], reference) / best)
            self._found[key] = Curves(shares)
        return self._found[key]


def survival_median(times: ArrayLike, reached: ArrayLike) -> float:
    """Return the Kaplan-Meier median: the first time by which half have reached the target; infinite if none is.

    Args:
        times: ``(n,)`` when a run reached the target, or ended without.
        reached: ``(n,)`` which of the two; the others are censored.
    """
    return survival_quantile(times, reached, 0.5)


def survival_quantile(times: ArrayLike, reached: ArrayLike, share: float) -> float:
    """Return the first time by which at least ``share`` of the runs have reached the target, by Kaplan and Meier."""
    t, event = np.asarray(times, dtype=np.float64), np.asarray(reached, dtype=bool)
    survival = 1.0
    for time in np.unique(t[event]):
        at_risk = (t >= time).sum()
        survival *= 1.0 - ((t == time) & event).sum() / at_risk
        if survival <= 1.0 - share + 1e-12:
            return float(time)
    return float("inf")
