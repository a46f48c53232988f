"""Journals: where a process appends the records that it makes, until they are folded into the pack of their study.

A journal belongs to one process and is locked while it is written. A process that is killed leaves at most one record
cut, which nobody takes for whole.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from suite.errors import DataError
from suite.files import clear_write_errors, lock, sole_writer
from suite.study.pack import SUFFIX, Place, digest_of, header, name_of, padding, read_index, whole_members, write_pack
from suite.study.record import Record, versions_in

JOURNAL = ".journal"
_KEY = secrets.token_hex(8)
_PARENT = os.getpid()


def stem(experiment: str, shard: tuple[int, int] | None = None) -> str:
    """Return the name of a study's pack without its suffix."""
    name = re.sub(r"[^\w.+-]+", "-", experiment, flags=re.ASCII).strip(".") or "runs"
    return name if shard is None else f"{name}.{shard[0]}of{shard[1]}"


def journal_path(runs: Path, name: str) -> Path:
    """Return this process's journal of the pack ``name``."""
    own = _KEY if os.getpid() == _PARENT else f"{_KEY}-{os.getpid()}"  # a forked process has its parent's key
    return runs / f"{name}.{own}{JOURNAL}"


def append(runs: Path, name: str, digest: str, content: bytes) -> None:
    """Append a record to this process's journal.

    Raises:
        DataError: if the folder or the disk refuses; the record is then not there, or made again.
    """
    path = journal_path(runs, name)
    with clear_write_errors(path):
        while True:
            with path.open("ab") as file:
                lock(file.fileno())
                with suppress(FileNotFoundError):
                    if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                        begin = header(name_of(digest), len(content), hashlib.sha256(content).hexdigest())
                        _write(file, begin + content + padding(len(content)))
                        return
            # it was folded, and so removed, between opening and locking: begin another


def _write(file: IO[bytes], data: bytes) -> None:
    """Write all or, where the disk is full, nothing: half a member would hide what is appended later."""
    before = os.fstat(file.fileno()).st_size
    try:
        file.write(data)
        file.flush()
    except OSError:
        with suppress(OSError):
            os.ftruncate(file.fileno(), before)
        raise


def fold(runs: Path) -> None:
    """Move what the journals of a folder hold into the packs of their studies; needs no other process to wait.

    A record in a journal replaces one with the same digest in the pack: it was made again, by other code or because
    that one was damaged. A pack that cannot be read is searched for whole records, and written anew.

    Raises:
        DataError: if the folder or the disk refuses; nothing is lost then.
    """
    set_damaged_aside(runs)
    if not any(runs.glob(f"*{JOURNAL}")):
        return
    with clear_write_errors(runs), sole_writer(runs):
        names = sorted({path.name.removesuffix(JOURNAL).rpartition(".")[0] for path in runs.glob(f"*{JOURNAL}")})
        for name in names:
            _fold(runs, name)


def set_damaged_aside(runs: Path) -> None:
    """Make a journal of each pack that cannot be read, so that it is searched for whole records.

    Raises:
        DataError: if the folder refuses.
    """
    if not _damaged(runs):
        return
    with clear_write_errors(runs), sole_writer(runs):
        for path in _damaged(runs):
            path.rename(path.with_name(f"{path.stem}.{secrets.token_hex(8)}{JOURNAL}"))


def _damaged(runs: Path) -> list[Path]:
    return [path for path in sorted(runs.glob(f"*{SUFFIX}")) if not _readable(path)]


def _readable(path: Path) -> bool:
    try:
        read_index(path)
    except DataError:
        return False
    return True


def _fold(runs: Path, name: str) -> None:
    pack = runs / f"{name}{SUFFIX}"
    places = read_index(pack) if pack.exists() else {}
    with ExitStack() as stack:
        journals = [path for path in sorted(runs.glob(f"{name}.*{JOURNAL}")) if _belongs(path, name)]
        for path in journals:
            file = stack.enter_context(path.open("rb"))
            lock(file.fileno())
            places |= dict(whole_records(path, file))
        if places:
            write_pack(pack, places)
        for path in journals:
            with suppress(PermissionError):  # a system that keeps open files: the next fold finds nothing new in it
                path.unlink()


class Tail:
    """Reads what other processes append to the journals of a folder, as it grows.

    Args:
        runs: the folder; what its journals hold by now is new the first time.
    """

    def __init__(self, runs: Path) -> None:
        self.runs = runs
        self._read: dict[str, int] = {}

    def new(self) -> list[tuple[str, bytes]]:
        """Return digest and bytes of the records that have come whole since the last call."""
        found: list[tuple[str, bytes]] = []
        for path in sorted(self.runs.glob(f"*{JOURNAL}")):
            with suppress(FileNotFoundError), path.open("rb") as file:  # folded by another process
                for name, _, offset, content in whole_members(file, self._read.get(path.name, 0)):
                    digest = digest_of(name)
                    try:
                        whole = digest is not None and Record.from_bytes(content, known=True).digest == digest
                    except DataError:  # not all of it has reached this machine, or it never will
                        break
                    if digest is not None and whole:
                        found.append((digest, content))
                    self._read[path.name] = offset + len(content) + len(padding(len(content)))
        return found


def _belongs(path: Path, name: str) -> bool:
    return path.name.removesuffix(JOURNAL).rpartition(".")[0] == name


def whole_records(path: Path, file: IO[bytes]) -> Iterator[tuple[str, Place]]:
    """Yield digest and place of every valid record of a journal, the last one of a digest last.

    A record with the sha256 that was taken when it was appended is whole: it is not read then, but for its versions.
    """
    for name, stated, offset, content in whole_members(file):
        digest = digest_of(name)
        if digest is None:
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        try:
            if sha256 == stated:
                versions = versions_in(content)
            else:  # of a pack or of an earlier version; its checksums tell what is whole
                record = Record.from_bytes(content, known=True)
                versions = record.provenance["versions"] if record.digest == digest else ""
        except DataError:  # blocks that never reached the disk
            continue
        if versions:
            yield digest, Place(path, offset, len(content), sha256, versions)
