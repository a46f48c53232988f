"""Files of runs made elsewhere: a row per visited architecture, in order; bad rows are named by their line.

================  =====================================================================================================
``seed``          number of the repetition, from 0
``architecture``  index, architecture string, or six operation digits
``returned``      optional: 1, true or yes where the method returned it
``problem``       optional, for a file of several problems: names such as cifar10-raspi4-latency
================  =====================================================================================================
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from suite.comparison.imports import ImportedRun
from suite.errors import DataError, SuiteError
from suite.language import whole_number
from suite.reading.budget import CSV_BYTES, read_content, shown
from suite.reading.parquet import read_columns
from suite.reading.texts import csv_lines
from suite.spaces.base import SearchSpace

REQUIRED = ("seed", "architecture")
OPTIONAL = ("returned", "problem")
TRUE, FALSE = ("1", "1.0", "true", "yes"), ("0", "0.0", "false", "no", "")
Row = tuple[int, dict[str, str]]


def read_runs(path: Path, space: SearchSpace, problem: str | None = None) -> dict[str, list[ImportedRun]]:
    """Return problem -> runs, in the order of seeds.

    Args:
        path: of a CSV or Parquet file (by its ending).
        space: what the architectures belong to.
        problem: of all rows; None: the column "problem" says it.

    Raises:
        DataError: in one line, with the number of the line, for anything that is no such table.
    """
    visited: dict[tuple[str, int], list[int]] = {}
    returned: dict[tuple[str, int], list[int]] = {}
    marked = False
    for line, row in _rows(path):
        if problem is None and "problem" not in row:
            raise DataError(f"{path} has no column 'problem': give --problem NAME")
        seed = whole_number(row["seed"].removesuffix(".0"))
        if seed is None:
            raise _wrong(path, line, f"a seed is a whole number from 0, not {shown(row['seed'])}")
        try:
            index = space.parse(row["architecture"].removesuffix(".0"))
        except SuiteError as error:
            raise _wrong(path, line, str(error)) from None
        if problem is not None and row.get("problem", problem) != problem:
            raise _wrong(path, line, f"the problem is {shown(row['problem'])}, not '{problem}'")
        place = (problem or row["problem"], seed)
        visited.setdefault(place, []).append(index)
        if "returned" in row:
            marked = True
            word = row["returned"].lower()
            if word not in (*TRUE, *FALSE):
                raise _wrong(path, line, f"'returned' is 0 or 1, not {shown(row['returned'])}")
            if word in TRUE:
                returned.setdefault(place, []).append(index)
    if not visited:
        raise DataError(f"{path} holds no run: give a row per visited architecture")
    found: dict[str, list[ImportedRun]] = {}
    for name, seed in sorted(visited):
        chosen = np.unique(np.array(returned.get((name, seed), []), dtype=np.int64)) if marked else None
        if chosen is not None and not len(chosen):
            raise DataError(
                f"{path}: seed {seed} on {name} has no row that was returned: mark some, or leave the column out"
            )
        found.setdefault(name, []).append(ImportedRun(seed, np.array(visited[name, seed], dtype=np.int64), chosen))
    return found


def origin_of(path: Path) -> str:
    """Return what records say of the file that they come from: its name and hash."""
    return f"{path.name} sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def _rows(path: Path) -> Iterator[Row]:
    if path.suffix.lower() in (".parquet", ".pq"):
        names, columns, _ = read_columns(path)
        _check(path, names)
        for number, values in enumerate(zip(*columns, strict=True), 1):
            yield number, {name: value.strip() for name, value in zip(names, values, strict=True)}
        return
    try:
        content, budget = read_content(path, CSV_BYTES, "a table of runs")
        reader = csv.reader(csv_lines(content, budget), strict=True)
        names = [name.strip().lower() for name in next(reader, [])]
        _check(path, names)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(names):
                raise _wrong(path, reader.line_num, f"{len(cells)} cells, the head has {len(names)}")
            yield reader.line_num, {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    except FileNotFoundError:
        raise DataError(f"there is no file {path}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"{path} is no CSV in UTF-8 ({error}): give a table with the columns seed, architecture"
        ) from None


def _check(path: Path, names: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if missing or len(set(names)) < len(names):
        what = f"has no column '{missing[0]}'" if missing else "names a column twice"
        raise DataError(f"{path} {what}: the columns are {', '.join((*REQUIRED, *OPTIONAL))}")


def _wrong(path: Path, line: int, text: str) -> DataError:
    return DataError(f"{path}, line {line}: {text}")
