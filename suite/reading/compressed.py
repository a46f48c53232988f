"""One bzip2 or gzip stream, unpacked to a stated length at most."""

from __future__ import annotations

import bz2
import gzip
import io
import zlib

from suite.errors import DataError
from suite.reading.budget import Budget


def from_bz2(data: bytes, largest: int, budget: Budget) -> bytes:
    """Return the content of a bzip2 stream.

    Raises:
        DataError: if it is truncated, altered, or unpacks to ``largest`` bytes or more, or beyond the budget.
    """
    decompressor = bz2.BZ2Decompressor()
    try:
        content = decompressor.decompress(data, max_length=min(largest, _room(budget)))
    except (OSError, ValueError):
        raise DataError(f"{budget.source} is not a bzip2 file, or altered: get it again from its source") from None
    if not decompressor.eof:
        kind = "is truncated" if decompressor.needs_input else "expands to too much"
        raise DataError(f"{budget.source} {kind}: get it again from its source")
    budget.take(len(content))
    return content


def from_gzip(data: bytes, largest: int, budget: Budget) -> bytes:
    """Return the content of a gzip file.

    Raises:
        DataError: if it is truncated, altered, or unpacks to more than ``largest`` bytes, or beyond the budget.
    """
    largest = min(largest, _room(budget))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            content = file.read(largest + 1)
    except (EOFError, zlib.error, OSError, ValueError):
        raise DataError(f"{budget.source} is not a whole gzip file: get it again from its source") from None
    if len(content) > largest:
        raise DataError(f"{budget.source} unpacks to more than any file of its kind: get it again from its source")
    budget.take(len(content))
    return content


def _room(budget: Budget) -> int:
    """Return how long content may be: the buffers that it is unpacked into may take as much again."""
    return max((budget.limit - budget.taken) // 2, 1)
