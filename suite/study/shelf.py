"""The records of a folder, wherever they stand: in packs, in journals, or as files of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from suite.errors import DataError
from suite.study.journal import JOURNAL, whole_records
from suite.study.pack import SUFFIX, Place, read_all, read_index
from suite.study.record import Record


class Shelf:
    """What is in ``<folder>/runs``, listed once, when it is made.

    Args:
        folder: of a study, which need not be there.

    Attributes:
        places: digest -> where the record stands, for those in packs and journals.
        loose: digest -> file, for records that are files of their own and in no pack.

    Raises:
        DataError: for a pack that is damaged or cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        runs = folder / "runs"
        self.places: dict[str, Place] = {}
        for path in sorted(runs.glob(f"*{SUFFIX}")):
            self.places |= read_index(path)
        for path in sorted(runs.glob(f"*{JOURNAL}")):
            with path.open("rb") as file:
                self.places |= dict(whole_records(path, file))
        files = {path.stem: path for path in sorted(runs.glob("*.npz"))}
        self.loose = {digest: path for digest, path in files.items() if digest not in self.places}

    @property
    def digests(self) -> list[str]:
        """Of all records, sorted."""
        return sorted([*self.places, *self.loose])

    def made_by(self, digest: str, versions: str) -> bool:
        """Return whether there is a record with this digest, made by code of these versions."""
        if (place := self.places.get(digest)) is not None:
            return place.versions == versions
        path = self.loose.get(digest)
        if path is None:
            return False
        try:
            record = Record.load(path)
        except DataError:  # truncated or altered: as if it were not there
            return False
        return record.digest == digest and record.provenance["versions"] == versions

    def load(self, digests: Iterable[str]) -> Iterator[tuple[str, Record]]:
        """Yield digest and record of each.

        Raises:
            DataError: for one that is damaged.
        """
        packed = []
        for digest in digests:
            if digest in self.places:
                packed.append((digest, self.places[digest]))
            elif digest in self.loose:
                yield digest, Record.load(self.loose[digest])
            else:
                raise DataError(f"there is no run record {digest}: run the study that makes it")
        packed.sort(key=lambda each: (each[1].path, each[1].offset))
        for digest, content in read_all(packed):
            yield digest, Record.from_bytes(content, known=True)

    def load_whole(self, digests: Iterable[str]) -> tuple[dict[str, Record], list[str]]:
        """Return the records that can be read, and the digests of those that are damaged."""
        wanted = list(digests)
        try:
            return dict(self.load(wanted)), []
        except DataError:
            pass
        found: dict[str, Record] = {}
        damaged: list[str] = []
        for digest in wanted:
            try:
                found |= dict(self.load([digest]))
            except DataError:
                damaged.append(digest)
        return found, damaged

    def place(self, digest: str) -> Place:
        """Return where a record stands; of a file of its own too.

        Raises:
            DataError: if that file is damaged.
        """
        if digest in self.places:
            return self.places[digest]
        path = self.loose[digest]
        record = Record.load(path)
        content = record.to_bytes()  # a valid record is these bytes
        return Place(path, 0, len(content), hashlib.sha256(content).hexdigest(), record.provenance["versions"])
