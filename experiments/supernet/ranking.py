"""How well scores with ties rank cells: Kendall's tau among all and among the best, ties, and the cells ranked first.

A score counts the correct ones of a few hundred images, so that many cells share one. Kendall's tau-b takes pairs tied
in one of the two rankings out; with ties broken at random, the expected tau is that of tau-a, which is lower.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.kit import Floats, Indices
from suite.correlation import kendall

TOPS = {"all": 1.0, "top 50 %": 0.5, "top 20 %": 0.2, "top 10 %": 0.1}
"""Shares of the cells, the best by true accuracy."""


@dataclass(frozen=True)
class Ties:
    """How coarse a score is.

    Attributes:
        values: number of distinct values.
        tied: share of all pairs of cells whose score is equal, 0 to 1.
        first: number of cells that share the best score.
    """

    values: int
    tied: float
    first: int


def best_cells(truth: ArrayLike, share: float) -> Indices:
    """Return the ``share`` of the cells that is best by ``truth`` ``(n,)``, best first; equals by their index."""
    order = np.argsort(-np.asarray(truth, dtype=np.float64), kind="stable")
    return order[: round(share * len(order))]


def top_cells(truth: ArrayLike) -> dict[str, Indices]:
    """Return the best cells by ``truth`` ``(n,)`` for each share of :data:`TOPS`."""
    return {name: best_cells(truth, share) for name, share in TOPS.items()}


def top_taus(score: ArrayLike, truth: ArrayLike, tops: Mapping[str, Indices] | None = None) -> dict[str, float]:
    """Return Kendall's tau-b of ``score`` and ``truth`` ``(n,)`` among the cells of :data:`TOPS`; NaN if constant.

    Args:
        score: higher is better.
        truth: the true accuracy.
        tops: :func:`top_cells` of ``truth``, where they are known.
    """
    scores, true = np.asarray(score), np.asarray(truth)
    return {name: kendall(scores[cells], true[cells]) for name, cells in (tops or top_cells(true)).items()}


def places(values: ArrayLike) -> NDArray[Any]:
    """Return the place ``(n,)`` of each of ``values`` ``(n,)`` among the distinct ones, in as small numbers as fit."""
    distinct, found = np.unique(np.asarray(values, dtype=np.float64), return_inverse=True)
    return np.asarray(found.astype(np.min_scalar_type(len(distinct))))


def ties(score: ArrayLike) -> Ties:
    """Return how coarse ``score`` ``(n,)`` is."""
    _, counts = np.unique(np.asarray(score, dtype=np.float64), return_counts=True)
    return Ties(len(counts), tied_share(score), int(counts[-1]))


def tied_share(values: ArrayLike) -> float:
    """Return the share of pairs of ``values`` ``(n,)`` that are equal."""
    _, counts = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    pairs = counts.sum() * (counts.sum() - 1)
    return float((counts * (counts - 1)).sum() / pairs) if pairs else 0.0


def tau_by_lot(score: ArrayLike, truth: ArrayLike) -> float:
    """Return the expected Kendall tau when equal values are ranked at random: tau-a; NaN if one of them is constant."""
    return kendall(score, truth) * math.sqrt((1 - tied_share(score)) * (1 - tied_share(truth)))


def ranked_first(score: ArrayLike) -> Indices:
    """Return the cells that share the best score, ascending."""
    scores = np.asarray(score, dtype=np.float64)
    return np.flatnonzero(scores == scores.max())


def ranked_best(score: ArrayLike, count: int) -> Floats:
    """Return the weight ``(n,)`` of each cell among the ``count`` best by ``score``: 1, 0, or a share at the boundary.

    Cells tied at the boundary share the places that are left there equally, so that no order among equals matters.
    """
    scores = np.asarray(score, dtype=np.float64)
    bound = np.sort(scores)[-count]
    above, level = scores > bound, scores == bound
    return np.asarray(above + level * ((count - above.sum()) / level.sum()))
