"""The rows of a CSV or Parquet file as texts with their line numbers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from suite.errors import DataError

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
    text = _text(path)
    first = text.lstrip("\r\n \t").splitlines()[0] if text.strip() else ""
    if not first:
        return []
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    rows: Rows = []
    try:
        for row in reader:
            if any(field.strip() for field in row):
                rows.append((reader.line_num, [field.strip() for field in row]))
    except csv.Error as error:
        raise DataError(f"{path.name}: line {max(reader.line_num, 1)} is no line of a CSV table ({error})") from None
    return rows


def _parquet_rows(path: Path) -> tuple[Rows, dict[str, str]]:
    """Return the rows as a CSV file would give them, the header as line 1, and the facts that the suite wrote."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror or 'no Parquet file'}): give a table") from None
    except pa.ArrowException:
        raise DataError(f"cannot read {path} (no Parquet file): give a table") from None
    columns = [["" if value is None or value != value else str(value) for value in each.to_pylist()] for each in table]
    found = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items() if b"suite." in key}
    rows = [(1, list(table.column_names)), *enumerate(map(list, zip(*columns, strict=True)), start=2)]
    return rows, {key.removeprefix("suite."): value for key, value in found.items()}


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
