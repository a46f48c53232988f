"""Adam with weight decay in the gradient, for logits of search methods: torch is an extra, these methods need none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
"""Decay rates and stabiliser, the usual defaults."""


class Adam:
    """The optimiser's state (Kingma and Ba, ICLR 2015, Algorithm 1).

    Args:
        shape: of the parameters.
        learning_rate: step size.
        weight_decay: times the parameters is added to the gradient (L2 regularisation, not the decoupled kind).
    """

    def __init__(self, shape: tuple[int, ...], learning_rate: float, weight_decay: float = 0.0) -> None:
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self._mean: Floats = np.zeros(shape)
        self._square: Floats = np.zeros(shape)
        self._steps = 0

    def step(self, parameters: Floats, gradient: Floats) -> Floats:
        """Return new parameters, moved against ``gradient``; the arrays given are left alone."""
        self._steps += 1
        gradient = gradient + self.weight_decay * parameters
        self._mean = BETA1 * self._mean + (1.0 - BETA1) * gradient
        self._square = BETA2 * self._square + (1.0 - BETA2) * gradient**2
        mean = self._mean / (1.0 - BETA1**self._steps)
        square = self._square / (1.0 - BETA2**self._steps)
        return np.asarray(parameters - self.learning_rate * mean / (np.sqrt(square) + EPSILON))
