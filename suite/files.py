"""Writing files: whole or not at all, by any number of writers; a refusal of the system is one line with its remedy.

A file is written under a name of its own in the target's folder (``.<16 hexadecimal digits>.part``) and moved into
place, so that whoever reads sees the old file or the new one. The writer holds a lock on it: what a killed one left is
not locked, and the next process that writes into the folder removes it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from suite.errors import DataError

try:
    import fcntl
except ImportError:  # no such locks on Windows, where a file that is open cannot be removed either
    fcntl = None  # type: ignore[assignment]

PART = ".part"
OUT_REMEDY = "give a writable folder with --out"
DATA_REMEDY = "give a writable --data-dir or set SUITE_DATA_DIR"

_PART_NAME = re.compile(r"\.[0-9a-f]{16}\.part")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # O_EXCL follows no link
_ATTEMPTS = 8
_cleaned: set[Path] = set()
"""Folders that this process has looked through for parts left behind."""


@contextlib.contextmanager
def clear_write_errors(place: Path, remedy: str = OUT_REMEDY) -> Iterator[None]:
    """Turn an OSError of the body into a DataError that names ``place`` and the ``remedy``."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DataError(f"cannot write {place}: the disk is full; free some space, or {remedy}") from None
        raise DataError(f"cannot write {place} ({error.strerror or error}): {remedy}") from None


def write_atomically(path: Path, content: bytes | str, remedy: str = OUT_REMEDY, *, durable: bool = True) -> Path:
    """Write ``content`` (text as UTF-8 with its own line ends) to ``path``, whole or not at all.

    Args:
        path: replaced if it is there; a link is replaced, not followed. Folders are made.
        content: of the file.
        remedy: what a person should do where the system refuses.
        durable: wait until file and name are on the disk (about 10 ms), so that not even a loss of power leaves an
            empty file; needless only for what is checked whenever it is read, and soon made again.

    Raises:
        DataError: if the folder or the disk refuses; ``path`` is then what it was before.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with clear_write_errors(path, remedy):
        path.parent.mkdir(parents=True, exist_ok=True)
        _clean_once(path.parent)
        for attempt in range(_ATTEMPTS):
            part = path.with_name(f".{secrets.token_hex(8)}{PART}")
            try:
                _write_new(part, data, durable)
                os.replace(part, path)
                break
            except FileNotFoundError:
                # in the moment before it was locked another process may have taken the part for one left behind
                if attempt + 1 == _ATTEMPTS or not path.parent.is_dir():
                    raise
            except BaseException:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)
                raise
        if durable:
            sync_folder(path.parent)
    return path


@contextlib.contextmanager
def atomic_file(path: Path, remedy: str = OUT_REMEDY) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of ``path`` once the body has ended, whole and on the disk, or not at all.

    For content that need not be in memory at once; otherwise as :func:`write_atomically`.

    Raises:
        DataError: if the folder or the disk refuses; ``path`` is then what it was before.
    """
    with clear_write_errors(path, remedy):
        path.parent.mkdir(parents=True, exist_ok=True)
        _clean_once(path.parent)
        part, descriptor = _new_locked(path)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if os.name == "posix":  # while it is locked, so that nobody takes it for left behind
                    os.replace(part, path)
            if os.name != "posix":
                os.replace(part, path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def _write_new(part: Path, data: bytes, durable: bool) -> None:
    with os.fdopen(os.open(part, _NEW, 0o666), "wb") as file:
        if fcntl is not None:
            with contextlib.suppress(
                OSError
            ):  # a file system without locks: then nothing is ever taken for left behind
                fcntl.flock(file, fcntl.LOCK_EX)
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def lock(descriptor: int) -> None:
    """Keep other processes from locking an open file or folder until it is closed; wait for one that has.

    A file system without locks has none, and what is left behind there is not removed.
    """
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)


def sync_folder(folder: Path) -> None:
    """Wait until the names in ``folder`` are on the disk, where the system can do that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system that syncs no folders
            raise
    finally:
        os.close(descriptor)


def _clean_once(folder: Path) -> None:
    if folder not in _cleaned:
        _cleaned.add(folder)
        remove_left_parts(folder)


def _new_locked(path: Path) -> tuple[Path, int]:
    """Return a new file beside ``path``, open and locked: its name and its descriptor."""
    for _ in range(_ATTEMPTS):
        part = path.with_name(f".{secrets.token_hex(8)}{PART}")
        descriptor = os.open(part, _NEW, 0o666)
        lock(descriptor)
        if os.fstat(descriptor).st_nlink > 0:
            return part, descriptor
        os.close(descriptor)  # before it was locked another process took it for one left behind, and removed it
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(part))


def remove_left_parts(folder: Path) -> int:
    """Remove what killed processes left behind in ``folder`` while they wrote; return how many files these were."""
    with os.scandir(folder) as entries:
        parts = [Path(entry.path) for entry in entries if _PART_NAME.fullmatch(entry.name)]
    return sum(_remove_unless_locked(part) for part in parts)


def _remove_unless_locked(part: Path) -> bool:
    try:
        if fcntl is None:
            part.unlink()  # refused by the system while it is open
            return True
        descriptor = os.open(part, os.O_RDWR | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
        finally:
            os.close(descriptor)
    except OSError:  # its writer lives, it is gone in the meantime, a link, or another person's
        return False
    return True


def clear_way(path: Path) -> None:
    """Move a folder that stands where a file belongs aside: it becomes ``<name>.folder``, or ``<name>.folder2``, ..."""
    if not path.is_dir() or path.is_symlink():
        return
    number = 1
    while (aside := path.with_name(f"{path.name}.folder{number if number > 1 else ''}")).exists():
        number += 1
    path.rename(aside)


@contextlib.contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Keep other processes that ask for the same from changing what ``folder`` holds until the body has ended."""
    if os.name != "posix":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)


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
