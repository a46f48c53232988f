"""Quantities of the enumerated space and of single runs that several tables and figures need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.fronts import nondominated
from suite.analysis.indicators import hypervolume
from suite.benchmark import Benchmark
from suite.objectives import Problem, hardware_cost
from suite.objectives.problem import REFERENCE_FACTOR, Reference
from suite.report.fronts import Band, reported_steps, step_band
from suite.study.problem import judged_problem, problem_of
from suite.study.record import Record
from suite.study.setting import Setting

REPORTED = "test@200:mean"
"""The accuracy that is reported and selects nothing: test, 200 epochs, mean over trials."""

Floats = NDArray[np.float64]


def front_problem(
    benchmark: Benchmark, dataset: str, device: str, accuracy: str, unmeasured: str = "infeasible"
) -> Problem:
    """Return two objectives over the enumerated space: fitness error (per cent, or minus a score), latency in ms."""
    return problem_of(Setting(dataset, accuracy, device, unmeasured=unmeasured), benchmark)


def searched(record: Record, benchmark: Benchmark) -> Problem:
    """Return the objectives that a run is judged on."""
    return judged_problem(record.spec, benchmark)


@lru_cache(maxsize=64)
def latency_ms(benchmark: Benchmark, dataset: str, device: str, unmeasured: str = "infeasible") -> Floats:
    """Return the latency of every architecture, ms; unmeasured ones are NaN, or -1 if ``unmeasured`` is "fastest"."""
    return hardware_cost(benchmark, dataset, device, "latency", unmeasured).values


@lru_cache(maxsize=8)
def reported_error(benchmark: Benchmark, dataset: str) -> Floats:
    """Return the reported test error of every architecture, per cent."""
    error: Floats = 100.0 - benchmark.column("test_accuracy_200", dataset)
    return error


@lru_cache(maxsize=8)
def best_architectures(benchmark: Benchmark, dataset: str) -> NDArray[np.int64]:
    """Return the indices of all architectures that share the highest reported test accuracy (two on CIFAR-10)."""
    error = reported_error(benchmark, dataset)
    return np.flatnonzero(error <= error.min() + 1e-9)


@lru_cache(maxsize=64)
def reported_front(benchmark: Benchmark, dataset: str, device: str, unmeasured: str = "infeasible") -> Floats:
    """Return the exact front ``(k, 2)`` of latency and test error: a ceiling, selected by test, reached by no rule."""
    points = np.stack([latency_ms(benchmark, dataset, device, unmeasured), reported_error(benchmark, dataset)], axis=1)
    points = points[nondominated(points, keep_duplicates=False)]
    return np.asarray(points[np.argsort(points[:, 0])])


def reported_points(record: Record, benchmark: Benchmark) -> Floats:
    """Return (latency, test error) ``(k, 2)`` of what a run returned, without what the device could not run."""
    spec = record.spec
    assert spec.device is not None
    rows = measured(record, benchmark)
    latency = latency_ms(benchmark, spec.dataset, spec.device.text)
    return np.stack([latency[rows], reported_error(benchmark, spec.dataset)[rows]], axis=1)


def reported_hypervolume(benchmark: Benchmark, dataset: str, device: str, points: ArrayLike) -> float:
    """Return the hypervolume of (latency, test error) points relative to that of their exact front.

    It describes how much of the reported plane a set covers, published sets and ours alike, and selects nothing.
    """
    exact = reported_front(benchmark, dataset, device)
    ideal, nadir = exact.min(axis=0), exact.max(axis=0)
    reference = Reference(ideal, nadir, ideal + REFERENCE_FACTOR * (nadir - ideal))
    return hypervolume(points, reference) / hypervolume(exact, reference)


def measured(record: Record, benchmark: Benchmark) -> NDArray[np.int64]:
    """Return the architectures that a run returned, without those that the device could not run."""
    spec = record.spec
    assert spec.device is not None
    returned = record.recommended.astype(np.int64)
    return returned[~np.isnan(latency_ms(benchmark, spec.dataset, spec.device.text)[returned])]


def latency_range(record: Record, benchmark: Benchmark) -> tuple[float, float]:
    """Return the smallest and largest measured latency in ms of what a run returned; NaN if there is none."""
    latency = reported_points(record, benchmark)[:, 0]
    return (float(latency.min()), float(latency.max())) if len(latency) else (float("nan"), float("nan"))


def reported_band(records: Sequence[Record], benchmark: Benchmark) -> Band:
    """Return median and quartiles over runs of the test error that one would get at each latency limit.

    Among what a run returned within the limit, the architecture with the best searched accuracy is picked.
    """
    curves = []
    for record in records:
        rows = record.recommended.astype(np.int64)
        values = judged_problem(record.spec, benchmark).values[rows]
        error = reported_error(benchmark, record.spec.dataset)[rows]
        curves.append(reported_steps(values[:, 1], values[:, 0], error))
    return step_band(curves)


def contains_any(indices: NDArray[Any], wanted: NDArray[np.int64]) -> bool:
    """Return whether one of the ``wanted`` architectures is among ``indices``."""
    return bool(np.isin(wanted, indices).any())


def hours(seconds: float | int | None) -> float:
    """Return simulated seconds as hours; NaN where a fitness needs no training that the tables know."""
    return float("nan") if seconds is None else float(seconds) / 3600.0
