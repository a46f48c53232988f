"""Objectives over spaces that cannot be enumerated: predicted accuracy and costs, computed for the asked networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.estimators import registry
from suite.estimators.cost_source import TABLE, CostSource
from suite.estimators.estimated import draw_seed
from suite.objectives.devices import CostColumn, Devices, cost_columns
from suite.objectives.fitness import PREDICTED, Fitness
from suite.objectives.formulations import Formulation
from suite.objectives.problem import Problem
from suite.ofa import OFABenchmark
from suite.spaces.base import Codes

Floats = NDArray[np.float64]
AnyBenchmark = Benchmark | OFABenchmark
"""What a search may run on: tables, or predictions of networks that cannot be listed."""
Cost = Callable[[Codes], Floats]
N_SCALE = 1000
"""Random networks whose median cost is the unit of relative costs."""


@dataclass(frozen=True, eq=False)
class PredictedObjective:
    """A quantity that is computed network by network.

    Attributes:
        name: identifier.
        label: text with unit for axes; it says what is predicted.
        function: from codes ``(n, n_edges)`` to values ``(n,)``, minimised.
    """

    name: str
    label: str
    function: Callable[[ArrayLike], Floats]

    def __call__(self, codes: ArrayLike) -> Floats:
        """Return the values ``(n,)`` of ``codes``."""
        return self.function(codes)


def predicted_problem(
    benchmark: OFABenchmark,
    fitness: Fitness,
    device: Devices | None,
    metric: str,
    formulation: Formulation | None,
    cost_source: CostSource = TABLE,
    seed: int = 0,
) -> Problem:
    """Return the problem: the predicted error, then the costs; one objective where there is a formulation.

    With an estimator as ``cost_source`` the search sees its estimates: it is fitted to as many random networks as the
    source says, drawn per ``seed``, with the costs that the benchmark predicts.

    Raises:
        ConfigurationError: for a fitness that needs tables, or arguments that do not go together.
        UnknownNameError: for an unknown device or metric.
    """
    if fitness.text != PREDICTED:
        raise ConfigurationError(
            f"{benchmark.space.name} has no '{fitness}': its fitness is '{PREDICTED}', by the published predictor"
        )
    error = PredictedObjective(
        "predicted_error", "predicted error (%)", lambda codes: np.asarray(100.0 - benchmark.accuracy(codes))
    )
    columns = () if device is None else cost_columns(device, metric, benchmark.device_table, benchmark.space.name)
    costs = [_cost(benchmark, column, cost_source, seed) for column in columns]
    if formulation is None:
        return Problem([error, *costs], benchmark.space)
    if not costs:
        raise ConfigurationError("a cost limit or formulation needs a device: give --device")
    formulation.check_costs(len(costs))
    return Problem([error, *costs] if formulation.by_run else [_formulated(error, costs, formulation)], benchmark.space)


def _cost(benchmark: OFABenchmark, column: CostColumn, source: CostSource, seed: int) -> PredictedObjective:
    parts = [benchmark.cost_of(device, column.metric) for device in column.devices]
    label = column.label
    if source.estimated:
        parts = [estimated(benchmark, device, column.metric, source, seed) for device in column.devices]
        label += f", estimated by {source}"
    if not column.how:
        cost = parts[0]
        return PredictedObjective(column.name, label, lambda codes: cost(benchmark.space.canonical(codes)))
    sample = benchmark.space.random(N_SCALE, np.random.Generator(np.random.PCG64(0)))
    scales = [float(np.median(part(sample))) if column.relative else 1.0 for part in parts]

    def combined(codes: ArrayLike) -> Floats:
        canonical = benchmark.space.canonical(codes)
        stacked = np.stack([part(canonical) / scale for part, scale in zip(parts, scales, strict=True)])
        return np.asarray(stacked.max(axis=0) if column.how == "worst" else stacked.sum(axis=0))

    return PredictedObjective(column.name, label, combined)


def estimated(benchmark: OFABenchmark, device: str, metric: str, source: CostSource, seed: int) -> Cost:
    """Return the costs of canonical codes as an estimator sees them after a few networks.

    Raises:
        ConfigurationError: for an estimator that knows NAS-Bench-201's cells alone, or too few networks.
        UnknownNameError: for an unknown estimator.
    """
    space = benchmark.space
    if source.name not in registry.ANY_SPACE:
        raise ConfigurationError(
            f"{source.name} knows NAS-Bench-201's cells alone: on {space.name} take {', '.join(registry.ANY_SPACE)}"
        )
    streams = draw_seed(source.text, space.name, device, metric, seed).spawn(2)
    draw, own = (np.random.Generator(np.random.PCG64(stream)) for stream in streams)
    estimator = registry.create(source.name, space, rng=own, **dict(source.params))
    codes = space.random(source.n, draw)
    return estimator.fit(codes, benchmark.cost(device, metric, codes)).predict


def _formulated(
    error: PredictedObjective, costs: Sequence[PredictedObjective], formulation: Formulation
) -> PredictedObjective:
    return PredictedObjective(
        name="_".join([formulation.text, error.name, *(cost.name for cost in costs)]),
        label=f"{formulation.describe()}; error: {error.label}; cost: {', '.join(cost.label for cost in costs)}",
        function=lambda codes: formulation.values(error(codes), np.stack([cost(codes) for cost in costs], axis=1)),
    )
