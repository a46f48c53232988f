"""The common part of the regressions: features in, a scaled target, a regressor of scikit-learn in between."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import KW_ONLY, InitVar, dataclass
from typing import Any

import numpy as np

from suite.errors import ConfigurationError, did_you_mean
from suite.estimators.base import Estimator, Floats
from suite.estimators.features import FEATURES, features
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.nasbench201 import NASBENCH201

TARGETS = ("standard", "log", "raw")
_LONGEST_LOG = 700.0
"""exp() of more than this is infinite in float64."""


@dataclass(eq=False, repr=False)
class Regression(Estimator):
    """A regressor of scikit-learn on features of the cell.

    A subclass is a dataclass of its own parameters, checks them in ``__post_init__``, and writes ``_regressor``.

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

    space: SearchSpace = NASBENCH201
    _: KW_ONLY
    rng: InitVar[np.random.Generator | None] = None
    features: str = "one_hot"
    target: str = "standard"

    def __post_init__(self, rng: np.random.Generator | None) -> None:
        super().__init__(self.space, rng=rng)
        if self.features not in FEATURES:
            raise did_you_mean(str(self.features), FEATURES, "kind of features")
        if self.target not in TARGETS:
            raise did_you_mean(str(self.target), TARGETS, "target")

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
