"""What the pages of a Parquet file say of themselves, before a library unpacks any of them.

A page header is a Thrift structure in the compact protocol (parquet-format's parquet.thrift, PageHeader). Arrow takes
the memory that a header asks for, whatever the file's own description said; so headers are looked at first.
"""

from __future__ import annotations

from typing import Any

from suite.errors import DataError
from suite.reading.budget import PARQUET_COLUMNS, PARQUET_ROWS, Budget

_ENCODINGS = frozenset({0, 2, 3, 4, 5, 6, 8, 9})
"""All but 7, DELTA_BYTE_ARRAY, whose values are beginnings of the ones before: few bytes could make much text."""

_PAGE_KINDS = {0: 5, 2: 7, 3: 8}  # data page, dictionary page, data page of version 2 -> field of their own header
_ENCODING_FIELD = {0: 2, 2: 2, 3: 4}
_DEEPEST = 8


class _Compact:
    """A reader of Thrift's compact protocol: structures as {field: value}, containers skipped."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data, self.position = data, position

    def _byte(self) -> int:
        self.position += 1
        return self.data[self.position - 1]

    def _number(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
            if shift > 63:
                raise ValueError("a number of a page header")

    def _signed(self) -> int:
        number = self._number()
        return (number >> 1) ^ -(number & 1)

    def structure(self, depth: int = 0) -> dict[int, Any]:
        found: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._signed()
            found[field] = self._value(head & 15, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (1, 2):
            return kind == 1
        if kind in (3, 4, 5, 6):
            return self._byte() if kind == 3 else self._signed()
        if kind in (7, 8):  # a double, a text: skipped
            length = 8 if kind == 7 else self._number()
            self.position += length
            return None
        if kind == 12 and depth < _DEEPEST:
            return self.structure(depth + 1)
        raise ValueError("a page header has a field of an unknown kind")


def check_pages(content: bytes, metadata: Any, budget: Budget) -> None:
    """Count what the pages of a file unpack to in its budget.

    Args:
        content: the file.
        metadata: of the file, as ``pyarrow.parquet.ParquetFile.metadata``.
        budget: of the file.

    Raises:
        DataError: for more rows or columns than a table of architectures can have, or beyond the budget.
        ValueError, IndexError: for pages that contradict the file's description.
    """
    if metadata.num_columns > PARQUET_COLUMNS or metadata.num_rows > PARQUET_ROWS:
        raise DataError(f"{budget.source} has more rows or columns than any table of architectures: it is another file")
    rows = 0
    for group in range(metadata.num_row_groups):
        described = metadata.row_group(group)
        rows += described.num_rows
        for place in range(metadata.num_columns):
            _check_chunk(content, described.column(place), described.num_rows, budget)
    if rows != metadata.num_rows:
        raise ValueError("its groups of rows do not add up")


def _check_chunk(content: bytes, chunk: Any, rows: int, budget: Budget) -> None:
    first = chunk.data_page_offset
    if chunk.has_dictionary_page and 0 < chunk.dictionary_page_offset < first:
        first = chunk.dictionary_page_offset
    end = first + chunk.total_compressed_size
    if not 4 <= first <= end <= len(content) or chunk.num_values != rows:
        raise ValueError("a column lies outside the file, or has another number of rows")
    position, seen = first, 0
    while seen < rows:
        if position >= end:
            raise ValueError("a column is truncated")
        reader = _Compact(content, position)
        header = reader.structure()
        kind, unpacked, packed = (int(header.get(field, -1)) for field in (1, 2, 3))
        position = reader.position + packed
        if unpacked < 0 or packed < 0 or position > end:
            raise ValueError("a page lies outside its column")
        budget.take(unpacked)
        if kind not in _PAGE_KINDS:
            raise ValueError("a page of an unknown kind")
        own = header.get(_PAGE_KINDS[kind]) or {}
        values, encoding = int(own.get(1, -1)), own.get(_ENCODING_FIELD[kind])
        if encoding not in _ENCODINGS or not 0 <= values <= max(rows, 1):
            raise ValueError("a page has more values than its column, or an encoding that no table needs")
        seen += values if kind != 2 else 0
        if kind != 2 and not values:
            raise ValueError("a page without values")
