"""A search space with its columns: vectorised look-ups of accuracy and hardware cost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.accuracy import AccuracyProtocol
from suite.errors import ArchitectureError, ConfigurationError, DataError, did_you_mean
from suite.spaces.nasbench201 import NASBENCH201, NASBench201Space
from suite.tables.closed_forms import CLOSED_FORMS
from suite.tables.columns import DATASETS, EXPORT_COLUMNS, ColumnInfo, check_name, describe
from suite.tables.devices import DeviceTable, require
from suite.tables.location import data_directory
from suite.tables.store import META_NAME, Store, open_store

Floats = NDArray[np.float64]
SOURCES = ("auto", "real", "surrogate")


class Benchmark:
    """NAS-Bench-201 and HW-NAS-Bench behind one look-up.

    Architectures (``archs``) are an index, a one-dimensional array of indices (any integer type), codes ``(n, 6)``, or
    a text or a list of texts as :meth:`.NASBench201Space.parse` reads them: architecture strings or six digits.
    ``data_dir`` is the data directory it was opened with: further groups of files lie there, too. ``device_table``
    knows the devices, metrics and units: the six of the tables, and those that a person added there.
    Values are float64; what was not measured is NaN. Units are in the column names: ``ms``, ``mj``, ``seconds``,
    millions for ``macs_m``; accuracies are in per cent.
    """

    datasets: tuple[str, ...] = DATASETS

    def __init__(self, store: Store | None, data_dir: Path | None = None) -> None:
        """Use :func:`load_benchmark`; ``store`` None means the embedded surrogate."""
        self.space: NASBench201Space = NASBENCH201
        self.data_dir = data_dir if data_dir is not None else data_directory()
        self.device_table = DeviceTable(self.data_dir)
        self._store = store
        self._cache: dict[tuple[str, str], Floats] = {}

    # -- identity --------------------------------------------------------------------------------------------------
    @property
    def is_surrogate(self) -> bool:
        """Whether the numbers come from the embedded stand-in."""
        return self._store is None

    @property
    def kind(self) -> str:
        """``"real"`` or ``"surrogate"``, as records and captions say it."""
        return "surrogate" if self._store is None else "real"

    @property
    def data_hash(self) -> str:
        """sha256 of the store's array, or of the surrogate's weights: tells tables apart in records.

        Added devices are no part of it: each of their columns has its own (:meth:`.AddedDevice.hash`).
        """
        if self._store is not None:
            return self._store.sha256
        from suite.tables.surrogate.tables import surrogate_sha256

        return surrogate_sha256()

    @property
    def edition(self) -> str:
        """The editions of the tables in one line, e.g. ``"NATS-tss-v1_0 + HW-NAS-Bench-v1_0"``."""
        if self._store is None:
            from suite.tables.surrogate.tables import SURROGATE_EDITION

            return SURROGATE_EDITION
        found = {self._store.provenance(key).get("edition", "unknown") for key in self._store.keys}
        return " + ".join(sorted(found, key=lambda name: (name.startswith("HW"), name)))

    def provenance(self, column: str, dataset: str) -> dict[str, Any]:
        """Return where a column comes from: source, edition, hash, and its kind.

        The kind is "table", "exact" or "surrogate"; of an added device's column "measured" or "estimated".
        """
        if (owner := self.device_table.owner(column)) is not None:
            require(owner, f"{dataset}/{column}")
            return owner.provenance(f"{dataset}/{column}")
        if self._store is not None and f"{dataset}/{column}" in self._store:
            return {"kind": "table", **self._store.provenance(f"{dataset}/{column}")}
        self.column(column, dataset)
        if column in CLOSED_FORMS:
            return {"kind": "exact", "edition": "closed form", "source": "suite.tables.closed_forms"}
        return {"kind": "surrogate", "edition": self.edition, "sha256": self.data_hash}

    # -- columns ---------------------------------------------------------------------------------------------------
    def columns(self, dataset: str) -> tuple[str, ...]:
        """Return the names of the columns at hand for ``dataset``, those of added devices last."""
        return (*self.table_columns(dataset), *self.added_columns(dataset))

    def added_columns(self, dataset: str) -> tuple[str, ...]:
        """Return the names of the added devices' columns for ``dataset``.

        Raises:
            DataError: for a damaged device.
        """
        parts = [self.device_table.part(name) for name in self.device_table.added]
        keys = [key.partition("/") for part in parts for key in part.keys]
        return tuple(column for of, _, column in keys if of == dataset)

    def table_columns(self, dataset: str) -> tuple[str, ...]:
        """Return the names of the tables' own columns for ``dataset``."""
        check_name(dataset, DATASETS, "dataset")
        keys = self._store.keys if self._store is not None else tuple(self._surrogate())
        present = {key.split("/", 1)[1] for key in keys if key.startswith(f"{dataset}/")} | set(CLOSED_FORMS)
        first = [name for name in EXPORT_COLUMNS if name in present]
        return (*first, *sorted(present.difference(first)))

    def column(self, name: str, dataset: str) -> Floats:
        """Return one column for all architectures in official order, ``(15625,)``, read-only.

        Raises:
            UnknownNameError: for an unknown dataset or column.
            DataError: for a column that these tables do not hold.
        """
        values = self._cache.get((dataset, name))
        if values is None:
            values = self._cache[dataset, name] = self._load(name, dataset)
        return values

    def _load(self, name: str, dataset: str) -> Floats:
        check_name(dataset, DATASETS, "dataset")
        key = f"{dataset}/{name}"
        if self._store is not None and key in self._store:
            return self._store.column(key)
        if name in CLOSED_FORMS:
            values = CLOSED_FORMS[name](self.space.all_codes, dataset)
            values.flags.writeable = False
            return values
        if self._store is None:
            surrogate = self._surrogate()
            if key in surrogate:
                return surrogate[key]
        if (owner := self.device_table.owner(name)) is not None:
            require(owner, key)
            return owner.column(key)
        if name not in EXPORT_COLUMNS and "_seed" not in name:
            raise did_you_mean(name, self.columns(dataset), "column")
        if self.is_surrogate:
            raise DataError(
                f"the embedded surrogate has no column '{name}': run 'suite data fetch' for the real tables"
            )
        raise DataError(
            f"the tables in {self._store.directory if self._store else ''} have no column '{name}' for {dataset}: "
            "run 'suite data fetch', or 'suite data import' with a file that holds it"
        )

    @staticmethod
    def _surrogate() -> dict[str, Floats]:
        from suite.tables.surrogate.tables import surrogate_columns

        return surrogate_columns()

    def describe(self, column: str, dataset: str) -> ColumnInfo:
        """Return unit and meaning of a column; of an added device's with its kind and source.

        Raises:
            UnknownNameError: for an unknown column.
        """
        if (owner := self.device_table.owner(column)) is None:
            return describe(column, dataset)
        fact = self.provenance(column, dataset)
        return ColumnInfo(fact["unit"], f"{fact['metric']} on {owner.name}, {fact['kind']} ({fact['source']})")

    # -- devices ---------------------------------------------------------------------------------------------------
    @property
    def devices(self) -> tuple[str, ...]:
        """The devices: the six of the tables, then the added ones."""
        return self.device_table.names

    @property
    def metrics(self) -> dict[str, str]:
        """The metrics with their units: latency and energy, then what added devices bring."""
        return self.device_table.metrics

    def device_label(self, device: str) -> str:
        """Return a device's name for people."""
        return self.device_table.label(device)

    def cost_column(self, device: str, metric: str) -> str:
        """Return the name of the column with ``metric`` on ``device``.

        Raises:
            UnknownNameError: for an unknown device or metric, or one that was not measured on the device.
        """
        return self.device_table.column(device, metric)

    # -- look-ups --------------------------------------------------------------------------------------------------
    def indices(self, archs: ArrayLike) -> NDArray[np.int64]:
        """Return ``archs`` as indices ``(n,)``.

        Raises:
            ArchitectureError: for anything that names no architecture.
        """
        array = np.asarray(archs)
        if array.dtype.kind == "U" or (array.dtype.kind == "O" and all(isinstance(each, str) for each in array.flat)):
            if array.ndim > 1:
                raise ArchitectureError(f"give architecture strings as one list, not in the shape {array.shape}")
            return np.array([self.space.parse(str(text)) for text in np.atleast_1d(array)], dtype=np.int64)
        return self.space.index(array) if array.ndim == 2 else self.space.check_indices(array)

    def lookup(self, archs: ArrayLike, dataset: str, columns: list[str] | tuple[str, ...]) -> Floats:
        """Return ``columns`` of ``archs``, ``(n, len(columns))``."""
        rows = self.indices(archs)
        result = np.empty((len(rows), len(columns)))
        for position, name in enumerate(columns):
            np.take(self.column(name, dataset), rows, out=result[:, position])
        return result

    def accuracy(self, archs: ArrayLike, dataset: str, protocol: AccuracyProtocol | str) -> Floats:
        """Return the accuracy in per cent by an explicit ``protocol`` such as ``"valid@200"``, ``(n,)``."""
        return self._values(AccuracyProtocol.parse(protocol).column, dataset, archs)

    def hardware_cost(self, archs: ArrayLike, dataset: str, device: str, metric: str = "latency") -> Floats:
        """Return latency in ms, energy in mJ or another metric of the device, ``(n,)``; NaN where not measured."""
        return self._values(self.cost_column(device, metric), dataset, archs)

    def train_seconds(self, archs: ArrayLike, dataset: str, epochs: int) -> Floats:
        """Return the training time in seconds of 12 or 200 ``epochs``, ``(n,)``."""
        if epochs not in (12, 200):
            raise ConfigurationError(f"training times are known for 12 and 200 epochs, not {epochs}")
        return self._values(f"train_seconds_{epochs}", dataset, archs)

    def _values(self, name: str, dataset: str, archs: ArrayLike) -> Floats:
        column = self.column(name, dataset)
        if (type(archs) is int or type(archs) is np.int64) and 0 <= archs < self.space.size:
            return column[archs : archs + 1].copy()  # one index takes a third of the time without an array around it
        return column[self.indices(archs)]

    def row(self, arch: int | str, dataset: str) -> dict[str, Any]:
        """Return one architecture's row with the exported columns; None where not measured."""
        index = int(self.indices(arch)[0])
        row: dict[str, Any] = {"index": index, "arch": self.space.strings([index])[0]}
        for name in (*EXPORT_COLUMNS, *self.added_columns(dataset)):
            value = self._value_or_nan(name, dataset)[index]
            whole = name in ("n_trials", "params")
            row[name] = None if np.isnan(value) else int(value) if whole else float(value)
        return row

    def frame(self, dataset: str) -> Any:
        """Return the exported table as a pandas DataFrame, a row per architecture in official order."""
        import pandas as pd

        every = np.arange(self.space.size)
        data: dict[str, Any] = {"index": every, "arch": self.space.strings(every)}
        for name in (*EXPORT_COLUMNS, *self.added_columns(dataset)):
            values = self._value_or_nan(name, dataset)
            data[name] = pd.Series(values).astype("Int64") if name in ("n_trials", "params") else values
        return pd.DataFrame(data)

    def _value_or_nan(self, name: str, dataset: str) -> Floats:
        try:
            return self.column(name, dataset)
        except DataError:  # tables of one group only (say, accuracies without hardware): missing is null, not an error
            return np.full(self.space.size, np.nan)


def load_benchmark(data_dir: str | os.PathLike[str] | None = None, source: str = "auto") -> Benchmark:
    """Open the tables.

    Args:
        data_dir: data directory; default ``$SUITE_DATA_DIR`` or the platform's user data directory.
        source: "real" (the converted tables, an error if there are none), "surrogate" (the embedded stand-in), or
            "auto": the real tables if the data directory has any, else the stand-in.

    Raises:
        DataError: if the tables are absent (source "real") or damaged.
        UnknownNameError: for an unknown source.
    """
    check_name(source, SOURCES, "source")
    if source == "surrogate":
        return Benchmark(None, data_directory(data_dir))
    directory = data_directory(data_dir)
    if source == "auto" and not (directory / META_NAME).exists():
        if data_dir is not None and not directory.is_dir():
            raise DataError(
                f"the data directory {directory} does not exist: run 'suite data fetch --data-dir {directory}'"
            )
        return Benchmark(None, directory)
    return Benchmark(open_store(directory), directory)
