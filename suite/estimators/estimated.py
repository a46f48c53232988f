"""A device's cost as an estimator sees it after a few measurements: what a search may use in place of the table."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError
from suite.estimators import registry
from suite.estimators.cost_source import CostSource, parse_cost_source

if TYPE_CHECKING:
    from suite.benchmark import Benchmark
    from suite.estimators.base import Estimator


def draw_seed(text: str, dataset: str, device: str, metric: str, seed: int) -> np.random.SeedSequence:
    """Return the seed of the measured architectures and of the estimator: sha256 of all five."""
    digest = hashlib.sha256(f"cost\n{text}\n{dataset}\n{device}\n{metric}\n{seed}".encode()).digest()
    return np.random.SeedSequence(int.from_bytes(digest, "big"))


def estimated_cost(
    benchmark: Benchmark, dataset: str, device: str, metric: str, cost_source: CostSource | str, seed: int = 0
) -> NDArray[np.float64]:
    """Return the estimated cost of every architecture, ``(size,)``, in ms or mJ.

    What is measured is drawn from the architectures that the device measured and whose input reaches their output (the
    look-up table measures its own, connected or not). An architecture without a measurement on the device stays NaN:
    that it does not compile there is known without measuring its cost.

    Args:
        benchmark: the tables.
        dataset: input data set of the measurement.
        device: one of the benchmark's devices.
        metric: "latency", "energy", or another that the device has.
        cost_source: such as "help:10" (:mod:`suite.estimators.cost_source`).
        seed: number of the run; the draw depends on it, on the source's text, data set, device and metric alone.

    Raises:
        UnknownNameError: for an unknown name, or a metric that was not measured on the device.
        ConfigurationError: for the source "table", a malformed text, more measurements than there are, or a missing
            torch.
    """
    return fitted_estimator(benchmark, dataset, device, metric, cost_source, seed)[1]


def fitted_estimator(
    benchmark: Benchmark, dataset: str, device: str, metric: str, cost_source: CostSource | str, seed: int = 0
) -> tuple[Estimator, NDArray[np.float64], NDArray[np.int64]]:
    """Return the estimator behind :func:`estimated_cost`, its costs ``(size,)`` and what it measured ``(n,)``."""
    from suite.spaces.cell_graph import connected
    from suite.spaces.nasbench201 import NASBENCH201

    chosen = parse_cost_source(cost_source)
    if not chosen.estimated:
        raise ConfigurationError(f"'{chosen}' is no estimator: the tables' costs are not estimated")
    if benchmark.space is not NASBENCH201 and chosen.name not in registry.ANY_SPACE:
        raise ConfigurationError(
            f"{chosen.name} knows NAS-Bench-201's cells alone: on {dataset} take {', '.join(registry.ANY_SPACE)}"
        )
    truth = benchmark.column(benchmark.cost_column(device, metric), dataset)
    measured = ~np.isnan(truth)
    streams = draw_seed(chosen.text, dataset, device, metric, seed).spawn(2)
    draw, own = (np.random.Generator(np.random.PCG64(stream)) for stream in streams)
    estimator = registry.create(chosen.name, benchmark.space, rng=own, **dict(chosen.params))
    every_cell = estimator.designed or benchmark.space is not NASBENCH201  # no other space has dead cells
    eligible = measured if every_cell else measured & connected(benchmark.space.all_codes)
    rows = estimator.measurements(chosen.n, draw, np.flatnonzero(eligible))
    estimator.fit(rows, truth[rows])
    costs = np.full(benchmark.space.size, np.nan)
    every = np.flatnonzero(measured)
    costs[every] = estimator.predict(every)
    return estimator, costs, rows
