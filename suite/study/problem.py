"""From a specification to the problem that the algorithm is given."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from suite.accuracy import AccuracyProtocol
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.objectives import Problem, TableObjective, accuracy_error, hardware_cost, score_table
from suite.study.spec import RunSpec
from suite.tables.columns import DATASETS, DEVICES, METRICS, check_name

PENALTY_PER_PERCENT = 1.0
"""Points of error per per cent by which the cost exceeds its limit (a choice: the papers give no constant)."""

_SCORE = "score:"
_CACHE: dict[tuple[object, ...], Problem] = {}
_CACHE_SIZE = 64


def problem_for(spec: RunSpec, benchmark: Benchmark) -> Problem:
    """Return the problem of ``spec`` on ``benchmark``; equal problems are made once per process.

    Objectives: the proxy error, then the hardware cost if a device is given; one penalised objective if ``scalarise``.

    Raises:
        UnknownNameError: for an unknown dataset, device, metric or score column.
        ConfigurationError: for an accuracy that may not be searched on, or arguments that do not go together.
    """
    key = (
        benchmark.data_hash, benchmark.space.name, spec.dataset, spec.device, spec.metric, spec.accuracy,
        spec.unmeasured, spec.scalarise,
    )  # fmt: skip
    problem = _CACHE.get(key)
    if problem is None:
        problem = _build(spec, benchmark)
        if len(_CACHE) >= _CACHE_SIZE:
            _CACHE.clear()
        _CACHE[key] = problem
    return problem


def _build(spec: RunSpec, benchmark: Benchmark) -> Problem:
    check_name(spec.dataset, DATASETS, "dataset")
    check_name(spec.metric, METRICS, "metric")
    proxy = accuracy_proxy(benchmark, spec.dataset, spec.accuracy)
    if spec.device is None:
        if spec.scalarise is not None:
            raise ConfigurationError("a cost limit needs a device: give --device")
        return Problem([proxy])
    check_name(spec.device, DEVICES, "device")
    cost = hardware_cost(benchmark, spec.dataset, spec.device, spec.metric, spec.unmeasured)
    return Problem([proxy, cost] if spec.scalarise is None else [scalarised(proxy, cost, spec.scalarise)])


def accuracy_proxy(benchmark: Benchmark, dataset: str, accuracy: str) -> TableObjective:
    """Return the accuracy proxy that ``accuracy`` names, minimised.

    Args:
        benchmark: the tables.
        dataset: whose.
        accuracy: a protocol ("valid@200:mean") or "score:<column>", a column of scores where higher is better.

    Raises:
        ConfigurationError: for anything that sees test accuracy.
    """
    if not accuracy.startswith(_SCORE):
        return accuracy_error(benchmark, dataset, accuracy)
    column = accuracy.removeprefix(_SCORE)
    if "test" in column:
        raise ConfigurationError(f"'{column}' sees test accuracy, which selects nothing: search on a validation score")
    return score_table(benchmark.space, benchmark.column(column, dataset), name=column)


def proxy_epochs(accuracy: str) -> int | None:
    """Return the training epochs of one evaluation of the proxy; None where a score needs no training of its own."""
    return None if accuracy.startswith(_SCORE) else AccuracyProtocol.parse(accuracy).epochs


def train_seconds(spec: RunSpec, benchmark: Benchmark) -> NDArray[np.float64] | None:
    """Return the simulated training time of each architecture ``(space.size,)`` in seconds; None for scores."""
    epochs = proxy_epochs(spec.accuracy)
    return None if epochs is None else benchmark.column(f"train_seconds_{epochs}", spec.dataset)


def scalarised(proxy: TableObjective, cost: TableObjective, how: str) -> TableObjective:
    """Return proxy error and hardware cost as one objective.

    ``constrained:LIMIT`` adds a penalty in proportion to the relative excess over the limit, in the cost's unit: one
    point of error per per cent. Within the limit nothing is added; an infeasible architecture stays infeasible.

    Raises:
        ConfigurationError: for another form, or a limit that is not a positive number.
    """
    kind, _, text = how.partition(":")
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if kind != "constrained" or not (math.isfinite(limit) and limit > 0):
        raise ConfigurationError(
            f"cannot scalarise by '{how}': write constrained:LIMIT with a positive limit, e.g. constrained:4.5"
        )
    penalty = PENALTY_PER_PERCENT * 100.0 * np.maximum(0.0, cost.values / limit - 1.0)
    return TableObjective(
        name=f"{proxy.name}_{cost.name}_limit_{limit:g}",
        label=f"{proxy.label} + penalty above {limit:g} of {cost.label}",
        values=proxy.values + penalty,
        space=proxy.space,
    )
