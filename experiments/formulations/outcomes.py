"""What the runs of a formulation found: the best cell within each limit, the hypervolume, the feasible evaluations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from experiments.formulations.settings import ACCURACY, Family, Setting, family_runs, limits
from experiments.quantities import reported_error
from suite.analysis.indicators import hypervolume
from suite.benchmark import Benchmark
from suite.objectives import Problem
from suite.study.problem import problem_of as road
from suite.study.record import Record
from suite.study.setting import Setting as Place
from suite.study.spec import RunSpec

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """What one seed found within one limit.

    Attributes:
        limit: the cost limit, ms or mJ.
        regret: validation accuracy of the exact constrained optimum minus that of the best cell found, in points;
            infinite if no evaluated cell keeps the limit.
        valid: validation accuracy of that cell, per cent; NaN if none.
        test: its test accuracy, reported only; NaN if none.
        feasible: share of the queries that keep the limit, of the run for this limit where there is one.
    """

    limit: float
    regret: float
    valid: float
    test: float
    feasible: float


@lru_cache(maxsize=64)
def problem_of(benchmark: Benchmark, setting: Setting) -> Problem:
    """Return validation error and the true cost of a setting over the enumerated space."""
    dataset, device, *metric = setting
    return road(Place(dataset, ACCURACY, device, *metric), benchmark)


@lru_cache(maxsize=64)
def _best_volume(benchmark: Benchmark, setting: Setting) -> float:
    problem = problem_of(benchmark, setting)
    return hypervolume(problem.values[problem.exact_front()], problem.reference())


def optimum(benchmark: Benchmark, setting: Setting, limit: float) -> int:
    """Return the cell with the lowest validation error within ``limit``, enumerated."""
    values = problem_of(benchmark, setting).values
    return int(np.nanargmin(np.where(values[:, 1] <= limit, values[:, 0], np.nan)))


def visited(records: Mapping[RunSpec, Record], specs: Sequence[RunSpec], queries: int | None = None) -> list[Indices]:
    """Return what each run evaluated, in order; only the first ``queries`` if given."""
    return [records[spec].indices[:queries].astype(np.int64) for spec in specs]


def found_within(benchmark: Benchmark, setting: Setting, limit: float, seen: Indices, own: Indices) -> Found:
    """Return the best of ``seen`` by validation accuracy within ``limit``, and the feasible share of ``own``."""
    values = problem_of(benchmark, setting).values
    inside = seen[values[seen, 1] <= limit]
    feasible = float(np.mean(values[own, 1] <= limit))
    if len(inside) == 0:
        return Found(limit, float("inf"), float("nan"), float("nan"), feasible)
    best = int(inside[np.argmin(values[inside, 0])])
    regret = float(values[best, 0] - values[optimum(benchmark, setting, limit), 0])
    return Found(limit, regret, 100.0 - values[best, 0], 100.0 - reported_error(benchmark, setting[0])[best], feasible)


def of_three_runs(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], family: Family, setting: Setting, seed: int
) -> list[Found]:
    """Return for each limit what everything that the family evaluated holds (900 queries)."""
    runs = visited(records, family_runs(benchmark, family, setting, seed))
    seen = np.concatenate(runs)
    bounds = limits(benchmark, setting)
    own = runs if family.per_limit else [seen] * len(bounds)
    return [found_within(benchmark, setting, limit, seen, each) for limit, each in zip(bounds, own, strict=True)]


def regret_of_volume(benchmark: Benchmark, setting: Setting, seen: Indices) -> float:
    """Return ``1 - HV(seen) / HV(exact front)``, normalised as everywhere in the suite."""
    problem = problem_of(benchmark, setting)
    volume = hypervolume(problem.values[np.unique(seen)], problem.reference())
    return 1.0 - volume / _best_volume(benchmark, setting)


def finite_mean(values: Sequence[float]) -> float:
    """Return the mean of the finite values; NaN if there is none."""
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")
