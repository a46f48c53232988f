"""Where machine code of the loops is kept: a folder of the user's own, one for each state of the sources.

numba keeps code apart by processor and notices a changed file, but not a changed function of another file. So the
folder's name is a hash of all sources of the loops and of the versions of Python, numba, llvmlite and numpy.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def cache_directory() -> Path:
    """Return the folder that all machine code lies in; it may be deleted at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("hwnas-suite", appauthor=False) / "kernels"


@cache
def folder() -> Path | None:
    """Return the folder for these sources and versions, made if need be.

    None where the user has no place to write to, or others may write to it: machine code is executed.
    """
    digest = hashlib.sha256(sys.version.encode())
    try:
        for name in ("numba", "llvmlite", "numpy"):
            digest.update(f"{name} {version(name)}\n".encode())
    except PackageNotFoundError:
        return None
    for source in sorted((Path(__file__).parent / "loops").glob("*.py")):
        digest.update(source.read_bytes())
    place = cache_directory() / digest.hexdigest()[:16]
    try:
        for each in (place.parent.parent, place.parent, place):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _own(each):
                return None
        with tempfile.TemporaryFile(dir=place):
            return place
    except OSError:
        return None


def _own(place: Path) -> bool:
    """Return whether ``place`` is this user's, and nobody else may write to it; not asked where there are no users."""
    if not hasattr(os, "geteuid"):
        return True
    state = place.stat()
    return state.st_uid == os.geteuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@contextmanager
def cached(mark: str) -> Iterator[None]:
    """Let numba keep what is decorated inside in :func:`folder`, or in memory alone where there is none.

    Args:
        mark: an empty file of this name says afterwards that all of it lies there.
    """
    from numba import config

    before = config.CACHE_DIR
    place = folder()
    try:
        if place is None:
            with tempfile.TemporaryDirectory() as passing:
                config.CACHE_DIR = passing
                yield
        else:
            config.CACHE_DIR = str(place)
            yield
            (place / mark).touch()
    finally:
        config.CACHE_DIR = before
