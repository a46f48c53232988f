"""Everything that a search was told, in order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes, SearchSpace

Floats = NDArray[np.float64]


class Archive:
    """All told architectures and their values, with the questions that methods ask about them.

    Args:
        space: the search space of the codes.
    """

    def __init__(self, space: SearchSpace) -> None:
        self.space = space
        self._codes: list[Codes] = []
        self._values: list[Floats] = []

    def add(self, codes: Codes, values: Floats) -> None:
        """Append ``codes`` ``(n, n_edges)`` and ``values`` ``(n, m)``; the arrays must not be changed afterwards."""
        self._codes.append(codes)
        self._values.append(values)

    def __len__(self) -> int:
        return sum(len(codes) for codes in self._codes)

    @property
    def codes(self) -> Codes:
        """All told codes ``(n_told, n_edges)`` in the order of telling, repeats included."""
        if len(self._codes) > 1:
            self._codes = [np.concatenate(self._codes)]
        return self._codes[0] if self._codes else np.empty((0, self.space.n_edges), dtype=np.uint8)

    @property
    def values(self) -> Floats:
        """All told values ``(n_told, m)`` in the same order; ``(0, 0)`` before the first telling."""
        if len(self._values) > 1:
            self._values = [np.concatenate(self._values)]
        return self._values[0] if self._values else np.empty((0, 0))

    def distinct(self) -> tuple[Codes, Floats]:
        """Return each told architecture once, with the values of its first telling, in order of first telling."""
        rows = first_rows(self.codes)
        return self.codes[rows], self.values[rows]

    def nondominated(self) -> tuple[Codes, Floats]:
        """Return the distinct feasible architectures that no other told one dominates, in order of first telling."""
        codes, values = self.distinct()
        if len(codes) == 0:
            return codes, values
        from suite.kernels.ranking import nondominated  # imports moocore, which single-objective methods do without

        keep = nondominated(values)
        return codes[keep], values[keep]

    def best(self) -> tuple[Codes, Floats]:
        """Return the feasible architecture with the lowest first objective, the earliest among equals.

        ``(1, n_edges)`` and ``(1, m)``, or no rows if nothing feasible was told.
        """
        codes, values = self.codes, self.values
        feasible = np.flatnonzero(~np.isnan(values).any(axis=1))
        rows = feasible[values[feasible, 0].argmin()][None] if len(feasible) else feasible
        return codes[rows], values[rows]


def first_rows(codes: Codes) -> NDArray[np.int64]:
    """Return the positions, ascending, at which each distinct row of ``codes`` ``(n, n_edges)`` appears first."""
    if len(codes) == 0:
        return np.empty(0, dtype=np.int64)
    return np.sort(np.unique(codes, axis=0, return_index=True)[1]).astype(np.int64)


def distinct_codes(codes: Codes, known: set[bytes], count: int) -> Codes:
    """Return the first ``count`` of ``codes`` that are neither ``known`` nor repeated, and add them to ``known``."""
    kept: list[int] = []
    for row, code in enumerate(codes):
        key = code.tobytes()
        if len(kept) < count and key not in known:
            known.add(key)
            kept.append(row)
    return codes[kept]
