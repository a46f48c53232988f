"""A person's own measurements from a CSV file; what is wrong with a row is said with its line number."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from suite.errors import ArchitectureError, DataError
from suite.spaces.nasbench201 import NASBENCH201

ARCHITECTURE_NAMES = ("architecture", "arch", "index")
COST_NAMES = {
    **dict.fromkeys(("cost_ms", "latency_ms", "cost", "latency", "ms"), "ms"),
    **dict.fromkeys(("energy_mj", "cost_mj"), "mj"),
}
"""Accepted column name -> unit."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SMALLEST, _LARGEST = 1e-9, 1e9
_SHOWN = 40
_MEND = "write a first line 'architecture,cost_ms', then one architecture per line"


@dataclass(frozen=True, eq=False)
class Measurements:
    """Distinct measured architectures in the order of the file.

    Attributes:
        indices: ``(n,)``.
        costs: ``(n,)``, above 0.
        unit: "ms" or "mj".
        notes: what a person should know about the file, one line each.
    """

    indices: NDArray[np.int64]
    costs: NDArray[np.float64]
    unit: str
    notes: tuple[str, ...] = ()


def read_measurements(path: Path) -> Measurements:
    """Read a CSV table with an architecture and a cost per row.

    Separators are commas, semicolons or tabs, by the first line; numbers have a decimal point. Other columns and empty
    lines are skipped; so is a row that repeats an architecture with the same cost.

    Args:
        path: UTF-8 text, with or without byte order mark. Architectures are given as ``suite query`` takes them.

    Raises:
        DataError: one line that names the file, the first bad line, and the lines of further bad rows.
    """
    text = _text(path)
    first = text.lstrip("\r\n \t").splitlines()[0] if text.strip() else ""
    if not first:
        raise DataError(f"{path.name} is empty: {_MEND}")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(field.strip() for field in row):
                rows.append((reader.line_num, [field.strip() for field in row]))
    except csv.Error as error:
        raise DataError(f"{path.name}: line {max(reader.line_num, 1)} is no line of a CSV table ({error})") from None
    if not rows:
        raise DataError(f"{path.name} is empty: {_MEND}")
    line, header = rows[0]
    place, cost_place, unit = _places(path.name, line, [name.lower() for name in header])
    if len(rows) == 1:
        raise DataError(f"{path.name} has a header but no measurements: add one architecture per line")
    return _collect(path.name, rows[1:], (place, cost_place, len(header)), unit)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror or error}): give a CSV file") from None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DataError(f"{path.name}: line 1 starts as UTF-16 text: save the file as CSV in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataError(f"{path.name}: line {line} is not UTF-8 text: save the file as CSV in UTF-8") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DataError(f"{path.name}: line {line} holds a zero byte, so this is no CSV text: save it as CSV in UTF-8")
    return text


def _places(name: str, line: int, header: list[str]) -> tuple[int, int, str]:
    """Return the columns of architecture and cost, and the unit."""
    architectures = [each for each in ARCHITECTURE_NAMES if each in header]
    costs = [each for each in COST_NAMES if each in header]
    if not architectures or not costs:
        missing = "architecture" if not architectures else "cost_ms"
        raise DataError(f"{name}: line {line} names no column '{missing}': {_MEND}")
    if len(costs) > 1 or header.count(costs[0]) > 1 or header.count(architectures[0]) > 1:
        raise DataError(f"{name}: line {line} names more than one column of costs or architectures: keep one of each")
    return header.index(architectures[0]), header.index(costs[0]), COST_NAMES[costs[0]]


def _collect(name: str, rows: list[tuple[int, list[str]]], places: tuple[int, int, int], unit: str) -> Measurements:
    bad: list[tuple[int, str]] = []
    seen: dict[int, tuple[int, float]] = {}
    repeats: list[int] = []
    texts: list[str] = []
    for line, row in rows:
        try:
            index, cost = _read_row(row, places)
        except ValueError as error:  # ArchitectureError is one
            bad.append((line, str(error)))
            continue
        texts.append(row[places[0]])
        if index not in seen:
            seen[index] = (line, cost)
        elif seen[index][1] == cost:
            repeats.append(line)
        else:
            earlier, before = seen[index]
            bad.append((line, f"architecture {index} costs {cost:g} here and {before:g} in line {earlier}: keep one"))
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
    costs = np.array([cost for _, cost in seen.values()])
    return Measurements(np.array(list(seen), dtype=np.int64), costs, unit, tuple(notes))


def _read_row(row: list[str], places: tuple[int, int, int]) -> tuple[int, float]:
    """Return index and cost of a row; ValueError says what is wrong."""
    place, cost_place, width = places
    if len(row) != width:
        raise ValueError(f"{len(row)} values where the first line names {width} columns")
    try:
        index = NASBENCH201.parse(row[place])
    except ArchitectureError as error:
        shown = row[place] if len(row[place]) <= 2 * _SHOWN else ""
        raise ValueError(str(error) if shown else "a long text that names no architecture") from None
    text = row[cost_place]
    if not _NUMBER.fullmatch(text):
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
        what = "the cost is empty" if not text else f"the cost '{shown}' is no number"
        raise ValueError(f"{what}: write it with a decimal point, such as 12.5")
    cost = float(text)
    if not _SMALLEST <= cost <= _LARGEST:
        raise ValueError(f"the cost {text[:_SHOWN]} is not between {_SMALLEST:g} and {_LARGEST:g}: leave the row out")
    return index, cost
