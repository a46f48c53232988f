"""numpy's ``.npy`` and ``.npz`` files as numpy writes them: one form of the header and no other, sizes checked first.

numpy's reader evaluates the header as Python, and takes the memory that it asks for before it looks at the content.
Format: numpy.lib.format, versions 1 to 3.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.reading.archive import opened, unpacked
from suite.reading.budget import NPY_HEADER, Budget

_HEADER = re.compile(
    r"\{'descr': '([<>|=]?[biufU]\d{1,7})', 'fortran_order': (True|False), "
    r"'shape': \(((?:\d{1,15}, ?)*(?:\d{1,15})?)\), ?\} *\n?",
    re.ASCII,
)
_SUFFIX = ".npy"


def array_from(content: bytes, budget: Budget) -> NDArray[Any]:
    """Return the array of a ``.npy`` file of numbers or texts; it owns its memory.

    Raises:
        DataError: if it exceeds the budget.
        ValueError: for anything but numpy's format, or content that is shorter or longer than its header says.
    """
    if content[:6] != b"\x93NUMPY" or content[6:8] not in (b"\x01\x00", b"\x02\x00", b"\x03\x00"):
        raise ValueError("no array of numpy")
    first = 10 if content[6] == 1 else 12
    length = int.from_bytes(content[8:first], "little")
    if length > NPY_HEADER or first + length > len(content):
        raise ValueError("the header of an array is too long")
    header = _HEADER.fullmatch(content[first : first + length].decode("latin-1"))
    if header is None:
        raise ValueError("the header of an array is damaged")
    dtype = np.dtype(header[1])  # a ValueError or TypeError for a size that the kind does not have
    shape = tuple(int(each) for each in header[3].split(",") if each.strip())
    start = first + length
    if len(shape) > 8 or math.prod(shape) * dtype.itemsize != len(content) - start:
        raise ValueError("an array is truncated, or its shape is altered")
    if not dtype.itemsize or math.prod(n or 1 for n in shape) > max(math.prod(shape), NPY_HEADER):
        raise ValueError("the shape of an array is altered")
    budget.take(len(content) - start)
    flat = np.frombuffer(content, dtype=dtype, offset=start)
    if dtype.kind == "U" and flat.size and not _are_texts(flat.view(dtype.str[0] + "u4")):
        raise ValueError("the texts of an array are damaged")
    in_order = flat.reshape(shape[::-1]).T if header[2] == "True" else flat.reshape(shape)
    return in_order.copy(order="K")


def _are_texts(points: NDArray[np.uint32]) -> bool:
    """Return whether all are code points of characters; Python fails over others, late and in odd ways."""
    return bool(((points < 0xD800) | ((points > 0xDFFF) & (points <= 0x10FFFF))).all())


def arrays_from(content: bytes, budget: Budget) -> dict[str, NDArray[Any]]:
    """Return the arrays of a ``.npz`` file by name.

    Raises:
        DataError: if it exceeds the budget.
        Exception: one of :data:`suite.reading.archive.ERRORS`, or TypeError, for a file that is truncated or altered.
    """
    found: dict[str, NDArray[Any]] = {}
    with opened(content, budget) as archive:
        for info in archive.infolist():
            name = info.filename.removesuffix(_SUFFIX)
            if name in found:
                raise ValueError("a name occurs twice")
            found[name] = array_from(unpacked(archive, info, budget), budget)
    return found
