"""Policies over architectures for score-function searches.

Source: score-function gradient, Williams, Machine Learning 8, 1992. The autoregressive policy is the linear (fully
visible) one: the logits of an edge are a bias plus one weight vector for each operation already drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from suite.kernels.adam import Adam, step_all
from suite.spaces.base import Codes, SearchSpace
from suite.stacking import stacked

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

    @classmethod
    def sample_all(cls, policies: Sequence[Any], rngs: Sequence[np.random.Generator]) -> Codes:
        """Return one architecture of each of ``policies`` of this class, ``(R, n_edges)``."""
        ...

    @classmethod
    def gradient_all(cls, policies: Sequence[Any], codes: Codes) -> Floats:
        """Return the gradients of several policies of this class, each at its row of ``codes`` ``(R, n_edges)``."""
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
        return np.asarray(self.sample_all([self], [rng])[0])

    @classmethod
    def sample_all(cls, policies: Sequence[IndependentPolicy], rngs: Sequence[np.random.Generator]) -> Codes:
        """Return one architecture of each policy, ``(R, n_edges)``."""
        probabilities = cls._probabilities_all(policies)
        limits = probabilities.cumsum(axis=-1)[..., :-1]
        n_edges = limits.shape[1]
        draws = stacked([np.asarray(rng.random(n_edges)) for rng in rngs])[..., None]
        # as many of the cumulated probabilities as lie at or below the draw: the last operation takes what is left
        return np.asarray((draws >= limits).sum(axis=-1, dtype=np.uint8))

    def log_probability(self, code: Codes) -> float:
        """Return the log-probability of ``code`` ``(n_edges,)``."""
        return float(np.log(self.probabilities()[self._edges, code]).sum())

    def gradient(self, code: Codes) -> Floats:
        """Return softmax minus one-hot, ``(n_edges, n_operations)``."""
        return np.asarray(self.gradient_all([self], code[None])[0])

    @classmethod
    def gradient_all(cls, policies: Sequence[IndependentPolicy], codes: Codes) -> Floats:
        """Return the gradient of each policy at its row of ``codes`` ``(R, n_edges)``, stacked."""
        gradients = cls._probabilities_all(policies).copy()
        rows = gradients.reshape(-1, gradients.shape[2])
        rows[np.arange(len(rows)), codes.ravel()] -= 1.0
        return gradients

    @classmethod
    def _probabilities_all(cls, policies: Sequence[IndependentPolicy]) -> Floats:
        if all(each._of is each.parameters for each in policies):
            return stacked([each._probabilities for each in policies])
        probabilities = _softmax(stacked([each.parameters for each in policies]))
        for each, own in zip(policies, probabilities, strict=True):
            each._of, each._probabilities = each.parameters, own
        return probabilities


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

    @classmethod
    def sample_all(cls, policies: Sequence[AutoregressivePolicy], rngs: Sequence[np.random.Generator]) -> Codes:
        """Return one architecture of each policy, ``(R, n_edges)``."""
        return np.stack([policy.sample(rng) for policy, rng in zip(policies, rngs, strict=True)])

    @classmethod
    def gradient_all(cls, policies: Sequence[AutoregressivePolicy], codes: Codes) -> Floats:
        """Return the gradient of each policy at its row of ``codes`` ``(R, n_edges)``, stacked."""
        return np.stack([policy.gradient(code) for policy, code in zip(policies, codes, strict=True)])

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


def learn_all(
    policies: Sequence[Policy], optimisers: Sequence[Adam], codes: Codes, advantages: Sequence[float | None]
) -> None:
    """Move each of R policies of one class by the score function: towards what was better than its baseline.

    Args:
        policies: whose parameters are replaced.
        optimisers: one for each policy.
        codes: ``(R, n_edges)`` the architecture that each drew.
        advantages: R, its reward minus the baseline; None where there is nothing to learn.
    """
    if None in advantages:
        rows = [row for row, advantage in enumerate(advantages) if advantage is not None]
        if rows:
            some = [policies[row] for row in rows], [optimisers[row] for row in rows]
            learn_all(*some, codes[rows], [advantages[row] for row in rows])
        return
    gradients = policies[0].gradient_all(policies, codes)
    gradients *= np.array(advantages).reshape(-1, *(1,) * (gradients.ndim - 1))
    moved = step_all(optimisers, stacked([policy.parameters for policy in policies]), gradients)
    for policy, parameters in zip(policies, moved, strict=True):
        policy.parameters = parameters


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
