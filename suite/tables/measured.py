"""Costs of architectures from a file: a person's own measurements, or a table of a whole device.

CSV as people write it, or Parquet; what is wrong with a row is said with its line number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from suite.errors import ArchitectureError, ConfigurationError, DataError
from suite.reading.budget import NUMBER_TEXT
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.columns import METRIC_UNITS
from suite.tables.text_rows import Rows, read_rows

ARCHITECTURE_NAMES = ("architecture", "arch", "index")
COST_NAMES = {
    **dict.fromkeys(("cost_ms", "latency_ms", "cost", "latency", "ms"), "ms"),
    **dict.fromkeys(("energy_mj", "cost_mj"), "mJ"),
}
"""Accepted column name -> unit."""
UNITS = {unit.lower(): unit for unit in METRIC_UNITS.values()}
"""Units of latency and energy: in lower case -> as written."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_UNIT = re.compile(r"[A-Za-z][A-Za-z0-9]{0,11}")
_SMALLEST, _LARGEST = 1e-9, 1e9
_SHOWN = 40
_REMEDY = "write a first line 'architecture,cost_ms', then one architecture per line"

Header = list[str]


@dataclass(frozen=True, eq=False)
class Measurements:
    """Distinct measured architectures in the order of the file.

    Attributes:
        indices: ``(n,)``.
        costs: ``(n,)``, above 0.
        unit: "ms", "mJ", or the one that was asked for; in lower case it ends the names of columns.
        notes: what a person should know about the file, one line each.
    """

    indices: NDArray[np.int64]
    costs: NDArray[np.float64]
    unit: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class CostTable:
    """Some columns of a file, a row per distinct architecture in the order of the file.

    Attributes:
        indices: ``(n,)``.
        values: ``(n, k)``, above 0, NaN where a cell is empty; the columns in the order asked for.
        header: names of all columns of the file, in lower case.
        notes: what a person should know about the file, one line each.
        facts: what a Parquet file of this suite says about itself; empty for others.
    """

    indices: NDArray[np.int64]
    values: NDArray[np.float64]
    header: tuple[str, ...]
    notes: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


def read_measurements(path: Path, unit: str | None = None) -> Measurements:
    """Read a table with an architecture and a cost per row; see :func:`read_costs` for the forms of a file.

    Args:
        path: the file.
        unit: of the costs, such as "MB": the column is then ``cost``, ``cost_mb``, ``mb`` or the only one that ends in
            ``_mb``. By default the column's name says whether it is ms or mJ.

    Raises:
        ConfigurationError: for a text that is no unit.
        DataError: one line that names the file, the first bad line, and the lines of further bad rows.
    """
    wanted = None if unit is None else check_unit(unit)
    table = read_costs(path, lambda header: [_only_cost(header, wanted)])
    named = COST_NAMES.get(table.header[_only_cost(list(table.header), wanted)], "ms")
    return Measurements(table.indices, table.values[:, 0], wanted or named, table.notes)


def check_unit(unit: str) -> str:
    """Return a unit as it is written here: "ms" and "mJ" however they were written, others as they are.

    Raises:
        ConfigurationError: for a text that is no unit.
    """
    if not _UNIT.fullmatch(unit):
        raise ConfigurationError(f"'{unit[:40]}' is no unit: write letters and digits, such as ms, mJ or MB")
    return UNITS.get(unit.lower(), unit)


def read_costs(path: Path, choose: Callable[[Header], list[int]], holes: bool = False) -> CostTable:
    """Read the columns that ``choose`` picks, of a table with an architecture per row.

    Separators are commas, semicolons or tabs, by the first line; numbers have a decimal point. Other columns and empty
    lines are skipped; so is a row that repeats an architecture with the same costs. A file that ends in ``.parquet`` is
    read as such, its rows counted from 2.

    Args:
        path: UTF-8 text, with or without byte order mark. Architectures are given as ``suite query`` takes them.
        choose: returns positions of columns, given the header in lower case; a ValueError says, after "line 1", why it
            cannot.
        holes: whether a cell may be empty; it is then NaN.

    Raises:
        DataError: one line that names the file, the first bad line, and the lines of further bad rows.
    """
    rows, facts = read_rows(path)
    if not rows:
        raise DataError(f"{path.name} is empty: {_REMEDY}")
    line, first = rows[0]
    header = [name.lower() for name in first]
    try:
        place, costs = _architecture(header), choose(header)
    except ValueError as error:
        raise DataError(f"{path.name}: line {line} {error}") from None
    if len(rows) == 1:
        raise DataError(f"{path.name} has a header but no measurements: add one architecture per line")
    indices, values, notes = _collect(path.name, rows[1:], (place, costs, len(header)), holes)
    return CostTable(indices, values, tuple(header), notes, facts)


