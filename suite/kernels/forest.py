"""A random forest of two classes on one-hot codes, grown for all trees together, level by level.

The method is Breiman's (Machine Learning 45, 2001) as scikit-learn's ``RandomForestClassifier`` runs it by default:
bootstrap samples, Gini impurity, ``floor(sqrt(features))`` features drawn at a node, the best of them asked (or, where
all of them are constant there, the first drawn that is not), trees grown until their leaves are pure, probability =
mean over the trees. Its features are the E x O zeros and ones "edge e has operation o". It exists because searches
refit a forest after every evaluation: with a few hundred rows nearly all of a fit elsewhere goes into setting up the
trees (30 trees on 50 rows: 19 times as long, on 250 rows 5 times), and its draws belong to one version of that library.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError
from suite.kernels.compiled import FOREST, twin

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Forest:
    """Grown trees, all nodes in one numbering; made by :func:`grow_forest`.

    Attributes:
        roots: ``(trees,)`` node of each root.
        feature: ``(nodes,)`` what a node asks, ``n_operations * edge + operation``; 0 at leaves.
        children: ``(nodes, 2)`` next node for no and yes; a leaf leads to itself.
        share: ``(nodes,)`` share of positives among a node's bootstrap rows; used at leaves.
        n_operations: number of operations of an edge.
    """

    roots: Integers
    feature: Integers
    children: Integers
    share: Floats
    n_operations: int

    def probability(self, codes: ArrayLike) -> Floats:
        """Return the predicted probability ``(n,)`` of the positive class for ``codes`` ``(n, E)``."""
        table = np.ascontiguousarray(codes, dtype=np.int64)
        shares = _leaf_shares(table, self.roots, self.feature, self.children, self.share, self.n_operations)
        return np.asarray(shares.mean(axis=1))


def grow_forest(
    codes: ArrayLike, positive: ArrayLike, n_operations: int, trees: int, rng: np.random.Generator
) -> Forest:
    """Return a forest that tells positives from the rest.

    Args:
        codes: ``(n, E)`` operations, whole numbers from 0.
        positive: ``(n,)`` truth values.
        n_operations: O, number of operations of an edge.
        trees: number of trees.
        rng: the only source of randomness.

    Raises:
        ConfigurationError: without rows, edges or trees, for operations out of range, or labels of another number.
    """
    x, y = np.ascontiguousarray(codes, dtype=np.int64), np.ascontiguousarray(positive, dtype=np.float64)
    if x.ndim != 2 or min(x.shape) < 1 or y.shape != x.shape[:1] or trees < 1:
        raise ConfigurationError("a forest needs codes (n, E), n labels, and at least one tree")
    if x.min() < 0 or x.max() >= n_operations:
        raise ConfigurationError(f"codes of a forest must lie between 0 and {n_operations - 1}")
    n, width = len(x), x.shape[1] * n_operations
    features = x + n_operations * np.arange(x.shape[1])  # the feature of each edge that is one
    drawn = rng.integers(n, size=(trees, n)) + n * np.arange(trees)[:, None]
    times = np.bincount(drawn.ravel(), minlength=trees * n)
    rows = np.flatnonzero(times)
    # rows of the bootstrap samples, ordered by node; equal rows of a tree stand once, with their number as weight
    sample, weight, place = rows % n, times[rows].astype(np.float64), rows // n
    questions, links, shares = [], [], []  # per level
    count, first = trees, 0  # nodes of the level, number of its first one
    while True:
        total, hits, ones, both, inner = _counted(place, sample, weight, y, features, count, width)
        shares.append(hits / total)
        question = np.zeros(count, dtype=np.int64)
        if len(inner):
            lot = rng.random((len(inner), width))
            question[inner] = _asked(inner, total, hits, ones, both, lot, max(1, math.isqrt(width)))
        questions.append(question)
        links.append(np.repeat(first + np.arange(count), 2).reshape(count, 2))
        first += count
        if len(inner) == 0:
            break
        child = np.full(count, -1, dtype=np.int64)
        count = 2 * len(inner)
        links[-1][inner] = first + np.arange(count).reshape(-1, 2)
        child[inner] = 2 * np.arange(len(inner))
        sample, weight, place = _divided(sample, weight, place, child, question, x, n_operations)
    return Forest(
        np.arange(trees), np.concatenate(questions), np.concatenate(links), np.concatenate(shares), n_operations
    )


def _sums(place: Integers, weight: Floats, size: int) -> Floats:
    """Return the sum of the weights ``(n,)`` at each place ``(size,)``."""
    return np.bincount(place, weights=weight, minlength=size).astype(np.float64, copy=False)


@twin(FOREST)
def _counted(
    place: Integers, sample: Integers, weight: Floats, y: Floats, features: Integers, count: int, width: int
) -> tuple[Floats, Floats, Floats, Floats, Integers]:
    """Return what the nodes of a level hold, and which can be divided.

    Returns:
        Rows ``(count,)`` of each node by weight and positives ``(count,)`` among them; rows ``(count, width)`` in which
        a feature is one and positives among those; the nodes ``(k,)`` of both classes in which a feature varies.
    """
    positives = weight * y[sample]
    total, hits = (_sums(place, w, count) for w in (weight, positives))
    cells = (place[:, None] * width + features[sample]).ravel()
    ones, both = (
        _sums(cells, np.repeat(w, features.shape[1]), count * width).reshape(count, width) for w in (weight, positives)
    )
    return total, hits, ones, both, np.flatnonzero((hits > 0) & (hits < total) & _varying(total, ones).any(axis=1))


def _varying(total: Floats, ones: Floats) -> NDArray[np.bool_]:
    return (ones > 0) & (ones < total[:, None])


@twin(FOREST)
def _asked(
    nodes: Integers, total: Floats, hits: Floats, ones: Floats, both: Floats, lot: Floats, tries: int
) -> Integers:
    """Return the feature ``(k,)`` by which each of the ``nodes`` is divided.

    Args:
        nodes: ``(k,)``, and the rest as :func:`_counted` returns them.
        total: see there.
        hits: see there.
        ones: see there.
        both: see there.
        lot: ``(k, features)`` decides which features are tried: the lowest ones.
        tries: how many.
    """
    last = np.partition(lot, tries - 1, axis=1)[:, tries - 1]
    lot = np.where(_varying(total[nodes], ones[nodes]), lot, np.inf)
    tried = lot <= np.maximum(last, lot.min(axis=1))[:, None]
    yes_n, yes_p = np.where(tried, ones[nodes], 1.0), np.where(tried, both[nodes], 0.0)
    no_n, no_p = np.where(tried, total[nodes, None] - yes_n, 1.0), hits[nodes, None] - yes_p
    # the Gini impurity of the two parts, weighted by their rows, is least where this is largest
    purity = (no_p**2 + (no_n - no_p) ** 2) / no_n + (yes_p**2 + (yes_n - yes_p) ** 2) / yes_n
    purity = np.where(tried, purity, -np.inf)
    # of equally good questions the one drawn first
    return np.asarray(np.where(purity == purity.max(axis=1, keepdims=True), lot, np.inf).argmin(axis=1))


@twin(FOREST)
def _divided(
    sample: Integers,
    weight: Floats,
    place: Integers,
    child: Integers,
    question: Integers,
    x: Integers,
    n_operations: int,
) -> tuple[Integers, Floats, Integers]:
    """Return sample, weight and place of the rows whose node has children: the second for yes, the first for no."""
    keep = child[place] >= 0
    sample, weight, place = sample[keep], weight[keep], place[keep]
    edge, operation = np.divmod(question[place], n_operations)
    return sample, weight, child[place] + (x[sample, edge] == operation)


@twin(FOREST)
def _leaf_shares(
    codes: Integers, roots: Integers, feature: Integers, children: Integers, share: Floats, n_operations: int
) -> Floats:
    """Return the share ``(n, trees)`` of the leaf that each of the codes ``(n, E)`` ends in."""
    n, trees = len(codes), len(roots)
    hot = (codes[:, :, None] == np.arange(n_operations)).reshape(n, -1).astype(np.int32)
    # every architecture in every tree, in small numbers, which gather faster; those in a leaf leave the loop
    asks, step = feature.astype(np.int32), children.ravel().astype(np.int32)
    leaf = children[:, 0] == np.arange(len(feature))
    node = np.tile(roots.astype(np.int32), n)
    row = np.repeat(np.arange(n, dtype=np.int32) * hot.shape[1], trees)
    at, end = np.arange(n * trees), node.copy()
    while len(at):
        node = step.take(2 * node + hot.take(row + asks.take(node)))
        done = leaf.take(node)
        end[at[done]] = node[done]
        at, node, row = at[~done], node[~done], row[~done]
    return np.asarray(share[end].reshape(n, trees))
