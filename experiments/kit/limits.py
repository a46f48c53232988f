"""Cost limits at quantiles of what was measured."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from suite.benchmark import Benchmark
from suite.tables.columns import cost_column

QUANTILES = (0.25, 0.50, 0.75)
"""At which the added experiments set their limits."""


def quantile_of(costs: ArrayLike, quantile: float) -> float:
    """Return a quantile of costs ``(n,)``, NaN = not measured, rounded up to 0.001."""
    known = np.asarray(costs, dtype=np.float64)
    return math.ceil(1000.0 * float(np.quantile(known[~np.isnan(known)], quantile))) / 1000.0


def quantile_limit(benchmark: Benchmark, dataset: str, device: str, quantile: float, metric: str = "latency") -> float:
    """Return the cost in ms or mJ at a quantile of the architectures that the device could run."""
    return quantile_of(benchmark.column(cost_column(device, metric), dataset), quantile)
