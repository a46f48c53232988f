"""A table of another package behind the look-ups of :class:`suite.benchmark.Benchmark`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.accuracy import AccuracyProtocol
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError, UnknownNameError, did_you_mean
from suite.plugins.columns import content_hash, cost_name, read_columns
from suite.plugins.table import TEST, VALID, EnumeratedTable
from suite.tables.columns import ColumnInfo, check_name
from suite.tables.devices import TABLE, DeviceTable
from suite.tables.location import data_directory

Floats = NDArray[np.float64]
_BY_EPOCHS = re.compile(r"(valid|test|validtest)_accuracy_\d+(_seed\d+)?")


class PluginDevices(DeviceTable):
    """The devices that a table has costs of."""

    def __init__(self, table: EnumeratedTable, columns: tuple[str, ...]) -> None:
        super().__init__(None)
        self._table = table
        self._costs: dict[str, dict[str, str]] = {}
        for column in columns:
            if (found := cost_name(column, table)) is not None:
                self._costs.setdefault(found.device, {})[found.metric] = found.unit

    @property
    def names(self) -> tuple[str, ...]:
        """All devices, in the order of the file's columns."""
        return tuple(self._costs)

    @property
    def metrics(self) -> dict[str, str]:
        """Metrics of any device, with their units."""
        return {metric: unit for units in self._costs.values() for metric, unit in units.items()}

    def label(self, device: str) -> str:
        """Return a device as the table calls it."""
        return self.check(device)

    def metrics_of(self, device: str) -> dict[str, str]:
        """Return the metrics of a device with their units."""
        return dict(self._costs[self.check(device)])

    def column(self, device: str, metric: str) -> str:
        """Return the name of the column with ``metric`` on ``device``.

        Raises:
            UnknownNameError: for an unknown device or metric.
        """
        units = self.metrics_of(device)
        if metric not in units:
            raise did_you_mean(metric, units, f"metric of {device}")
        return f"{device}_{metric}_{units[metric].lower()}"

    def kind(self, device: str, metric: str, dataset: str) -> str:
        """Return "estimated" where the table says so, else :data:`TABLE`."""
        return "estimated" if self.column(device, metric) in self._table.estimated else TABLE


class PluginBenchmark(Benchmark):
    """A table of another package; its one data set has the table's name.

    It states one accuracy a split, so epochs and trials of a protocol do not matter here: :meth:`accuracy` returns
    the column of the split.
    """

    def __init__(self, table: EnumeratedTable, data_dir: Path | None = None) -> None:
        self.table = table
        self.space: Any = table.space()
        self.datasets = (table.name,)
        self.data_dir = data_dir if data_dir is not None else data_directory()
        self._columns = read_columns(table, self.space)
        self._hash = content_hash(table, self._columns)
        self.device_table = PluginDevices(table, tuple(self._columns))
        self._cache = {}

    @property
    def is_surrogate(self) -> bool:
        """Never: whether its numbers are measured is said by the package that brings it."""
        return False

    @property
    def kind(self) -> str:
        """``"plugin"``, as records and captions say it."""
        return "plugin"

    @property
    def data_hash(self) -> str:
        """sha256 of the space and all columns."""
        return self._hash

    @property
    def edition(self) -> str:
        """Name and edition."""
        return f"{self.table.name} ({self.table.edition})"

    def provenance(self, column: str, dataset: str) -> dict[str, Any]:
        """Return where a column comes from."""
        self.column(column, dataset)
        kind = "estimated" if column in self.table.estimated else "table"
        about = self.table
        return {"kind": kind, "edition": about.edition, "source": about.source, "licence": about.licence}

    def added_columns(self, dataset: str) -> tuple[str, ...]:
        """Return nothing: devices are added to NAS-Bench-201 alone."""
        check_name(dataset, self.datasets, "dataset")
        return ()

    def table_columns(self, dataset: str) -> tuple[str, ...]:
        """Return the names of the columns, in the order of the file."""
        check_name(dataset, self.datasets, "dataset")
        return tuple(self._columns)

    def column(self, name: str, dataset: str) -> Floats:
        """Return one column for all architectures, ``(space.size,)``, read-only.

        Raises:
            UnknownNameError: for another data set or an unknown column.
            ConfigurationError: for an accuracy by epochs.
        """
        check_name(dataset, self.datasets, "dataset")
        if name not in self._columns and _BY_EPOCHS.fullmatch(name):
            raise ConfigurationError(f"the table '{dataset}' states one validation accuracy: write --fitness valid")
        if name not in self._columns:
            raise did_you_mean(name, tuple(self._columns), f"column of '{dataset}'")
        return self._columns[name]

    def describe(self, column: str, dataset: str) -> ColumnInfo:
        """Return unit and meaning of a column."""
        self.column(column, dataset)
        if column in (VALID, TEST):
            return ColumnInfo("%", f"{column.replace('_', ' ')} as the table states it")
        cost = cost_name(column, self.table)
        if cost is None:
            return ColumnInfo("", "a score, higher is better")
        return ColumnInfo(cost.unit, f"{cost.metric} on {cost.device}, {self.provenance(column, dataset)['kind']}")

    def accuracy(self, archs: ArrayLike, dataset: str, protocol: AccuracyProtocol | str) -> Floats:
        """Return the accuracy of the protocol's split in per cent, ``(n,)``; NaN where the table states none."""
        split = AccuracyProtocol.parse(protocol).split
        column = {"valid": VALID, "test": TEST}.get(split, "")
        rows = self.indices(archs)
        if column not in self._columns:
            return np.full(len(rows), np.nan)
        return self.column(column, dataset)[rows]

    def train_seconds(self, archs: ArrayLike, dataset: str, epochs: int) -> Floats:
        """Refuse: the tables of other packages have no training times."""
        raise UnknownNameError(f"the table '{dataset}' has no training times")

    def row(self, arch: int | str, dataset: str) -> dict[str, Any]:
        """Return one architecture's row with all columns; None where not measured."""
        index = int(self.indices(arch)[0])
        values = {name: float(self.column(name, dataset)[index]) for name in self._columns}
        known = {name: None if np.isnan(value) else value for name, value in values.items()}
        return {"index": index, "arch": self.space.strings([index])[0], **known}

    def frame(self, dataset: str) -> Any:
        """Return the table as a pandas DataFrame, a row per architecture."""
        import pandas as pd

        check_name(dataset, self.datasets, "dataset")
        every = np.arange(self.space.size)
        return pd.DataFrame({"index": every, "arch": self.space.strings(every), **self._columns})
