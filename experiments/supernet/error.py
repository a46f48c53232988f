"""What a score's error consists of: saturation apart, the part that operations on edges and pairs of them explain.

As published supernet scores were looked at in a pilot: the error is the score's normal score less its regression on
the normal score of the true accuracy. The space holds every combination of operations, so that the effects are means
of the error over all cells with an operation (additive) or with two operations on two edges (pairwise, which contain
the additive ones), and the shares of the variance that they explain add up. In-sample: effects fitted to white noise
would explain 0.2 % (24 of 15,624 degrees of freedom) and 1.7 % (264).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from experiments.kit import Floats
from suite.spaces.base import SearchSpace

Cells = NDArray[np.int64]


def all_cells(space: SearchSpace) -> Cells:
    """Return the index of every cell in an array with an axis of operations per edge."""
    cells = np.empty((space.n_operations,) * space.n_edges, dtype=np.int64)
    cells[tuple(space.codes(np.arange(space.size)).T)] = np.arange(space.size)
    return cells


def normal_scores(values: Floats) -> Floats:
    """Return ``Phi^-1((rank - 0.5) / n)`` of ``values`` ``(n,)``, equal values sharing their mean rank."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(values) - 0.5) / len(values)), dtype=np.float64)


def error_of(score: Floats, truth: Floats) -> Floats:
    """Return the error ``(n,)`` of the normal scores ``score``: less their regression on those of the truth."""
    centred = truth - truth.mean()
    slope = float(score @ centred / (centred @ centred))
    return np.asarray(score - score.mean() - slope * centred)


def explained(error: Floats, cells: Cells) -> tuple[float, float]:
    """Return the shares of the variance of ``error`` ``(size,)`` that additive and pairwise effects explain, 0 to 1.

    The second contains the first. Both are 0 for a constant error.

    Args:
        error: of every cell.
        cells: :func:`all_cells` of the space.
    """
    grid = error[cells]
    grid -= grid.mean()
    total = float((grid**2).mean())
    if total == 0.0:
        return 0.0, 0.0
    single = [_mean(grid, {edge}) for edge in range(grid.ndim)]
    additive = sum(float((effect**2).mean()) for effect in single)
    pairwise = sum(
        float(((_mean(grid, {a, b}) - single[a] - single[b]) ** 2).mean()) for a, b in combinations(range(grid.ndim), 2)
    )
    return additive / total, (additive + pairwise) / total


def edge_effects(values: Floats, cells: Cells) -> Floats:
    """Return the mean of ``values`` ``(size,)`` over the cells with each operation on each edge, less that of all.

    ``(n_edges, n_operations)``; each line has the mean 0.
    """
    grid = values[cells]
    return np.asarray(np.stack([_mean(grid, {edge}).ravel() for edge in range(grid.ndim)]) - grid.mean())


def _mean(grid: Floats, kept: set[int]) -> Floats:
    """Return the mean over all axes but those ``kept``, which stay in place."""
    return np.asarray(grid.mean(axis=tuple(axis for axis in range(grid.ndim) if axis not in kept), keepdims=True))
