"""Devices that a person added: each a small store of its own below the data directory.

``<data directory>/devices/<name>/`` holds ``store.json`` and an array as :mod:`suite.tables.store` writes them, so the
tables of the benchmarks keep their bytes and their hash whatever is added or removed. A column has its own hash, of
name, kind and values: runs that use the column are known by it, all others by the tables alone.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError, DataError, UnknownNameError, did_you_mean
from suite.files import DATA_REMEDY, clear_write_errors
from suite.tables.columns import DATASETS, DEVICES, describe
from suite.tables.store import META_NAME, Store, open_store, update_store

Floats = NDArray[np.float64]
FOLDER = "devices"
KINDS = ("measured", "estimated")
RESERVED = ("each", "worst", "sum", "all", "none", "table")
"""Names with a meaning of their own where a device is asked for, alone or before a hyphen."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class AddedDevice:
    """One added device; its columns by key (``"<dataset>/<column>"``), each ``(15625,)``, NaN where not measured."""

    def __init__(self, name: str, store: Store) -> None:
        """Use :func:`open_added`."""
        self.name = name
        self._store = store
        self._hash = cache(self._hashed)

    @property
    def keys(self) -> tuple[str, ...]:
        """All column keys."""
        return self._store.keys

    def metrics(self) -> dict[str, str]:
        """Return its metrics with their units."""
        facts = [self._store.provenance(key) for key in self.keys]
        return {str(fact["metric"]): str(fact["unit"]) for fact in facts}

    def column(self, key: str) -> Floats:
        """Return one column, read-only."""
        return self._store.column(key)

    def provenance(self, key: str) -> dict[str, Any]:
        """Return where a column comes from: kind, source, sha256 of the source, metric, unit, licence, note."""
        return self._store.provenance(key)

    def hash(self, key: str) -> str:
        """Return the identity of a column: sha256 of its key, kind and values."""
        return self._hash(key)

    def _hashed(self, key: str) -> str:
        digest = hashlib.sha256(f"{key}\n{self.provenance(key)['kind']}\n".encode())
        digest.update(np.ascontiguousarray(self.column(key), dtype="<f8").tobytes())
        return digest.hexdigest()


def added_names(data_dir: Path) -> tuple[str, ...]:
    """Return the names of the added devices below ``data_dir``, sorted; nothing is read."""
    found = (path.parent.name for path in (data_dir / FOLDER).glob(f"*/{META_NAME}"))
    return tuple(sorted(name for name in found if _NAME.fullmatch(name) and name not in DEVICES))


def open_added(data_dir: Path, name: str) -> AddedDevice:
    """Return an added device; the hash of its array is checked.

    Raises:
        UnknownNameError: if there is none of that name.
        DataError: if it is damaged.
    """
    known = added_names(data_dir)
    if name not in known:
        raise did_you_mean(name, known, "added device")
    remedy = f"import the device again with --force, or 'suite data remove --device {name}'"
    store = open_store(data_dir / FOLDER / name, remedy=remedy)
    try:
        sound = all(_says_what_it_is(name, str(key), store.provenance(key)) for key in store.keys)
    except (TypeError, ValueError):
        sound = False
    if not sound:
        raise DataError(f"the device '{name}' in {store.directory} does not say what its columns are: {remedy}")
    return AddedDevice(name, store)


def _says_what_it_is(name: str, key: str, fact: Mapping[str, Any]) -> bool:
    dataset, _, column = key.partition("/")
    if fact.get("kind") not in KINDS or dataset not in DATASETS:
        return False
    return column == column_name(name, str(fact.get("metric")), str(fact.get("unit")))


def column_name(device: str, metric: str, unit: str) -> str:
    """Return the name of the column with ``metric`` on ``device``."""
    return f"{device}_{metric}_{unit.lower()}"


def check_new_name(name: str) -> str:
    """Return ``name`` if a device may be added under it.

    Raises:
        ConfigurationError: for a name of the tables, one with another meaning, or one that no file could have.
    """
    if name in DEVICES:
        raise ConfigurationError(f"'{name}' is a device of the tables: choose another name")
    if name.split("-")[0] in RESERVED:
        raise ConfigurationError(f"'{name}' has a meaning of its own where a device is asked for: choose another name")
    if not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"'{name[:60]}' is no name for a device: take lower-case letters, digits, '_' and '-', at most 40"
        )
    return name


