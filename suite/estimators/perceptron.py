"""A multi-layer perceptron for regression, with the same bits on every machine.

The method, its defaults and its stopping rule are those of scikit-learn's ``MLPRegressor`` (squared error, ReLU, Adam
with batches of up to 200, Glorot's initial weights, stop when the loss has not fallen by 1e-4 for ten epochs): from the
same seed it learns the same network, to rounding. Its products are :func:`suite.kernels.ordered.sliced_product`, so
500 epochs do not blow up what BLAS libraries sum in different orders. Half of a training's time goes into those
products on BLAS, three of them for one; what is left is a pass of Adam over all parameters at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from suite.kernels.ordered import Sliced, sliced, sliced_product

Floats = NDArray[np.float64]

BATCH = 200
TOLERANCE, PATIENCE = 1e-4, 10
"""Training stops when the loss has not fallen by so much for more than so many epochs."""
FIRST_MOMENT, SECOND_MOMENT, EPSILON = 0.9, 0.999, 1e-8
"""Of Adam."""
BLOCK = 512
"""Rows predicted together: as many as a processor's cache holds."""


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
        shapes = list(pairwise((features.shape[1], *self._hidden, 1)))
        parameters, self._weights, self._biases = _flat(shapes)
        for weight, bias in zip(self._weights, self._biases, strict=True):
            bound = np.sqrt(6.0 / sum(weight.shape))
            weight[...] = random.uniform(-bound, bound, weight.shape)
            bias[...] = random.uniform(-bound, bound, bias.shape)
        gradient, by_weights, by_biases = _flat(shapes)
        adam = _Adam(parameters, self._rate)
        order, n = np.arange(len(features)), len(features)
        whole = _whole(features)
        best, waited = np.inf, 0
        for epoch in range(1, self._epochs + 1):
            order = order[_permutation(random, n)]
            total = 0.0
            for start in range(0, n, BATCH):
                rows = order[start : start + BATCH]
                loss = self._gradients(features[rows], targets[rows, None], whole, by_weights, by_biases)
                total += loss * len(rows)
                adam.step(gradient)
            loss = total / n
            waited = waited + 1 if loss > best - TOLERANCE else 0
            best = min(best, loss)
            self.n_iter_ = epoch
            if waited > PATIENCE:
                break
        return self

    def predict(self, features: Floats) -> Floats:
        """Return the predicted targets ``(n,)``."""
        weights, whole = [sliced(weight) for weight in self._weights], _whole(features)
        result = np.empty(len(features))
        for start in range(0, len(features), BLOCK):
            rows = slice(start, start + BLOCK)
            result[rows] = self._forward(features[rows], whole, weights)[-1][:, 0]
        return result

    def _forward(self, features: Floats, whole: bool, weights: Sequence[Floats | Sliced]) -> list[Floats]:
        """Return the values of all layers, the features first."""
        values = [features]
        for layer, (weight, bias) in enumerate(zip(weights, self._biases, strict=True)):
            result = sliced_product(values[-1], weight, whole=whole and layer == 0)
            result += bias
            values.append(np.maximum(result, 0.0, out=result) if layer < len(self._weights) - 1 else result)
        return values

    def _gradients(
        self, features: Floats, targets: Floats, whole: bool, by_weights: list[Floats], by_biases: list[Floats]
    ) -> float:
        """Return the loss, and fill in its gradients."""
        n, values = len(features), self._forward(features, whole, self._weights)
        off = values[-1] - targets
        squares = sum(float(np.add.reduce(weight.ravel() ** 2)) for weight in self._weights)
        loss = 0.5 * float(np.mean(off**2)) + 0.5 * self._decay * squares / n
        for layer in range(len(self._weights) - 1, -1, -1):
            weight, gradient = self._weights[layer], by_weights[layer]
            np.multiply(weight, self._decay, out=gradient)
            gradient += sliced_product(values[layer].T, off, whole=whole and layer == 0)
            gradient /= n
            by_biases[layer][...] = off.mean(axis=0)
            if layer:
                off = sliced_product(off, weight.T)
                off *= values[layer] > 0
        return loss


class _Adam:
    """Steps of Adam on one vector ``(p,)``, changed in place."""

    def __init__(self, parameters: Floats, rate: float) -> None:
        self._parameters, self._rate, self._steps = parameters, rate, 0
        self._first, self._second, self._scratch, self._denominator = (np.zeros_like(parameters) for _ in range(4))

    def step(self, gradient: Floats) -> None:
        self._steps += 1
        size = self._rate * np.sqrt(1.0 - SECOND_MOMENT**self._steps) / (1.0 - FIRST_MOMENT**self._steps)
        m, v, scratch, denominator = self._first, self._second, self._scratch, self._denominator
        m *= FIRST_MOMENT
        np.multiply(gradient, 1.0 - FIRST_MOMENT, out=scratch)
        m += scratch
        v *= SECOND_MOMENT
        np.multiply(gradient, gradient, out=scratch)
        scratch *= 1.0 - SECOND_MOMENT
        v += scratch
        np.sqrt(v, out=denominator)
        denominator += EPSILON
        np.multiply(m, size, out=scratch)
        scratch /= denominator
        self._parameters -= scratch


def _flat(shapes: Sequence[tuple[int, int]]) -> tuple[Floats, list[Floats], list[Floats]]:
    """Return one vector for all parameters, and views of it: weights of each shape, then biases."""
    vector = np.empty(sum((before + 1) * after for before, after in shapes))
    views, start = [], 0
    for shape in (*shapes, *((after,) for _, after in shapes)):
        size = int(np.prod(shape))
        views.append(vector[start : start + size].reshape(shape))
        start += size
    return vector, views[: len(shapes)], views[len(shapes) :]


def _whole(features: Floats) -> bool:
    """Return whether all are small whole numbers: one-hot codes, paths, counts."""
    return bool(((features == np.rint(features)) & (np.abs(features) < 2**10)).all())


def _permutation(random: np.random.RandomState, n: int) -> NDArray[np.int64]:
    indices = np.arange(n)
    random.shuffle(indices)
    return indices
