"""What constrained runs found, beside the best that the enumerated space holds within the limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from experiments.quantities import front_problem, latency_ms, reported_error
from suite.benchmark import Benchmark
from suite.objectives import Problem
from suite.study.record import Record
from suite.study.spec import RunSpec


@dataclass(frozen=True)
class Outcome:
    """The architecture that one constrained run returned; accuracies in per cent, NaN if nothing was returned.

    Attributes:
        index: -1 if none.
        latency_ms: its latency.
        feasible: whether it keeps the limit.
        valid: its validation accuracy, whatever was searched.
        test: its test accuracy, reported only.
        gap: validation accuracy of the most accurate architecture within the limit minus ``valid``; negative for an
            architecture that breaks the limit and is more accurate; NaN if nothing was returned.
        fitness_gap: the same in the searched fitness: what the search missed, without what the fitness does not know.
    """

    index: int
    latency_ms: float
    feasible: bool
    valid: float
    test: float
    gap: float
    fitness_gap: float


VALID = "valid@200:mean"
"""The accuracy of gaps, on one scale for all fitnesses."""


def best_within(benchmark: Benchmark, dataset: str, device: str, accuracy: str, limit_ms: float) -> int:
    """Return the architecture of the best fitness ``accuracy`` within the limit (the fastest of equals)."""
    return _best_within(front_problem(benchmark, dataset, device, accuracy), limit_ms)


@lru_cache(maxsize=512)
def _best_within(problem: Problem, limit_ms: float) -> int:
    values = problem.values
    rows = np.flatnonzero(values[:, 1] <= limit_ms)
    return int(rows[np.lexsort((values[rows, 1], values[rows, 0]))[0]])


def outcome(record: Record, benchmark: Benchmark) -> Outcome:
    """Return what a run of HW-EvRSNAS found."""
    spec = record.spec
    assert spec.device is not None
    limit = float(dict(spec.params)["cost_limit"])  # type: ignore[arg-type]
    if not len(record.recommended):
        return Outcome(-1, np.nan, False, np.nan, np.nan, np.nan, np.nan)
    index = int(record.recommended[0])
    latency = float(latency_ms(benchmark, spec.dataset, spec.device.text)[index])
    gaps = []
    for fitness in (VALID, spec.fitness.text):
        error = front_problem(benchmark, spec.dataset, spec.device.text, fitness).values[:, 0]
        best = best_within(benchmark, spec.dataset, spec.device.text, fitness, limit)
        gaps.append(float(error[index] - error[best]))
    return Outcome(
        index=index,
        latency_ms=latency,
        feasible=latency <= limit,
        valid=100.0 - float(front_problem(benchmark, spec.dataset, spec.device.text, VALID).values[index, 0]),
        test=100.0 - float(reported_error(benchmark, spec.dataset)[index]),
        gap=gaps[0],
        fitness_gap=gaps[1],
    )


def outcomes(records: Mapping[RunSpec, Record], specs: Sequence[RunSpec], benchmark: Benchmark) -> list[Outcome]:
    """Return the outcomes of several runs."""
    return [outcome(records[spec], benchmark) for spec in specs]
