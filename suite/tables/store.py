"""The converted tables on disk: one memory-mapped float64 array and one JSON file that describes it.

``<data directory>/store.json`` names the array file by its content hash (``columns-<sha12>.npy``), so replacing
``store.json`` is the one atomic step that makes a new store current: a reader sees the old one or the new one, never a
mixture. The same columns and provenance give the same bytes. Missing values are NaN.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError, did_you_mean
from suite.files import DATA_REMEDY, write_atomically

FORMAT = 1
META_NAME = "store.json"
N_ROWS = 15625


class Store:
    """Columns by key (``"<dataset>/<column>"``), each ``(15625,)`` float64 in official index order, read-only."""

    def __init__(self, directory: Path, meta: dict[str, Any], array: NDArray[np.float64]) -> None:
        self.directory = directory
        self.meta = meta
        self._array = array
        self._row = {key: row for row, key in enumerate(meta["columns"])}

    @property
    def keys(self) -> tuple[str, ...]:
        """All column keys."""
        return tuple(self._row)

    @property
    def sha256(self) -> str:
        """Hash of the array file: the identity of the data."""
        return str(self.meta["sha256"])

    def __contains__(self, key: str) -> bool:
        return key in self._row

    def column(self, key: str) -> NDArray[np.float64]:
        """Return one column.

        Raises:
            UnknownNameError: if the store has no such column.
        """
        if key not in self._row:
            raise did_you_mean(key, self._row, "column of the store")
        row: NDArray[np.float64] = self._array[self._row[key]]
        return row

    def provenance(self, key: str) -> dict[str, Any]:
        """Return source, edition, sha256 of the source and a note for one column."""
        self.column(key)
        result: dict[str, Any] = dict(self.meta["provenance"].get(key, {}))
        return result


def write_store(
    directory: Path, columns: Mapping[str, NDArray[np.float64]], provenance: Mapping[str, Mapping[str, Any]]
) -> Path:
    """Write ``columns`` as the current store of ``directory`` and return the path of its description.

    Args:
        directory: made if it does not exist.
        columns: key -> ``(15625,)`` values, NaN where missing.
        provenance: key -> JSON-serialisable facts.

    Raises:
        DataError: for a wrong shape, or when the directory cannot be written; nothing half-written stays.
    """
    keys = sorted(columns)
    for key in keys:
        if np.shape(columns[key]) != (N_ROWS,):
            raise DataError(f"column {key} has the shape {np.shape(columns[key])} instead of ({N_ROWS},)")
    array = np.stack([np.asarray(columns[key], dtype="<f8") for key in keys])
    array[np.isnan(array)] = np.nan  # one bit pattern for missing, so that equal tables have equal bytes
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    content = buffer.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    array_path = write_atomically(directory / f"columns-{digest[:12]}.npy", content, DATA_REMEDY)
    meta = {
        "format": FORMAT,
        "array": array_path.name,
        "sha256": digest,
        "columns": keys,
        "provenance": {key: dict(provenance[key]) for key in keys if key in provenance},
    }
    path = write_atomically(directory / META_NAME, json.dumps(meta, indent=1, sort_keys=True) + "\n", DATA_REMEDY)
    for old in directory.glob("columns-*.npy"):
        if old != array_path:
            with contextlib.suppress(OSError):  # still mapped by another process on some systems: harmless leftover
                old.unlink()
    return path


def open_store(directory: Path, verify: bool = False, remedy: str = "run 'suite data fetch' to make it again") -> Store:
    """Open the store of ``directory``, memory-mapped; ``verify`` also checks the hash of the whole array.

    ``remedy`` is what a person should do about a store that cannot be read.

    Raises:
        DataError: if there is none, or if it is incomplete, altered or of another format.
    """
    path = directory / META_NAME
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
        array_path = directory / str(meta["array"])
        if meta["format"] != FORMAT:
            raise DataError(f"{path} has the format {meta['format']}, this version reads {FORMAT}: {remedy}")
        array = np.load(array_path, mmap_mode="r", allow_pickle=False)
        n_columns, digest, _ = len(meta["columns"]), str(meta["sha256"]), dict(meta["provenance"])
    except FileNotFoundError as error:
        raise DataError(
            f"no converted tables in {directory} ({Path(error.filename).name} is missing): {remedy}"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise DataError(f"the converted tables in {directory} cannot be read ({error}): {remedy}") from None
    if array.dtype != np.dtype("<f8") or array.shape != (n_columns, N_ROWS):
        raise DataError(f"{array_path} does not match {path.name}: {remedy}")
    if verify and hashlib.sha256(array_path.read_bytes()).hexdigest() != digest:
        raise DataError(f"{array_path} was altered (its sha256 differs): {remedy}")
    return Store(directory, meta, np.asarray(array))
