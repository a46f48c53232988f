"""Zip archives: a directory of bounded length, and members that unpack to what the directory says, at most."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from typing import Any

from suite.reading.budget import ZIP_DIRECTORY, ZIP_GROWTH, Budget

ERRORS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError,
          struct.error, OverflowError)  # fmt: skip
"""What zipfile and zlib raise for an archive that is truncated or altered."""

_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LONGEST_END = 2**16 + 22  # bytes of the end of an archive with the longest comment


class _DirectoryFirst:
    """A file for zipfile that counts what is read, and refuses a directory that would become too many objects."""

    def __init__(self, file: Any, budget: Budget) -> None:
        self._file, self._budget, self.opened = file, budget, False
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        return True

    def read(self, n: int = -1) -> bytes:
        if not self.opened:
            if n > ZIP_DIRECTORY:
                raise zipfile.BadZipFile("its directory is too long")
            if n > _LONGEST_END:
                self._budget.take(ZIP_GROWTH * n)
        found: bytes = self._file.read(n)
        return found


@contextmanager
def opened(content: bytes | mmap, budget: Budget) -> Iterator[zipfile.ZipFile]:
    """Open an archive in memory, or in a mapped file, for reading.

    Raises:
        DataError: if its directory exceeds the budget.
        Exception: one of :data:`ERRORS`, if it is no archive.
    """
    guarded = _DirectoryFirst(io.BytesIO(content) if isinstance(content, bytes) else content, budget)
    with zipfile.ZipFile(guarded) as archive:
        guarded.opened = True
        yield archive


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """Return the content of a member, stored or deflated; never more than its directory entry says.

    Raises:
        DataError: if the entry alone exceeds the budget.
        Exception: one of :data:`ERRORS`, if the member is of another kind, truncated, altered or longer than it says.
    """
    if info.compress_type not in _KINDS or info.flag_bits & 1:
        raise NotImplementedError("a member is packed in an unusual way")
    if info.file_size > 0 and info.compress_type == zipfile.ZIP_STORED and info.compress_size != info.file_size:
        raise zipfile.BadZipFile("a stored member has two lengths")
    budget.take(info.file_size)
    with archive.open(info) as member:
        content = member.read(info.file_size + 1)  # never read(): it unpacks all before it looks at the length
        if len(content) != info.file_size:
            raise EOFError("a member is truncated")
        member.read(1)  # the end, so that the checksum is looked at for an empty member too
    return content
