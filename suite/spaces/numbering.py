"""Numbers of architectures: the space's indices, or, where it has none, in the order of first appearance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from suite.spaces.base import Codes, Indices, SearchSpace


class Numbering:
    """Numbers architectures, equal ones equally.

    Args:
        space: of the codes.
    """

    def __init__(self, space: SearchSpace) -> None:
        self._space = space
        self._numbers: dict[bytes, int] = {}
        self._rows: list[Codes] = []

    def index(self, codes: ArrayLike) -> Indices:
        """Return the numbers ``(n,)`` of ``codes`` ``(n, n_edges)``; new architectures get the next ones."""
        if self._space.indexed:
            return self._space.index(codes)
        result = []
        for row in self._space.canonical(codes):
            number = self._numbers.setdefault(row.tobytes(), len(self._rows))
            if number == len(self._rows):
                self._rows.append(row.copy())
            result.append(number)
        return np.array(result, dtype=np.int64)

    def codes(self, numbers: ArrayLike) -> Codes:
        """Return the canonical codes ``(n, n_edges)`` of ``numbers`` ``(n,)`` that :meth:`index` gave."""
        if self._space.indexed:
            return self._space.codes(numbers)
        rows = [self._rows[number] for number in np.asarray(numbers, dtype=np.int64)]
        return np.array(rows, dtype=np.uint8).reshape(len(rows), self._space.n_edges)

    @property
    def bound(self) -> int:
        """More than any number given so far, and than any that a space with indices gives."""
        return self._space.size if self._space.indexed else len(self._rows)

    @property
    def listed(self) -> Codes | None:
        """The numbered architectures ``(k, n_edges)``, row by row; None where the space has indices."""
        return None if self._space.indexed else self.codes(np.arange(len(self._rows)))
