"""Packs: the records of a study in one file, sorted by digest, the same bytes however they were made.

A pack is a tar archive (any tar reads it): first a member ``index`` with a line for each record, then the records as
``<digest>.npz``. While a study runs, every process appends its records to a journal of its own, a tar archive without
an index (:mod:`suite.study.journal`); at the end they are folded into the pack. What a line of the index says of a
record is enough to resume: no record is opened for it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from suite.errors import DataError
from suite.files import atomic_file
from suite.reading.budget import RECORD_BYTES, shown

FORMAT = "suite-run-pack-1"
SUFFIX = ".tar"
INDEX = "index"
BLOCK = 512
INDEX_BYTES = 4 * 2**30
"""More is no index: room for ten million records."""

_SHA256 = 157
_LINE = re.compile(rb"([0-9a-f]{64}) ([0-9a-f]{64}) ([0-9]{1,10}) ([0-9]{1,6})")
_MEMBER = re.compile(r"([0-9a-f]{64})\.npz")


@dataclass(frozen=True)
class Place:
    """Where the bytes of a record stand.

    Attributes:
        path: of the pack or journal.
        offset: of its first byte.
        size: in bytes.
        sha256: of its bytes, hexadecimal.
        versions: of the code that made it (:mod:`suite.study.identity`).
    """

    path: Path
    offset: int
    size: int
    sha256: str
    versions: str

    def read(self, file: IO[bytes]) -> bytes:
        """Return the record's bytes from the open file.

        Raises:
            DataError: if they are not those that the index speaks of.
        """
        file.seek(self.offset)
        content = file.read(self.size)
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise DataError(f"a record in {self.path} is damaged: run the study again, which makes it anew")
        return content


def header(name: str, size: int, sha256: str = "") -> bytes:
    """Return the tar header of a member: no owner, no time, so that equal members have equal bytes.

    A journal says the sha256 of its members where tar has the target of a link, which no reader looks at for a file.
    """
    block = bytearray(BLOCK)
    for start, text in (
        (0, name), (100, "0000644"), (108, "0000000"), (116, "0000000"), (124, f"{size:011o}"), (136, "0" * 11),
        (148, " " * 8), (156, "0"), (_SHA256, sha256), (257, "ustar\x0000"),
    ):  # fmt: skip
        block[start : start + len(text)] = text.encode("ascii")
    block[148:156] = f"{sum(block):06o}\0 ".encode("ascii")
    return bytes(block)


def padding(size: int) -> bytes:
    """Return what fills the last block of a member up."""
    return bytes(-size % BLOCK)


def member(block: bytes) -> tuple[str, int, str] | None:
    """Return name, size and sha256 ("" where none stands there) that a tar header says; None at the archive's end.

    Raises:
        DataError: for a header that is damaged.
    """
    if len(block) < BLOCK or not any(block):
        return None
    raw, digits = block[:100].rstrip(b"\0"), block[124:135]
    name = raw.decode("ascii") if raw.isascii() else ""
    hashed = block[_SHA256 : _SHA256 + 64].rstrip(b"\0")
    sha256 = hashed.decode("ascii") if hashed.isascii() else ""
    if not re.fullmatch(rb"[0-7]{11}", digits) or header(name, int(digits, 8), sha256) != block:
        raise DataError(f"the header of member {shown(raw)} is damaged")
    return name, int(digits, 8), sha256


def name_of(digest: str) -> str:
    """Return the name of a record's member."""
    return f"{digest}.npz"


def digest_of(name: str) -> str | None:
    """Return the digest of the record that a member's name is of; None if it is of none."""
    found = _MEMBER.fullmatch(name)
    return found[1] if found else None


def read_index(path: Path) -> dict[str, Place]:
    """Return the records of a pack by digest.

    Raises:
        DataError: in one line, if it is missing, truncated, altered, or no pack.
    """
    try:
        with path.open("rb") as file:
            found = member(file.read(BLOCK))
            if found is None or found[0] != INDEX or found[1] > min(INDEX_BYTES, path.stat().st_size):
                raise DataError("it does not begin with an index")
            lines = file.read(found[1]).split(b"\n")
            offset = BLOCK + found[1] + len(padding(found[1]))
            return _places(path, lines, offset)
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror or error})") from None
    except DataError as error:
        raise DataError(f"{path} is no valid pack of run records ({error})") from None


def _places(path: Path, lines: list[bytes], offset: int) -> dict[str, Place]:
    if lines[0] != FORMAT.encode("ascii") or len(lines) < 3 or lines[-1]:
        raise DataError(f"its index begins with {shown(lines[0])} or is truncated, this version reads {FORMAT!r}")
    versions = [text.decode("ascii", "replace") for text in lines[1].split(b"\t")]
    places: dict[str, Place] = {}
    for line in lines[2:-1]:
        found = _LINE.fullmatch(line)
        if found is None or int(found[4]) >= len(versions) or int(found[3]) > RECORD_BYTES:
            raise DataError(f"its index holds the line {shown(line)}")
        size = int(found[3])
        places[found[1].decode()] = Place(path, offset + BLOCK, size, found[2].decode(), versions[int(found[4])])
        offset += BLOCK + size + len(padding(size))
    if path.stat().st_size != offset + 2 * BLOCK:
        raise DataError("its length is not the one that its index says")
    return places


def write_pack(path: Path, places: Mapping[str, Place]) -> None:
    """Write the records at ``places`` as a pack, whole or not at all; the same records give the same bytes.

    Raises:
        DataError: if the folder or the disk refuses, or a record is not what its place says.
    """
    texts = sorted({place.versions for place in places.values()})
    numbers = {text: number for number, text in enumerate(texts)}
    order = sorted(places)
    lines = [FORMAT, "\t".join(texts)]
    lines += [f"{each} {(at := places[each]).sha256} {at.size} {numbers[at.versions]}" for each in order]
    index = ("\n".join(lines) + "\n").encode("ascii")
    with atomic_file(path) as file:
        file.write(header(INDEX, len(index)) + index + padding(len(index)))
        for digest, content in read_all((digest, places[digest]) for digest in order):
            file.write(header(name_of(digest), len(content)) + content + padding(len(content)))
        file.write(bytes(2 * BLOCK))


def read_all(places: Iterable[tuple[str, Place]]) -> Iterator[tuple[str, bytes]]:
    """Yield digest and bytes of each record; every file is opened once.

    Raises:
        DataError: if a file cannot be read, or a record is damaged.
    """
    opened: dict[Path, IO[bytes]] = {}
    try:
        for digest, place in places:
            if place.path not in opened:
                opened[place.path] = place.path.open("rb")
            yield digest, place.read(opened[place.path])
    except OSError as error:
        raise DataError(f"cannot read run records ({error.strerror or error})") from None
    finally:
        for file in opened.values():
            file.close()


def whole_members(file: IO[bytes], offset: int = 0) -> Iterator[tuple[str, str, int, bytes]]:
    """Yield name, sha256, offset and content of each whole member, up to the first that is cut or damaged.

    The first member that is read begins at ``offset``.

    A killed writer leaves its last member cut; whatever stands before it counts.
    """
    end = os.fstat(file.fileno()).st_size
    while True:
        file.seek(offset)
        try:
            found = member(file.read(BLOCK))
        except DataError:
            return
        if found is None or offset + BLOCK + found[1] > end:
            return
        name, size, sha256 = found
        yield name, sha256, offset + BLOCK, file.read(size) if size <= RECORD_BYTES else b""
        offset += BLOCK + size + len(padding(size))
