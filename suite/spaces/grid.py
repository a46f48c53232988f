"""A plain grid of operations: the common arithmetic of spaces, and small spaces for tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ArchitectureError
from suite.spaces.base import Codes, Indices


class GridSpace:
    """``n_edges`` edges with one of ``n_operations`` operations each; index = the code read as a number.

    Raises:
        ArchitectureError: from every method, for codes or indices that are not in the space.
    """

    indexed = True

    def __init__(self, n_edges: int, n_operations: int, operations: tuple[str, ...] | None = None) -> None:
        if n_edges < 1 or n_operations < 2 or n_operations > 10:
            raise ArchitectureError("a grid space needs at least one edge and two to ten operations")
        self.name = f"grid-{n_edges}x{n_operations}"
        self.n_edges = n_edges
        self.n_operations = n_operations
        self.size = n_operations**n_edges
        self.operations = operations or tuple(f"op{k}" for k in range(n_operations))
        self._powers = n_operations ** np.arange(n_edges - 1, -1, -1, dtype=np.int64)

    # -- checks ----------------------------------------------------------------------------------------------------
    def check_codes(self, codes: ArrayLike) -> Codes:
        """Return ``codes`` as ``(n, n_edges)`` uint8 or raise ArchitectureError."""
        array = np.asarray(codes)
        if array.ndim != 2 or array.shape[1] != self.n_edges:
            raise ArchitectureError(f"codes must have the shape (n, {self.n_edges}), not {array.shape}")
        if array.dtype == np.uint8:
            fits = bool((array < self.n_operations).all())
        elif array.dtype.kind in "iu":
            fits = bool(((array >= 0) & (array < self.n_operations)).all())
        else:
            raise ArchitectureError(f"codes must be integers, not {array.dtype}")
        if not fits:
            raise ArchitectureError(f"operations must lie between 0 and {self.n_operations - 1}")
        return array.astype(np.uint8, copy=False)

    def check_indices(self, indices: ArrayLike) -> Indices:
        """Return ``indices`` as ``(n,)`` int64 or raise ArchitectureError; a scalar becomes ``(1,)``."""
        array = np.atleast_1d(np.asarray(indices))
        if array.size == 0 and array.ndim == 1:
            return np.empty(0, dtype=np.int64)
        if array.ndim != 1 or array.dtype.kind not in "iu":
            raise ArchitectureError(f"indices must be a one-dimensional array of integers, not {array.dtype}")
        outside = (array < 0) | (array >= self.size)
        if outside.any():
            raise ArchitectureError(f"index {array[outside][0]} is out of range: use 0 to {self.size - 1}")
        return array.astype(np.int64, copy=False)

    def canonical(self, codes: ArrayLike) -> Codes:
        """Return for each of ``codes`` ``(n, n_edges)`` the code that stands for its architecture: here itself."""
        return self.check_codes(codes)

    # -- conversions -----------------------------------------------------------------------------------------------
    def rank(self, codes: Codes) -> Indices:
        """Return the mixed-radix number ``(n,)`` of checked codes."""
        result: Indices = codes.astype(np.int64) @ self._powers
        return result

    def unrank(self, numbers: Indices) -> Codes:
        """Return the codes ``(n, n_edges)`` of mixed-radix numbers."""
        return (numbers[:, None] // self._powers % self.n_operations).astype(np.uint8)

    def index(self, codes: ArrayLike) -> Indices:
        """Return the indices ``(n,)`` of ``codes`` ``(n, n_edges)``."""
        return self.rank(self.check_codes(codes))

    def codes(self, indices: ArrayLike) -> Codes:
        """Return the codes ``(n, n_edges)`` of ``indices`` ``(n,)``."""
        return self.unrank(self.check_indices(indices))

    def one_hot(self, codes: ArrayLike) -> NDArray[np.float64]:
        """Return ``(n, n_edges * n_operations)`` of zeros and ones, edge by edge."""
        eye = np.eye(self.n_operations)
        checked = self.check_codes(codes)
        return eye[checked].reshape(len(checked), self.n_edges * self.n_operations)

    def strings(self, indices: ArrayLike) -> list[str]:
        """Return the operation digits of ``indices`` as text."""
        return ["".join(str(op) for op in code) for code in self.codes(indices)]

    def parse(self, text: str) -> int:
        """Return the index that operation digits (exactly ``n_edges`` of them) or a decimal index name."""
        text = str(text).strip()
        if not text.isascii() or not text.isdigit():
            raise self._names_nothing(text)
        if len(text) == self.n_edges:
            return int(self.index(np.array([[int(digit) for digit in text]]))[0])
        return int(self.check_indices(np.array([int(text)]))[0]) if len(text) < 19 else self._too_big(text)

    def _names_nothing(self, text: str) -> ArchitectureError:
        """Return the error for a text that is neither an index nor operation digits."""
        return ArchitectureError(f"'{text}' names no architecture: give an index or {self.n_edges} operation digits")

    def _too_big(self, text: str) -> int:
        raise ArchitectureError(f"index {text[:20]}... is out of range: use 0 to {self.size - 1}")

    # -- sampling --------------------------------------------------------------------------------------------------
    def random(self, n: int, rng: np.random.Generator) -> Codes:
        """Draw ``n`` architectures uniformly with replacement, ``(n, n_edges)``."""
        return rng.integers(0, self.n_operations, size=(n, self.n_edges)).astype(np.uint8)

    def neighbours(self, code: ArrayLike) -> Codes:
        """Return the ``n_edges * (n_operations - 1)`` architectures one edge away from ``code``, edge by edge."""
        centre = self.check_codes(np.asarray(code)[None, :])[0]
        result = np.repeat(centre[None, :], self.n_edges * (self.n_operations - 1), axis=0)
        row = 0
        for edge in range(self.n_edges):
            for operation in range(self.n_operations):
                if operation != centre[edge]:
                    result[row, edge] = operation
                    row += 1
        return result

    def isomorphism_class(self) -> NDArray[np.int32]:
        """Return the identity: on a plain grid no two codes are equivalent."""
        return np.arange(self.size, dtype=np.int32)

    def connected(self) -> NDArray[np.bool_]:
        """Return that every architecture's input reaches its output: a plain grid has no paths."""
        return np.ones(self.size, dtype=np.bool_)
