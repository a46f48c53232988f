"""What is estimated: hardware costs over the enumerated space."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from experiments import kit
from experiments.kit import Floats
from suite.benchmark import Benchmark
from suite.tables.columns import METRICS, cost_column, has_cost


@dataclass(frozen=True)
class Cost:
    """One hardware cost that is to be estimated.

    Attributes:
        dataset: data set, i.e. the size of the input.
        device: name of the device.
        metric: "latency", "energy", or "arithmetic_intensity" (ASIC-Eyeriss only).
    """

    dataset: str
    device: str
    metric: str

    @property
    def column(self) -> str:
        """Name of the column of true values."""
        if self.metric == "arithmetic_intensity":
            return f"{self.device}_{self.metric}"
        return cost_column(self.device, self.metric)

    @property
    def label(self) -> str:
        """Name for readers."""
        return f"{cost_name(self.device, self.metric)}, {kit.dataset_name(self.dataset)}"


COSTS = tuple(
    Cost(dataset, device, metric)
    for metric in METRICS
    for device in kit.DEVICES
    for dataset in kit.DATASETS
    if has_cost(device, metric)
)
"""Six devices' latency, and the energy of the three that have it, on three data sets: 27."""

KINDS = tuple(dict.fromkeys((cost.device, cost.metric) for cost in COSTS))
"""Device and metric of each: 9."""


def cost_name(device: str, metric: str) -> str:
    """Return how one cost is called, the same for all data sets."""
    return f"{kit.device_name(device)} {metric.replace('_', ' ')}"


@lru_cache(maxsize=64)
def true_cost(benchmark: Benchmark, cost: Cost) -> Floats:
    """Return the true cost ``(15625,)``, NaN where it was not measured or the cell is not connected."""
    values = np.where(kit.connected_cells(benchmark), benchmark.column(cost.column, cost.dataset), np.nan)
    values.flags.writeable = False
    return values
