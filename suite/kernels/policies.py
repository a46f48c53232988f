"""Policies over architectures for score-function searches.

Source: score-function gradient, Williams, Machine Learning 8, 1992. The autoregressive policy is the linear (fully
visible) one: the logits of an edge are a bias plus one weight vector for each operation already drawn.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes, SearchSpace

Floats = NDArray[np.float64]

INITIAL_SCALE = 1e-3
"""Standard deviation of the initial parameters, as in the public NAS-Bench-201 scripts."""


class Policy(Protocol):
    """A distribution over architectures with real parameters, which are replaced and never changed in place."""

    parameters: Floats

    def sample(self, rng: np.random.Generator) -> Codes:
        """Return one architecture ``(n_edges,)``."""
        ...

    def log_probability(self, code: Codes) -> float:
        """Return the logarithm of the probability of ``code`` ``(n_edges,)``."""
        ...

    def gradient(self, code: Codes) -> Floats:
        """Return the gradient of minus the log-probability of ``code``, shaped as the parameters."""
        ...


class IndependentPolicy:
    """One categorical distribution per edge, edges drawn independently.

    Attributes:
        parameters: ``(n_edges, n_operations)`` logits.

    Args:
        space: the search space.
        rng: draws the initial logits.
    """

    def __init__(self, space: SearchSpace, rng: np.random.Generator) -> None:
        self.parameters: Floats = INITIAL_SCALE * rng.normal(size=(space.n_edges, space.n_operations))
        self._edges = np.arange(space.n_edges)
        self._of: Floats | None = None  # the parameters that the probabilities below belong to
        self._probabilities: Floats = self.parameters

    def probabilities(self) -> Floats:
        """Return the softmax of each edge's logits, ``(n_edges, n_operations)``; not to be changed."""
        if self._of is not self.parameters:  # drawing and learning need them for the same parameters
            self._of, self._probabilities = self.parameters, _softmax(self.parameters)
        return self._probabilities

    def sample(self, rng: np.random.Generator) -> Codes:
        """Return one architecture ``(n_edges,)``."""
        limits = self.probabilities().cumsum(axis=1)[:, :-1]
        draws = rng.random(len(limits))
        # as many of the cumulated probabilities as lie at or below the draw: the last operation takes what is left
        return np.asarray((draws[:, None] >= limits).sum(axis=1), dtype=np.uint8)

    def log_probability(self, code: Codes) -> float:
        """Return the log-probability of ``code`` ``(n_edges,)``."""
        return float(np.log(self.probabilities()[self._edges, code]).sum())

    def gradient(self, code: Codes) -> Floats:
        """Return softmax minus one-hot, ``(n_edges, n_operations)``."""
        gradient = self.probabilities().copy()
        gradient[self._edges, code] -= 1.0
        return gradient


class AutoregressivePolicy:
    """Edges drawn in order, each given the operations drawn before it.

    Attributes:
        parameters: ``(1 + n_edges * n_operations, n_edges, n_operations)``: first the biases, then for each (edge,
            operation) what it adds to the logits of the later edges; entries for earlier edges are never used.

    Args:
        space: the search space.
        rng: draws the initial parameters.
    """

    def __init__(self, space: SearchSpace, rng: np.random.Generator) -> None:
        edges, operations = space.n_edges, space.n_operations
        self.parameters: Floats = INITIAL_SCALE * rng.normal(size=(1 + edges * operations, edges, operations))

    def sample(self, rng: np.random.Generator) -> Codes:
        """Return one architecture ``(n_edges,)``."""
        logits = self.parameters[0].copy()
        n_operations = logits.shape[1]
        draws = rng.random(len(logits))
        code = np.empty(len(logits), dtype=np.uint8)
        for edge, draw in enumerate(draws):
            code[edge] = (draw >= _softmax(logits[edge]).cumsum()[:-1]).sum()
            logits[edge + 1 :] += self.parameters[1 + edge * n_operations + code[edge], edge + 1 :]
        return code

    def conditionals(self, code: Codes) -> Floats:
        """Return the probabilities ``(n_edges, n_operations)`` of each edge given the operations before it."""
        logits = self.parameters[0].copy()
        for edge, row in enumerate(self._rows(code)):
            logits[edge + 1 :] += self.parameters[row, edge + 1 :]
        return _softmax(logits)

    def log_probability(self, code: Codes) -> float:
        """Return the log-probability of ``code`` ``(n_edges,)``."""
        return float(np.log(self.conditionals(code)[np.arange(len(code)), code]).sum())

    def gradient(self, code: Codes) -> Floats:
        """Return the gradient of minus the log-probability, shaped as the parameters."""
        residual = self.conditionals(code)
        residual[np.arange(len(code)), code] -= 1.0
        gradient = np.zeros_like(self.parameters)
        gradient[0] = residual
        for edge, row in enumerate(self._rows(code)):
            gradient[row, edge + 1 :] = residual[edge + 1 :]
        return gradient

    def _rows(self, code: Codes) -> list[int]:
        """Return the row of the parameters that belongs to the operation of each edge."""
        n_operations = self.parameters.shape[2]
        return [1 + edge * n_operations + int(operation) for edge, operation in enumerate(code)]


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
