"""Which code made a record: the version, and a hash of the sources that decide what a run does.

Records are kept and reused by content. The version alone would not notice an edited algorithm, so a study resumed after
an edit would mix old runs with new ones.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import suite
from suite._version import __version__

_PARTS = (
    "accuracy.py", "algorithms", "benchmark.py", "estimators", "kernels", "objectives", "scores/naming.py",
    "scores/table.py", "spaces", "study",
)  # fmt: skip
"""Files and folders of the package whose content decides a run; tables are told apart by their own hash."""
_SUFFIXES = (".py", ".npz", ".npy", ".csv", ".json")
"""Sources, and what sources read from beside them, such as the weights of a trained estimator."""


@cache
def code_version() -> str:
    """Return for instance ``"0.1.0+code.1a2b3c4d5e6f"``; the same on every machine for the same sources."""
    root = Path(suite.__file__).parent
    paths = [
        path
        for part in _PARTS
        for path in ([root / part] if part.endswith(".py") else (root / part).rglob("*"))
        if path.suffix in _SUFFIXES
    ]
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        content = path.read_bytes()
        digest.update((content if path.suffix in (".npz", ".npy") else content.replace(b"\r\n", b"\n")) + b"\0")
    return f"{__version__}+code.{digest.hexdigest()[:12]}"
