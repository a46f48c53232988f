"""The named values that the data files may contain, each made by a function that can do nothing else.

numpy's own reconstruction is not called: array flags and shapes from a hostile file could make it read foreign memory.
Arrays are made here from whole buffers of the plain number types below. Tables of names:

* :data:`NUMBERS`: numpy numbers and arrays of numbers, ordered dictionaries, sets;
* :data:`FRAMES`: the same, arrays of texts, and inert stand-ins for the parts of a pandas data frame;
* :data:`TORCH`: :data:`NUMBERS` and inert stand-ins for tensors (their content is not read).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.reading.budget import KEY_INTEGER, KEY_TEXT
from suite.tables.pickles.state import Buildable, Global, Storage

_NUMBER_TYPES = frozenset({"b1", "f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"})
_TEXTUAL = (str, int, float, type(None))
_LONGEST_EMPTY = 2**16


class DType(Buildable):
    """A numpy number type, ``"<f8"`` and so on; ``"O8"`` only where texts are expected."""

    def __init__(self, code: str, types: frozenset[str] = _NUMBER_TYPES) -> None:
        if type(code) is not str or code not in types:
            raise ValueError("element type")
        self.code, self.order = code, "<"

    def build(self, state: Any) -> None:
        """Take the byte order; the other fields belong to structured types, which are refused."""
        _, order, subtype, names, fields = state[:5]
        if (
            type(order) is not str
            or order not in ("<", ">", "|", "=")
            or any(part is not None for part in (subtype, names, fields))
        ):
            raise ValueError("structured element type")
        self.order = order

    @property
    def dtype(self) -> np.dtype[Any]:
        """The real thing, for numbers."""
        return np.dtype(self.order.replace("=", "<") + self.code)


class Array(Buildable):
    """An array as it was pickled; :attr:`values` once its state is known."""

    values: NDArray[Any]

    def build(self, state: Any) -> None:
        """Take ``(version, shape, dtype, is_fortran, content)``."""
        _, shape, dtype, fortran, content = state
        self.fill(content, dtype, shape, "F" if fortran else "C")

    def fill(self, content: Any, dtype: DType, shape: Any, order: str) -> None:
        """Make the values from a buffer of numbers, or from a list of texts."""
        if type(shape) is not tuple or len(shape) > 4 or not all(type(n) is int and 0 <= n < 2**40 for n in shape):
            raise ValueError("shape")
        if type(dtype) is not DType:
            raise ValueError("element type")
        if type(content) is list:
            if dtype.code != "O8" or not all(type(item) in _TEXTUAL for item in content):
                raise ValueError("array of objects")
            flat = np.empty(len(content), dtype=object)
            flat[:] = content
            self.taken = flat.nbytes
        elif type(content) is bytes and dtype.code != "O8":
            flat = np.frombuffer(content, dtype=dtype.dtype)
        else:
            raise ValueError("content of an array")
        # an array without elements may still have long axes, of which lists would be long, too
        if math.prod(shape) != flat.size or math.prod(n or 1 for n in shape) > max(flat.size, _LONGEST_EMPTY):
            raise ValueError("size of an array")
        self.values = flat.reshape(shape, order="F" if order == "F" else "C")


class Inert(Buildable):
    """Stands for an object of another package: keeps what it was given, does nothing."""

    def __init__(self, kind: str, arguments: tuple[Any, ...]) -> None:
        self.kind, self.arguments = kind, arguments
        self.state: Any = None

    def build(self, state: Any) -> None:
        """Keep ``state``."""
        self.state = state


def as_array(value: Any) -> NDArray[Any]:
    """Return the values of a pickled array, or of a list of numbers.

    Raises:
        TypeError, ValueError: if ``value`` is neither.
    """
    if isinstance(value, Array):
        return value.values
    if type(value) is list and all(type(item) in (int, float, bool) for item in value):
        return np.array(value, dtype=np.float64)
    raise TypeError(f"{type(value).__name__} instead of numbers")


def _reconstruct(cls: Any, shape: Any, kind: Any) -> Array:
    if not (type(cls) is Global and cls.name == "numpy.ndarray"):
        raise TypeError("class of an array")
    return Array()


def _frombuffer(content: Any, dtype: DType, shape: Any, order: Any) -> Array:
    array = Array()
    array.fill(content, dtype, shape, order)
    return array


def _scalar(dtype: DType, content: bytes) -> Any:
    """Return a numpy number as Python's: its values are all that the tables need, and it is a third of the size."""
    if type(content) is not bytes or type(dtype) is not DType:
        raise TypeError("numpy number")
    values = np.frombuffer(content, dtype=dtype.dtype)
    if values.size != 1:
        raise ValueError("numpy number")
    return values[0].item()


def _number_dtype(code: str, align: Any = False, copy: Any = False) -> DType:
    return DType(code)


def _any_dtype(code: str, align: Any = False, copy: Any = False) -> DType:
    return DType(code, _NUMBER_TYPES | {"O8"})


def _ordered_dict(pairs: Any = ()) -> dict[Any, Any]:
    if type(pairs) not in (tuple, list) or len(pairs):
        raise ValueError("ordered dictionary of an old kind")
    return {}


def _set(items: Any = ()) -> set[Any]:
    if type(items) not in (tuple, list):
        raise TypeError("members of a set")
    for item in items:
        small = abs(item) < KEY_INTEGER if type(item) is int else type(item) is str and len(item) <= KEY_TEXT
        if not small and type(item) is not float:
            raise ValueError("member of a set")
    return set(items)


def _latin1(text: str, encoding: str) -> bytes:
    """Protocol 2 writes bytes as a text to be encoded."""
    if type(text) is not str or type(encoding) is not str or encoding != "latin1":
        raise ValueError("encoding")
    return text.encode("latin1")


def _empty_bytes() -> bytes:
    return b""


def _slice(start: int, stop: int, step: int) -> slice:
    if not all(type(part) is int for part in (start, stop, step)):
        raise ValueError("slice")
    return slice(start, stop, step)


def _never(*arguments: Any) -> Any:
    raise TypeError("a class that is only named, never made")


def _inert(kind: str) -> Callable[..., Inert]:
    return lambda *arguments: Inert(kind, arguments)


def _tensor(*arguments: Any) -> Storage:
    return Storage()


Table = dict[tuple[str, str], Callable[..., Any]]

NUMBERS: Table = {
    ("numpy", "dtype"): _number_dtype,
    ("numpy", "ndarray"): _never,
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "scalar"): _scalar,
    ("numpy._core.numeric", "_frombuffer"): _frombuffer,
    ("collections", "OrderedDict"): _ordered_dict,
    ("builtins", "set"): _set,
    ("builtins", "bytes"): _empty_bytes,
    ("_codecs", "encode"): _latin1,
}
FRAMES: Table = {
    **NUMBERS,
    ("numpy", "dtype"): _any_dtype,
    ("builtins", "slice"): _slice,
    ("pandas.core.frame", "DataFrame"): _inert("DataFrame"),
    ("pandas.core.internals.managers", "BlockManager"): _inert("BlockManager"),
    ("pandas.core.indexes.base", "_new_Index"): _inert("index"),
    ("pandas.core.indexes.base", "Index"): _never,
    ("pandas.core.indexes.range", "RangeIndex"): _never,
}
TORCH: Table = {
    **NUMBERS,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_tensor"): _tensor,
    ("torch._utils", "_rebuild_parameter"): _tensor,
    **{("torch", f"{kind}Storage"): _never for kind in ("Float", "Double", "Half", "Long", "Int", "Byte", "Bool")},
}
