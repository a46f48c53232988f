"""A sum of one entry per edge and operation, fitted to told values: a look-up table, or a linear surrogate."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class AdditiveModel:
    """Ridge regression on the one-hot code, kept up to date by its normal equations.

    The value of an architecture is ``constant + sum over edges of entries[edge, operation]``. The sum identifies the
    entries of an edge up to a constant; ridge picks those that are small, so an operation that was never seen has
    the entry 0, the average one.

    Attributes:
        n: number of distinct architectures that it was fitted to.
        constant: mean of the values; NaN before :meth:`fit`.
        entries: ``(E, O)``; zeros before :meth:`fit`.

    Args:
        n_edges: E.
        n_operations: O.
        ridge: added to the diagonal of the normal equations; positive, so that they can always be solved.
    """

    def __init__(self, n_edges: int, n_operations: int, ridge: float) -> None:
        self.n = 0
        self.constant = float("nan")
        self.entries: Floats = np.zeros((n_edges, n_operations))
        self._ridge = ridge
        self._eye = np.eye(n_operations)
        columns = n_edges * n_operations
        self._gram: Floats = np.zeros((columns, columns))
        self._moment: Floats = np.zeros(columns)
        self._counts: Floats = np.zeros(columns)
        self._total = 0.0
        self._seen: set[bytes] = set()
        self._new: list[tuple[NDArray[np.uint8], float]] = []  # told since the last fit

    def add(self, codes: NDArray[np.uint8], values: Floats) -> None:
        """Take the finite ones of ``values`` ``(n,)`` of ``codes`` ``(n, E)``; an architecture counts once."""
        for code, value in zip(codes, values.tolist(), strict=True):
            key = code.tobytes()
            if math.isfinite(value) and key not in self._seen:
                self._seen.add(key)
                self._new.append((code, value))
                self.n += 1

    def fit(self) -> None:
        """Solve for constant and entries; without any architecture they stay as they are."""
        if self.n == 0:
            return
        if self._new:
            hot = self._eye[np.stack([code for code, _ in self._new])].reshape(len(self._new), -1)
            values = np.array([value for _, value in self._new])
            self._new = []
            self._gram += hot.T @ hot
            self._moment += hot.T @ values
            self._counts += hot.sum(axis=0)
            self._total += float(values.sum())
        self.constant = self._total / self.n
        target = self._moment - self.constant * self._counts
        matrix = self._gram + self._ridge * np.eye(len(target))
        solved: Floats = np.asarray(np.linalg.solve(matrix, target), dtype=np.float64)
        self.entries = solved.reshape(self.entries.shape)

    def predict(self, codes: NDArray[np.uint8]) -> Floats:
        """Return the values ``(n,)`` of ``codes`` ``(n, E)``."""
        return np.asarray(self.constant + self.entries[np.arange(len(self.entries)), codes].sum(axis=1))

    def mixed(self, mixtures: Floats) -> Floats:
        """Return the values ``(n,)`` of mixtures ``(n, E, O)``: the entries weighted by their shares."""
        return np.asarray(self.constant + (mixtures * self.entries).sum(axis=(1, 2)))
