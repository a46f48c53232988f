"""Small objective functions whose best architectures are known without searching."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes, SearchSpace

Floats = NDArray[np.float64]
Values = Callable[[Codes], Floats]


def hidden_code(space: SearchSpace, target: Codes | None = None) -> Values:
    """Return an objective ``codes (n, n_edges) -> (n, 1)``: a weighted count of the edges that differ from ``target``.

    The optimum is ``target`` alone, with the value 0. Weights differ from edge to edge, so there are no plateaus.

    Args:
        space: the search space.
        target: ``(n_edges,)``; if None, the operations 1, 2, 0, 1, 2, ... as far as the space has them.
    """
    hidden = np.arange(1, space.n_edges + 1) % min(3, space.n_operations) if target is None else np.asarray(target)
    weights = 1.0 + 0.1 * np.arange(space.n_edges)

    def values(codes: Codes) -> Floats:
        return np.asarray(((codes != hidden) * weights).sum(axis=1, keepdims=True))

    return values


def two_distances(space: SearchSpace) -> Values:
    """Return two conflicting objectives ``codes (n, n_edges) -> (n, 2)``: the distances from two hidden codes.

    The hidden codes are all zeros and all ones. Each edge that is one of the two serves one of the objectives by its
    weight, so the Pareto front is all ``2**n_edges`` codes made of zeros and ones only.
    """
    zero, one = (
        hidden_code(space, np.zeros(space.n_edges, np.uint8)),
        hidden_code(space, np.ones(space.n_edges, np.uint8)),
    )

    def values(codes: Codes) -> Floats:
        return np.concatenate([zero(codes), one(codes)], axis=1)

    return values
