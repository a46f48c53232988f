"""An ensemble of small neural networks, trained together, whose numbers are the same on every processor.

The feedforward networks of BANANAS (White, Neiswanger and Savani, AAAI 2021): layers with ReLU, mean absolute error,
Adam (Kingma and Ba, ICLR 2015). Training is chaotic: a last bit of a sum grows until other architectures are chosen. So
what enters a matrix product is rounded to multiples of 2^-17 and kept within 64: its products then add up without
rounding, in whatever order. The other operations are sums, products, quotients and roots of single numbers, which are
rounded in the same way everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHIFT = 1.5 * 2.0 ** (52 - 17)
"""Adding and taking it away rounds to multiples of 2^-17."""
LARGEST = 64.0
"""23 bits a factor, 46 a product; up to 128 products fit in 53 bits."""
BETAS, EPSILON = (0.9, 0.999), 1e-8


@dataclass(frozen=True)
class Training:
    """How networks are made and trained.

    Attributes:
        n_networks: members of the ensemble.
        n_layers: hidden layers.
        width: of a hidden layer, at most 128.
        epochs: passes over the examples.
        batch_size: examples of a step, at most 128.
        learning_rate: of Adam.
    """

    n_networks: int
    n_layers: int
    width: int
    epochs: int
    batch_size: int
    learning_rate: float


class NeuralEnsemble:
    """Networks that start apart and see the examples in different orders.

    Args:
        features: ``(n, d)`` of zeros and ones.
        targets: ``(n, m)``, of the order of 1.
        training: see :class:`Training`.
        rng: source of the first weights (uniform, Glorot and Bengio, AISTATS 2010) and of the orders.
    """

    def __init__(self, features: Floats, targets: Floats, training: Training, rng: np.random.Generator) -> None:
        sizes = [features.shape[1], *[training.width] * training.n_layers, targets.shape[1]]
        self.shapes = list(pairwise(sizes))
        self.n_networks = training.n_networks
        count = sum(a * b + b for a, b in self.shapes)
        self._flat = np.zeros((self.n_networks, count))
        for (a, b), weights in zip(self.shapes, self._layers(self._flat)[0], strict=True):
            weights[...] = (2.0 * rng.random((self.n_networks, a, b)) - 1.0) * np.sqrt(6.0 / (a + b))
        self._train(features, _rounded(np.clip(targets, -LARGEST, LARGEST)), training, rng)

    def predict(self, features: Floats) -> Floats:
        """Return what each network says of ``features`` ``(k, d)``: ``(n_networks, k, m)``."""
        return self._forward(np.broadcast_to(features, (self.n_networks, *features.shape)), self._layers(self._flat))[
            -1
        ]

    def _layers(self, flat: Floats) -> tuple[list[Floats], list[Floats]]:
        """Return views of the weights ``(n_networks, a, b)`` and biases ``(n_networks, 1, b)`` of all layers."""
        weights, biases, at = [], [], 0
        for a, b in self.shapes:
            weights.append(flat[:, at : at + a * b].reshape(-1, a, b))
            biases.append(flat[:, None, at + a * b : at + a * b + b])
            at += a * b + b
        return weights, biases

    def _forward(self, inputs: Floats, layers: tuple[list[Floats], list[Floats]]) -> list[Floats]:
        """Return the outputs of all layers, the input's first."""
        outputs = [inputs]
        for weights, bias in zip(*layers, strict=True):
            linear = outputs[-1] @ weights
            linear += bias
            last = len(outputs) == len(self.shapes)
            outputs.append(_rounded(np.clip(linear, -LARGEST if last else 0.0, LARGEST, out=linear)))
        return outputs

    def _train(self, features: Floats, targets: Floats, training: Training, rng: np.random.Generator) -> None:
        flat, n = self._flat, len(features)
        first, second, gradient = np.zeros_like(flat), np.zeros_like(flat), np.zeros_like(flat)
        weight_gradients, bias_gradients = self._layers(gradient)
        decays = [1.0, 1.0]
        _rounded(flat)
        layers = self._layers(flat)
        for _ in range(training.epochs):
            orders = rng.random((self.n_networks, n)).argsort(axis=1, kind="stable")
            for start in range(0, n, training.batch_size):
                rows = orders[:, start : start + training.batch_size]
                outputs = self._forward(features[rows], layers)
                delta = np.sign(outputs[-1] - targets[rows])  # of the sum of absolute errors: Adam knows no scale
                for layer in range(len(self.shapes) - 1, -1, -1):
                    np.matmul(outputs[layer].transpose(0, 2, 1), delta, out=weight_gradients[layer])
                    np.sum(delta, axis=1, keepdims=True, out=bias_gradients[layer])
                    if layer:
                        delta = delta @ layers[0][layer].transpose(0, 2, 1)
                        delta *= outputs[layer] > 0
                        delta = _rounded(np.clip(delta, -LARGEST, LARGEST, out=delta))
                first *= BETAS[0]
                first += (1.0 - BETAS[0]) * gradient
                second *= BETAS[1]
                second += (1.0 - BETAS[1]) * (gradient * gradient)
                decays = [decay * beta for decay, beta in zip(decays, BETAS, strict=True)]
                root = np.sqrt(second * (1.0 / (1.0 - decays[1])))
                root += EPSILON
                flat -= (training.learning_rate / (1.0 - decays[0])) * first / root
                _rounded(np.clip(flat, -LARGEST, LARGEST, out=flat))


def _rounded(values: Floats) -> Floats:
    """Round ``values`` in place to multiples of 2^-17, and return them."""
    values += SHIFT
    values -= SHIFT
    return values
