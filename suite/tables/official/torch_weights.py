"""State dictionaries in torch's old, non-zip format, with their numbers and without torch.

After the pickled object (:mod:`suite.tables.official.torch_file`) come the keys of its storages, pickled, then each
storage in that order: the number of its elements in eight bytes, and the elements. Nothing is executed; only
contiguous floating point tensors are made, of storages that the file really holds.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.tables.pickles.reader import PickleReader
from suite.tables.pickles.state import PER_STORAGE, Global
from suite.tables.pickles.values import TORCH, Table

_MAGIC, _PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
_BINPERSID, _BUILD = 0x51, 0x62
_ELEMENTS: dict[str, np.dtype[Any]] = {"torch.FloatStorage": np.dtype("<f4"), "torch.DoubleStorage": np.dtype("<f8")}


class _StorageKey:
    """A storage as the pickle names it: its key in the file, type and number of elements."""

    def __init__(self, persistent: Any) -> None:
        if type(persistent) is not tuple or len(persistent) not in (5, 6) or persistent[0] != "storage":
            raise ValueError("persistent id")
        _, kind, self.key, _device, self.length = persistent[:5]
        if type(kind) is not Global or kind.name not in _ELEMENTS or type(self.key) is not str:
            raise ValueError("storage")
        if persistent[5:] not in ((), (None,)) or type(self.length) is not int:
            raise ValueError("view of a storage")
        self.dtype: np.dtype[Any] = _ELEMENTS[kind.name]


class _Tensor:
    """A tensor whose storage was not read yet."""

    def __init__(self, storage: Any, offset: Any, shape: Any, stride: Any, *_: Any) -> None:
        if type(storage) is not _StorageKey or offset != 0 or type(shape) is not tuple or len(shape) > 4:
            raise ValueError("tensor")
        if any(type(length) is not int or length < 1 for length in shape):
            raise ValueError("shape of a tensor")
        self.storage, self.shape = storage, shape
        steps = tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))
        if stride != steps or math.prod(shape) != storage.length:
            raise ValueError("tensor that is not contiguous")


_ALLOWED: Table = {**TORCH, ("torch._utils", "_rebuild_tensor_v2"): _Tensor}


class _Reader(PickleReader):
    """Keeps what persistent ids say, instead of dropping it; drops the attribute that torch gives a dictionary."""

    def rare(self, opcode: int) -> None:
        stack = self.stack
        if opcode == _BINPERSID and self.storages:
            self.made += PER_STORAGE
            stack.append(_StorageKey(stack.pop()))
        elif (
            opcode == _BUILD and type(stack[-2]) is dict and type(stack[-1]) is dict and set(stack[-1]) == {"_metadata"}
        ):
            stack.pop()
        else:
            super().rare(opcode)


def read_weights(content: bytes, source: str) -> dict[str, NDArray[np.float64]]:
    """Return name -> tensor as float64 of a state dictionary that ``torch.save`` wrote in its old format.

    Args:
        content: of the file.
        source: its name, for messages.

    Raises:
        DataError: if it is no such file, truncated, or holds anything but plain, contiguous floating point tensors.
    """
    wrong = DataError(f"{source} is no state dictionary in torch's old format: get it again from its source")
    reader = _Reader(content, source, _ALLOWED, storages=True)
    if (reader.load(), reader.load()) != (_MAGIC, _PROTOCOL):
        raise wrong
    reader.load()  # system information
    state, keys = reader.load(), reader.load()
    if type(state) is not dict or type(keys) is not list or not all(type(each) is _Tensor for each in state.values()):
        raise wrong
    tensors: dict[str, _Tensor] = state
    wanted = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
    if not all(type(key) is str for key in keys) or sorted(wanted) != sorted(keys):
        raise wrong
    numbers: dict[str, NDArray[np.float64]] = {}
    position = reader.position
    for key in keys:
        storage = wanted[key]
        first, end = position + 8, position + 8 + storage.length * storage.dtype.itemsize
        if end > len(content) or int.from_bytes(content[position:first], "little") != storage.length:
            raise wrong
        numbers[key] = np.frombuffer(content[first:end], dtype=storage.dtype).astype(np.float64)
        reader.budget.take(numbers[key].nbytes)
        position = end
    if position != len(content):
        raise wrong
    return {str(name): numbers[tensor.storage.key].reshape(tensor.shape) for name, tensor in tensors.items()}
