"""The converted tables on disk: one float64 array and one JSON file that describes it.

``<data directory>/store.json`` names the array file by its content hash (``columns-<sha12>.npy``), so replacing
``store.json`` is the one atomic step that makes a new store current: a reader sees the old one or the new one, never a
mixture. The same columns and provenance give the same bytes. Missing values are NaN.

A process reads the array once, whole, and checks the hash of the bytes that it goes on to use (7.5 MB: about 10 ms).
It is not mapped: what happens to the file afterwards cannot change or end a run.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError, did_you_mean
from suite.files import DATA_REMEDY, clear_way, clear_write_errors, sole_writer, write_atomically
from suite.reading.budget import JSON_BYTES

FORMAT = 1
META_NAME = "store.json"
N_ROWS = 15625
LARGEST_META, LARGEST_ARRAY = JSON_BYTES, 2**30
"""In bytes; a hundred times what the tables have."""

_ARRAY = re.compile(r"columns-[0-9a-f]{12}\.npy")
_SCALAR = (str, int, float, bool, type(None))
_TEXTS = ("edition", "source", "sha256")
Content = tuple[Mapping[str, NDArray[np.float64]], Mapping[str, Mapping[str, Any]]]
"""Columns and provenance by key."""


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
        """Hash of the array file, checked on the bytes that were read: the identity of the data."""
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
    return update_store(directory, lambda: (columns, provenance))


def update_store(directory: Path, content: Callable[[], Content]) -> Path:
    """Write what ``content`` returns as :func:`write_store` does, with no other writer between reading and writing.

    ``content`` may read the present store: two processes that each replace a part of it lose nothing.
    """
    with clear_write_errors(directory, DATA_REMEDY):
        new = not directory.exists()
        directory.mkdir(parents=True, exist_ok=True)
        try:
            with sole_writer(directory):
                return _write(directory, *content())
        except BaseException:
            if new:
                with contextlib.suppress(OSError):  # not empty: another process has written there
                    directory.rmdir()
            raise


def _write(
    directory: Path, columns: Mapping[str, NDArray[np.float64]], provenance: Mapping[str, Mapping[str, Any]]
) -> Path:
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
    array_path = directory / f"columns-{digest[:12]}.npy"
    meta = {
        "format": FORMAT,
        "array": array_path.name,
        "sha256": digest,
        "columns": keys,
        "provenance": {key: dict(provenance[key]) for key in keys if key in provenance},
    }
    meta["description_sha256"] = _hash_of(meta)
    path = directory / META_NAME
    for each in (array_path, path):
        clear_way(each)
    write_atomically(array_path, content, DATA_REMEDY)
    write_atomically(path, json.dumps(meta, indent=1, sort_keys=True) + "\n", DATA_REMEDY)
    for old in directory.glob("columns-*.npy"):
        if old != array_path:
            with contextlib.suppress(OSError):  # open in another process on some systems, or a folder: left there
                old.unlink()
    return path


def open_store(directory: Path, remedy: str = "run 'suite data fetch' to make it again") -> Store:
    """Read the store of ``directory``, after checking that it is what was written.

    ``remedy`` is what a person should do about a store that cannot be read.

    Raises:
        DataError: if there is none, or if it is incomplete, altered or of another format.
    """
    path = directory / META_NAME
    try:
        meta, content = _read(path)
        digest = hashlib.sha256(content).hexdigest()
        if digest != meta["sha256"]:
            raise DataError(f"{directory / meta['array']} was altered (its sha256 differs): {remedy}")
        return Store(directory, meta, _array(content, len(meta["columns"])))
    except FileNotFoundError as error:
        raise DataError(
            f"no converted tables in {directory} ({Path(error.filename).name} is missing): {remedy}"
        ) from None
    except OSError as error:
        raise DataError(f"the converted tables in {directory} cannot be read ({error.strerror}): {remedy}") from None
    except ValueError as error:
        raise DataError(f"the converted tables in {directory} cannot be read ({str(error)[:120]}): {remedy}") from None


def _read(path: Path) -> tuple[dict[str, Any], bytes]:
    """Return the description and the bytes of its array; once more if another process replaced both in between."""
    text = _limited(path, LARGEST_META)
    while True:
        meta = _description(text)
        try:
            return meta, _limited(path.parent / meta["array"], LARGEST_ARRAY)
        except FileNotFoundError:
            again = _limited(path, LARGEST_META)
            if again == text:
                raise
            text = again


def _limited(path: Path, largest: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise ValueError(f"{path.name} has more than {largest:,} bytes")
    return content


def _description(text: bytes) -> dict[str, Any]:
    """Return the content of ``store.json``; raises ValueError for what no version has written."""
    try:
        meta = json.loads(text)
    except RecursionError:
        raise ValueError(f"{META_NAME} is nested too deeply") from None
    if not isinstance(meta, dict) or meta.get("format") != FORMAT:
        raise ValueError(f"{META_NAME} is not of the format {FORMAT} that this version reads")
    columns, provenance = meta.get("columns"), meta.get("provenance")
    sound = (
        _ARRAY.fullmatch(str(meta.get("array"))) is not None
        and isinstance(columns, list)
        and all(isinstance(key, str) and "/" in key for key in columns)
        and columns == sorted(set(columns))
        and isinstance(provenance, dict)
        and all(isinstance(fact, dict) for fact in provenance.values())
        and all(isinstance(value, _SCALAR) for fact in provenance.values() for value in fact.values())
        and all(isinstance(fact.get(name, ""), str) for fact in provenance.values() for name in _TEXTS)
    )
    if not sound:
        raise ValueError(f"{META_NAME} does not describe tables")
    if meta.get("description_sha256", _hash_of(meta)) != _hash_of(meta):  # stores of before have none
        raise ValueError(f"{META_NAME} was altered")
    return meta


def _hash_of(meta: Mapping[str, Any]) -> str:
    facts = {name: value for name, value in meta.items() if name != "description_sha256"}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _array(content: bytes, n_columns: int) -> NDArray[np.float64]:
    """Return the columns ``(n_columns, 15625)`` in the content of a .npy file, read-only."""
    head = io.BytesIO()
    shape = {"descr": "<f8", "fortran_order": False, "shape": (n_columns, N_ROWS)}
    np.lib.format.write_array_header_1_0(head, shape)
    start, size = head.tell(), 8 * n_columns * N_ROWS
    if content[:start] != head.getvalue() or len(content) != start + size:
        raise ValueError(f"its array is not that of {n_columns} columns")
    return np.frombuffer(content, dtype="<f8", offset=start).reshape(n_columns, N_ROWS)
