"""How different architectures are from each other, and from their nearest neighbours.

Source: novelty search as in NEvoNAS (Sinha and Chen, GECCO 2022 companion, arXiv 2204.00188; the authors' public code).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def shared_edges(first: Codes, second: Codes) -> NDArray[np.int8]:
    """Return on how many edges each of ``first`` ``(n, e)`` has the operation of each of ``second`` ``(m, e)``.

    Returns:
        ``(n, m)``, 0 to e.
    """
    # an edge at a time: arrays of (n, m) instead of one of (n, m, e)
    shared = np.zeros((len(first), len(second)), dtype=np.int8)
    for mine, theirs in zip(first.T, second.T, strict=True):
        shared += mine[:, None] == theirs[None, :]
    return shared


def jaccard_by_shared(n_edges: int) -> Floats:
    """Return the Jaccard distance ``(n_edges + 1,)`` of two architectures that share 0, 1, ..., ``n_edges`` edges.

    An architecture is the set of its n (edge, operation) pairs. With c in common the union has 2 n - c, so the distance
    is 1 - c / (2 n - c).
    """
    shared = np.arange(n_edges + 1)
    return np.asarray(1.0 - shared / (2 * n_edges - shared))


def jaccard_distance(first: Codes, second: Codes) -> Floats:
    """Return the Jaccard distances ``(n, m)`` of ``first`` ``(n, e)`` and ``second`` ``(m, e)``."""
    return np.asarray(jaccard_by_shared(first.shape[1])[shared_edges(first, second)])


def novelty(codes: Codes, others: Codes, own: Rows, k: int) -> Floats:
    """Return the novelty ``(n,)``: the mean Jaccard distance to the ``k`` nearest of ``others``; larger is more novel.

    Args:
        codes: ``(n, e)`` architectures.
        others: ``(m, e)``, m >= 2, those to compare with; the same architecture may be among them.
        own: ``(n,)`` the one row of ``others`` that each architecture is not compared with: itself.
        k: number of neighbours; all where there are fewer.
    """
    shared = shared_edges(codes, others)
    shared[np.arange(len(codes)), own] = -1  # sorts before everything, so it is never among the nearest
    nearest = min(k, len(others) - 1)
    # nearest means most shared; sorted whole numbers make the sum the same on every processor
    return np.asarray(jaccard_by_shared(codes.shape[1])[np.sort(shared, axis=1)[:, -nearest:]].mean(axis=1))
