"""What a study's folder holds, record by record."""

from __future__ import annotations

from pathlib import Path

from suite.study.shelf import Shelf


def records_in(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every record below ``folder``/runs by digest."""
    shelf = Shelf(folder)
    return {digest: record.to_bytes() for digest, record in sorted(shelf.load(shelf.digests))}
