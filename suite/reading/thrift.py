"""Thrift's compact protocol, as far as Parquet's descriptions use it: structures as {field: value}.

Source: the Apache Thrift specification of the compact protocol.
"""

from __future__ import annotations

from typing import Any

_DEEPEST = 12
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCTURE = 1, 2, 3, 7, 8, 9, 10, 12
_NUMBERS = (4, 5, 6)


class Compact:
    """Reads structures from ``data``, one after another.

    Attributes:
        position: of the next byte.
    """

    def __init__(self, data: bytes, position: int, end: int | None = None) -> None:
        self.data, self.position = data, position
        self._end = len(data) if end is None else end

    def structure(self, depth: int = 0) -> dict[int, Any]:
        """Return the next structure; texts are bytes.

        Raises:
            ValueError, IndexError: if it is truncated, nested too deeply, or holds maps.
        """
        found: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._signed()
            found[field] = self._value(head & 15, depth)
        return found

    def _byte(self) -> int:
        if self.position >= self._end:
            raise ValueError("a description is truncated")
        self.position += 1
        return self.data[self.position - 1]

    def _number(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
            if shift > 63:
                raise ValueError("a number of a description is too long")

    def _signed(self) -> int:
        number = self._number()
        return (number >> 1) ^ -(number & 1)

    def _binary(self, length: int) -> bytes:
        first, self.position = self.position, self.position + length
        if self.position > self._end:
            raise ValueError("a description is truncated")
        return self.data[first : self.position]

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind == _BYTE:
            return self._byte()
        if kind in _NUMBERS:
            return self._signed()
        if kind == _DOUBLE:
            return self._binary(8)
        if kind == _BINARY:
            return self._binary(self._number())
        if kind in (_LIST, _SET) and depth < _DEEPEST:
            head = self._byte()
            length = head >> 4 if head >> 4 < 15 else self._number()
            if length > self._end - self.position:  # an element takes a byte at least
                raise ValueError("a list of a description is too long")
            inner = head & 15
            if inner in (_TRUE, _FALSE):
                return [self._byte() == _TRUE for _ in range(length)]
            return [self._value(inner, depth + 1) for _ in range(length)]
        if kind == _STRUCTURE and depth < _DEEPEST:
            return self.structure(depth + 1)
        raise ValueError("a description has a field of an unknown kind")
