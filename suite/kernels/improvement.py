"""Expected improvements of Gaussian predictions in closed form, and the choice of the best candidate.

All objectives are minimised.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]

TOLERANCE = 1e-7
"""Candidates whose score is this near to the best, relative to it, are equal: rounding errors are smaller by 100 and
more, so that they decide nothing, whatever the processor."""

SCREEN = 5
"""Points of a front that give the upper bound."""
SCREENED = 200
"""Candidates of the largest bounds, whose best exact gain decides which others need theirs."""


def expected_improvement(mean: Floats, deviation: Floats, best: float) -> Floats:
    """Return ``E[max(best - y, 0)]`` ``(k,)`` for independent normal y.

    Source: Jones, Schonlau and Welch, Journal of Global Optimization 13, 1998, equation 15.

    Args:
        mean: ``(k,)``.
        deviation: ``(k,)``, above 0.
        best: the value to improve on.
    """
    z = (best - mean) / deviation
    density = np.exp(-0.5 * z * z) * (1.0 / np.sqrt(2.0 * np.pi))
    return np.asarray(np.maximum(deviation * (z * ndtr(z) + density), 0.0))


def expected_hypervolume_improvement(mean: Floats, deviation: Floats, front: Floats, reference: Floats) -> Floats:
    """Return the expected gain of hypervolume ``(k,)`` by one point of two independent normal objectives, exactly.

    The region that a front leaves undominated is cut into a strip per point along the first objective; in a strip the
    gain is a product of two one-dimensional improvements, whose expectations multiply. Source: Emmerich, Yang, Deutz,
    Wang and Fonseca, "A Multicriteria Generalization of Bayesian Global Optimization", Advances in Stochastic and
    Deterministic Global Optimization, 2016 (the strips); Yang, Emmerich, Deutz and Bäck, Journal of Global Optimization
    75, 2019.

    Args:
        mean: ``(k, 2)``.
        deviation: ``(k, 2)``, above 0.
        front: ``(n, 2)``, of which none dominates another; what does not dominate the reference point counts nothing.
        reference: ``(2,)``.
    """
    front = front[(front < reference).all(axis=1)]
    front = front[np.argsort(front[:, 0], kind="stable")]
    ends = np.append(front[:, 0], reference[0])
    heights = np.append(reference[1], front[:, 1])
    total = np.zeros(len(mean))
    up_to = np.zeros(len(mean))
    for end, height in zip(ends, heights, strict=True):
        further = expected_improvement(mean[:, 0], deviation[:, 0], end)
        total += (further - up_to) * expected_improvement(mean[:, 1], deviation[:, 1], height)
        up_to = further
    return np.maximum(total, 0.0)


def screened_hypervolume_improvement(mean: Floats, deviation: Floats, front: Floats, reference: Floats) -> Floats:
    """Return the expected gain ``(k,)`` of the candidates that may have the largest one, and minus infinity elsewhere.

    Fewer points of a front leave more to gain: against a few of them the gain is an upper bound, at a fraction of the
    cost. What lies below the best by its bound needs no exact value. Arguments as above.
    """
    few = front[np.argsort(front[:, 0], kind="stable")]
    few = few[np.unique(np.linspace(0, len(few) - 1, SCREEN).round().astype(np.int64))]
    bound = expected_hypervolume_improvement(mean, deviation, few, reference)
    first = np.argsort(-bound, kind="stable")[:SCREENED]
    least = expected_hypervolume_improvement(mean[first], deviation[first], front, reference).max()
    rows = np.flatnonzero(bound >= (1.0 - 2.0 * TOLERANCE) * least)
    gain = np.full(len(mean), -np.inf)
    gain[rows] = expected_hypervolume_improvement(mean[rows], deviation[rows], front, reference)
    return gain


def choose(scores: Floats, rng: np.random.Generator) -> int:
    """Return the position of the largest of ``scores`` ``(k,)``; chance decides among those equal to it."""
    largest = scores.max()
    if not np.isfinite(largest):
        raise ValueError("no candidate has a score")
    equal = np.flatnonzero(scores >= largest - TOLERANCE * abs(largest))
    return int(equal[rng.integers(len(equal))])
