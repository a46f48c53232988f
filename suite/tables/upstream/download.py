"""Downloading one pinned file: resumed after an interruption, retried, and verified before it takes its name.

The bytes go to ``<target>.<sha12>.part``. That file is kept when a download is interrupted, so that the next one asks
the server only for the rest (HTTP ``Range``); it is removed when it turns out not to be the wanted file.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from suite._version import __version__
from suite.errors import DataError
from suite.files import DATA_REMEDY, clear_write_errors
from suite.tables.upstream.catalogue import CatalogueFile

_CHUNK = 64 * 1024
_WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 60.0  # seconds
_OFFLINE = "check the connection, or give the files with --mirror DIR (laid out <owner>/<repo>/<path>)"

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
) -> bytes:
    """Download ``file`` to ``target`` and return its content.

    Args:
        file: what to get.
        target: where it goes; replaced atomically once the content is verified.
        advance: called with the number of new bytes (negative when a start is made anew).
        attempts: tries in all; waits ``pause``, twice that, four times that ... seconds between them.
        pause: seconds before the second try.
        timeout: seconds without an answer.

    Raises:
        DataError: no network, an HTTP error, other content than expected, or a folder that cannot be written.
    """
    part = part_path(file, target)
    with clear_write_errors(target.parent, DATA_REMEDY):
        target.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, attempts + 1):
        try:
            _transfer(file, part, advance, timeout)
            break
        except _InterruptedError as error:
            if attempt == attempts:
                raise DataError(f"download of {file.url} failed after {attempts} tries ({error}): {_OFFLINE}") from None
            wait = min(pause * 2.0 ** (attempt - 1), _LONGEST_PAUSE)
        time.sleep(wait)
    with clear_write_errors(target.parent, DATA_REMEDY):
        data = part.read_bytes()
        try:
            file.verify(data, f"the download of {file.url}")
        except DataError:
            part.unlink()
            raise
        os.replace(part, target)
    return data


def _transfer(file: CatalogueFile, part: Path, advance: Advance, timeout: float) -> None:
    """Get the bytes that ``part`` still lacks."""
    with clear_write_errors(part.parent, DATA_REMEDY):
        have = part.stat().st_size if part.exists() else 0
        if have > file.size:
            part.unlink()
            have = 0
    if have == file.size:
        advance(have)
        return
    headers = {"User-Agent": f"hwnas-suite/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        with urlopen(Request(file.url, headers=headers), timeout=timeout) as response:
            if response.status != 206 or not _continues(response, have):
                have = 0
            advance(have)
            _receive(file, response, part, have, advance)
    except HTTPError as error:
        error.close()
        if error.code == 416:  # the server has no such rest: begin anew
            part.unlink(missing_ok=True)
            raise _InterruptedError("the server refused to resume") from None
        if error.code in _WORTH_A_RETRY:
            raise _InterruptedError(f"HTTP {error.code}") from None
        raise DataError(f"the server answered HTTP {error.code} for {file.url}: {_OFFLINE}") from None
    except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
        raise _InterruptedError(str(getattr(error, "reason", error)) or type(error).__name__) from None


def _continues(response: HTTPResponse, have: int) -> bool:
    return (response.headers.get("Content-Range") or "").startswith(f"bytes {have}-")


def _receive(file: CatalogueFile, response: HTTPResponse, part: Path, have: int, advance: Advance) -> None:
    with clear_write_errors(part.parent, DATA_REMEDY), part.open("r+b" if have else "wb") as output:
        output.seek(have)
        while have <= file.size:
            try:
                chunk = response.read(_CHUNK)
            except (HTTPException, OSError) as error:
                advance(-have)
                raise _InterruptedError(str(error) or type(error).__name__) from None
            if not chunk:
                break
            output.write(chunk)
            have += len(chunk)
            advance(len(chunk))
    if have < file.size:
        advance(-have)
        raise _InterruptedError(f"the connection ended after {have:,} of {file.size:,} bytes")
