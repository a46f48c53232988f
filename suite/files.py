"""Writing files: whole or not at all, and a refusal of the system is one line that says how to fix it."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from suite.errors import DataError

PART = ".part"
OUT_REMEDY = "give a writable folder with --out"
DATA_REMEDY = "give a writable --data-dir or set SUITE_DATA_DIR"


@contextlib.contextmanager
def clear_write_errors(place: Path, remedy: str = OUT_REMEDY) -> Iterator[None]:
    """Turn an OSError of the body into a DataError that names ``place`` and the ``remedy``."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DataError(f"cannot write {place}: the disk is full; free some space, or {remedy}") from None
        raise DataError(f"cannot write {place} ({error.strerror or error}): {remedy}") from None


def part_of(path: Path) -> Path:
    """Return the name under which ``path`` is being written; fixed, so that a later run finds and replaces it."""
    return path.with_name(path.name + PART)


@contextlib.contextmanager
def replacing(path: Path, remedy: str = OUT_REMEDY) -> Iterator[Path]:
    """Give the body a path to write to; afterwards ``path`` is that file, or, after an error, what it was before.

    Raises:
        DataError: if the folder or the disk refuses; nothing half-written stays.
    """
    part = part_of(path)
    with clear_write_errors(path, remedy):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield part
            try:
                os.replace(part, path)
            except FileNotFoundError:
                # a second process that writes the same content may have moved the part into place first
                if not path.exists():
                    raise
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def write_atomically(path: Path, content: bytes | str, remedy: str = OUT_REMEDY) -> Path:
    """Write ``content`` (text as UTF-8 with its own line ends) to ``path``, whole or not at all.

    Raises:
        DataError: if the folder or the disk refuses.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with replacing(path, remedy) as part:
        part.write_bytes(data)
    return path


def make_folder(folder: Path, remedy: str = OUT_REMEDY) -> Path:
    """Make ``folder`` and check that files can be written there.

    Raises:
        DataError: if not.
    """
    with clear_write_errors(folder, remedy):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "not writable")
    return folder
