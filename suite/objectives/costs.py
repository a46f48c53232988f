"""Hardware costs of a search: latency, energy or both, on one device or several, from the tables or estimated.

=========================  ============================================================================================
device                     cost columns (metric "latency+energy" gives each of them twice, latency first)
=========================  ============================================================================================
``raspi4``                 the cost on that device, in ms or mJ
``each:raspi4,fpga``       one column per device, in ms or mJ
``worst:raspi4,fpga``      the largest of the devices' relative costs; 1 is a device's median
``sum:raspi4,fpga``        the sum of the devices' relative costs
``worst-ms:``, ``sum-ms:`` the same of the latencies in ms; ``worst-mj:``, ``sum-mj:`` of the energies in mJ
=========================  ============================================================================================

A relative cost is the cost divided by the device's median over the connected cells with a measurement, so that a slow
device does not decide alone. An architecture without a measurement on one of the devices is infeasible.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from suite.benchmark import Benchmark
from suite.errors import ConfigurationError, did_you_mean
from suite.objectives.table import TableObjective, hardware_cost
from suite.spaces.cell_graph import connected
from suite.tables.columns import DEVICE_LABELS, DEVICES, METRIC_UNITS, METRICS, check_name, cost_column

Floats = NDArray[np.float64]

TABLE = "table"
"""The cost of a search that sees the tables' own measurements."""
COMBINATIONS = ("worst", "sum", "each", "worst-ms", "sum-ms", "worst-mj", "sum-mj")
BOTH = "+".join(METRICS)


@dataclass(frozen=True)
class CostColumn:
    """One cost column of a search.

    Attributes:
        metric: "latency" or "energy".
        devices: one, or those put together.
        how: "" for one device, else "worst" or "sum".
        relative: whether the costs are divided by the devices' medians (no unit).
        several: whether the search has other cost columns beside it.
    """

    metric: str
    devices: tuple[str, ...]
    how: str = ""
    relative: bool = False
    several: bool = False

    @property
    def unit(self) -> str:
        """The unit, "" for relative costs."""
        return "" if self.relative else METRIC_UNITS[self.metric]

    @property
    def key(self) -> str:
        """Name of the column in printed and JSON fronts: ``latency_ms``, ``worst_latency``, ``fpga_energy_mj``."""
        first = [self.how] if self.how else list(self.devices) if self.several else []
        return "_".join([*first, self.metric, *([self.unit.lower()] if self.unit else [])])

    @property
    def title(self) -> str:
        """Heading with the unit, short enough for a terminal."""
        first = f"{self.how} " if self.how else f"{self.devices[0]} " if self.several else ""
        return f"{first}{self.metric} ({self.unit or '1 = median'})"

    @property
    def name(self) -> str:
        """Identifier of the objective."""
        if not self.how:
            return f"{self.devices[0]}_{self.metric}"
        return f"{self.how}{'_relative' if self.relative else ''}_{'_'.join(self.devices)}_{self.metric}"

    @property
    def label(self) -> str:
        """Text for axes, with the unit."""
        if not self.how:
            return f"{DEVICE_LABELS[self.devices[0]]} {self.metric} ({self.unit})"
        of = " and ".join(DEVICE_LABELS[device].split(" (")[0] for device in self.devices)
        if self.relative:
            return f"{self.how} {self.metric} of {of}, each relative to its median"
        return f"{self.how} {self.metric} of {of} ({self.unit})"


def canonical_device(text: str) -> str:
    """Return the one text of a device or several: devices in the order of the tables; a plain name as it is.

    Raises:
        ConfigurationError: for fewer than two different devices after a combination.
        UnknownNameError: for an unknown combination or a device in it.
    """
    if ":" not in text and "," not in text:
        return text
    how, devices = _parse(text)
    return f"{how}:{','.join(devices)}"


def canonical_metric(text: str) -> str:
    """Return the one text of a metric; "energy+latency" is "latency+energy"."""
    parts = [part.strip() for part in text.split("+")]
    return BOTH if len(parts) == len(METRICS) and set(parts) == set(METRICS) else text


def canonical_cost(text: str) -> str:
    """Return the one text of what a search sees as cost: "table", or an estimator with its number of measurements.

    Raises:
        UnknownNameError: for an unknown estimator.
        ConfigurationError: for a malformed text.
    """
    if text.strip() == TABLE:
        return TABLE
    from suite.estimators.estimated import canonical_cost as canonical_estimate

    return canonical_estimate(text.strip())


