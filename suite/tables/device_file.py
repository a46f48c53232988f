"""A device from a file: which columns hold its costs, of which data sets, in which unit; checked and laid out.

A file has a row per architecture, and a column per data set (``cifar10``, ``cifar100``, ``ImageNet16-120``; also with
the unit or the metric behind it, as in ``cifar10_ms``), or one column of costs (``cost_ms``, ``latency_ms``, ...) with
a data set named beside it. What has no row, or an empty cell, stays unmeasured. The output of ``suite estimate`` is
such a file; it says itself that its costs are estimates, and of which data set.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError, DataError
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.added import column_name
from suite.tables.closed_forms import CLOSED_FORMS
from suite.tables.columns import DATASETS, METRIC_UNITS, check_name
from suite.tables.measured import COST_NAMES, UNITS, CostTable, Header, check_unit, column_place, read_costs

_METRIC = re.compile(r"[a-z][a-z0-9_]{0,29}")
_METRIC_OF = {unit: metric for metric, unit in METRIC_UNITS.items()}


@dataclass(frozen=True, eq=False)
class DeviceColumns:
    """What a file gives: columns by key, the facts about all of them, and notes for the person.

    Attributes:
        columns: ``"<dataset>/<column>"`` -> ``(15625,)``, NaN where not measured.
        facts: provenance: kind, source, sha256, edition, metric, unit, licence, method.
        notes: one line each.
    """

    columns: dict[str, NDArray[np.float64]]
    facts: dict[str, Any]
    notes: tuple[str, ...] = ()


@dataclass
class _Layout:
    """What the header of a file says: found while it is read, as the unit decides which column is meant."""

    unit: str | None
    metric: str | None
    dataset: str | None
    datasets: list[str] = field(default_factory=list)
    own_output: bool = False

    def choose(self, header: Header) -> list[int]:
        """Return the columns of costs, then that of the parameters where the suite wrote the file."""
        units = _units_in(header)
        metric, unit = self._settle(units)
        tails = ("", unit, metric, f"{metric}_{unit}")
        by_dataset = {
            name: [each for tail in tails if (each := f"{name}_{tail}".lower().rstrip("_")) in header]
            for name in DATASETS
        }
        places = {name: column_place(header, *found) for name, found in by_dataset.items() if found}
        if places:
            if self.dataset is not None and self.dataset not in places:
                raise ValueError(f"names no column '{self.dataset}', but other data sets: leave --dataset out")
            self.datasets = [name for name in places if self.dataset in (None, name)]
            return [places[name] for name in self.datasets]
        names = ("cost", metric, unit, f"cost_{unit}", f"{metric}_{unit}")
        costs = [each for each in dict.fromkeys(names) if each in header]
        if not costs:
            others = [name for name, other in units.items() if other != self.unit]
            also = f" ('{others[0]}' is in {units[others[0]]})" if others else ""
            raise ValueError(
                f"names no column '{metric}_{unit}'{also}, and none for a data set ({', '.join(DATASETS)})"
            )
        self.own_output = {f"low_{unit}", f"high_{unit}", "params"} <= set(header)
        return [column_place(header, *costs), *([column_place(header, "params")] if self.own_output else [])]

    def _settle(self, units: dict[str, str]) -> tuple[str, str]:
        """Return metric and unit in lower case: those given, or what one gives of the other, or the columns' names."""
        if self.unit is None and self.metric in METRIC_UNITS:
            self.unit = METRIC_UNITS[self.metric]
        if self.unit is None:
            if len(found := set(units.values())) != 1:
                raise ValueError(f"names {'several units' if found else 'no unit'}: give --unit, such as ms")
            self.unit = found.pop()
        if self.metric is None:
            if self.unit not in _METRIC_OF:
                raise ValueError(f"holds costs in {self.unit}: say of what with --metric, such as peak_memory")
            self.metric = _METRIC_OF[self.unit]
        return self.metric, self.unit.lower()


