"""What decides bytes beside specification and tables: which code and which libraries a process computes with."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from suite._version import __version__

LIBRARIES = ("numpy", "scipy", "scikit-learn", "moocore", "pymoo", "torch")
"""Those that compute what runs are made of."""


@cache
def facts() -> dict[str, str]:
    """Return name -> version of this process's Python, suite and libraries; absent ones are left out."""
    found = {"Python": ".".join(platform.python_version_tuple()[:2]), "the suite": f"{__version__} (code {_code()})"}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _code() -> str:
    """Return twelve digits that tell states of the suite's sources apart, also those between two versions."""
    home = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*.py")):
        digest.update(f"{path.relative_to(home).as_posix()}\n".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def difference(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """Return in words what a worker has otherwise; "" if nothing that both have."""
    other = [name for name in ours if name in theirs and theirs[name] != ours[name]]
    return ", ".join(f"{name} {theirs[name]} instead of {ours[name]}" for name in other)
