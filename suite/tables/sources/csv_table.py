"""CSV text as names and rows of equal length."""

from __future__ import annotations

import csv

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.reading.budget import Budget
from suite.reading.texts import csv_rows


def read_rows(data: bytes, source: str) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns and the rows.

    Raises:
        DataError: if it is not a CSV table with rows of equal length.
    """
    try:
        rows = csv_rows(data, Budget(source, len(data)))
    except (UnicodeDecodeError, csv.Error):
        raise DataError(f"{source} is not a CSV table: get it again from its source") from None
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise DataError(f"{source} is empty or has rows of different length: get it again from its source")
    return rows[0], rows[1:]


def floats(rows: list[list[str]], place: int, source: str) -> NDArray[np.float64]:
    """Return column number ``place`` as float64, ``(n,)``."""
    try:
        return np.array([float(row[place]) for row in rows], dtype=np.float64)
    except ValueError:
        raise DataError(f"{source}: a value of column {place} is not a number: get it again from its source") from None
