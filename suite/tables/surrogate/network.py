"""Small networks in fixed point: the same bits on every machine, whatever the BLAS or instruction set.

Inputs are small integers, weights are integers times a power of two, and hidden activations are rounded to multiples
of 2**-12. So every product and every partial sum of a layer is a multiple of a power of two that fits in the 53 bits of
a float64, and the sum is exact in any order. The activation uses only operations that IEEE 754 rounds correctly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GRID = 4096.0
"""Activations are multiples of 1 / _GRID."""
_CHUNK = 1024
"""Rows at a time, so that the activations stay in the cache."""


@dataclass(frozen=True)
class FixedPointNetwork:
    """An ensemble of fully connected networks of one shape; the output is the members' mean.

    Attributes:
        sizes: units per layer, input first, ``(n_layers + 1,)``.
        weights: all weights and biases of each member, ``(n_members, n_parameters)`` int16: per layer the matrix
            ``(inputs, outputs)`` row by row, then the biases.
        exponents: per member and layer the power of two that one unit of a weight stands for, as ``2**-exponent``,
            ``(n_members, n_layers)``.
    """

    sizes: tuple[int, ...]
    weights: NDArray[np.int16]
    exponents: NDArray[np.int8]

    @property
    def n_parameters(self) -> int:
        """Number of stored weights and biases."""
        return int(self.weights.size)

    def layers(self, member: int) -> list[tuple[Floats, Floats]]:
        """Return the matrices and biases of one member as float64, input first."""
        result = []
        start = 0
        shapes = zip(self.sizes[:-1], self.sizes[1:], self.exponents[member].tolist(), strict=True)
        for n_in, n_out, exponent in shapes:
            flat = self.weights[member, start : start + (n_in + 1) * n_out].astype(np.float64) * 2.0**-exponent
            result.append((flat[: n_in * n_out].reshape(n_in, n_out), flat[n_in * n_out :]))
            start += (n_in + 1) * n_out
        return result

    def __call__(self, features: Floats) -> Floats:
        """Return the mean output of the members for integer ``features`` ``(n, sizes[0])``, ``(n, sizes[-1])``."""
        result = np.zeros((len(features), self.sizes[-1]))
        for member in range(len(self.weights)):
            *inner, (matrix, bias) = self.layers(member)
            for start in range(0, len(features), _CHUNK):
                hidden = features[start : start + _CHUNK]
                for inner_matrix, inner_bias in inner:
                    hidden = np.rint(gate(hidden @ inner_matrix + inner_bias) * _GRID) / _GRID
                result[start : start + _CHUNK] += hidden @ matrix + bias
        return result / len(self.weights)


def gate(x: Floats) -> Floats:
    """Return ``x * (1 + x / sqrt(1 + x**2)) / 2``: a smooth rectifier, like SiLU, from correctly rounded operations."""
    ratio = x / np.sqrt(1.0 + x * x)
    return np.asarray(x * (0.5 + 0.5 * ratio), dtype=np.float64)


def quantise(members: Sequence[Sequence[tuple[NDArray[np.floating], NDArray[np.floating]]]]) -> FixedPointNetwork:
    """Return the network of real-valued ``members`` (per member its layers' matrices and biases) in fixed point.

    Each layer gets the finest power of two that its largest weight allows, at most 2**-16.
    """
    first = members[0]
    sizes = (first[0][0].shape[0], *(matrix.shape[1] for matrix, _ in first))
    weights, exponents = [], []
    for layers in members:
        flat: list[NDArray[np.int16]] = []
        powers = []
        for matrix, bias in layers:
            values = np.concatenate([np.ravel(matrix), bias]).astype(np.float64)
            largest = max(float(np.abs(values).max()), 1e-9)
            exponent = int(min(16, np.floor(np.log2(32767 / largest))))
            flat.append(np.rint(values * 2.0**exponent).astype(np.int16))
            powers.append(exponent)
        weights.append(np.concatenate(flat))
        exponents.append(powers)
    return FixedPointNetwork(sizes, np.stack(weights), np.array(exponents, dtype=np.int8))