def add_columns(
    data_dir: Path, name: str, columns: Mapping[str, Floats], facts: Mapping[str, Any], force: bool = False
) -> tuple[str, ...]:
    """Add columns to a device, which is made if there is none; return the keys that it had and keeps.

    Args:
        data_dir: data directory.
        name: of the device.
        columns: key -> ``(15625,)`` values, NaN where not measured.
        facts: provenance, the same for all columns; has "kind", "metric" and "unit".
        force: replace columns that are there already, or a damaged device.

    Raises:
        ConfigurationError: for a name that cannot be added, a column that is there or belongs to another device, or a
            metric in another unit than another device's.
        DataError: for a damaged device without ``force``, or a folder that cannot be written.
    """
    check_new_name(name)
    kept: dict[str, Floats] = {}

    def content() -> tuple[dict[str, Floats], dict[str, dict[str, Any]]]:
        provenance: dict[str, dict[str, Any]] = {}
        if name in added_names(data_dir):
            try:
                old = open_added(data_dir, name)
            except DataError:
                if not force:
                    raise
            else:
                taken = sorted(set(columns) & set(old.keys))
                if taken and not force:
                    raise ConfigurationError(f"the device '{name}' has {taken[0]} already: give --force to replace it")
                kept.update({key: np.array(old.column(key)) for key in old.keys if key not in columns})
                provenance = {key: old.provenance(key) for key in kept}
        _check_against(data_dir, name, columns, facts, provenance)
        provenance.update({key: {**facts, "note": _coverage(values, facts)} for key, values in columns.items()})
        return {**kept, **columns}, provenance

    update_store(data_dir / FOLDER / name, content)
    return tuple(kept)


def _coverage(values: Floats, facts: Mapping[str, Any]) -> str:
    method = f", by {facts['method']}" if facts.get("method") else ""
    return f"{int((~np.isnan(values)).sum()):,} of {len(values):,} cells{method}"


def _check_against(
    data_dir: Path, name: str, columns: Mapping[str, Floats], facts: Mapping[str, Any], own: Mapping[str, Any]
) -> None:
    """Refuse names of columns that stand for something else, and a second unit for a metric."""
    for key in columns:
        dataset, _, column = key.partition("/")
        if _in_tables(column, dataset):
            raise ConfigurationError(f"{column} is a column of the tables: choose another name for the device")
    units = {fact["metric"]: (fact["unit"], name) for fact in own.values()}
    for other in added_names(data_dir):
        if other == name:
            continue
        try:
            device = open_added(data_dir, other)
        except DataError:  # a damaged device is no reason to refuse another
            continue
        units |= {metric: (unit, other) for metric, unit in device.metrics().items()}
        if clash := set(columns) & set(device.keys):
            raise ConfigurationError(f"{min(clash)} is a column of the device '{other}': choose another name")
    unit, other = units.get(facts["metric"], (facts["unit"], ""))
    if unit != facts["unit"]:
        raise ConfigurationError(
            f"{facts['metric']} is in {unit} on the device '{other}', not in {facts['unit']}: convert the file"
        )


def _in_tables(column: str, dataset: str) -> bool:
    try:
        describe(column, dataset)
    except UnknownNameError:
        return False
    return True


def remove_added(data_dir: Path, name: str) -> None:
    """Remove an added device, damaged or not.

    Raises:
        ConfigurationError: for a device of the tables.
        UnknownNameError: if there is none of that name.
        DataError: if it cannot be removed.
    """
    if name in DEVICES:
        raise ConfigurationError(f"'{name}' is a device of the tables, not an added one: it stays")
    known = added_names(data_dir)
    if name not in known:
        raise did_you_mean(name, known, "added device")
    folder = data_dir / FOLDER / name
    with clear_write_errors(folder, DATA_REMEDY):
        (folder / META_NAME).unlink()  # first, so that a removal that breaks off leaves no device without its array
        shutil.rmtree(folder)
