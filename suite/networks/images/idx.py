"""MNIST's idx files (LeCun, Cortes and Burges): a magic number, the lengths of the axes, then plain bytes.

Magic: two zero bytes, the type (8 is an unsigned byte), the number of axes; each length is a big-endian 32-bit number.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.reading.budget import IMAGE_FILE, read_content
from suite.reading.compressed import from_gzip

Split = tuple[NDArray[np.uint8], NDArray[np.int64]]

_UNSIGNED_BYTE = 8


def read_mnist(folder: Path) -> tuple[Split, Split]:
    """Return the training and the test split, each images ``(n, 1, height, width)`` and labels ``(n,)``.

    Raises:
        DataError: if a file is missing, truncated, altered or of another format.
    """
    return _split(folder, "train"), _split(folder, "t10k")


def _split(folder: Path, part: str) -> Split:
    images = read_idx(_find(folder, f"{part}-images-idx3-ubyte"), axes=3)
    labels = read_idx(_find(folder, f"{part}-labels-idx1-ubyte"), axes=1)
    return images[:, None], labels.astype(np.int64)


def read_idx(path: Path, axes: int) -> NDArray[np.uint8]:
    """Return the array of an idx file of unsigned bytes with so many ``axes``; ``.gz`` is unpacked while it is read.

    Raises:
        DataError: if it is truncated, longer than it says, or of another format.
    """
    content = _content(path)
    head = 4 + 4 * axes
    if content[:4] != bytes((0, 0, _UNSIGNED_BYTE, axes)) or len(content) < head:
        raise DataError(
            f"{path} is not an idx file of unsigned bytes with {axes} axes (its first bytes are "
            f"'{content[:4].hex(' ')}'): get it again from its source"
        )
    shape = tuple(int.from_bytes(content[at : at + 4], "big") for at in range(4, head, 4))
    expected = math.prod(shape)
    if math.prod(n or 1 for n in shape) > max(expected, IMAGE_FILE):  # no bytes, on axes that are too long for numpy
        raise DataError(f"{path} holds nothing, on axes of {shape}: it is altered; get it again from its source")
    if len(content) - head != expected:
        raise DataError(
            f"{path} should hold {expected:,} bytes after its header and holds {len(content) - head:,}: "
            "it is truncated or altered; get it again from its source"
        )
    return np.frombuffer(content, dtype=np.uint8, offset=head).reshape(shape)


def _content(path: Path) -> bytes:
    try:
        content, budget = read_content(path, IMAGE_FILE, "an idx file of MNIST")
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror or error}): check its permissions") from None
    return from_gzip(content, IMAGE_FILE, budget) if path.suffix == ".gz" else content


def _find(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.is_file():
            return candidate
    raise DataError(f"{folder} has no file {name} or {name}.gz: unpack all four files of MNIST there")
