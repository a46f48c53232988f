"""Hardware costs of a search as objectives: latency, energy or both, from the tables or from another cost source."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.estimators.cost_source import TABLE, CostSource, parse_cost_source
from suite.objectives.devices import Devices, cost_columns, parse_devices, parse_metric
from suite.objectives.table import TableObjective, hardware_cost
from suite.spaces.cell_graph import connected
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.devices import DeviceTable

Floats = NDArray[np.float64]


def cost_objectives(
    benchmark: Benchmark,
    dataset: str,
    device: Devices | str,
    metric: str = "latency",
    unmeasured: str = "infeasible",
    cost_source: CostSource | str = TABLE,
    seed: int = 0,
) -> list[TableObjective]:
    """Return the cost columns of a search as objectives, minimised.

    Args:
        benchmark: the tables.
        dataset: input data set of the measurements.
        device: one device, or several (:mod:`suite.objectives.devices`).
        metric: "latency", "energy", another that the devices have, or several such as "latency+energy".
        unmeasured: "infeasible", or "fastest" (the cost -1), which goes with no "worst:" or "sum:".
        cost_source: "table", or an estimator such as "help:10" whose estimates take the place of the measurements;
            which architectures it measures is drawn per seed. Relative costs are then relative to the estimates' own
            median.
        seed: number of the run.

    Raises:
        UnknownNameError: for an unknown name, or a metric that was not measured on a device.
        ConfigurationError: for arguments that do not go together.
    """
    source = parse_cost_source(cost_source)
    result = []
    for column in cost_columns(device, metric, benchmark.device_table, dataset):
        tables = [_one(benchmark, dataset, one, column.metric, unmeasured, source, seed) for one in column.devices]
        if not column.how:
            result.append(tables[0])
            continue
        if unmeasured == "fastest":
            raise ConfigurationError("unmeasured 'fastest' (the cost -1) goes with one device, or with each:")
        scales = [median_cost(benchmark, table.values) if column.relative else 1.0 for table in tables]
        stacked = np.stack([table.values / scale for table, scale in zip(tables, scales, strict=True)])
        values = stacked.max(axis=0) if column.how == "worst" else stacked.sum(axis=0)  # NaN in one is NaN
        mark = f", estimated by {source}" if source.estimated else ""
        result.append(TableObjective(column.name, column.label + mark, values, benchmark.space))
    return result


def device_hash(benchmark: Benchmark, dataset: str, device: Devices | str | None, metric: str) -> str:
    """Return the identity of the added devices' columns that a search reads, "" if it reads none.

    They make a run another run, as score tables do; the tables' own hash knows nothing of them.

    Raises:
        UnknownNameError: for an unknown name, or a metric that was not measured on a device.
        DataError: for a device that is damaged, or has no costs for ``dataset``.
    """
    table = benchmark.device_table
    return "+".join(
        table.part(name).hash(table.key(name, each, dataset)) for name, each in _used(table, device, metric)
    )


def cost_kinds(benchmark: Benchmark, dataset: str, device: Devices | str | None, metric: str) -> dict[str, str]:
    """Return the kind ("measured" or "estimated") of each added device that a search reads.

    A device is "estimated" if any of the columns read is.

    Raises:
        UnknownNameError: for an unknown name, or a metric that was not measured on a device.
        DataError: for a device that is damaged, or has no costs for ``dataset``.
    """
    kinds: dict[str, str] = {}
    for name, _, fact in added_costs(benchmark, dataset, device, metric):
        if kinds.get(name) != "estimated":
            kinds[name] = fact["kind"]
    return kinds


def added_costs(
    benchmark: Benchmark, dataset: str, device: Devices | str | None, metric: str
) -> list[tuple[str, str, dict[str, Any]]]:
    """Return device, metric and provenance of each added column that a search reads; errors as :func:`device_hash`."""
    table = benchmark.device_table
    used = _used(table, device, metric)
    return [(name, each, table.part(name).provenance(table.key(name, each, dataset))) for name, each in used]


def _used(table: DeviceTable, device: Devices | str | None, metric: str) -> list[tuple[str, str]]:
    """Return the added devices of a search and its metrics, each with each."""
    names = () if device is None else parse_devices(device).names
    return [(name, each) for name in names if name in table.added for each in parse_metric(metric).split("+")]


def _one(
    benchmark: Benchmark, dataset: str, device: str, metric: str, unmeasured: str, source: CostSource, seed: int
) -> TableObjective:
    true = hardware_cost(benchmark, dataset, device, metric, unmeasured)
    if not source.estimated:
        return true
    values = _estimated(benchmark, dataset, device, metric, source, seed)
    if unmeasured == "fastest":
        values = np.where(np.isnan(values), -1.0, values)
    return TableObjective(true.name, f"{true.label}, estimated by {source}", values, benchmark.space)


@lru_cache(maxsize=256)
def _estimated(benchmark: Benchmark, dataset: str, device: str, metric: str, source: CostSource, seed: int) -> Floats:
    from suite.estimators.estimated import estimated_cost

    return np.asarray(estimated_cost(benchmark, dataset, device, metric, source, seed), dtype=np.float64)


def median_cost(benchmark: Benchmark, values: Floats) -> float:
    """Return the median of ``values`` ``(size,)`` over the cells that have one: the relative unit.

    Of NAS-Bench-201's cells those without a path from input to output are left out.
    """
    if benchmark.space is not NASBENCH201:
        return float(np.nanmedian(values))
    return float(np.nanmedian(values[_connected(benchmark)]))


@lru_cache(maxsize=8)
def _connected(benchmark: Benchmark) -> NDArray[np.bool_]:
    return connected(benchmark.space.all_codes)
