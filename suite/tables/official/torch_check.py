"""Whether a torch file is what it says, before torch reads it: plain data, and storages of the size that it holds.

torch takes the memory that the pickled storages name, looks up what a zip member says of itself, and in some versions
runs code from files that it calls safe. Here the pickle is read by the suite's own reader first.
"""

from __future__ import annotations

import zipfile
from typing import Any

from suite.errors import DataError
from suite.reading.archive import ERRORS, opened
from suite.reading.budget import Budget
from suite.tables.official.torch_file import is_legacy, member_of
from suite.tables.pickles.reader import PickleReader
from suite.tables.pickles.state import PER_STORAGE, Global, Storage
from suite.tables.pickles.values import TORCH

_BINPERSID, _BUILD = 0x51, 0x62
_BYTES = {"Double": 8, "Long": 8, "Float": 4, "Int": 4, "Half": 2, "Byte": 1, "Bool": 1}


class _SizedReader(PickleReader):
    """Keeps how many bytes each storage should have."""

    def rare(self, opcode: int) -> None:
        """Do what ``opcode`` says; a persistent id must be a storage of a known type.

        torch gives the dictionary of a network's tensors an attribute, ``_metadata``; it is dropped.
        """
        if opcode == _BUILD and len(self.stack) > 1 and type(self.stack[-2]) is dict and type(self.stack[-1]) is dict:
            if list(self.stack.pop()) != ["_metadata"]:
                raise self.refuse("a state for dict")
            return
        if opcode != _BINPERSID:
            super().rare(opcode)
            return
        named = self.stack.pop()
        if type(named) is not tuple or len(named) not in (5, 6) or type(named[1]) is not Global:
            raise self.broken()
        kind, key, elements = named[1].name, named[2], named[4]
        size = _BYTES.get(kind.removeprefix("torch.").removesuffix("Storage"))
        if size is None or type(key) is not str or type(elements) is not int or not 0 <= elements < 2**40:
            raise self.broken()
        known: dict[str, int] = self.__dict__.setdefault("sizes", {})
        if known.setdefault(key, elements * size) != elements * size:
            raise self.broken()
        self.made += PER_STORAGE
        self.stack.append(Storage())


def check_torch(content: bytes, source: str, budget: Budget) -> None:
    """Raise DataError unless ``content`` is a file of ``torch.save`` with nothing but plain data and tensors."""
    zipped = content[:4] == b"PK\x03\x04"
    if not zipped and not is_legacy(content):
        raise DataError(f"{source} is not a file that torch.save writes")
    sizes = _zipped_sizes(content, source, budget) if zipped else None
    start, end = member_of(source, content, budget) if zipped else (0, len(content))
    reader = _SizedReader(content, source, TORCH, storages=True, start=start, end=end, budget=budget)
    for _ in range(1 if zipped else 4):
        reader.load()
    wanted: dict[str, int] = reader.__dict__.get("sizes", {})
    if sizes is None:
        sound = sum(wanted.values()) <= len(content)
    else:
        sound = all(sizes.get(key) == size for key, size in wanted.items())
    if not sound:
        raise DataError(f"{source} holds other tensors than it says: it is truncated or altered")


def _zipped_sizes(content: bytes, source: str, budget: Budget) -> dict[str, int]:
    """Return the length of each member ``<name>/data/<key>`` by its key."""
    try:
        with opened(content, budget) as archive:
            members: list[Any] = archive.infolist()
    except ERRORS:
        raise DataError(f"{source} is a truncated or altered archive") from None
    stored = all(info.compress_type == zipfile.ZIP_STORED and info.compress_size == info.file_size for info in members)
    if not stored or sum(info.file_size for info in members) > len(content):
        raise DataError(f"{source} is not an archive that torch.save writes")
    parts = [(info.filename.split("/"), info.file_size) for info in members]
    return {names[2]: size for names, size in parts if len(names) == 3 and names[1] == "data"}
