"""HW-NAS-Bench's ten metrics as columns, checked against the closed forms that four of the six devices' parts obey.

Source: Li et al., "HW-NAS-Bench", ICLR 2021. Both its own pickle and the compact CSV files end here.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.spaces import NASBENCH201
from suite.tables.checks import Columns, full, positive
from suite.tables.closed_forms import CLOSED_FORMS

EDITION = "HW-NAS-Bench-v1_0"

COLUMN_OF_METRIC = {
    "edgegpu_latency": "edgegpu_latency_ms",
    "edgegpu_energy": "edgegpu_energy_mj",
    "raspi4_latency": "raspi4_latency_ms",
    "edgetpu_latency": "edgetpu_latency_ms",
    "pixel3_latency": "pixel3_latency_ms",
    "eyeriss_latency": "eyeriss_latency_ms",
    "eyeriss_energy": "eyeriss_energy_mj",
    "eyeriss_arithmetic_intensity": "eyeriss_arithmetic_intensity",
    "fpga_latency": "fpga_latency_ms",
    "fpga_energy": "fpga_energy_mj",
}
"""HW-NAS-Bench's name -> the suite's, with the unit."""

_NOT_MEASURABLE = -1.0
_TOLERANCE = 1e-6  # relative; the closed forms hold to 1e-9, other architectures differ by 1e-2 and more


def hardware_columns(dataset: str, metrics: Mapping[str, NDArray[np.float64]], source: str) -> Columns:
    """Return the columns of one dataset from HW-NAS-Bench's ``metrics``, each ``(15625,)`` in index order.

    Where the Edge TPU's value is -1 (the compiler could not map the cell), the column is NaN.

    Raises:
        DataError: for a metric that is missing, out of range, or not in the official index order.
    """
    columns: Columns = {}
    for metric, column in COLUMN_OF_METRIC.items():
        what = f"{source}: {metric} of {dataset}"
        if metric not in metrics:
            raise DataError(f"{what} is missing: this is not a HW-NAS-Bench table")
        values = full(metrics[metric], what)
        if metric == "edgetpu_latency":
            values = np.where(values == _NOT_MEASURABLE, np.nan, values)
        columns[f"{dataset}/{column}"] = positive(values, what)
    for column, form in CLOSED_FORMS.items():
        key = f"{dataset}/{column}"
        if key not in columns:
            continue
        if not np.allclose(columns[key], form(NASBENCH201.all_codes, dataset), rtol=_TOLERANCE, atol=0):
            raise DataError(f"{source}: {column} of {dataset} belongs to other architectures: the order is another")
    return columns
