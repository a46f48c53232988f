"""Torch's two file formats without torch: where the pickle of the saved object begins and ends.

* since torch 1.6: a zip archive with an uncompressed member ``<name>/data.pkl``, beside it one member per tensor;
* before: four pickles one after another (magic number, protocol version, system information, the object), then the
  tensors' content.

Tensors are not read. The file is memory-mapped, so its size is no matter.
"""

from __future__ import annotations

import contextlib
import struct
import zipfile
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from suite.errors import DataError
from suite.reading.archive import ERRORS, opened
from suite.reading.budget import Budget
from suite.tables.pickles.reader import PickleReader
from suite.tables.pickles.state import Hook
from suite.tables.pickles.values import TORCH

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_LEGACY_START = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
_LOCAL_HEADER = struct.Struct("<4s22xHH")  # of a zip member: signature ... length of the name, of the extra field


def load_torch(path: Path, on_dict: Hook | None = None, *, content: bytes | mmap | None = None) -> Any:
    """Return the object that ``torch.save`` wrote to ``path``, without its tensors.

    Args:
        path: the file, of either format.
        on_dict: see :class:`suite.tables.pickles.reader.PickleReader`.
        content: of the file, where it was read already (to be hashed, say): the file is then not opened again.

    Raises:
        DataError: if it is not such a file, is truncated, or names anything but plain data.
    """
    with mapped(path) if content is None else contextlib.nullcontext(content) as data:
        budget = Budget(path.name, len(data))  # the file itself is mapped: the system can take its pages back
        if data[:4] == b"PK\x03\x04":
            start, end = member_of(path, data, budget)
            return PickleReader(
                data, path.name, TORCH, on_dict=on_dict, storages=True, start=start, end=end, budget=budget
            ).load()
        if not is_legacy(data):
            raise DataError(f"{path} is not a file that torch.save writes: give the .pth file of the benchmark")
        reader = PickleReader(data, path.name, TORCH, on_dict=on_dict, storages=True, budget=budget)
        magic, protocol, _system = reader.load(), reader.load(), reader.load()
        if type(magic) is not int or type(protocol) is not int or magic != _MAGIC or protocol != _PROTOCOL:
            raise DataError(f"{path} has an unknown version of torch's format: give the .pth file of the benchmark")
        return reader.load()


@contextlib.contextmanager
def mapped(path: Path) -> Iterator[mmap]:
    """Give the body the content of a file without reading it as a whole.

    Raises:
        DataError: if it is empty or cannot be read.
    """
    try:
        with path.open("rb") as file:
            try:
                data = mmap(file.fileno(), 0, access=ACCESS_READ)
            except ValueError:  # an empty file cannot be mapped
                raise DataError(f"{path} is empty: get it again from its source") from None
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror}): check path and permissions") from None
    with data:
        yield data


def is_legacy(data: bytes | mmap) -> bool:
    """Return whether a file begins as torch's old format does."""
    return data[: len(_LEGACY_START)] == _LEGACY_START


def member_of(path: Path | str, data: bytes | mmap, budget: Budget) -> tuple[int, int]:
    """Return where the content of ``<name>/data.pkl`` begins and ends in a file of torch's zip format.

    Raises:
        DataError: naming ``path``, if it is truncated or altered.
    """
    try:
        with opened(data, budget) as archive:
            found = [info for info in archive.infolist() if info.filename.split("/")[1:] == ["data.pkl"]]
    except ERRORS:
        raise DataError(f"{path} is a truncated or altered archive: get it again from its source") from None
    if len(found) != 1 or found[0].compress_type != zipfile.ZIP_STORED:
        raise DataError(f"{path} is not an archive that torch.save writes: give the .pth file of the benchmark")
    try:
        signature, name, extra = _LOCAL_HEADER.unpack_from(data, found[0].header_offset)
    except struct.error:
        signature, name, extra = b"", 0, 0
    start = found[0].header_offset + _LOCAL_HEADER.size + name + extra
    if signature != b"PK\x03\x04" or start + found[0].file_size > len(data):
        raise DataError(f"{path} is a truncated or altered archive: get it again from its source")
    return start, start + found[0].file_size
