"""The devices that there are, their metrics and units: the six of the tables, and those that a person added."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from suite.errors import DataError, UnknownNameError, did_you_mean
from suite.tables import columns
from suite.tables.added import AddedDevice, added_names, column_name, open_added

TABLE = "table"
"""Kind of the costs of the six; added devices say "measured" or "estimated"."""


class DeviceTable:
    """Devices by name; what lies below ``data_dir`` is listed once, and read when it is first asked for.

    Attributes:
        data_dir: data directory; None for the six devices alone.
    """

    def __init__(self, data_dir: Path | None = None) -> None:
        self.data_dir = data_dir
        self._opened: dict[str, AddedDevice] = {}

    @cached_property
    def added(self) -> tuple[str, ...]:
        """Names of the added devices, sorted."""
        return () if self.data_dir is None else added_names(self.data_dir)

    @property
    def names(self) -> tuple[str, ...]:
        """All devices: the six in the order of the tables, then the added ones."""
        return (*columns.DEVICES, *self.added)

    @property
    def metrics(self) -> dict[str, str]:
        """All metrics with their units: latency and energy, then what added devices bring.

        Raises:
            DataError: for a damaged device.
        """
        found = dict(columns.METRIC_UNITS)
        for name in self.added:
            found |= self.part(name).metrics()
        return found

    def check(self, device: str) -> str:
        """Return ``device`` if there is one of that name.

        Raises:
            UnknownNameError: if not, with the nearest name.
        """
        if device not in self.names:
            error = did_you_mean(device, self.names, "device")
            how = "; 'suite data import --device NAME FILE.csv' adds one" if self.data_dir is not None else ""
            raise UnknownNameError(f"{error}{how}")
        return device

    def part(self, device: str) -> AddedDevice:
        """Return an added device.

        Raises:
            UnknownNameError: for a name that is none.
            DataError: if it is damaged.
        """
        if self.data_dir is None or device not in self.added:
            raise did_you_mean(device, self.added, "added device")
        if device not in self._opened:
            self._opened[device] = open_added(self.data_dir, device)
        return self._opened[device]

    def label(self, device: str) -> str:
        """Return a device's name for people; an added device is called as it was named."""
        return columns.DEVICE_LABELS.get(self.check(device), device)

    def metrics_of(self, device: str) -> dict[str, str]:
        """Return the metrics of a device with their units."""
        if self.check(device) in self.added:
            return self.part(device).metrics()
        units = columns.METRIC_UNITS
        return {each: units[each] for each in columns.METRICS if columns.has_cost(device, each)}

    def unit(self, device: str, metric: str) -> str:
        """Return the unit of a metric on a device.

        Raises:
            UnknownNameError: for an unknown device or metric, or one that was not measured on the device.
        """
        self.column(device, metric)
        return self.metrics_of(device)[metric]

    def column(self, device: str, metric: str) -> str:
        """Return the name of the column with ``metric`` on ``device``.

        Raises:
            UnknownNameError: for an unknown device or metric, or one that was not measured on the device.
        """
        if self.check(device) not in self.added:
            return columns.cost_column(device, metric)
        units = self.metrics_of(device)
        if metric not in units:
            raise did_you_mean(metric, sorted(units), f"metric of {device}")
        return column_name(device, metric, units[metric])

    def owner(self, column: str) -> AddedDevice | None:
        """Return the added device with a column of this name on some data set; None if there is none."""
        for device in self.added:
            if column.startswith(f"{device}_"):  # no other device is read, so that a damaged one harms no other
                part = self.part(device)
                if any(key.partition("/")[2] == column for key in part.keys):
                    return part
        return None

    def key(self, device: str, metric: str, dataset: str) -> str:
        """Return the key of an added device's column.

        Raises:
            UnknownNameError: for an unknown device or metric.
            DataError: if the device has none for ``dataset``.
        """
        key = f"{dataset}/{self.column(device, metric)}"
        require(self.part(device), key)
        return key

    def kind(self, device: str, metric: str, dataset: str) -> str:
        """Return what the costs are: :data:`TABLE` for the six, "measured" or "estimated" for an added device.

        Raises:
            UnknownNameError: for an unknown device or metric.
            DataError: if an added device has none for ``dataset``.
        """
        if self.check(device) not in self.added:
            return TABLE
        return str(self.part(device).provenance(self.key(device, metric, dataset))["kind"])


def require(part: AddedDevice, key: str) -> None:
    """Raise DataError unless an added device has this column."""
    if key not in part.keys:
        dataset, _, column = key.partition("/")
        there = sorted(each.partition("/")[0] for each in part.keys if each.endswith(f"/{column}"))
        raise DataError(
            f"the device '{part.name}' has no {column} for {dataset}, only for {', '.join(there)}: "
            f"'suite data import --device {part.name} FILE.csv --dataset {dataset}' adds it"
        )


BUILT_IN = DeviceTable()
"""The six devices of the tables alone."""
