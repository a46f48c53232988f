"""Multi-layer perceptron."""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

import numpy as np

from suite.errors import ConfigurationError
from suite.estimators.base import Floats
from suite.estimators.regression import Regression, positive, whole
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.nasbench201 import NASBENCH201


class MLP(Regression):
    """Multi-layer perceptron with ReLU, trained by Adam, on one-hot, path or count features (scikit-learn).

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
    random: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace = NASBENCH201,
        *,
        rng: np.random.Generator | None = None,
        features: str = "one_hot",
        target: str = "standard",
        hidden: str = "128-128",
        epochs: int = 500,
        rate: float = 1e-3,
        decay: float = 1e-4,
    ) -> None:
        super().__init__(space, rng=rng, features=features, target=target)
        parts = str(hidden).split("-")
        if not all(part.isascii() and part.isdigit() and int(part) > 0 for part in parts):
            raise ConfigurationError(f"hidden is numbers of units such as 128-128, not '{hidden}'")
        self.hidden = str(hidden)
        self.epochs = whole("epochs", epochs)
        self.rate = positive("rate", rate)
        self.decay = positive("decay", decay)

    def _regressor(self) -> Any:
        from sklearn.neural_network import MLPRegressor

        return MLPRegressor(
            hidden_layer_sizes=tuple(int(part) for part in self.hidden.split("-")),
            max_iter=self.epochs,
            learning_rate_init=self.rate,
            alpha=self.decay,
            random_state=self._seed,
        )

    def _fit(self, codes: Codes, costs: Floats) -> None:
        from sklearn.exceptions import ConvergenceWarning

        with warnings.catch_warnings():
            # the number of epochs is a setting of the method, not a failure to converge
            warnings.simplefilter("ignore", ConvergenceWarning)
            super()._fit(codes, costs)
