"""The rows of a CSV or Parquet file as texts with their line numbers."""

from __future__ import annotations

import csv
from pathlib import Path

from suite.errors import DataError
from suite.reading.budget import CELL_TEXT, CSV_BYTES, CSV_LINE, Budget, read_content
from suite.reading.parquet import read_columns
from suite.reading.texts import csv_lines

Rows = list[tuple[int, list[str]]]
"""Line number and the cells, without blanks around them; the header is the first."""


def read_rows(path: Path) -> tuple[Rows, dict[str, str]]:
    """Return the rows of a file, and what a Parquet file of this suite says about itself.

    Separators of a CSV file are commas, semicolons or tabs, by the first line; empty lines are left out. A file that
    ends in ``.parquet`` is read as such: its header counts as line 1, missing values are empty texts.

    Raises:
        DataError: one line, for a file that cannot be read.
    """
    return _parquet_rows(path) if path.suffix == ".parquet" else (_csv_rows(path), {})


def _csv_rows(path: Path) -> Rows:
    content, first, budget = _text(path)
    if not first:
        return []
    separator = max(",;\t", key=first.count)
    reader = csv.reader(csv_lines(content, budget, separator), delimiter=separator, skipinitialspace=True, strict=True)
    rows: Rows = []
    try:
        for row in reader:
            fields = [field.strip() for field in row]
            if any(fields):
                rows.append((reader.line_num, _short(fields, path, reader.line_num)))
    except csv.Error as error:
        raise DataError(f"{path.name}: line {max(reader.line_num, 1)} is no line of a CSV table ({error})") from None
    return rows


def _parquet_rows(path: Path) -> tuple[Rows, dict[str, str]]:
    """Return the rows as a CSV file would give them, the header as line 1, and the facts that the suite wrote."""
    names, columns, metadata = read_columns(path)
    lines = enumerate([names, *map(list, zip(*columns, strict=True))], start=1)
    rows = [(line, _short(row, path, line)) for line, row in lines]
    facts = {key: value for key, value in metadata.items() if "suite." in key and len(value) <= CELL_TEXT}
    return rows, {key.removeprefix("suite."): value for key, value in facts.items()}


def _short(row: list[str], path: Path, line: int) -> list[str]:
    if any(len(field) > CELL_TEXT for field in row):
        raise DataError(f"{path.name}: line {line} has a cell of more than {CELL_TEXT:,} characters: leave it out")
    return row


def _text(path: Path) -> tuple[bytes, str, Budget]:
    """Return the content of a CSV file, checked to be a text, its first line that is not empty, and its budget."""
    try:
        data, budget = read_content(path, CSV_BYTES, "a table of architectures")
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
    start = text.lstrip("\r\n \t")[:CSV_LINE]
    return data, start.splitlines()[0] if start.strip() else "", budget
