"""What a Parquet file says of itself at its end and before each page, looked at before a library unpacks any of it.

Arrow takes the memory that a page's header asks for, whatever the file's own description said, and some of its
versions end the process over a damaged description. So both are read here first. Format: parquet-format's
parquet.thrift (FileMetaData, PageHeader).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from suite.errors import DataError
from suite.reading.budget import PARQUET_COLUMNS, PARQUET_FOOTER, PARQUET_ROWS, Budget
from suite.reading.thrift import Compact

_END = b"PAR1"
_ENCODINGS = frozenset({0, 2, 3, 4, 5, 6, 8, 9})
"""All but 7, DELTA_BYTE_ARRAY, whose values are beginnings of the ones before: few bytes could make much text."""

_PAGE_KINDS = {0: 5, 2: 7, 3: 8}  # data page, dictionary page, data page of version 2 -> field of their own header
_ENCODING_FIELD = {0: 2, 2: 2, 3: 4}
_KINDS = {0: "bool", 1: "int32", 2: "int64", 3: "int96", 4: "float", 5: "double", 6: "text"}
_REPEATED = 2


@dataclass(frozen=True)
class Description:
    """A flat table: the names of its columns, which of them hold bytes (texts), and its number of rows."""

    names: list[str]
    texts: list[str]
    rows: int


def check_file(content: bytes, budget: Budget) -> Description:
    """Count what the pages of a file unpack to in its budget, and return what the file is.

    Raises:
        DataError: for more rows or columns than a table of architectures can have, or beyond the budget.
        ValueError, IndexError, KeyError, TypeError: for a file that contradicts itself, or is no flat table of numbers
            and texts.
    """
    length = int.from_bytes(content[-8:-4], "little")
    first = len(content) - 8 - length
    if content[-4:] != _END or content[:4] != _END or length > PARQUET_FOOTER or first < 4:
        raise ValueError("no Parquet file")
    budget.take(100 * length)
    said = Compact(content, first, len(content) - 8).structure()
    root, *columns = said[2]
    names = [column[4].decode("utf-8") for column in columns]
    if len(names) > PARQUET_COLUMNS or _whole(said[3]) > PARQUET_ROWS:
        raise DataError(f"{budget.source} has more rows or columns than any table of architectures: it is another file")
    kinds = [_KINDS.get(column.get(1, -1)) for column in columns]
    flat = all(
        kind and column.get(3) != _REPEATED and not column.get(5) for kind, column in zip(kinds, columns, strict=True)
    )
    if not flat or root.get(5) != len(columns) or len(set(names)) < len(names):
        raise ValueError("it has columns of lists or bytes, or two of one name")
    total = 0
    for group in said[4]:
        rows = _whole(group[3])
        total += rows
        if len(group[1]) != len(columns):
            raise ValueError("a group of rows lacks columns")
        for column, chunk in zip(columns, group[1], strict=True):
            facts = chunk[3]
            if facts[1] != column[1] or facts[3] != [column[4]] or chunk.get(1):
                raise ValueError("a column is described in two ways")
            _check_chunk(content, facts, rows, budget)
    if total != said[3]:
        raise ValueError("its groups of rows do not add up")
    return Description(names, [name for name, kind in zip(names, kinds, strict=True) if kind == "text"], total)


def _whole(number: Any) -> int:
    if type(number) is not int or number < 0:
        raise ValueError("a number of its description")
    return number


def _check_chunk(content: bytes, facts: dict[int, Any], rows: int, budget: Budget) -> None:
    position = _whole(facts[9])
    if 0 < _whole(facts.get(11, 0)) < position:
        position = facts[11]
    end = position + _whole(facts[7])
    if not 4 <= position <= end <= len(content) or facts[5] != rows:
        raise ValueError("a column lies outside the file, or has another number of rows")
    seen = 0
    while seen < rows:
        if position >= end:
            raise ValueError("a column is truncated")
        reader = Compact(content, position, end)
        header = reader.structure()
        kind, unpacked, packed = header[1], _whole(header[2]), _whole(header[3])
        position = reader.position + packed
        if position > end:
            raise ValueError("a page lies outside its column")
        budget.take(unpacked)
        own = header[_PAGE_KINDS[kind]]
        values, encoding = _whole(own[1]), own[_ENCODING_FIELD[kind]]
        if encoding not in _ENCODINGS or values > max(rows, 1) or (kind != _REPEATED and not values):
            raise ValueError("a page has more values than its column, or an encoding that no table needs")
        seen += values if kind != _REPEATED else 0
