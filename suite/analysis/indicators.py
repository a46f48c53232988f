"""Quality of a set of points against the exact front of the enumerated space.

All indicators work on objectives normalised by the exact ideal and nadir of the front (0 and 1), with the reference
point at 1.1 in every objective, the same for every method, seed and budget. A set without any feasible point counts as
the reference point alone: hypervolume 0, regret 1 and finite distances, so that failed runs stay in the means.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.fronts import as_points
from suite.errors import ConfigurationError
from suite.feasibility import feasible_rows

Floats = NDArray[np.float64]


class ReferenceLike(Protocol):
    """Ideal, nadir and reference point of one set of objectives, each ``(m,)``."""

    @property
    def ideal(self) -> Floats:
        """Best value of each objective on the exact front."""
        ...

    @property
    def nadir(self) -> Floats:
        """Worst value of each objective on the exact front."""
        ...

    @property
    def point(self) -> Floats:
        """Reference point of the hypervolume."""
        ...


def normalise(values: ArrayLike, reference: ReferenceLike) -> Floats:
    """Return ``(values - ideal) / (nadir - ideal)``, ``(n, m)``; an objective without spread is only shifted.

    Raises:
        ConfigurationError: if the number of objectives differs from the reference's.
    """
    points = as_points(values)
    return _scaled(points, *_scale(reference, points.shape[1]))


def _scale(reference: ReferenceLike, m: int) -> tuple[Floats, Floats]:
    """Return what to subtract from ``m`` objectives and what to divide them by, each ``(m,)``."""
    ideal = np.asarray(reference.ideal, dtype=np.float64)
    if m != len(ideal):
        raise ConfigurationError(f"{m} objectives cannot be normalised by a reference of {len(ideal)}")
    span = np.asarray(reference.nadir, dtype=np.float64) - ideal
    return ideal, np.where(span > 0, span, 1.0)


def _scaled(values: Floats, ideal: Floats, span: Floats) -> Floats:
    result: Floats = (values - ideal) / span
    return result


def reference_point(reference: ReferenceLike) -> Floats:
    """Return the reference point in normalised objectives, ``(m,)``."""
    point: Floats = normalise(np.asarray(reference.point, dtype=np.float64)[None, :], reference)[0]
    return point


def _usable(values: ArrayLike, reference: ReferenceLike) -> Floats:
    return _feasible(normalise(values, reference))


def _feasible(points: Floats) -> Floats:
    return points[feasible_rows(points)] if np.isnan(points).any() else points


def hypervolume(values: ArrayLike, reference: ReferenceLike) -> float:
    """Return the normalised hypervolume of the feasible rows of ``values`` ``(n, m)``."""
    import moocore

    points = as_points(values)
    scale = _scale(
        reference, points.shape[1]
    )  # once for the points and their corner: half of the time for a few points
    points, corner = _feasible(_scaled(points, *scale)), _scaled(np.asarray(reference.point, dtype=np.float64), *scale)
    return float(moocore.hypervolume(points, ref=corner)) if len(points) else 0.0


def hypervolume_regret(values: ArrayLike, exact_front: ArrayLike, reference: ReferenceLike) -> float:
    """Return ``1 - HV(values) / HV(exact front)``: 0 when the whole front was found, 1 when nothing useful was.

    Raises:
        ConfigurationError: if the exact front has no hypervolume (a single objective: use the regret of its value).
    """
    best = hypervolume(exact_front, reference)
    if not best > 0:
        raise ConfigurationError("the exact front has no hypervolume: with one objective use the regret of its value")
    return 1.0 - hypervolume(values, reference) / best


def igd_plus(values: ArrayLike, exact_front: ArrayLike, reference: ReferenceLike) -> float:
    """Return IGD+ (Ishibuchi et al., 2015): mean normalised distance by which front points are missed."""
    import moocore

    points = _usable(values, reference)
    if not len(points):
        points = reference_point(reference)[None, :]
    return float(moocore.igd_plus(points, ref=_usable(exact_front, reference)))


def additive_epsilon(values: ArrayLike, exact_front: ArrayLike, reference: ReferenceLike) -> float:
    """Return the smallest shift, in normalised objectives, after which ``values`` weakly dominate the whole front."""
    import moocore

    points = _usable(values, reference)
    if not len(points):
        points = reference_point(reference)[None, :]
    return float(moocore.epsilon_additive(points, ref=_usable(exact_front, reference)))


def r2(values: ArrayLike, exact_front: ArrayLike, reference: ReferenceLike) -> float:
    """Return R2 (Hansen and Jaszkiewicz, 1998) of a set minus that of the exact front: 0 if the whole front was found.

    R2 is the mean over weights w of the smallest ``max_i w_i z_i`` in a set, z normalised (below the ideal: 0). With
    two objectives it is exact, over weights (w, 1 - w) spread evenly (moocore; Schaepermeier and Kerschke, 2025); with
    more it is over :func:`chebyshev_weights`.
    """
    points = _usable(values, reference)
    if not len(points):
        points = reference_point(reference)[None, :]
    return _chebyshev(points) - _chebyshev(_usable(exact_front, reference))


def _chebyshev(points: Floats) -> float:
    import moocore

    points = np.maximum(points, 0.0)
    if points.shape[1] == 2:
        return float(moocore.r2_exact(points, ref=np.zeros(2)))
    weights = chebyshev_weights(points.shape[1])
    return float(np.mean([(weight * points).max(axis=1).min() for weight in weights]))


def chebyshev_weights(m: int) -> Floats:
    """Return the weights ``(k, m)`` of a simplex lattice (Das and Dennis, 1998), the smallest one with 100 or more."""
    divisions = next(h for h in range(1, 101) if math.comb(h + m - 1, m - 1) >= 100)
    bars = combinations(range(divisions + m - 1), m - 1)
    ends = np.array([(-1, *each, divisions + m - 1) for each in bars])
    return np.asarray((np.diff(ends, axis=1) - 1) / divisions)


def value_regret(values: ArrayLike, optimum: float) -> float:
    """Return the best feasible value of one objective minus the optimum, in its unit; inf if none is feasible."""
    column = as_points(values)
    if column.shape[1] != 1:
        raise ConfigurationError("the regret of a value needs exactly one objective")
    usable = column[feasible_rows(column), 0]
    return float(usable.min() - optimum) if len(usable) else float("inf")
