"""Quantities of the enumerated space that several tables of the survey need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from suite.benchmark import Benchmark
from suite.spaces.cell_graph import connected as connected_cells
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS, METRIC_UNITS, cost_column

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
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
        what = self.metric.replace("_", " ")
        return f"{DEVICE_LABELS[self.device].split(' (')[0]} {what}, {DATASET_LABELS[self.dataset]}"

    @property
    def unit(self) -> str:
        """Unit of the cost."""
        return METRIC_UNITS.get(self.metric, "MAC/byte")


@lru_cache(maxsize=8)
def connected(benchmark: Benchmark) -> NDArray[np.bool_]:
    """Return which architectures ``(15625,)`` have a path of operations other than "none" from input to output.

    341 cells have none; some devices run them in no time (0.003 ms on Pixel 3), which no relative error survives.
    """
    result: NDArray[np.bool_] = connected_cells(benchmark.space.all_codes)
    return result


@lru_cache(maxsize=64)
def true_cost(benchmark: Benchmark, setting: Setting) -> Floats:
    """Return the true cost ``(15625,)``, NaN where it was not measured or the cell is not connected."""
    values = np.where(connected(benchmark), benchmark.column(setting.column, setting.dataset), np.nan)
    values.flags.writeable = False
    return values
