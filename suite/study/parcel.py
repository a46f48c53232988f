"""Parcels: the tables of a study in one file, for workers that lack them.

What a run reads of the data directory is the store of the tables, added devices and score tables. The digest of a run
holds the hashes of all three, so that a worker finds out with its tables in hand whether they are the right ones,
wherever they came from.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
import stat
import tarfile
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from suite.errors import DataError
from suite.scores import folders
from suite.tables.added import FOLDER as DEVICES
from suite.tables.location import data_directory
from suite.tables.store import META_NAME

UPSTREAM = "upstream"
LARGEST = 2**31
"""Bytes of a parcel; a hundred times what the tables have."""
_STORE = rf"(?:{DEVICES}/[a-z0-9_-]+/)?(?:{re.escape(META_NAME)}|columns-[0-9a-f]{{12}}\.npy)"
_NAME = re.compile(rf"{_STORE}|scores/[\w.-]+\.npz")


def packed(data_dir: Path) -> bytes:
    """Return the parcel of a data directory: compressed; the same files give the same bytes.

    Raises:
        DataError: if a file cannot be read.
    """
    files = {path.relative_to(data_dir).as_posix(): path for path in _stores(data_dir)}
    for folder in reversed(folders(data_dir)[1:]):
        files |= {f"scores/{path.name}": path for path in folder.glob("*.npz")}
    buffer = io.BytesIO()
    try:
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for name in sorted(name for name in files if _NAME.fullmatch(name)):
                content = files[name].read_bytes()
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    except OSError as error:
        raise DataError(f"cannot read {error.filename} ({error.strerror}): check path and permissions") from None
    import zlib

    return zlib.compress(buffer.getvalue(), 1)


def _stores(data_dir: Path) -> list[Path]:
    found = []
    for home in (data_dir, *sorted((data_dir / DEVICES).glob("*"))):
        found += [home / META_NAME, *home.glob("columns-*.npy")]
    return [path for path in found if path.is_file()]


def at_hand(name: str) -> Path | None:
    """Return where the parcel was unpacked before, on this machine by this user; None if it was not."""
    target = _home() / name
    return target if target.is_dir() else None


def unpacked(name: str, content: bytes) -> Path:
    """Return a data directory of this machine that holds the parcel; the processes of a user share it.

    Raises:
        DataError: for a parcel that is damaged, or if the folder for temporary files refuses.
    """
    home = _home()
    target = home / name
    part = home / f".{secrets.token_hex(8)}"
    try:
        _extract(content, part)
        own = data_directory() / UPSTREAM
        if own.is_dir():  # files of this worker that no parcel holds; their hashes are checked where they are read
            (part / UPSTREAM).symlink_to(own, target_is_directory=True)
        with suppress(OSError):  # another process was first
            part.rename(target)
        if not target.is_dir():
            raise OSError("the folder cannot be moved into its place")
    except OSError as error:
        raise DataError(
            f"cannot write the tables into {home} ({error.strerror or error}): set TMPDIR to a folder"
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _extract(content: bytes, folder: Path) -> None:
    import zlib

    folder.mkdir(mode=0o700)
    try:
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(content, LARGEST)
        if not unpacker.eof:
            raise DataError("the parcel of tables is damaged: start the study again")
        with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isreg() else None
                if file is None or not _NAME.fullmatch(member.name):
                    raise DataError("the parcel of tables holds a file that is no table: start the study again")
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.read())
    except (zlib.error, tarfile.TarError) as error:
        raise DataError(f"the parcel of tables is damaged ({error}): start the study again") from None


@cache
def _own_home() -> Path:
    return Path(tempfile.mkdtemp(prefix="suite-tables-"))


def _home() -> Path:
    """Return the folder for parcels of this user, which nobody else can write into."""
    user = os.getuid() if hasattr(os, "getuid") else "user"
    home = Path(tempfile.gettempdir()) / f"suite-tables-{user}"
    with suppress(OSError):
        home.mkdir(mode=0o700, exist_ok=True)
        found = home.lstat()
        if stat.S_ISDIR(found.st_mode) and (user == "user" or (found.st_uid == user and not found.st_mode & 0o077)):
            return home
    return _own_home()
