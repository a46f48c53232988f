"""What runs are worth at a target: the best they evaluated within it, what they returned, and the enumerated optimum.

All methods are measured by one rule: among what a run evaluated within the target, the architecture with the highest
searched accuracy (validation, 12 epochs) counts; its 200-epoch accuracies are looked up afterwards. What a method
returns by its own rule is given beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from experiments.mobilenetv3 import settings
from experiments.mobilenetv3.settings import Method, searches, target
from suite.benchmark import Benchmark
from suite.study.problem import problem_of
from suite.study.record import Record
from suite.study.setting import Setting
from suite.study.spec import RunSpec

Floats = NDArray[np.float64]


@lru_cache(maxsize=64)
def values(benchmark: Benchmark, dataset: str, device: str, metric: str = "latency") -> Floats:
    """Return (searched error in per cent, cost in ms or mJ) of every architecture, ``(15625, 2)``."""
    return problem_of(Setting(dataset, settings.PROXY, device, metric), benchmark).values


@lru_cache(maxsize=512)
def optimum(
    benchmark: Benchmark, dataset: str, device: str, limit: float, metric: str = "latency", full: bool = False
) -> int:
    """Return the architecture with the highest validation accuracy within the target, the cheapest of equals.

    Args:
        benchmark: the tables.
        dataset: whose accuracy and cost.
        device: whose cost.
        limit: the target.
        metric: "latency" or "energy".
        full: whether by the accuracy after 200 epochs instead of the searched one.
    """
    table = values(benchmark, dataset, device, metric)
    rows = np.flatnonzero(table[:, 1] <= limit)
    error = 100.0 - benchmark.column(settings.FULL, dataset) if full else table[:, 0]
    return int(rows[np.lexsort((table[rows, 1], error[rows]))[0]])


@dataclass(frozen=True)
class Outcome:
    """One run at one target; accuracies in per cent, NaN where there is no architecture.

    Attributes:
        evaluations: counted.
        best: the most accurate architecture within the target by the searched accuracy, -1 if none was evaluated.
        regret: searched accuracy of the optimum minus that of ``best``, in points; infinite if there is none.
        cost: of ``best``; likewise full (validation, 200 epochs) and test.
        returned: what the method returned by its own rule, -1 if nothing or more than one.
        returned_cost: its cost; likewise returned_accuracy (searched) and returned_test.
        returned_within: whether it keeps the target.
    """

    evaluations: int
    best: int
    regret: float
    cost: float
    full: float
    test: float
    returned: int
    returned_cost: float
    returned_accuracy: float
    returned_test: float
    returned_within: bool


def outcome(record: Record, benchmark: Benchmark, limit: float, evaluations: int | None = None) -> Outcome:
    """Return what a run is worth at a target.

    Args:
        record: the run.
        benchmark: the tables.
        limit: the target.
        evaluations: only the first so many evaluations count; all by default.
    """
    spec = record.spec
    assert spec.device is not None
    table = values(benchmark, spec.dataset, spec.device.text, spec.metric)
    seen = record.indices.astype(np.int64)[:evaluations]
    within = seen[table[seen, 1] <= limit]
    best = int(within[table[within, 0].argmin()]) if len(within) else -1
    goal = optimum(benchmark, spec.dataset, spec.device.text, limit, spec.metric)
    returned = int(record.recommended[0]) if len(record.recommended) == 1 else -1

    def look_up(column: Floats, index: int) -> float:
        return float(column[index]) if index >= 0 else float("nan")

    full, test = benchmark.column(settings.FULL, spec.dataset), benchmark.column(settings.TEST, spec.dataset)
    return Outcome(
        evaluations=len(seen),
        best=best,
        regret=float(table[best, 0] - table[goal, 0]) if best >= 0 else float("inf"),
        cost=look_up(table[:, 1], best),
        full=look_up(full, best),
        test=look_up(test, best),
        returned=returned,
        returned_cost=look_up(table[:, 1], returned),
        returned_accuracy=100.0 - look_up(table[:, 0], returned),
        returned_test=look_up(test, returned),
        returned_within=returned >= 0 and bool(table[returned, 1] <= limit),
    )


def outcomes(
    records: Mapping[RunSpec, Record],
    benchmark: Benchmark,
    method: Method,
    dataset: str,
    device: str,
    quantile: float,
    seeds: int,
    metric: str = "latency",
    evaluations: Sequence[int] | None = None,
) -> list[Outcome]:
    """Return the outcome of each seed of a method for the target at a quantile; ``evaluations`` limits each run's."""
    limit = target(benchmark, dataset, device, quantile, metric)
    specs = searches(benchmark, method, dataset, device, quantile, seeds, metric)
    limits = evaluations if evaluations is not None else [None] * len(specs)
    return [outcome(records[spec], benchmark, limit, n) for spec, n in zip(specs, limits, strict=True)]
