"""What every search space offers: architectures as integer codes, indices and strings, all vectorised."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.uint8]
"""Architectures, one per row: ``(n, n_edges)``, the operation of each edge as an integer below ``n_operations``."""

Indices = NDArray[np.int64]
"""Architectures as positions in the space's own order, ``(n,)``."""


class SearchSpace(Protocol):
    """A finite space of architectures with one operation per edge.

    Every method that takes codes accepts any integer dtype and raises
    :class:`suite.errors.ArchitectureError` for a wrong shape or an operation out of range.

    Attributes:
        indexed: whether architectures have indices. Where not (:class:`suite.spaces.large.LargeSpace`), what takes or
            returns indices raises, and ``size`` may exceed any integer type.
    """

    name: str
    indexed: bool
    n_edges: int
    n_operations: int
    size: int
    operations: tuple[str, ...]

    def index(self, codes: ArrayLike) -> Indices:
        """Return the indices ``(n,)`` of ``codes`` ``(n, n_edges)``."""
        ...

    def codes(self, indices: ArrayLike) -> Codes:
        """Return the codes ``(n, n_edges)`` of ``indices`` ``(n,)``."""
        ...

    def canonical(self, codes: ArrayLike) -> Codes:
        """Return for each of ``codes`` ``(n, n_edges)`` the one code that stands for its architecture."""
        ...

    def random(self, n: int, rng: np.random.Generator) -> Codes:
        """Draw ``n`` architectures uniformly with replacement, ``(n, n_edges)``."""
        ...

    def neighbours(self, code: ArrayLike) -> Codes:
        """Return all architectures that differ from ``code`` in exactly one edge."""
        ...

    def one_hot(self, codes: ArrayLike) -> NDArray[np.float64]:
        """Return ``(n, n_edges * n_operations)`` of zeros and ones, edge by edge."""
        ...

    def parse(self, text: str) -> int:
        """Return the index that ``text`` (index, string or operation digits) names."""
        ...

    def strings(self, indices: ArrayLike) -> list[str]:
        """Return the architecture strings of ``indices``."""
        ...

    def isomorphism_class(self) -> NDArray[np.int32]:
        """Return for each index ``(size,)`` the id of its class of equivalent architectures."""
        ...

    def connected(self) -> NDArray[np.bool_]:
        """Return for each index ``(size,)`` whether the architecture's input reaches its output."""
        ...
