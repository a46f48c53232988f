"""Numbers of architectures: the space's indices, or, where it has none, in the order of first appearance."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import ArrayLike

from suite.spaces.base import Codes, Indices, SearchSpace


class Numbering:
    """Numbers architectures, equal ones equally.

    Attributes:
        space: of the codes.

    Args:
        space: of the codes.
    """

    def __init__(self, space: SearchSpace) -> None:
        self.space = space
        self._numbers: dict[bytes, int] = {}
        self._rows: list[Codes] = []

    def index(self, codes: ArrayLike) -> Indices:
        """Return the numbers ``(n,)`` of ``codes`` ``(n, n_edges)``; new architectures get the next ones."""
        if self.space.indexed:
            return self.space.index(codes)
        result = []
        for row in self.space.canonical(codes):
            number = self._numbers.setdefault(row.tobytes(), len(self._rows))
            if number == len(self._rows):
                self._rows.append(row.copy())
            result.append(number)
        return np.array(result, dtype=np.int64)

    def codes(self, numbers: ArrayLike) -> Codes:
        """Return the canonical codes ``(n, n_edges)`` of ``numbers`` ``(n,)`` that :meth:`index` gave."""
        if self.space.indexed:
            return self.space.codes(numbers)
        rows = [self._rows[number] for number in np.asarray(numbers, dtype=np.int64)]
        return np.array(rows, dtype=np.uint8).reshape(len(rows), self.space.n_edges)

    @property
    def bound(self) -> int:
        """More than any number given so far, and than any that a space with indices gives."""
        return self.space.size if self.space.indexed else len(self._rows)

    @property
    def listed(self) -> Codes | None:
        """The numbered architectures ``(k, n_edges)``, row by row; None where the space has indices."""
        return None if self.space.indexed else self.codes(np.arange(len(self._rows)))


def index_all(numberings: Sequence[Numbering], codes: Codes, sizes: Sequence[int]) -> Indices:
    """Return the numbers ``(n,)`` of several lists of architectures on one space, each by a numbering of its own.

    Args:
        numberings: one for each list.
        codes: ``(n, n_edges)``, list after list.
        sizes: how many architectures each list has.
    """
    if numberings[0].space.indexed:
        return numberings[0].space.index(codes)
    bounds = pairwise(accumulate(sizes, initial=0))
    numbers = [numbering.index(codes[a:b]) for numbering, (a, b) in zip(numberings, bounds, strict=True)]
    return np.concatenate(numbers)


def codes_all(numberings: Sequence[Numbering], numbers: Sequence[Sequence[int]]) -> list[Codes]:
    """Return the codes ``(n, n_edges)`` of each list of numbers on one space, each by a numbering of its own."""
    if not numberings[0].space.indexed:
        return [numbering.codes(each) for numbering, each in zip(numberings, numbers, strict=True)]
    codes = numberings[0].space.codes([number for each in numbers for number in each])
    return [codes[a:b] for a, b in pairwise(accumulate(map(len, numbers), initial=0))]
