"""The file of a table as columns: read row by row, checked, and known by a hash."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suite.errors import ArchitectureError, DataError
from suite.plugins.table import TEST, VALID, EnumeratedTable
from suite.spaces.grid import GridSpace
from suite.tables.text_rows import read_rows

Floats = NDArray[np.float64]
ARCHITECTURE = "architecture"


class CostName(NamedTuple):
    """What a cost column's name says."""

    device: str
    metric: str
    unit: str


def cost_name(column: str, table: EnumeratedTable) -> CostName | None:
    """Return device, metric and unit of ``<device>_<metric>_<unit>``; None for a column that is no cost."""
    for metric, unit in table.units.items():
        end = f"_{metric}_{unit.lower()}"
        if column.endswith(end) and len(column) > len(end):
            return CostName(column.removesuffix(end), metric, unit)
    return None


def read_columns(table: EnumeratedTable, space: GridSpace) -> Mapping[str, Floats]:
    """Return column name -> ``(space.size,)``, read-only, NaN where nothing was measured.

    Raises:
        DataError: one line that names the file and, where it is one row's fault, its line.
    """
    name = table.file.name
    rows, _ = read_rows(table.file)
    if not rows:
        raise DataError(f"{name} of the table '{table.name}' is empty")
    header = rows[0][1]
    for wanted in (ARCHITECTURE, VALID):
        if header.count(wanted) != 1:
            raise DataError(f"{name}: line 1 must name one column '{wanted}'")
    if len(set(header)) < len(header) or not all(header):
        raise DataError(f"{name}: line 1 names a column twice, or not at all")
    place = header.index(ARCHITECTURE)
    columns = {column: np.full(space.size, np.nan) for column in header if column != ARCHITECTURE}
    lines: dict[int, int] = {}
    for line, row in rows[1:]:
        index = _index(row, place, len(header), space, f"{name}: line {line}")
        if index in lines:
            raise DataError(f"{name}: line {line}: architecture {row[place]} stands in line {lines[index]}, too")
        lines[index] = line
        for column, text in zip(header, row, strict=True):
            if column != ARCHITECTURE and text:
                columns[column][index] = _number(text, f"{name}: line {line}: {column}")
    if table.complete and len(lines) < space.size:
        raise DataError(f"{name} holds {len(lines):,} of {space.size:,} architectures of '{table.name}'")
    for column, values in columns.items():
        _check(column, values, table, name)
        values.flags.writeable = False
    missing = [column for column in table.estimated if column not in columns]
    if missing:
        raise DataError(f"{name} has no column '{missing[0]}', which the table calls estimated")
    return MappingProxyType(columns)


def content_hash(table: EnumeratedTable, columns: Mapping[str, Floats]) -> str:
    """Return the sha256 of the space and all numbers: what a run on the table is known by."""
    digest = hashlib.sha256(repr((table.name, table.positions, table.operations)).encode())
    for column in sorted(columns):
        digest.update(f"\n{column}\n".encode())
        digest.update(np.ascontiguousarray(columns[column], dtype="<f8").tobytes())
    return digest.hexdigest()


def _index(row: list[str], place: int, width: int, space: GridSpace, where: str) -> int:
    if len(row) != width:
        raise DataError(f"{where}: {len(row)} values where the first line names {width} columns")
    text = row[place]
    if len(text) != space.n_edges:  # a number of fewer digits may be one whose zeros a spreadsheet dropped
        raise DataError(f"{where}: '{text[:40]}' is no architecture: write {space.n_edges} operation digits")
    try:
        return space.parse(text)
    except ArchitectureError as error:
        raise DataError(f"{where}: {error}") from None


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{where}: '{text[:40]}' is no number: leave the cell empty where nothing was measured")
    return value


def _check(column: str, values: Floats, table: EnumeratedTable, name: str) -> None:
    known = values[~np.isnan(values)]
    if len(known) == 0:
        raise DataError(f"{name}: the column {column} is empty")
    if column in (VALID, TEST):
        if known.min() < 0 or known.max() > 100:
            raise DataError(f"{name}: {column} is in per cent, 0 to 100")
        if known.max() <= 1:
            raise DataError(f"{name}: {column} is at most {known.max():g}: write it in per cent")
    elif cost_name(column, table) is not None and not known.min() > 0:
        raise DataError(f"{name}: costs are above 0, {column} is not everywhere")
