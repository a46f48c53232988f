"""Progressive reduction of a search space: which operations of each edge are kept.

Source: pEvoNAS (Sinha and Chen, GECCO 2022, arXiv 2203.01559; the authors' public code). All functions take and return
positions within the operations that are left, not operations of the full space.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


def top_operations(matrices: Floats, keep: int) -> Positions:
    """Return the positions of the ``keep`` largest entries of each row, ascending.

    Args:
        matrices: ``(..., n_edges, n_left)`` architecture parameters.
        keep: number of operations kept, at most ``n_left``.

    Returns:
        ``(..., n_edges, keep)``.
    """
    return np.asarray(np.sort(np.argsort(-matrices, axis=-1, kind="stable")[..., :keep], axis=-1))


def voted_operations(matrices: Floats, keep: int) -> Positions:
    """Return the set of ``keep`` operations of each edge ``(n_edges, keep)`` that a population votes for.

    On each edge every member votes for the set of its ``keep`` largest parameters, with the weight -(rank / N) of its
    rank 1 to N. The set with the largest sum of weights is kept, among equals that of the better member. As all weights
    are negative, a vote counts against a set: one that only few members name can win. This is the rule as published.

    Args:
        matrices: ``(N, n_edges, n_left)`` architecture parameters of a population, the best member first.
        keep: number of operations kept.
    """
    votes = top_operations(matrices, keep)
    kept = []
    for edge in range(votes.shape[1]):
        against: dict[tuple[int, ...], int] = {}  # the sum of ranks, in whole numbers: exact
        for rank, ballot in enumerate(votes[:, edge].tolist(), start=1):
            against[tuple(ballot)] = against.get(tuple(ballot), 0) + rank
        kept.append(min(against, key=against.__getitem__))  # the first of equals, which the better member named
    return np.array(kept, dtype=np.int64)