def _architecture(header: Header) -> int:
    found = [each for each in ARCHITECTURE_NAMES if each in header]
    if not found:
        raise ValueError(f"names no column 'architecture': {_REMEDY}")
    return column_place(header, found[0])


def _only_cost(header: Header, unit: str | None) -> int:
    end = "ms" if unit is None else unit.lower()
    named = [name for name, named_unit in COST_NAMES.items() if unit in (None, named_unit)]
    costs = [
        each for each in dict.fromkeys([*named, *(("cost", end, f"cost_{end}") if unit else ())]) if each in header
    ]
    if not costs and unit is not None:
        costs = [each for each in header if each.endswith(f"_{end}")]
    if not costs:
        raise ValueError(f"names no column 'cost_{end}': {_REMEDY}")
    return column_place(header, *costs)


def column_place(header: Header, *names: str) -> int:
    """Return where the only column of these ``names`` stands.

    Raises:
        ValueError: for several names, or one that stands twice.
    """
    if len(names) > 1 or header.count(names[0]) > 1:
        raise ValueError("names more than one column of costs or architectures: keep one of each")
    return header.index(names[0])


def _collect(
    name: str, rows: Rows, places: tuple[int, list[int], int], holes: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64], tuple[str, ...]]:
    bad: list[tuple[int, str]] = []
    seen: dict[int, tuple[int, tuple[float | None, ...]]] = {}
    repeats: list[int] = []
    texts: list[str] = []
    for line, row in rows:
        try:
            index, costs = _read_row(row, places, holes)
        except ValueError as error:  # ArchitectureError is one
            bad.append((line, str(error)))
            continue
        texts.append(row[places[0]])
        if index not in seen:
            seen[index] = (line, costs)
        elif seen[index][1] == costs:
            repeats.append(line)
        else:
            earlier, before = seen[index]
            here, there = next((a, b) for a, b in zip(costs, before, strict=True) if a != b)
            shown = [f"{each:g}" if each is not None else "nothing" for each in (here, there)]
            bad.append((line, f"architecture {index} costs {shown[0]} here and {shown[1]} in line {earlier}: keep one"))
    if bad:
        line, reason = bad[0]
        more = f" (bad too: line {', '.join(str(each) for each, _ in bad[1:6])}" if len(bad) > 1 else ""
        more += f" and {len(bad) - 6} more)" if len(bad) > 6 else ")" if more else ""
        raise DataError(f"{name}: line {line}: {reason}{more}")
    notes = []
    if repeats:
        lines = ", ".join(str(line) for line in repeats[:6]) + (", ..." if len(repeats) > 6 else "")
        notes.append(f"repeated rows with the same cost are counted once (line {lines})")
    if len({len(text) == 6 for text in texts if text.isdigit()}) == 2:
        notes.append(
            "numbers of six digits are read as operations, shorter ones as indices; if a spreadsheet dropped leading "
            "zeros, some of these rows are other architectures than you mean"
        )
    values = np.array([costs for _, costs in seen.values()], dtype=np.float64)  # None becomes NaN
    return np.array(list(seen), dtype=np.int64), values, tuple(notes)


def _read_row(row: list[str], places: tuple[int, list[int], int], holes: bool) -> tuple[int, tuple[float | None, ...]]:
    """Return index and costs of a row; ValueError says what is wrong."""
    place, cost_places, width = places
    if len(row) != width:
        raise ValueError(f"{len(row)} values where the first line names {width} columns")
    try:
        index = NASBENCH201.parse(row[place])
    except ArchitectureError as error:
        shown = row[place] if len(row[place]) <= 2 * _SHOWN else ""
        raise ValueError(str(error) if shown else "a long text that names no architecture") from None
    return index, tuple(_read_cost(row[each]) if row[each] or not holes else None for each in cost_places)


def _read_cost(text: str) -> float:
    if len(text) > NUMBER_TEXT or not _NUMBER.fullmatch(text):
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
        if not text:
            raise ValueError("the cost is empty: write a number such as 12.5, or leave the row out")
        raise ValueError(f"the cost '{shown}' is no number: write it with a decimal point, such as 12.5")
    cost = float(text)
    if not _SMALLEST <= cost <= _LARGEST:
        raise ValueError(f"the cost {text[:_SHOWN]} is not between {_SMALLEST:g} and {_LARGEST:g}: leave the row out")
    return cost
