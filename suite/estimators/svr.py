"""Support vector regression with a radial kernel."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from suite.errors import ConfigurationError
from suite.estimators.regression import Regression, positive
from suite.spaces.base import SearchSpace
from suite.spaces.nasbench201 import NASBENCH201


class SupportVector(Regression):
    """Support vector regression with a radial kernel on one-hot, path or count features (scikit-learn).

    On one-hot features the kernel depends on the number of edges that differ.

    Args:
        space: the search space.
        rng: not used.
        features: see :class:`suite.estimators.regression.Regression`.
        target: likewise.
        c: weight of the errors against flatness.
        epsilon: errors up to this are none, in standard deviations of the target.
        gamma: inverse width of the kernel: a number, or scikit-learn's rules "auto" (one over the number of features)
            and "scale" (that, divided by their variance).
    """

    name: ClassVar[str] = "svr"

    def __init__(
        self,
        space: SearchSpace = NASBENCH201,
        *,
        rng: np.random.Generator | None = None,
        features: str = "one_hot",
        target: str = "standard",
        c: float = 10.0,
        epsilon: float = 0.01,
        gamma: float | str = "auto",
    ) -> None:
        super().__init__(space, rng=rng, features=features, target=target)
        self.c = positive("c", c)
        self.epsilon = positive("epsilon", epsilon)
        if isinstance(gamma, str) and gamma not in ("auto", "scale"):
            raise ConfigurationError(f"gamma is a number above 0, auto or scale, not '{gamma}'")
        self.gamma = gamma if isinstance(gamma, str) else positive("gamma", gamma)

    def _regressor(self) -> Any:
        from sklearn.svm import SVR

        regressor = SVR(C=self.c, epsilon=self.epsilon, gamma=self.gamma)
        regressor.random_state = 0  # the solver is not random, but without it numpy's global generator is read
        return regressor
