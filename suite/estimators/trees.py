"""Forest and boosting of scikit-learn's trees, without what surrounds a tree there.

The trees are ``DecisionTreeRegressor``; seeds, bootstraps, subsamples and sums are those of
``RandomForestRegressor`` and ``GradientBoostingRegressor``, so that predictions have the same bits. With a few dozen
rows most of a fit there goes into checks, clones and losses that nobody asks for: boosting 25 rows takes a quarter of
that here, a forest two thirds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

_SEEDS = np.iinfo(np.int32).max


class Forest:
    """The mean of trees on bootstrap samples.

    Args:
        n_trees: number of trees.
        min_leaf: fewest rows in a leaf.
        seed: of everything that is drawn.
    """

    def __init__(self, n_trees: int, min_leaf: int, seed: int) -> None:
        self._n_trees, self._min_leaf, self._seed = n_trees, min_leaf, seed

    def fit(self, features: Floats, targets: Floats) -> Forest:
        """Learn from ``features`` ``(n, d)`` and ``targets`` ``(n,)``; return self."""
        from sklearn import config_context
        from sklearn.tree import DecisionTreeRegressor

        x, y, n = _single(features), targets[:, None], len(features)
        seeds = np.random.RandomState(self._seed)
        self._trees = []
        with config_context(skip_parameter_validation=True, assume_finite=True):
            for _ in range(self._n_trees):
                seed = seeds.randint(_SEEDS)
                chosen = np.random.RandomState(seed).randint(0, n, n)
                tree = DecisionTreeRegressor(min_samples_leaf=self._min_leaf, random_state=seed)
                tree.fit(x, y, sample_weight=np.bincount(chosen, minlength=n), check_input=False)
                self._trees.append(tree.tree_)
        return self

    def predict(self, features: Floats) -> Floats:
        """Return the predicted targets ``(n,)``."""
        x, total = _single(features), np.zeros(len(features))
        for tree in self._trees:
            total += _leaf_values(tree, x)
        return total / self._n_trees


class Boosting:
    """A sum of small trees, each fitted to what those before it leave over, by squared error.

    Args:
        n_trees: number of trees.
        depth: of a tree.
        rate: learning rate.
        subsample: share of the rows that each tree sees.
        seed: of everything that is drawn.
    """

    def __init__(self, n_trees: int, depth: int, rate: float, subsample: float, seed: int) -> None:
        self._n_trees, self._depth, self._rate, self._subsample = n_trees, depth, rate, subsample
        self._seed = seed

    def fit(self, features: Floats, targets: Floats) -> Boosting:
        """Learn from ``features`` ``(n, d)`` and ``targets`` ``(n,)``; return self."""
        from sklearn import config_context
        from sklearn.tree import DecisionTreeRegressor

        x, n = _single(features), len(features)
        random = np.random.RandomState(self._seed)
        self._start = float(targets.mean())
        found = np.full(n, self._start)
        seen = np.arange(n)
        self._trees = []
        with config_context(skip_parameter_validation=True, assume_finite=True):
            for _ in range(self._n_trees):
                if self._subsample < 1.0:
                    seen = _subsample(n, max(1, int(self._subsample * n)), random)
                tree = DecisionTreeRegressor(max_depth=self._depth, random_state=random)
                tree.fit(x[seen], (targets[seen] - found[seen])[:, None], check_input=False)
                found += self._rate * _leaf_values(tree.tree_, x)
                self._trees.append(tree.tree_)
        return self

    def predict(self, features: Floats) -> Floats:
        """Return the predicted targets ``(n,)``."""
        x, total = _single(features), np.full(len(features), self._start)
        for tree in self._trees:
            total += self._rate * _leaf_values(tree, x)
        return total


def _single(features: Floats) -> Singles:
    return np.ascontiguousarray(features, dtype=np.float32)


def _leaf_values(tree: Any, features: Singles) -> Floats:
    """Return the value ``(n,)`` of the leaf that each row ends in."""
    return np.asarray(tree.value[:, 0, 0].take(tree.apply(features)))


def _subsample(n: int, k: int, random: np.random.RandomState) -> NDArray[np.int64]:
    """Return ``k`` of ``n`` rows in order, ``(k,)``, by selection sampling."""
    chosen: list[int] = []
    for row, draw in enumerate(random.uniform(size=n).tolist()):
        if draw * (n - row) < k - len(chosen):
            chosen.append(row)
    return np.array(chosen)