def _units_in(header: Header) -> dict[str, str]:
    """Return the columns of costs whose names say their unit (ms or mJ)."""
    starts = tuple(f"{name.lower()}_" for name in DATASETS)
    named = [name for name in header if name in COST_NAMES or name.startswith(starts)]
    return {name: UNITS[end] for name in named if (end := name.rpartition("_")[2]) in UNITS}


def read_device(
    path: Path,
    device: str,
    unit: str | None = None,
    metric: str | None = None,
    dataset: str | None = None,
    licence: str | None = None,
    estimated: bool = False,
) -> DeviceColumns:
    """Read a device's costs from a CSV or Parquet file (:func:`suite.tables.measured.read_costs`).

    Args:
        path: the file.
        device: name of the device.
        unit: such as "ms"; None where the names of the columns say it.
        metric: "latency" (ms), "energy" (mJ) or another; None where the unit says it.
        dataset: whose costs a single column is; or which of several columns to take.
        licence: under which the file may be used, for the record.
        estimated: the costs are estimates, though the file does not say so.

    Raises:
        ConfigurationError: for a unit or metric that cannot be, or a data set that the file contradicts or leaves open.
        UnknownNameError: for an unknown data set.
        DataError: one line with the number of the bad row.
    """
    if dataset is not None:
        check_name(dataset, DATASETS, "dataset")
    metric, unit = check_metric(metric, unit)
    layout = _Layout(unit, metric, dataset)
    table = read_costs(path, layout.choose, holes=True)
    datasets = layout.datasets or [_only_dataset(path, table, layout)]
    estimated = estimated or layout.own_output or table.facts.get("source") == "estimated"
    metric, unit = str(layout.metric), str(layout.unit)  # choose() has settled both
    columns = {}
    for position, name in enumerate(datasets):
        values = np.full(NASBENCH201.size, np.nan)
        values[table.indices] = table.values[:, position]
        if np.isnan(values).all():
            raise DataError(f"{path.name} holds no cost for {name}: fill in the column, or leave it out")
        columns[f"{name}/{column_name(device, metric, unit)}"] = values
    facts = {
        "kind": "estimated" if estimated else "measured",
        "source": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "edition": f"device {device}",
        "metric": metric,
        "unit": unit,
        "licence": licence,
        "method": table.facts.get("method"),
    }
    return DeviceColumns(columns, facts, table.notes)


def check_metric(metric: str | None, unit: str | None) -> tuple[str | None, str | None]:
    """Return metric and unit as they are written here.

    Raises:
        ConfigurationError: for names that cannot be, latency in another unit than ms, or energy than mJ.
    """
    if unit is not None:
        unit = check_unit(unit)
    if metric is not None:
        if not _METRIC.fullmatch(metric):
            raise ConfigurationError(f"'{metric[:40]}' is no name for a metric: write it like peak_memory")
        if "accuracy" in metric or "error" in metric:
            raise ConfigurationError(f"'{metric}' is no hardware cost: a device has costs alone")
        wanted = METRIC_UNITS.get(metric)
        if wanted is not None and unit not in (None, wanted):
            raise ConfigurationError(f"{metric} is in {wanted} here, not in {unit}: convert the file")
    return metric, unit


def _only_dataset(path: Path, table: CostTable, layout: _Layout) -> str:
    """Return the data set of a single column: the one given, which the suite's own files confirm, else theirs."""
    own: str | None = None
    if layout.own_output:
        forms = {name: CLOSED_FORMS["params"](NASBENCH201.all_codes[table.indices], name) for name in DATASETS}
        own = next((name for name, params in forms.items() if np.array_equal(params, table.values[:, 1])), None)
    if layout.dataset is None and own is None:
        raise ConfigurationError(f"{path.name} has one column of costs: say whose with --dataset, such as cifar10")
    if layout.dataset is not None and own is not None and own != layout.dataset:
        raise ConfigurationError(f"{path.name} was made for {own}, not {layout.dataset}: give --dataset {own}")
    return layout.dataset or str(own)
