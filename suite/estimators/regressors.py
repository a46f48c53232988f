"""The five regressions, three of them scikit-learn's: parameters, their ranges, and the regressor made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from suite.errors import ConfigurationError
from suite.estimators.base import Floats
from suite.estimators.perceptron import Perceptron
from suite.estimators.regression import Regression, positive, whole
from suite.estimators.support_vectors import SupportVectors
from suite.estimators.trees import Boosting, Forest
from suite.kernels.ordered import product
from suite.kernels.ridge import TIES, ridge_fit, ridge_leave_one_out
from suite.spaces.base import Codes

ALPHAS = tuple(10.0**power for power in np.arange(-4.0, 2.5, 0.5))
"""Penalties that ``alpha="loo"`` chooses among."""


@dataclass(eq=False, repr=False, kw_only=True)
class RidgeRegression(Regression):
    """Ridge regression on one-hot, path or count features.

    On one-hot features it is a look-up table fitted to any architectures: a constant and a cost per edge and operation.
    scikit-learn's ``Ridge`` and ``RidgeCV`` to their rounding, with the same bits on every machine.

    Args:
        space: the search space.
        rng: not used.
        features: see :class:`suite.estimators.regression.Regression`.
        target: likewise.
        alpha: penalty on the squared coefficients, in the unit of the standardised target, or "loo": the one of
            :data:`ALPHAS` with the least leave-one-out error.
    """

    name: ClassVar[str] = "ridge"
    version: ClassVar[int] = 2
    alpha: float | str = "loo"

    def __post_init__(self, rng: np.random.Generator | None) -> None:
        super().__post_init__(rng)
        if isinstance(self.alpha, str) and self.alpha != "loo":
            raise ConfigurationError(f"alpha is a number above 0 or loo, not '{self.alpha}'")
        self.alpha = self.alpha if isinstance(self.alpha, str) else positive("alpha", self.alpha)

    def _regressor(self) -> Any:
        return Ridge(None if isinstance(self.alpha, str) else self.alpha)

    def _fit(self, codes: Codes, costs: Floats) -> None:
        super()._fit(codes, costs)
        self.alpha_ = self.regressor_.alpha_


class Ridge:
    """The regressor: closed form, by sums of one order.

    Attributes:
        alpha_: the penalty taken.

    Args:
        alpha: the penalty; None takes the one of :data:`ALPHAS` with the least leave-one-out error.
    """

    def __init__(self, alpha: float | None) -> None:
        self._alpha = alpha

    def fit(self, features: Floats, targets: Floats) -> Ridge:
        """Learn from ``features`` ``(n, d)`` and ``targets`` ``(n,)``; return self."""
        if self._alpha is None:
            errors = ridge_leave_one_out(features, targets, np.array(ALPHAS))
            self.alpha_ = ALPHAS[int(np.round(errors, TIES).argmin())]
        else:
            self.alpha_ = float(self._alpha)
        self._coefficients, self._intercepts = ridge_fit(features, targets[:, None], self.alpha_)
        return self

    def predict(self, features: Floats) -> Floats:
        """Return the predicted targets ``(n,)``."""
        return (product(features, self._coefficients) + self._intercepts)[:, 0]


@dataclass(eq=False, repr=False, kw_only=True)
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
    c: float = 10.0
    epsilon: float = 0.01
    gamma: float | str = "auto"

    def __post_init__(self, rng: np.random.Generator | None) -> None:
        super().__post_init__(rng)
        self.c = positive("c", self.c)
        self.epsilon = positive("epsilon", self.epsilon)
        if isinstance(self.gamma, str) and self.gamma not in ("auto", "scale"):
            raise ConfigurationError(f"gamma is a number above 0, auto or scale, not '{self.gamma}'")
        self.gamma = self.gamma if isinstance(self.gamma, str) else positive("gamma", self.gamma)

    def _regressor(self) -> Any:
        return SupportVectors(self.c, self.epsilon, self.gamma)


@dataclass(eq=False, repr=False, kw_only=True)
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
    n_trees: int = 100
    min_leaf: int = 1

    def __post_init__(self, rng: np.random.Generator | None) -> None:
        super().__post_init__(rng)
        self.n_trees, self.min_leaf = whole("n_trees", self.n_trees), whole("min_leaf", self.min_leaf)

    def _regressor(self) -> Any:
        return Forest(self.n_trees, self.min_leaf, self._seed)


@dataclass(eq=False, repr=False, kw_only=True)
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
    n_trees: int = 200
    depth: int = 2
    rate: float = 0.1
    subsample: float = 0.5

    def __post_init__(self, rng: np.random.Generator | None) -> None:
        super().__post_init__(rng)
        self.n_trees, self.depth = whole("n_trees", self.n_trees), whole("depth", self.depth)
        self.rate = positive("rate", self.rate)
        if positive("subsample", self.subsample) > 1:
            raise ConfigurationError(f"subsample is a share, at most 1, not {self.subsample}")

    def _regressor(self) -> Any:
        return Boosting(self.n_trees, self.depth, self.rate, float(self.subsample), self._seed)


@dataclass(eq=False, repr=False, kw_only=True)
class MLP(Regression):
    """Multi-layer perceptron with ReLU, trained by Adam, on one-hot, path or count features.

    scikit-learn's ``MLPRegressor`` to its rounding (:mod:`suite.estimators.perceptron`), with the same bits on every
    machine.

    Args:
        space: the search space.
        rng: source of the initial weights' and the batches' seed.
        features: see :class:`suite.estimators.regression.Regression`.
        target: likewise.
        hidden: units of the hidden layers, as "128-128".
        epochs: at most so many; training stops before when the loss no longer falls (scikit-learn's rule).
        rate: step size of Adam.
        decay: L2 penalty.
    """

    name: ClassVar[str] = "mlp"
    version: ClassVar[int] = 2
    random: ClassVar[bool] = True
    hidden: str = "128-128"
    epochs: int = 500
    rate: float = 1e-3
    decay: float = 1e-4

    def __post_init__(self, rng: np.random.Generator | None) -> None:
        super().__post_init__(rng)
        parts = str(self.hidden).split("-")
        if not all(part.isascii() and part.isdigit() and int(part) > 0 for part in parts):
            raise ConfigurationError(f"hidden is numbers of units such as 128-128, not '{self.hidden}'")
        self.hidden = str(self.hidden)
        self.epochs = whole("epochs", self.epochs)
        self.rate, self.decay = positive("rate", self.rate), positive("decay", self.decay)

    def _regressor(self) -> Any:
        hidden = tuple(int(part) for part in self.hidden.split("-"))
        return Perceptron(hidden, self.epochs, self.rate, self.decay, self._seed)
