"""Random forest of regression trees."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from suite.estimators.regression import Regression, whole
from suite.spaces.base import SearchSpace
from suite.spaces.nasbench201 import NASBENCH201


class RandomForest(Regression):
    """Random forest on one-hot, path or count features (scikit-learn).

    Args:
        space: the search space.
        rng: source of the forest's seed.
        features: see :class:`suite.estimators.regression.Regression`.
        target: likewise.
        n_trees: number of trees.
        min_leaf: fewest architectures in a leaf.
    """

    name: ClassVar[str] = "random_forest"
    random: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace = NASBENCH201,
        *,
        rng: np.random.Generator | None = None,
        features: str = "one_hot",
        target: str = "standard",
        n_trees: int = 100,
        min_leaf: int = 1,
    ) -> None:
        super().__init__(space, rng=rng, features=features, target=target)
        self.n_trees = whole("n_trees", n_trees)
        self.min_leaf = whole("min_leaf", min_leaf)

    def _regressor(self) -> Any:
        from sklearn.ensemble import RandomForestRegressor

        return RandomForestRegressor(n_estimators=self.n_trees, min_samples_leaf=self.min_leaf, random_state=self._seed)
