"""A fully connected network trained by Adam, in plain numpy: no framework is needed to fit the surrogate.

Adam: Kingma and Ba, ICLR 2015, with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), a linear warm-up and a
cosine decay of the step size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Layers = list[tuple[Floats, Floats]]

_BETA1, _BETA2, _EPSILON = 0.9, 0.99, 1e-8


@dataclass(frozen=True)
class Training:
    """Settings of the fit, the same for all columns; chosen on other splits of the table than ``evaluate`` uses.

    Attributes:
        hidden: units of the hidden layers.
        epochs: passes over the rows.
        batch: rows per step.
        rate: largest step size.
        decay: decoupled weight decay, as a share of a weight that a step of size 1 takes off.
        huber: residual (in normal scores) from which on the loss is linear: rank errors, not outliers, should count.
        warm_up: steps until the full step size.
        scale_floor: inputs are divided by their standard deviation, but not by less than this: rare flags stay small.
    """

    hidden: tuple[int, ...]
    epochs: int
    batch: int = 256
    rate: float = 4e-3
    decay: float = 0.3
    huber: float = 0.2
    warm_up: int = 200
    scale_floor: float = 0.2


def train(
    features: NDArray[np.float64],
    targets: NDArray[np.float64],
    settings: Training,
    rng: np.random.Generator,
    *,
    n_labels: int = 0,
    on_epoch: Callable[[], None] | None = None,
) -> Layers:
    """Return the layers of a network fitted to ``targets``.

    Args:
        features: ``(n, n_features)``.
        targets: ``(n, n_outputs)``; NaN is not counted. The last ``n_labels`` columns are labels 0 or 1 with a
            logistic loss; the others have a Huber loss.
        settings: see :class:`Training`.
        rng: source of the initial weights and the order of the rows.
        n_labels: number of label columns.
        on_epoch: called after each epoch (progress).

    Returns:
        Per layer the matrix ``(inputs, outputs)`` and the biases, float32, for unscaled features.
    """
    mean = features.mean(axis=0)
    scale = np.maximum(features.std(axis=0), settings.scale_floor)
    x = ((features - mean) / scale).astype(np.float32)
    known = (~np.isnan(targets)).astype(np.float32)
    y = np.nan_to_num(targets).astype(np.float32)
    layers = _initial((x.shape[1], *settings.hidden, y.shape[1]), rng)
    adam = _Adam([array for layer in layers for array in layer], settings)
    batch = min(settings.batch, len(x))
    n_steps = settings.epochs * (len(x) // batch)
    for _ in range(settings.epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x) // batch * batch, batch):
            rows = order[start : start + batch]
            gradients = _gradients(layers, x[rows], y[rows], known[rows], settings.huber, n_labels)
            adam.step(gradients, n_steps)
        if on_epoch is not None:
            on_epoch()
    matrix, bias = layers[0]
    unscaled = matrix / scale[:, None].astype(np.float32)
    layers[0] = (unscaled, bias - mean.astype(np.float32) @ unscaled)
    return layers


def _initial(sizes: tuple[int, ...], rng: np.random.Generator) -> Layers:
    """Return normal weights with a gain that keeps the variance through the activation, smaller at the output."""
    layers: Layers = []
    for position, (n_in, n_out) in enumerate(pairwise(sizes)):
        gain = 1.6 if position < len(sizes) - 2 else 0.3
        matrix = rng.normal(0.0, 1.0, (n_in, n_out)) * np.sqrt(gain / n_in)
        layers.append((matrix.astype(np.float32), np.zeros(n_out, dtype=np.float32)))
    return layers


def _gradients(layers: Layers, x: Floats, y: Floats, known: Floats, huber: float, n_labels: int) -> list[Floats]:
    """Return the gradients of the mean loss, in the order matrix, bias, matrix, bias, ..."""
    hidden, slopes = [x], []
    for matrix, bias in layers[:-1]:
        value, slope = _gate(hidden[-1] @ matrix + bias)
        hidden.append(value)
        slopes.append(slope)
    output = hidden[-1] @ layers[-1][0] + layers[-1][1]
    error = np.clip(output - y, -huber, huber)
    if n_labels:
        probability = 0.5 + 0.5 * np.tanh(0.5 * output[:, -n_labels:])
        error[:, -n_labels:] = probability - y[:, -n_labels:]
    signal = error * known / np.float32(len(x))
    gradients: list[Floats] = []
    for position in range(len(layers) - 1, -1, -1):
        gradients[:0] = [hidden[position].T @ signal, signal.sum(axis=0)]
        if position:
            signal = (signal @ layers[position][0].T) * slopes[position - 1]
    return gradients


def _gate(x: Floats) -> tuple[Floats, Floats]:
    """Return :func:`suite.tables.surrogate.network.gate` and its derivative."""
    inverse = 1 / np.sqrt(1 + x * x)
    share = np.float32(0.5) + np.float32(0.5) * x * inverse
    return x * share, share + np.float32(0.5) * x * inverse * inverse * inverse


class _Adam:
    """The parameters (changed in place) and their running moments."""

    def __init__(self, parameters: list[Floats], settings: Training) -> None:
        self._parameters = parameters
        self._settings = settings
        self._first = [np.zeros_like(array) for array in parameters]
        self._second = [np.zeros_like(array) for array in parameters]
        self._step = 0

    def step(self, gradients: list[Floats], n_steps: int) -> None:
        """Take one step of ``n_steps``."""
        self._step += 1
        done = self._step / n_steps
        warm = min(1.0, self._step / self._settings.warm_up)
        rate = self._settings.rate * warm * 0.5 * (1 + np.cos(np.pi * done))
        bias1, bias2 = 1 - _BETA1**self._step, 1 - _BETA2**self._step
        moments = zip(self._parameters, gradients, self._first, self._second, strict=True)
        for parameter, gradient, first, second in moments:
            first += np.float32(1 - _BETA1) * (gradient - first)
            second += np.float32(1 - _BETA2) * (gradient * gradient - second)
            update = (first / np.float32(bias1)) / (np.sqrt(second / np.float32(bias2)) + np.float32(_EPSILON))
            if parameter.ndim == 2:
                update += np.float32(self._settings.decay) * parameter
            parameter -= np.float32(rate) * update
