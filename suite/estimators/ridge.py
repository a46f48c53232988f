"""Ridge regression: a linear model of the features, the usual baseline of cost predictors."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from suite.errors import ConfigurationError
from suite.estimators.base import Floats
from suite.estimators.regression import Regression, positive
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.nasbench201 import NASBENCH201

ALPHAS = tuple(10.0**power for power in np.arange(-4.0, 2.5, 0.5))
"""Penalties that ``alpha="loo"`` chooses among."""


class RidgeRegression(Regression):
    """Ridge regression on one-hot, path or count features (scikit-learn).

    On one-hot features it is a look-up table fitted to any architectures: a constant and a cost per edge and operation.

    Args:
        space: the search space.
        rng: not used.
        features: see :class:`suite.estimators.regression.Regression`.
        target: likewise.
        alpha: penalty on the squared coefficients, in the unit of the standardised target, or "loo": the one of
            :data:`ALPHAS` with the least leave-one-out error.
    """

    name: ClassVar[str] = "ridge"

    def __init__(
        self,
        space: SearchSpace = NASBENCH201,
        *,
        rng: np.random.Generator | None = None,
        features: str = "one_hot",
        target: str = "standard",
        alpha: float | str = "loo",
    ) -> None:
        super().__init__(space, rng=rng, features=features, target=target)
        if isinstance(alpha, str) and alpha != "loo":
            raise ConfigurationError(f"alpha is a number above 0 or loo, not '{alpha}'")
        self.alpha = alpha if isinstance(alpha, str) else positive("alpha", alpha)

    def _regressor(self) -> Any:
        from sklearn.linear_model import Ridge, RidgeCV

        return RidgeCV(alphas=ALPHAS) if self.alpha == "loo" else Ridge(alpha=self.alpha)

    def _fit(self, codes: Codes, costs: Floats) -> None:
        super()._fit(codes, costs)
        self.alpha_ = float(self.regressor_.alpha_ if self.alpha == "loo" else self.alpha)
