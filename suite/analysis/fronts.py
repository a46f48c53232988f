"""Pareto fronts of arrays of objective values (minimised; a row with any NaN is infeasible and never on a front)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError
from suite.feasibility import feasible_rows

Floats = NDArray[np.float64]


def as_points(values: ArrayLike) -> Floats:
    """Return ``values`` as ``(n, m)`` float64; ``(n,)`` becomes ``(n, 1)``.

    Raises:
        ConfigurationError: for more than two dimensions or no objective at all.
    """
    points = np.asarray(values, dtype=np.float64)
    if points.ndim == 1:
        points = points[:, None]
    if points.ndim != 2 or points.shape[1] == 0:
        raise ConfigurationError(f"objective values must have the shape (n, m) with m >= 1, not {np.shape(values)}")
    return points


def nondominated(values: ArrayLike, keep_duplicates: bool = True) -> NDArray[np.bool_]:
    """Return which rows ``(n,)`` are feasible and dominated by no other feasible row.

    Args:
        values: ``(n, m)``, minimised.
        keep_duplicates: whether all of several equal rows count as nondominated, or only the first of them.
    """
    import moocore

    points = as_points(values)
    mask = feasible_rows(points)
    if mask.any():
        mask[mask] = np.asarray(moocore.is_nondominated(points[mask], keep_weakly=keep_duplicates), dtype=bool)
    return mask


def front(values: ArrayLike) -> Floats:
    """Return the distinct nondominated points ``(k, m)``, sorted by the first objective, then the next."""
    points = as_points(values)
    chosen = points[nondominated(points, keep_duplicates=False)]
    return chosen[np.lexsort(chosen.T[::-1])]


def front_members(indices: ArrayLike, values: ArrayLike) -> NDArray[np.int64]:
    """Return the distinct architectures on the front of what was evaluated, by increasing last objective.

    Args:
        indices: ``(n,)`` architecture indices, repetitions allowed.
        values: ``(n, m)`` objective values, row by row those of ``indices``.

    Returns:
        ``(k,)`` indices. Equal objective values of different architectures are all kept.
    """
    points = as_points(values)
    unique, first = np.unique(np.asarray(indices, dtype=np.int64), return_index=True)
    points = points[first]
    mask = nondominated(points)
    chosen = unique[mask]
    return chosen[np.lexsort((chosen, *points[mask].T))]
