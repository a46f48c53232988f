"""Parquet files as columns of texts: flat tables of numbers and texts, checked page by page before they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from suite.errors import DataError
from suite.reading.budget import PARQUET_BYTES, PARQUET_FOOTER, read_content, reason
from suite.reading.parquet_pages import check_file

_PER_CELL = 96  # bytes of a number as a value of Arrow, of Python and as text
_LIMITS = {"thrift_string_size_limit": PARQUET_FOOTER, "thrift_container_size_limit": 10_000}


def read_columns(path: Path) -> tuple[list[str], list[list[str]], dict[str, str]]:
    """Return the names of the columns, their cells as texts (missing ones empty), and the texts of the file's metadata.

    Raises:
        DataError: for a file that cannot be read, is no Parquet, holds more than numbers and texts, or exceeds a bound.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        content, budget = read_content(path, PARQUET_BYTES, "a table of architectures")
        described = check_file(content, budget)
        budget.take(_PER_CELL * described.rows * max(len(described.names), 1))
        # texts are read as numbers of distinct texts, each made once
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=described.texts, **_LIMITS)
        if file.metadata.num_rows != described.rows or file.schema_arrow.names != described.names:
            raise ValueError("it is described in two ways")
        _check_types(file.schema_arrow, described.texts, pa)
        table = file.read(use_threads=False)
        columns = [_texts(each) for each in table.columns]
        facts = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
        return list(table.column_names), columns, facts
    except OSError as error:  # Arrow's too, for a damaged file
        kind = error.strerror if error.errno else "no Parquet file"
        raise DataError(f"cannot read {path} ({kind}): give a table") from None
    except (pa.ArrowException, ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise DataError(f"cannot read {path} (no Parquet file, or altered: {reason(error)}): give a table") from None


def _check_types(schema: Any, texts: list[str], pa: Any) -> None:
    for field in schema:
        kind = field.type
        if field.name in texts:
            if not pa.types.is_dictionary(kind) or not _is_text(kind.value_type, pa):
                raise ValueError("a column of bytes")
        elif not (pa.types.is_primitive(kind) or pa.types.is_null(kind) or pa.types.is_decimal(kind)):
            raise ValueError("a column of an unusual kind")


def _is_text(kind: Any, pa: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _texts(column: Any) -> list[str]:
    found: list[str] = []
    for chunk in column.chunks:
        if hasattr(chunk, "dictionary"):
            known = chunk.dictionary.to_pylist()
            found += ["" if k is None or known[k] is None else known[k] for k in chunk.indices.to_pylist()]
        else:
            found += ["" if value is None or value != value else str(value) for value in chunk.to_pylist()]
    return found
