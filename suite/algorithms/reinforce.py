"""REINFORCE with one categorical policy per edge, as the NAS-Bench-201 paper ran it.

Source: Williams, "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning", Machine
Learning 8, 1992, with policy and settings of the public NAS-Bench-201 scripts (Dong and Yang, ICLR 2020); Adam: Kingma
and Ba, ICLR 2015, Algorithm 1.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from suite.algorithms.base import Algorithm, Floats
from suite.errors import ConfigurationError
from suite.spaces.base import Codes, SearchSpace

INITIAL_SCALE = 1e-3
"""Standard deviation of the initial logits."""
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
"""Adam's decay rates and stabiliser, the usual defaults."""


class Reinforce(Algorithm):
    """REINFORCE (Williams 1992) under the NAS-Bench-201 protocol.

    One architecture at a time is drawn from the softmax of ``n_edges x n_operations`` logits; the reward is its
    accuracy, i.e. minus the told error (a constant makes no difference). The baseline is the bias-corrected moving
    average that includes the reward itself, the gradient goes through Adam. ``recommend`` returns the best of all told.
    An infeasible architecture is rewarded like the worst one told so far.

    Attributes:
        logits: ``(n_edges, n_operations)`` parameters of the policy.

    Args:
        space: the search space.
        rng: the only source of randomness.
        learning_rate: of Adam; 0.5 in the NAS-Bench-201 protocol, whose scripts also sweep 0.01, 0.02, 0.1 and 0.2;
            0.01 in NATS-Bench.
        momentum: of the moving average of rewards, from 0 (no memory) to below 1.

    Raises:
        ConfigurationError: for a learning rate that is not positive, or a momentum outside [0, 1).
    """

    name: ClassVar[str] = "reinforce"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)

    def __init__(
        self, space: SearchSpace, *, rng: np.random.Generator, learning_rate: float = 0.5, momentum: float = 0.9
    ) -> None:
        super().__init__(space, rng=rng)
        if not (math.isfinite(learning_rate) and learning_rate > 0.0):
            raise ConfigurationError(f"learning_rate must be a positive number, not {learning_rate}")
        if not 0.0 <= momentum < 1.0:
            raise ConfigurationError(f"momentum must lie in [0, 1), not {momentum}")
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.logits: Floats = INITIAL_SCALE * rng.normal(size=(space.n_edges, space.n_operations))
        self._mean = np.zeros_like(self.logits)
        self._square = np.zeros_like(self.logits)
        self._steps = 0
        self._numerator = self._denominator = 0.0  # of the moving average
        self._worst: float | None = None

    def probabilities(self) -> Floats:
        """Return the policy ``(n_edges, n_operations)``: the softmax of each edge's logits."""
        powers = np.exp(self.logits - self.logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def _ask(self) -> Codes:
        limits = self.probabilities().cumsum(axis=1)[:, :-1]
        draws = self.rng.random(self.space.n_edges)
        # as many of the cumulated probabilities as lie at or below the draw: the last operation takes what is left
        return np.asarray((draws[:, None] >= limits).sum(axis=1), dtype=np.uint8)[None]

    def _tell(self, codes: Codes, values: Floats) -> None:
        error = float(values[0, 0])
        if math.isnan(error):
            if self._worst is None:
                return
            error = self._worst
        self._worst = error if self._worst is None else max(self._worst, error)
        reward = -error
        self._numerator = self.momentum * self._numerator + (1.0 - self.momentum) * reward
        self._denominator = self.momentum * self._denominator + (1.0 - self.momentum)
        advantage = reward - self._numerator / self._denominator
        gradient = self.probabilities()  # of -log p(code): softmax minus one-hot
        gradient[np.arange(self.space.n_edges), codes[0]] -= 1.0
        self._step(advantage * gradient)

    def _step(self, gradient: Floats) -> None:
        """Move the logits against ``gradient`` by Adam (Algorithm 1)."""
        self._steps += 1
        self._mean = BETA1 * self._mean + (1.0 - BETA1) * gradient
        self._square = BETA2 * self._square + (1.0 - BETA2) * gradient**2
        mean = self._mean / (1.0 - BETA1**self._steps)
        square = self._square / (1.0 - BETA2**self._steps)
        self.logits = self.logits - self.learning_rate * mean / (np.sqrt(square) + EPSILON)
