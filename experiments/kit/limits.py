"""Cost limits at quantiles of what was measured, and the architectures that connect their input with their output."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.benchmark import Benchmark
from suite.spaces.cell_graph import connected
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


@lru_cache(maxsize=8)
def connected_cells(benchmark: Benchmark) -> NDArray[np.bool_]:
    """Return which architectures ``(15625,)`` have a path of operations other than "none" from input to output.

    341 cells have none; some devices run them in no time (0.003 ms on Pixel 3), which no relative error survives.
    """
    return connected(benchmark.space.all_codes)
