"""Downloading one pinned file: resumed after an interruption, retried, and verified before it takes its name.

The bytes go to ``<target>.<sha12>.part``. That file is kept when a download is interrupted, so that the next one asks
the server only for the rest (HTTP ``Range``); it is removed when it turns out not to be the wanted file. It is locked
while it is written: a second process that wants the same file waits for the first one.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError, URLError
from urllib.request import Request

from suite._version import __version__
from suite.errors import DataError
from suite.files import DATA_REMEDY, clear_way, clear_write_errors, lock, sync_folder
from suite.tables.upstream.catalogue import CatalogueFile
from suite.tables.upstream.connection import answer, one_line

_CHUNK = 64 * 1024
_WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 60.0  # seconds
_SLOWEST = 10_000  # bytes per second
_OFFLINE = "check the connection, or give the files with --mirror DIR (laid out <owner>/<repo>/<path>)"
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

Advance = Callable[[int], None]


class _InterruptedError(Exception):
    """The transfer stopped early; what came so far is in the part file."""


def part_path(file: CatalogueFile, target: Path) -> Path:
    """Return where the bytes of an unfinished download are; the hash keeps versions apart."""
    return target.with_name(f"{target.name}.{file.sha256[:12]}.part")


def download(
    file: CatalogueFile,
    target: Path,
    *,
    advance: Advance = lambda n: None,
    attempts: int = 5,
    pause: float = 1.0,
    timeout: float = 30.0,
    longest: float | None = None,
) -> bytes:
    """Download ``file`` to ``target`` and return its content.

    Args:
        file: what to get.
        target: where it goes; replaced atomically once the content is verified.
        advance: called with the number of new bytes (negative when a start is made anew).
        attempts: tries in all; waits ``pause``, twice that, four times that ... seconds between them.
        pause: seconds before the second try.
        timeout: seconds without a byte.
        longest: seconds for one try, whatever comes; by default five minutes and what the file takes at 10 kB/s.

    Raises:
        DataError: no network, an HTTP error, other content than expected, or a folder that cannot be written.
    """
    part = part_path(file, target)
    longest = 300.0 + file.size / _SLOWEST if longest is None else longest
    with clear_write_errors(target.parent, DATA_REMEDY):
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_way(part)
        output = _claimed(part)
    with clear_write_errors(target.parent, DATA_REMEDY), output:
        try:
            if (made := _made_meanwhile(file, target)) is not None:
                advance(file.size)
                return made
            _try(file, output, advance, attempts, pause, (timeout, longest))
            output.seek(0)
            data = output.read()
            try:
                file.verify(data, f"the download of {file.url}")
            except DataError:
                output.truncate(0)
                raise
            os.fsync(output.fileno())
            os.replace(part, target)
            sync_folder(target.parent)
            return data
        finally:
            if output.seek(0, os.SEEK_END) == 0:  # nothing came, or nothing that can be used
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)


def _claimed(part: Path) -> BinaryIO:
    """Open the part file, made if it is not there, for this process alone."""
    while True:
        try:
            output = os.fdopen(os.open(part, _OPEN, 0o666), "r+b")
        except OSError:
            if not part.is_symlink():
                raise
            part.unlink()  # a link is not followed: what it leads to is not ours
            continue
        lock(output.fileno())
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(output.fileno()), part.lstat()):
                return output
        output.close()  # another process has finished this very file and moved it into place


def _made_meanwhile(file: CatalogueFile, target: Path) -> bytes | None:
    """Return the content of ``target`` if it is the wanted file already: another process was waited for."""
    try:
        return file.verify(target.read_bytes(), str(target))
    except (OSError, DataError):
        return None


def _try(
    file: CatalogueFile,
    output: BinaryIO,
    advance: Advance,
    attempts: int,
    pause: float,
    limits: tuple[float, float],
) -> None:
    for attempt in range(1, attempts + 1):
        try:
            return _transfer(file, output, advance, *limits)
        except _InterruptedError as error:
            if attempt == attempts:
                raise DataError(f"download of {file.url} failed after {attempts} tries ({error}): {_OFFLINE}") from None
        time.sleep(min(pause * 2.0 ** (attempt - 1), _LONGEST_PAUSE))


def _transfer(file: CatalogueFile, output: BinaryIO, advance: Advance, timeout: float, longest: float) -> None:
    """Get the bytes that ``output`` still lacks."""
    have = output.seek(0, os.SEEK_END)
    if have > file.size:
        output.truncate(0)
        have = 0
    if have == file.size:
        advance(have)
        return
    headers = {"User-Agent": f"hwnas-suite/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        with answer(Request(file.url, headers=headers), timeout, longest) as response:
            if response.status != 206 or not _continues(response, have):
                have = 0
            advance(have)
            _receive(file, response, output, have, advance)
    except HTTPError as error:
        error.close()
        if error.code == 416:  # the server has no such rest: begin anew
            output.truncate(0)
            raise _InterruptedError("the server refused to resume") from None
        if error.code in _WORTH_A_RETRY:
            raise _InterruptedError(f"HTTP {error.code}") from None
        raise DataError(f"the server answered HTTP {error.code} for {file.url}: {_OFFLINE}") from None
    except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
        raise _InterruptedError(one_line(error)) from None


def _continues(response: HTTPResponse, have: int) -> bool:
    return (response.headers.get("Content-Range") or "").startswith(f"bytes {have}-")


def _receive(file: CatalogueFile, response: HTTPResponse, output: BinaryIO, have: int, advance: Advance) -> None:
    output.seek(have)
    output.truncate()
    while have <= file.size:
        try:
            chunk = response.read1(_CHUNK)  # what has come: it is kept, should no more come
        except (HTTPException, OSError) as error:
            advance(-have)
            raise _InterruptedError(one_line(error)) from None
        if not chunk:
            break
        output.write(chunk)
        have += len(chunk)
        advance(len(chunk))
    output.flush()
    if have < file.size:
        advance(-have)
        raise _InterruptedError(f"the connection ended after {have:,} of {file.size:,} bytes")
