"""The limits of every reader, and the budget of one file: what it may take of memory, counted before it is taken.

A file of ``size`` bytes may cost ``4 x size + 192 MiB``, at most 8 GiB, for everything that is made of it: content in
memory, unpacked content, Python objects (counted from above). The interpreter's own noise stays below the 64 MiB that
are missing to the 256 MiB of the stated bound. Time is bounded by what is bounded here: no reader does more than a
fixed amount of work per byte that it read or charged.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from suite.errors import DataError

MIB = 2**20

MEMORY_FACTOR = 4
MEMORY_BASE = 192 * MIB
MEMORY_CAP = 8 * 1024 * MIB
"""Bytes that the reading of a file may take: factor x size + base, at most the cap."""

HW_NAS_BENCH_BYTES = 128 * MIB
NATS_BYTES, NATS_CONTENT = 8 * MIB, 32 * MIB
"""A file of NATS-Bench's "simple" format packed and unpacked; the official ones have up to 0.1 MB and 1.4 MB."""
IMAGE_FILE = 1024 * MIB
RECORD_BYTES = 64 * MIB
SCORE_BYTES = 64 * MIB
WEIGHTS_BYTES = 256 * MIB
"""Weights that this suite wrote: HELP's, the surrogate's, those of networks."""
CHECKPOINT_BYTES = 4 * 1024 * MIB

JSON_BYTES = 8 * MIB
"""A text of JSON; Python makes up to 30 times as much of it."""
CSV_BYTES, CSV_ROWS, CSV_LINE = 32 * MIB, 200_000, 131_072
CELL_TEXT, NUMBER_TEXT = 4096, 64
"""Characters of a cell of measurements, and of one that can be a number."""
PARQUET_BYTES, PARQUET_FOOTER, PARQUET_ROWS, PARQUET_COLUMNS = 64 * MIB, 1 * MIB, 200_000, 1_000

ZIP_DIRECTORY = 8 * MIB
"""The directory of an archive: 46 bytes of it and more become an object of some 900."""
ZIP_GROWTH = 20
NPY_HEADER = 4096
TENSORS_HEADER = 1 * MIB
"""The JSON at the head of a safetensors file."""

KEY_TEXT = 4096
"""Characters of a text that is a key of a pickled dictionary: equal keys are compared character by character."""
KEY_PARTS, KEY_PART = 4, 2**31
"""A tuple as key: how many parts, and the largest integer in it; hashes of more could be made to collide."""
KEY_INTEGER = 2**61 - 1
"""Integers below it have hashes of their own (-1 and -2 share one)."""

SHOWN, REASON = 40, 160
"""Characters of a value, and of another library's error, in a message."""


class Budget:
    """What is made of one file, counted against what may be.

    Attributes:
        source: name of the file, for messages.
        limit: bytes that may be taken in all.
        taken: bytes taken so far.
    """

    __slots__ = ("limit", "source", "taken")

    def __init__(self, source: str, size: int) -> None:
        """Set the budget of a file of ``size`` bytes; its content counts from the moment that it is in memory."""
        self.source = source
        self.limit = min(MEMORY_FACTOR * size + MEMORY_BASE, MEMORY_CAP)
        self.taken = 0

    def take(self, amount: int) -> None:
        """Count ``amount`` bytes that are about to be made, or were just made.

        Raises:
            DataError: if it is more than the file may cost.
        """
        self.taken += amount
        if self.taken > self.limit:
            raise self.exceeded()

    def exceeded(self) -> DataError:
        """Return the error for a file that would cost more than its bound."""
        return DataError(
            f"{self.source} would take more than {self.limit / MIB:,.0f} MiB of memory, out of all proportion to its "
            "size: it is altered, or of another kind; get it again from its source"
        )


def read_content(path: Path, largest: int, kind: str) -> tuple[bytes, Budget]:
    """Return the bytes of a file and its budget, in which they are counted.

    Args:
        path: the file.
        largest: bytes that no file of this kind exceeds; more are not read.
        kind: what the file should be, for the message: "a run record".

    Raises:
        DataError: if it is larger.
        OSError: if it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(min(path.stat().st_size, largest) + 1)
    if len(content) > largest:
        raise DataError(f"{path} is too large for {kind}: it is something else")
    budget = Budget(path.name, len(content))
    budget.take(len(content))
    return content, budget


def shown(value: Any, length: int = SHOWN) -> str:
    """Return a value from a file for a message: short, printable, and without looking into containers."""
    if type(value) in (str, bytes):
        text = ascii(value[: length + 1])
        return text if len(value) <= length and len(text) <= 2 * length else f"{text[:length]}...'"
    if type(value) in (int, float, bool, type(None)):
        return repr(value)[:length]
    return f"a {type(value).__name__}"


def reason(error: BaseException, length: int = REASON) -> str:
    """Return what another library says in ``error``, short and printable, or the kind of the error."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, KeyError):
        return f"no {shown(error.args[0] if error.args else '')}"
    text = ascii(str(error)[: length + 1])[1:-1]
    return (text if len(text) <= length else text[:length] + "...") or type(error).__name__
