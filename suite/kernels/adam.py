"""Adam with weight decay in the gradient, for logits of search methods: torch is an extra, these methods need none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from suite.stacking import stacked

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
        return np.asarray(step_all([self], parameters[None], gradient[None])[0])


def step_all(optimisers: Sequence[Adam], parameters: Floats, gradients: Floats) -> Floats:
    """Return the new parameters ``(R, ...)`` of R optimisers that differ in their state alone, as :meth:`Adam.step`."""
    first = optimisers[0]
    gradients = gradients + first.weight_decay * parameters
    means = BETA1 * stacked([each._mean for each in optimisers]) + (1.0 - BETA1) * gradients
    squares = BETA2 * stacked([each._square for each in optimisers]) + (1.0 - BETA2) * gradients**2
    for each, mean, square in zip(optimisers, means, squares, strict=True):
        each._steps += 1
        each._mean, each._square = mean, square
    steps = [each._steps for each in optimisers]
    corrected = means / _correction(BETA1, steps, parameters.ndim)
    roots = np.sqrt(squares / _correction(BETA2, steps, parameters.ndim))
    return np.asarray(parameters - first.learning_rate * corrected / (roots + EPSILON))


def _correction(beta: float, steps: list[int], ndim: int) -> float | Floats:
    """Return what each of R moving averages is divided by for its start at 0: a number, or ``(R, 1, ...)``."""
    if len(set(steps)) == 1:
        return 1.0 - beta ** steps[0]
    return np.array([1.0 - beta**each for each in steps]).reshape(-1, *(1,) * (ndim - 1))
