"""A multi-layer perceptron for regression, with the same bits on every machine.

The method, its defaults and its stopping rule are those of scikit-learn's ``MLPRegressor`` (squared error, ReLU, Adam
with batches of up to 200, Glorot's initial weights, stop when the loss has not fallen by 1e-4 for ten epochs): from the
same seed it learns the same network, to rounding. Its products are :func:`suite.kernels.ordered.sliced_product`, so
500 epochs do not blow up what BLAS libraries sum in different orders.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from suite.kernels.ordered import sliced_product

Floats = NDArray[np.float64]

BATCH = 200
TOLERANCE, PATIENCE = 1e-4, 10
"""Training stops when the loss has not fallen by so much for more than so many epochs."""
FIRST_MOMENT, SECOND_MOMENT, EPSILON = 0.9, 0.999, 1e-8
"""Of Adam."""


class Perceptron:
    """See the module.

    Attributes:
        n_iter_: epochs trained.

    Args:
        hidden: units of the hidden layers.
        epochs: at most so many.
        rate: step size.
        decay: L2 penalty on the weights.
        seed: of initial weights and batches.
    """

    def __init__(self, hidden: tuple[int, ...], epochs: int, rate: float, decay: float, seed: int) -> None:
        self._hidden, self._epochs, self._rate, self._decay, self._seed = hidden, epochs, rate, decay, seed

    def fit(self, features: Floats, targets: Floats) -> Perceptron:
        """Learn from ``features`` ``(n, d)`` and ``targets`` ``(n,)``; return self."""
        random = np.random.RandomState(self._seed)  # scikit-learn's stream, so that networks are the same
        sizes = (features.shape[1], *self._hidden, 1)
        self._weights, self._biases = [], []
        for before, after in pairwise(sizes):
            bound = np.sqrt(6.0 / (before + after))
            self._weights.append(random.uniform(-bound, bound, (before, after)))
            self._biases.append(random.uniform(-bound, bound, after))
        parameters = [*self._weights, *self._biases]
        first, second = ([np.zeros_like(each) for each in parameters] for _ in range(2))
        order, n, step = np.arange(len(features)), len(features), 0
        best, waited = np.inf, 0
        for epoch in range(1, self._epochs + 1):
            order = order[_permutation(random, n)]
            total = 0.0
            for start in range(0, n, BATCH):
                rows = order[start : start + BATCH]
                loss, gradients = self._gradients(features[rows], targets[rows, None])
                total += loss * len(rows)
                step += 1
                size = self._rate * np.sqrt(1.0 - SECOND_MOMENT**step) / (1.0 - FIRST_MOMENT**step)
                for each, gradient, m, v in zip(parameters, gradients, first, second, strict=True):
                    m *= FIRST_MOMENT
                    m += (1.0 - FIRST_MOMENT) * gradient
                    v *= SECOND_MOMENT
                    v += (1.0 - SECOND_MOMENT) * (gradient * gradient)
                    each -= size * m / (np.sqrt(v) + EPSILON)
            loss = total / n
            waited = waited + 1 if loss > best - TOLERANCE else 0
            best = min(best, loss)
            self.n_iter_ = epoch
            if waited > PATIENCE:
                break
        return self

    def predict(self, features: Floats) -> Floats:
        """Return the predicted targets ``(n,)``."""
        return self._forward(features)[-1][:, 0]

    def _forward(self, features: Floats) -> list[Floats]:
        """Return the values of all layers, the features first."""
        values = [features]
        for layer, (weight, bias) in enumerate(zip(self._weights, self._biases, strict=True)):
            result = sliced_product(values[-1], weight)
            result += bias
            values.append(np.maximum(result, 0.0) if layer < len(self._weights) - 1 else result)
        return values

    def _gradients(self, features: Floats, targets: Floats) -> tuple[float, list[Floats]]:
        """Return the loss and its gradients by weights, then by biases."""
        n, values = len(features), self._forward(features)
        off = values[-1] - targets
        squares = sum(float(np.add.reduce(weight.ravel() ** 2)) for weight in self._weights)
        loss = 0.5 * float(np.mean(off**2)) + 0.5 * self._decay * squares / n
        by_weights, by_biases = [], []
        for layer in range(len(self._weights) - 1, -1, -1):
            weight = self._weights[layer]
            by_weights.append((sliced_product(values[layer].T, off) + self._decay * weight) / n)
            by_biases.append(off.mean(axis=0))
            if layer:
                off = sliced_product(off, weight.T) * (values[layer] > 0)
        return loss, [*by_weights[::-1], *by_biases[::-1]]


def _permutation(random: np.random.RandomState, n: int) -> NDArray[np.int64]:
    indices = np.arange(n)
    random.shuffle(indices)
    return indices
