"""Where one of two methods attains more often than the other: differences of empirical attainment functions.

At a point of the objective space the function of a method is the share of its runs that attain it, that is, found
something at least as good in both objectives (Grunert da Fonseca et al., 2001; Lopez-Ibanez et al., 2010). moocore's
``eafdiff`` counts sets: it needs as many runs of both, and none without a point. Shares need neither, so they are
counted here; the tests hold both against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from suite.analysis.fronts import front
from suite.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AttainmentDifference:
    """Shares of attaining runs on the grid of all points' coordinates; both objectives are minimised.

    Attributes:
        x: ``(a,)`` values of the first objective, increasing.
        y: ``(b,)`` values of the second objective, increasing.
        first: ``(a, b)`` share of the first method's runs that attain (x, y); it holds up to the next grid lines.
        second: the same of the second method.
    """

    x: Floats
    y: Floats
    first: Floats
    second: Floats

    @property
    def difference(self) -> Floats:
        """Share of the first minus that of the second, ``(a, b)``, in [-1, 1]: above 0 the first attains more often."""
        return self.first - self.second


def attainment_difference(first: Sequence[Floats], second: Sequence[Floats]) -> AttainmentDifference:
    """Return how often two methods attain each part of the objective space.

    Args:
        first: one array ``(k, 2)`` of objective values per run, minimised; dominated and infeasible rows are dropped.
            A run without a feasible point attains nothing, but counts.
        second: the same of the other method; its number of runs may differ.

    Raises:
        ConfigurationError: without a run of either, any feasible point, or for other than two objectives.
    """
    if not len(first) or not len(second):
        raise ConfigurationError("a difference of attainment needs at least one run of both methods")
    cleaned = [[front(points) for points in runs] for runs in (first, second)]
    stacked = np.concatenate([points for runs in cleaned for points in runs])
    if stacked.shape[1] != 2:
        raise ConfigurationError(f"a difference of attainment needs two objectives, not {stacked.shape[1]}")
    if not len(stacked):
        raise ConfigurationError("a difference of attainment needs a feasible point")
    x, y = np.unique(stacked[:, 0]), np.unique(stacked[:, 1])
    shares = [_shares(runs, x, y) for runs in cleaned]
    return AttainmentDifference(x, y, *shares)


def _shares(runs: Sequence[Floats], x: Floats, y: Floats) -> Floats:
    heights = np.full((len(runs), len(x)), np.inf)  # the smallest second objective at a first one of at most x
    for height, points in zip(heights, runs, strict=True):
        if len(points):
            ordered = points[np.argsort(points[:, 0])]
            reached = np.searchsorted(ordered[:, 0], x, side="right")
            lowest = np.minimum.accumulate(ordered[:, 1])
            height[reached > 0] = lowest[reached[reached > 0] - 1]
    heights.sort(axis=0)
    return np.stack([np.searchsorted(column, y, side="right") for column in heights.T]) / len(runs)


def difference_frame(found: AttainmentDifference) -> pd.DataFrame:
    """Return one row per grid point where the two differ.

    Returns:
        Columns: x, y (the corner from which on the shares hold), first, second, difference.
    """
    import pandas as pd

    rows, columns = np.nonzero(found.difference)
    at = rows, columns
    return pd.DataFrame(
        {
            "x": found.x[rows], "y": found.y[columns], "first": found.first[at], "second": found.second[at],
            "difference": found.difference[at],
        }
    )  # fmt: skip
