"""Gradient boosting of regression trees."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from suite.errors import ConfigurationError
from suite.estimators.regression import Regression, positive, whole
from suite.spaces.base import SearchSpace
from suite.spaces.nasbench201 import NASBENCH201


class GradientBoosting(Regression):
    """Gradient boosting of trees on one-hot, path or count features (scikit-learn).

    Args:
        space: the search space.
        rng: source of the seed (which of equally good splits is taken, and the subsamples).
        features: see :class:`suite.estimators.regression.Regression`.
        target: likewise.
        n_trees: number of trees.
        depth: of a tree.
        rate: learning rate.
        subsample: share of the architectures that each tree sees.
    """

    name: ClassVar[str] = "gradient_boosting"
    random: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace = NASBENCH201,
        *,
        rng: np.random.Generator | None = None,
        features: str = "one_hot",
        target: str = "standard",
        n_trees: int = 200,
        depth: int = 2,
        rate: float = 0.1,
        subsample: float = 0.5,
    ) -> None:
        super().__init__(space, rng=rng, features=features, target=target)
        self.n_trees = whole("n_trees", n_trees)
        self.depth = whole("depth", depth)
        self.rate = positive("rate", rate)
        if positive("subsample", subsample) > 1:
            raise ConfigurationError(f"subsample is a share, at most 1, not {subsample}")
        self.subsample = subsample

    def _regressor(self) -> Any:
        from sklearn.ensemble import GradientBoostingRegressor

        return GradientBoostingRegressor(
            n_estimators=self.n_trees,
            max_depth=self.depth,
            learning_rate=self.rate,
            subsample=float(self.subsample),
            random_state=self._seed,
        )
