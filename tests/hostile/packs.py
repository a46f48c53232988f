"""Packs of run records as hostile files: whole ones, and a reader that opens every record that the index names."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from suite.study.pack import Place, read_index, write_pack
from suite.study.record import Record
from suite.study.shelf import Shelf


def wholes(records: list[bytes]) -> list[bytes]:
    """Return packs of ``records``: one with all, and one without any but the first."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for part in (records, records[:1]):
            places = {}
            for number, content in enumerate(part):
                record, path = Record.from_bytes(content), Path(folder) / f"{number}.npz"
                path.write_bytes(content)
                sha256 = hashlib.sha256(content).hexdigest()
                places[record.digest] = Place(path, 0, len(content), sha256, record.provenance["versions"])
            pack = Path(folder) / "x.tar"
            write_pack(pack, places)
            found.append(pack.read_bytes())
    return found


def read(path: Path) -> None:
    """Read the index and every record.

    Raises:
        DataError: if the file is no whole pack.
    """
    read_index(path)
    runs = path.parent / "runs"
    runs.mkdir(exist_ok=True)
    link = runs / f"pack{path.suffix}"
    link.unlink(missing_ok=True)
    link.hardlink_to(path)
    shelf = Shelf(path.parent)
    dict(shelf.load(shelf.digests))
