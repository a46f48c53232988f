"""Sets of architectures of one problem against its exact front, all on the scale of one reference."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.anytime import anytime_hypervolume
from suite.analysis.indicators import additive_epsilon, hypervolume, igd_plus
from suite.objectives.problem import REFERENCE_FACTOR, REFERENCE_VERSION, Problem, Reference

Floats = NDArray[np.float64]


class FrontScale:
    """Indicators of sets of one enumerated problem.

    What the reference does not count (cells without a path from input to output, in the version that is used unless
    another is named) adds nothing to a set.

    Args:
        problem: the objectives, enumerated.
        factor: reference point in normalised objectives.
        version: of the reference (:data:`suite.objectives.problem.REFERENCE_VERSION`).

    Attributes:
        reference: ideal, nadir and point.
        values: ``(size, m)`` the objectives, NaN in the rows that do not count.
        exact: ``(k, m)`` the exact front.
        best_volume: normalised hypervolume of the exact front; 0 if it spans none.
    """

    def __init__(self, problem: Problem, factor: float = REFERENCE_FACTOR, version: int = REFERENCE_VERSION) -> None:
        self.reference: Reference = problem.reference(factor, version)
        self.values: Floats = np.where(problem.counted(version)[:, None], problem.values, np.nan)
        self.exact: Floats = self.values[problem.reference_front(version)]
        self.best_volume = hypervolume(self.exact, self.reference)

    def _points(self, indices: ArrayLike) -> Floats:
        return self.values[np.asarray(indices, dtype=np.int64)]

    def share(self, indices: ArrayLike) -> float:
        """Return the hypervolume of a set as a share of the exact front's."""
        return hypervolume(self._points(indices), self.reference) / self.best_volume

    def regret(self, indices: ArrayLike) -> float:
        """Return the hypervolume that a set misses, as a share of the exact front's."""
        return 1.0 - self.share(indices)

    def igd_plus(self, indices: ArrayLike) -> float:
        """Return the mean normalised distance by which a set misses the points of the exact front."""
        return igd_plus(self._points(indices), self.exact, self.reference)

    def additive_epsilon(self, indices: ArrayLike) -> float:
        """Return the smallest shift after which a set weakly dominates the exact front."""
        return additive_epsilon(self._points(indices), self.exact, self.reference)

    def anytime_share(self, indices: ArrayLike) -> Floats:
        """Return the share after each of the queries ``(n,)``."""
        return anytime_hypervolume(self._points(indices), self.reference) / self.best_volume
