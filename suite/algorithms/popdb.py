"""PopDB: a search space restricted to the operations that a search history of another platform dwells on.

Source: Sarah et al., arXiv 2202.12954, sections 4.6 and 5.3: HDBSCAN (at least 50 points per cluster, 10 samples) on a
long search history, frequency of every value over the points that are no noise, values below 1 % are dropped.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError
from suite.spaces.base import SearchSpace

Floats = NDArray[np.float64]


def cluster_labels(points: ArrayLike, *, min_cluster_size: int = 50, min_samples: int = 10) -> NDArray[np.int64]:
    """Return HDBSCAN's cluster ``(n,)`` of each of ``points`` ``(n, d)``; -1 is noise."""
    from sklearn.cluster import HDBSCAN

    table = np.asarray(points, dtype=np.float64)
    if len(table) < max(min_cluster_size, min_samples):
        raise ConfigurationError(
            f"HDBSCAN needs a history of {max(min_cluster_size, min_samples)} points, not {len(table)}"
        )
    clusters = HDBSCAN(min_cluster_size=min_cluster_size, min_samples=min_samples, copy=True).fit_predict(table)
    return np.asarray(clusters, dtype=np.int64)


def value_frequencies(codes: ArrayLike, n_operations: int) -> Floats:
    """Return how often each edge holds each operation ``(n_edges, n_operations)``, as shares of ``codes``."""
    table = np.asarray(codes)
    return np.asarray((table[:, :, None] == np.arange(n_operations)).mean(axis=0))


def popular_values(
    space: SearchSpace,
    codes: ArrayLike,
    values: ArrayLike,
    *,
    min_cluster_size: int = 50,
    min_samples: int = 10,
    threshold: float = 0.01,
    points: Literal["objectives", "codes"] = "objectives",
) -> NDArray[np.bool_]:
    """Return which operations ``(n_edges, n_operations)`` remain.

    Args:
        space: the search space.
        codes: ``(n, n_edges)`` the history, in any order, repetitions included.
        values: ``(n, m)`` its objective values; infeasible rows (NaN) are left out.
        min_cluster_size: smallest cluster.
        min_samples: neighbours that make a point dense.
        threshold: values held by a smaller share of the points are dropped; the most frequent one always stays.
        points: what is clustered: objectives scaled to [0, 1] over the history, or the one-hot codes. Which of the two
            the paper means is not known to us.

    Raises:
        ConfigurationError: for a history with fewer feasible points than a cluster needs, or wrong arguments.
    """
    if points not in ("objectives", "codes"):
        raise ConfigurationError(f"points must be 'objectives' or 'codes', not '{points}'")
    if not 0.0 <= threshold < 1.0:
        raise ConfigurationError(f"threshold is a share from 0 up to 1, not {threshold}")
    table, history = np.asarray(values, dtype=np.float64), np.asarray(codes)
    feasible = ~np.isnan(table).any(axis=1)
    table, history = table[feasible], history[feasible]
    if points == "objectives":
        low, span = table.min(axis=0, initial=np.inf), np.ptp(table, axis=0) if len(table) else 1.0
        clustered = (table - low) / np.where(span > 0, span, 1.0)
    else:
        clustered = space.one_hot(history)
    labels = cluster_labels(clustered, min_cluster_size=min_cluster_size, min_samples=min_samples)
    dense = history[labels >= 0] if (labels >= 0).any() else history  # all noise: nothing is known to be rare
    frequency = value_frequencies(dense, space.n_operations)
    return np.asarray((frequency >= threshold) | (frequency == frequency.max(axis=1, keepdims=True)))


def as_text(allowed: NDArray[np.bool_]) -> str:
    """Return the restricted space as text: the allowed operations' digits, edges separated by commas: "0123,13,..."."""
    return ",".join("".join(str(op) for op in np.flatnonzero(row)) for row in allowed)


def parse_allowed(text: str | None, space: SearchSpace) -> NDArray[np.bool_]:
    """Return the allowed operations ``(n_edges, n_operations)`` that :func:`as_text` wrote; None allows everything.

    Raises:
        ConfigurationError: for another form, an edge too many or too few or empty, or an unknown operation.
    """
    allowed = np.zeros((space.n_edges, space.n_operations), dtype=bool)
    if text is None:
        return ~allowed
    parts = text.split(",")
    digits = {str(op) for op in range(space.n_operations)}
    if len(parts) != space.n_edges or not all(part and set(part) <= digits for part in parts):
        raise ConfigurationError(
            f"allowed operations are written as digits 0 to {space.n_operations - 1} for each of {space.n_edges} "
            f"edges, with commas between them, not '{text}'"
        )
    for row, part in zip(allowed, parts, strict=True):
        row[[int(digit) for digit in part]] = True
    return allowed
