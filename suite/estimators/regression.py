"""The common part of the regressions: features in, a scaled target, a regressor of scikit-learn in between."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from suite.errors import ConfigurationError, did_you_mean
from suite.estimators.base import Estimator, Floats
from suite.estimators.features import FEATURES, features
from suite.spaces.base import Codes, SearchSpace

TARGETS = ("standard", "log", "raw")
_LONGEST_LOG = 700.0
"""exp() of more than this is infinite in float64."""


class Regression(Estimator):
    """A regressor of scikit-learn on features of the cell.

    Args:
        space: the search space.
        rng: source of the regressor's seed, if it is random.
        features: "one_hot", "path", "one_hot+path" or "counts" (:mod:`suite.estimators.features`).
        target: what is regressed: "standard" (cost less its mean, divided by its standard deviation, so that
            hyper-parameters mean the same on every device), "log" (the logarithm of the cost, standardised likewise;
            for relative errors, but disconnected cells with next to no latency then dominate the fit) or "raw".

    Attributes:
        regressor_: the fitted regressor.
        centre_, scale_: of the target.
    """

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator | None,
        features: str = "one_hot",
        target: str = "standard",
    ) -> None:
        super().__init__(space, rng=rng)
        if features not in FEATURES:
            raise did_you_mean(str(features), FEATURES, "kind of features")
        if target not in TARGETS:
            raise did_you_mean(str(target), TARGETS, "target")
        self.features = features
        self.target = target

    @abstractmethod
    def _regressor(self) -> Any:
        """Return a new regressor with ``fit(x, y)`` and ``predict(x)``."""

    def _fit(self, codes: Codes, costs: Floats) -> None:
        y = np.log(costs) if self.target == "log" else costs
        self.centre_, self.scale_ = 0.0, 1.0
        if self.target != "raw":
            self.centre_ = float(y.mean())
            self.scale_ = float(y.std()) or 1.0  # equal costs: nothing to scale
        self.regressor_ = self._regressor()
        self.regressor_.fit(features(codes, self.space, self.features), (y - self.centre_) / self.scale_)

    def _predict(self, codes: Codes) -> Floats:
        found = self.regressor_.predict(features(codes, self.space, self.features))
        y = self.centre_ + self.scale_ * np.asarray(found, dtype=np.float64)
        return np.exp(np.clip(y, -_LONGEST_LOG, _LONGEST_LOG)) if self.target == "log" else y


def positive(name: str, value: float) -> float:
    """Return ``value`` if it is a finite number above 0.

    Raises:
        ConfigurationError: if not.
    """
    if isinstance(value, (bool, str)) or value is None or not 0 < value < np.inf:
        raise ConfigurationError(f"{name} must be a number above 0, not {value!r}")
    return value


def whole(name: str, value: int) -> int:
    """Return ``value`` if it is a whole number from 1.

    Raises:
        ConfigurationError: if not.
    """
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ConfigurationError(f"{name} must be a whole number from 1, not {value!r}")
    return int(value)
