"""What constrained runs found, beside the best that the enumerated space holds within the limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from experiments.quantities import front_problem, latency_ms, reported_error
from suite.benchmark import Benchmark
from suite.study.record import Record
from suite.study.spec import RunSpec


@dataclass(frozen=True)
class Outcome:
    """The architecture that one constrained run returned; accuracies in per cent, NaN if nothing was returned.

    Attributes:
        index: -1 if none.
        latency_ms: its latency.
        feasible: whether it keeps the limit.
        valid: its searched validation accuracy.
        test: its test accuracy, reported only.
        gap: searched accuracy of the best architecture within the limit minus ``valid``; negative for an architecture
            that breaks the limit and is more accurate; NaN if nothing was returned.
    """

    index: int
    latency_ms: float
    feasible: bool
    valid: float
    test: float
    gap: float


@lru_cache(maxsize=512)
def best_within(benchmark: Benchmark, dataset: str, device: str, accuracy: str, limit_ms: float) -> int:
    """Return the architecture of the highest searched accuracy within the limit (the fastest of equals)."""
    values = front_problem(benchmark, dataset, device, accuracy).values
    rows = np.flatnonzero(values[:, 1] <= limit_ms)
    return int(rows[np.lexsort((values[rows, 1], values[rows, 0]))[0]])


def outcome(record: Record, benchmark: Benchmark) -> Outcome:
    """Return what a run of HW-EvRSNAS found."""
    spec = record.spec
    assert spec.device is not None
    limit = float(dict(spec.params)["cost_limit"])  # type: ignore[arg-type]
    if not len(record.recommended):
        return Outcome(-1, np.nan, False, np.nan, np.nan, np.nan)
    index = int(record.recommended[0])
    error = front_problem(benchmark, spec.dataset, spec.device, spec.accuracy).values[:, 0]
    latency = float(latency_ms(benchmark, spec.dataset, spec.device)[index])
    best = best_within(benchmark, spec.dataset, spec.device, spec.accuracy, limit)
    return Outcome(
        index=index,
        latency_ms=latency,
        feasible=latency <= limit,
        valid=100.0 - float(error[index]),
        test=100.0 - float(reported_error(benchmark, spec.dataset)[index]),
        gap=float(error[index] - error[best]),
    )


def outcomes(records: Mapping[RunSpec, Record], specs: Sequence[RunSpec], benchmark: Benchmark) -> list[Outcome]:
    """Return the outcomes of several runs."""
    return [outcome(records[spec], benchmark) for spec in specs]
