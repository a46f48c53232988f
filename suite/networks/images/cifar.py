"""The "python version" of CIFAR-10 and CIFAR-100: pickled dictionaries, read without executing anything.

The official files were pickled by Python 2's ``cPickle`` (protocol 2), which writes texts and arrays as byte strings
and numbers its memo from 1; :class:`CifarReader` adds just that to the suite's closed reader. Files of the same layout
that Python 3 pickled (keys are bytes there) are read as well. Layout: Krizhevsky's data set page; rows of 3,072 bytes
are the red, green and blue planes of 32 x 32.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.reading.budget import IMAGE_FILE, read_content
from suite.tables.pickles.reader import PickleReader
from suite.tables.pickles.values import NUMBERS, as_array

IMAGE_BYTES = 3 * 32 * 32

Split = tuple[NDArray[np.uint8], NDArray[np.int64]]


class CifarReader(PickleReader):
    """The closed reader for pickles that Python 2's ``cPickle`` wrote."""

    def _run(self, texts: dict[bytes, str]) -> Any:
        if self.data[self.position : self.position + 5] == b"\x80\x02}q\x01":
            self.memo.append(None)  # cPickle's memo begins at 1; the reader wants consecutive numbers from 0
        return super()._run(texts)

    def rare(self, opcode: int) -> None:
        """Do what ``opcode`` says; strings of Python 2 are texts if short, the content of an array if long."""
        if opcode == 0x55:  # SHORT_BINSTRING: keys, file names, element types
            self.stack.append(self._content(self._unsigned(1)).decode("latin-1"))
        elif opcode == 0x54:  # BINSTRING: the pixels
            self.stack.append(self._content(self._unsigned(4)))
        else:
            super().rare(opcode)


def read_cifar10(folder: Path) -> tuple[Split, Split]:
    """Return the training split (five batches, in order) and the test split of ``cifar-10-batches-py``.

    Raises:
        DataError: if a file is missing, truncated, altered or of another format.
    """
    batches = [read_batch(folder / f"data_batch_{number}", ("labels",)) for number in range(1, 6)]
    train = np.concatenate([images for images, _ in batches]), np.concatenate([labels for _, labels in batches])
    return train, read_batch(folder / "test_batch", ("labels",))


def read_cifar100(folder: Path) -> tuple[Split, Split]:
    """Return the training and the test split of ``cifar-100-python`` with its fine labels.

    Raises:
        DataError: if a file is missing, truncated, altered or of another format.
    """
    return read_batch(folder / "train", ("fine_labels",)), read_batch(folder / "test", ("fine_labels",))


def read_batch(path: Path, label_keys: Sequence[str]) -> Split:
    """Return images ``(n, 3, 32, 32)`` and labels ``(n,)`` of one pickled batch.

    Args:
        path: the file.
        label_keys: the key of the labels, or several of which the first that is there counts.

    Raises:
        DataError: if it is missing, truncated, altered or of another format.
    """
    try:
        content, budget = read_content(path, IMAGE_FILE, "a CIFAR file")
    except FileNotFoundError:
        raise DataError(f"{path.parent} has no file {path.name}: unpack the archive again") from None
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror or error}): check its permissions") from None
    root = CifarReader(content, path.name, NUMBERS, budget=budget).load()
    if type(root) is not dict:
        raise DataError(f"{path} holds no dictionary: it is not a CIFAR batch; get it again from its source")
    fields = {key.decode("latin-1") if type(key) is bytes else key: value for key, value in root.items()}
    key = next((name for name in label_keys if name in fields), None)
    if "data" not in fields or key is None:
        raise DataError(f"{path} has no 'data' and '{label_keys[0]}': it is not a CIFAR batch of this kind")
    try:
        pixels, labels = as_array(fields["data"]), as_array(fields[key])
    except (AttributeError, TypeError, ValueError):
        raise DataError(f"{path} has no numbers as 'data' or '{key}': get it again from its source") from None
    if pixels.dtype != np.uint8 or pixels.ndim != 2 or pixels.shape[1] != IMAGE_BYTES or not len(pixels):
        raise DataError(
            f"{path} should hold rows of {IMAGE_BYTES:,} bytes and holds {pixels.dtype} of the shape {pixels.shape}: "
            "it is altered, or not CIFAR; get it again from its source"
        )
    if labels.shape != (len(pixels),) or not np.array_equal(labels, np.round(labels)):
        raise DataError(
            f"{path} holds {len(pixels):,} images and labels of the shape {labels.shape}: one whole number per image "
            "is needed; get it again from its source"
        )
    return pixels.reshape(-1, 3, 32, 32), labels.astype(np.int64)
