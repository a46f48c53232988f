"""JSON and CSV as bounded texts: their length, and the number of cells that become Python objects."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from suite.errors import DataError
from suite.reading.budget import CSV_BYTES, CSV_ROWS, JSON_BYTES, Budget, read_content

_PER_CELL, _PER_ROW = 72, 240  # bytes of a short text with its place in a list, and of a list in a list


def json_from(content: bytes | str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: for a text that is too long, nested too deeply, or no JSON in UTF-8.
    """
    if len(content) > JSON_BYTES:
        raise ValueError("the text is too long")
    try:
        return json.loads(content if isinstance(content, str) else content.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_json(path: Path) -> Any:
    """Return the value of a JSON file.

    Raises:
        DataError: if it is larger than any of the suite.
        OSError: if it cannot be read.
        ValueError: as :func:`json_from`.
    """
    return json_from(read_content(path, JSON_BYTES, "a JSON file of this suite")[0])


def csv_lines(content: bytes, budget: Budget, separator: str = ",") -> io.TextIOWrapper:
    """Return the lines of a CSV in UTF-8 for :func:`csv.reader`, decoded as they are read.

    Args:
        content: the file.
        budget: of the file; its cells are counted before any is made.
        separator: between the cells of a row.

    Raises:
        DataError: for a table of more rows or cells than a table of architectures can have.
    """
    rows = 1 + content.count(b"\n") + content.count(b"\r")
    if len(content) > CSV_BYTES or rows > 2 * CSV_ROWS:  # a line may end in two characters
        raise DataError(f"{budget.source} has more rows than any table of architectures: it is something else")
    budget.take(_PER_ROW * rows + _PER_CELL * content.count(separator.encode()) + 4 * len(content))
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")


def csv_rows(content: bytes, budget: Budget) -> list[list[str]]:
    """Return the rows of a CSV with commas.

    Raises:
        DataError: as :func:`csv_lines`.
        UnicodeDecodeError, csv.Error: if it is no such table.
    """
    return list(csv.reader(csv_lines(content, budget), strict=True))


def read_frame(path: Path, **options: Any) -> Any:
    """Return a CSV file as a pandas data frame; ``options`` as pandas' ``read_csv`` takes them.

    Raises:
        DataError: for a file that is missing, too large, or no such table.
    """
    import pandas as pd

    try:
        content, budget = read_content(path, CSV_BYTES, "a table of results")
        return pd.read_csv(csv_lines(content, budget), **options)
    except (OSError, ValueError, pd.errors.ParserError) as error:  # an empty file is a ValueError
        raise DataError(f"{path} cannot be read ({type(error).__name__}): get it again from its source") from None
