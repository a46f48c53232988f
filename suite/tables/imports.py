"""Putting imported tables into the store: one group of columns is replaced as a whole, the other is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from suite.errors import DataError
from suite.tables.checks import Columns
from suite.tables.columns import HARDWARE_COLUMNS
from suite.tables.store import META_NAME, open_store, update_store
from suite.tables.upstream.catalogue import catalogue

Provenance = dict[str, dict[str, Any]]
"""Column key -> source, edition, sha256 of the source and a note."""

ACCURACY = "accuracy"
HARDWARE = "hardware"


@dataclass(frozen=True)
class Imported:
    """What a reader of an official format returns: the columns of one group and where they come from."""

    group: str
    columns: Columns
    source: str
    edition: str
    sha256: str
    note: str


def group_of(key: str) -> str:
    """Return the group of a column key: "hardware" (HW-NAS-Bench) or "accuracy" (NAS-Bench-201)."""
    return HARDWARE if key.split("/", 1)[1] in HARDWARE_COLUMNS else ACCURACY


def present_columns(data_dir: Path, groups: Collection[str]) -> tuple[Columns, Provenance]:
    """Return the columns of ``groups`` in the store of ``data_dir`` and their provenance; nothing if there is no store.

    Without groups nothing is read.

    Raises:
        DataError: if the store is damaged.
    """
    columns: Columns = {}
    provenance: Provenance = {}
    if groups and (data_dir / META_NAME).exists():
        store = open_store(data_dir)
        for key in store.keys:
            if group_of(key) in groups:
                columns[key] = np.array(store.column(key))
                provenance[key] = store.provenance(key)
    return columns, provenance


def imported_groups(data_dir: Path) -> frozenset[str]:
    """Return the groups whose columns were imported from official files; none where there is no readable store."""
    try:
        _, provenance = present_columns(data_dir, (ACCURACY, HARDWARE))
    except DataError:
        return frozenset()
    fetched = {file.sha256 for file in catalogue()}
    return frozenset(group_of(key) for key, fact in provenance.items() if fact.get("sha256") not in fetched)


def replace_group(data_dir: Path, imported: Imported) -> Path:
    """Write the store of ``data_dir`` with the columns of one group replaced; return its description's path.

    Raises:
        DataError: if there was nothing to import, the present store is damaged, or the directory cannot be written.
    """
    if not imported.columns:
        raise DataError(f"{imported.source} holds no {imported.group} tables: nothing was imported")

    def content() -> tuple[Columns, Provenance]:
        columns, provenance = present_columns(data_dir, {ACCURACY, HARDWARE} - {imported.group})
        fact = {key: getattr(imported, key) for key in ("source", "edition", "sha256", "note")}
        columns.update(imported.columns)
        provenance.update({key: dict(fact) for key in imported.columns})
        return columns, provenance

    return update_store(data_dir, content)