def cost_columns(device: str, metric: str) -> tuple[CostColumn, ...]:
    """Return the cost columns of a search; their order is that of the objectives after the accuracy.

    Raises:
        UnknownNameError: for an unknown device, combination or metric, or energy where it was not measured.
        ConfigurationError: for a unit that does not fit the metric.
    """
    metric = canonical_metric(metric)
    if "+" in metric and metric != BOTH:
        raise did_you_mean(metric, (*METRICS, BOTH), "metric")
    metrics = METRICS if metric == BOTH else (check_name(metric, (*METRICS, BOTH), "metric"),)
    how, devices = _parse(device)
    several = len(metrics) * (len(devices) if how == "each" else 1) > 1
    for each in metrics:
        for one in devices:
            cost_column(one, each)
    if how in ("", "each"):
        return tuple(CostColumn(each, (one,), several=how == "each") for each in metrics for one in devices)
    kind, _, unit = how.partition("-")
    for each in metrics:
        if unit and unit != METRIC_UNITS[each].lower():
            raise ConfigurationError(f"'{how}:' is in {unit}, which is no unit of {each}: write {kind}:")
    return tuple(CostColumn(each, devices, kind, not unit, several) for each in metrics)


def cost_objectives(
    benchmark: Benchmark,
    dataset: str,
    device: str,
    metric: str = "latency",
    unmeasured: str = "infeasible",
    cost: str = TABLE,
    seed: int = 0,
) -> list[TableObjective]:
    """Return the cost columns of a search as objectives, minimised.

    Args:
        benchmark: the tables.
        dataset: input data set of the measurements.
        device: one device, or several as listed at the head of this module.
        metric: "latency", "energy" or "latency+energy".
        unmeasured: "infeasible", or "fastest" (the cost -1), which goes with no "worst:" or "sum:".
        cost: "table", or an estimator such as "help:10" whose estimates take the place of the measurements; which
            architectures it measures is drawn per seed. Relative costs are then relative to the estimates' own median.
        seed: number of the run.

    Raises:
        UnknownNameError: for an unknown name, or energy where none was measured.
        ConfigurationError: for arguments that do not go together.
    """
    columns = cost_columns(device, metric)
    result = []
    for column in columns:
        tables = [_one(benchmark, dataset, one, column.metric, unmeasured, cost, seed) for one in column.devices]
        if not column.how:
            result.append(tables[0])
            continue
        if unmeasured == "fastest":
            raise ConfigurationError("unmeasured 'fastest' (the cost -1) goes with one device, or with each:")
        scales = [median_cost(benchmark, table.values) if column.relative else 1.0 for table in tables]
        stacked = np.stack([table.values / scale for table, scale in zip(tables, scales, strict=True)])
        values = stacked.max(axis=0) if column.how == "worst" else stacked.sum(axis=0)  # NaN in one is NaN
        mark = "" if cost == TABLE else f", estimated by {cost}"
        result.append(TableObjective(column.name, column.label + mark, values, benchmark.space))
    return result


def _parse(text: str) -> tuple[str, tuple[str, ...]]:
    """Return combination ("" for one device) and devices of ``text``."""
    if ":" not in text:
        if "," in text:
            raise ConfigurationError(f"say what several devices mean: worst:{text}, sum:{text} or each:{text}")
        return "", (check_name(text, DEVICES, "device"),)
    how, _, rest = (part.strip() for part in text.partition(":"))
    if how not in COMBINATIONS:
        raise did_you_mean(how, COMBINATIONS, "combination of devices")
    names = [check_name(name.strip(), DEVICES, "device") for name in rest.split(",") if name.strip()]
    if len(set(names)) < max(2, len(names)):
        raise ConfigurationError(f"'{how}:' takes two or more different devices, e.g. {how}:raspi4,pixel3")
    return how, tuple(device for device in DEVICES if device in names)


def _one(
    benchmark: Benchmark, dataset: str, device: str, metric: str, unmeasured: str, cost: str, seed: int
) -> TableObjective:
    true = hardware_cost(benchmark, dataset, device, metric, unmeasured)
    if cost == TABLE:
        return true
    values = _estimated(benchmark, dataset, device, metric, cost, seed)
    if unmeasured == "fastest":
        values = np.where(np.isnan(values), -1.0, values)
    return TableObjective(true.name, f"{true.label}, estimated by {cost}", values, benchmark.space)


@lru_cache(maxsize=256)
def _estimated(benchmark: Benchmark, dataset: str, device: str, metric: str, cost: str, seed: int) -> Floats:
    from suite.estimators.estimated import estimated_cost

    return np.asarray(estimated_cost(benchmark, dataset, device, metric, cost, seed), dtype=np.float64)


def median_cost(benchmark: Benchmark, values: Floats) -> float:
    """Return the median of ``values`` ``(size,)`` over the connected cells that have one: the relative unit."""
    return float(np.nanmedian(values[_connected(benchmark)]))


@lru_cache(maxsize=8)
def _connected(benchmark: Benchmark) -> NDArray[np.bool_]:
    return connected(benchmark.space.all_codes)
