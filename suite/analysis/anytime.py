"""Anytime curves: quality after each query, against the three budgets (queries, distinct architectures, seconds)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.fronts import as_points
from suite.analysis.indicators import ReferenceLike, normalise, reference_point
from suite.feasibility import feasible_rows

Floats = NDArray[np.float64]


LEAST_BLOCK = 16
"""Points of the first block of an anytime hypervolume."""


@dataclass(frozen=True)
class BudgetAxes:
    """What was spent after each query, each ``(queries,)`` and non-decreasing.

    Attributes:
        queries: 1, 2, 3, ...
        distinct: architectures not seen before in the run.
        seconds: simulated time, of the distinct architectures or of every query; NaN where the fitness needs no
            training.
    """

    queries: NDArray[np.int64]
    distinct: NDArray[np.int64]
    seconds: Floats


def first_visits(indices: ArrayLike) -> NDArray[np.bool_]:
    """Return which queries ``(n,)`` met an architecture for the first time."""
    mask = np.zeros(len(np.asarray(indices)), dtype=bool)
    mask[np.unique(np.asarray(indices), return_index=True)[1]] = True
    return mask


def budget_axes(indices: ArrayLike, train_seconds: ArrayLike | None, charge: str = "distinct") -> BudgetAxes:
    """Return the three budgets after each query.

    Args:
        indices: ``(n,)`` the queried architectures in order.
        train_seconds: ``(n,)`` cost of each queried architecture in seconds, or None if there is none.
        charge: "distinct" (only the first query of an architecture costs seconds) or "every".
    """
    new = first_visits(indices)
    n = len(new)
    if train_seconds is None:
        return BudgetAxes(np.arange(1, n + 1), np.cumsum(new), np.full(n, np.nan))
    charged = new | (charge == "every")
    seconds = np.cumsum(np.where(charged, np.asarray(train_seconds), 0.0))
    return BudgetAxes(np.arange(1, n + 1), np.cumsum(new), seconds)


def anytime_best(values: ArrayLike) -> Floats:
    """Return the best feasible value of one objective so far, ``(n,)``; inf until the first feasible query."""
    column = as_points(values)[:, 0]
    return np.minimum.accumulate(np.where(np.isnan(column), np.inf, column))


def anytime_hypervolume(values: ArrayLike, reference: ReferenceLike) -> Floats:
    """Return the normalised hypervolume of everything queried so far, after each query, ``(n,)``.

    An archive of the nondominated points is carried along, so that a query costs the change that it makes, not a
    hypervolume of all points before it.

    Args:
        values: ``(n, m)`` objective values in query order, minimised, NaN = infeasible.
        reference: of these objectives.
    """
    points = normalise(values, reference)
    corner = reference_point(reference)
    inside = feasible_rows(points) & (points < corner).all(axis=1)
    steps = np.flatnonzero(inside)
    curve = np.zeros(len(points))
    curve[steps] = (_gains_2d if points.shape[1] == 2 else _gains)(points[steps], corner)
    return np.cumsum(curve)


def _gains_2d(points: Floats, corner: Floats) -> Floats:
    """Return what each point adds to the area ``(n,)``: block by block, those that the front dominates at once.

    Most points of a search add nothing, the more the longer it goes on, so blocks grow with what is behind them.
    """
    staircase = _Staircase(corner)
    gains = np.zeros(len(points))
    start, stop = 0, min(LEAST_BLOCK, len(points))
    while start < len(points):
        for row in (start + np.flatnonzero(~staircase.dominates(points[start:stop]))).tolist():
            gains[row] = staircase.add(*points[row].tolist())
        start, stop = stop, min(2 * stop, len(points))
    return gains


class _Staircase:
    """The front of what was added, xs increasing, ys decreasing, below ``corner``."""

    def __init__(self, corner: Floats) -> None:
        self.right, self.top = float(corner[0]), float(corner[1])
        self.xs: list[float] = []
        self.ys: list[float] = []

    def dominates(self, points: Floats) -> NDArray[np.bool_]:
        """Return which of ``points`` ``(n, 2)`` some point of the front is not worse than in both."""
        last = np.searchsorted(np.array(self.xs), points[:, 0], side="right")  # of the front's points not to the right
        return np.asarray(np.array([np.inf, *self.ys])[last] <= points[:, 1])

    def add(self, x: float, y: float) -> float:
        """Add a point and return the area that it adds."""
        xs, ys = self.xs, self.ys
        at = bisect_left(xs, x)
        upper = ys[at - 1] if at else self.top
        if upper <= y or (at < len(xs) and xs[at] == x and ys[at] <= y):
            return 0.0
        # the new area lies under the old staircase: walk over the steps that the point dominates
        end, left, height, gain = at, x, upper, 0.0
        while end < len(xs) and ys[end] >= y:
            gain += (xs[end] - left) * (height - y)
            left, height = xs[end], ys[end]
            end += 1
        gain += ((xs[end] if end < len(xs) else self.right) - left) * (height - y)
        xs[at:end] = [x]
        ys[at:end] = [y]
        return gain


def _gains(points: Floats, corner: Floats) -> list[float]:
    """Return what each point adds to the hypervolume, for any number of objectives."""
    import moocore

    archive = np.empty((0, points.shape[1]))
    volume = 0.0
    gains = []
    for point in points:
        if (archive <= point).all(axis=1).any():
            gains.append(0.0)
            continue
        archive = np.vstack([archive[~(archive >= point).all(axis=1)], point])
        enlarged = float(moocore.hypervolume(archive, ref=corner))
        gains.append(max(0.0, enlarged - volume))
        volume = max(volume, enlarged)
    return gains


def at_budgets(axis: ArrayLike, curve: ArrayLike, grid: ArrayLike, before: float = np.nan) -> Floats:
    """Return the curve's value when each budget of ``grid`` was just spent, as a step function, ``(len(grid),)``.

    Args:
        axis: ``(n,)`` non-decreasing budget spent after each query.
        curve: ``(n,)`` quality after each query.
        grid: budgets to read at; beyond the end of a run its last value holds.
        before: the value at budgets smaller than the first query's.
    """
    position = np.searchsorted(np.asarray(axis, dtype=np.float64), np.asarray(grid, dtype=np.float64), side="right")
    result: Floats = np.concatenate([[before], np.asarray(curve, dtype=np.float64)])[position]
    return result
