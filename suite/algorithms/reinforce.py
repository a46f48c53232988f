"""REINFORCE with one categorical policy per edge, as the NAS-Bench-201 paper ran it.

Source: Williams, "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning", Machine
Learning 8, 1992, with policy and settings of the public NAS-Bench-201 scripts (Dong and Yang, ICLR 2020); Adam: Kingma
and Ba, ICLR 2015, Algorithm 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np

from suite.algorithms.base import Floats, SideBySide
from suite.errors import ConfigurationError
from suite.kernels.adam import Adam
from suite.kernels.policies import IndependentPolicy, learn_all
from suite.spaces.base import Codes, SearchSpace


class Reinforce(SideBySide):
    """REINFORCE (Williams 1992) under the NAS-Bench-201 protocol.

    One architecture at a time is drawn from the softmax of ``n_edges x n_operations`` logits; the reward is its
    accuracy, i.e. minus the told error (a constant makes no difference). The baseline is the bias-corrected moving
    average that includes the reward itself, the gradient goes through Adam. ``recommend`` returns the best of all told.
    An infeasible architecture is rewarded like the worst one told so far.

    Args:
        space: the search space.
        rng: the only source of randomness.
        learning_rate: of Adam. The public NAS-Bench-201 scripts sweep 0.01, 0.02, 0.1, 0.2 and 0.5; which of them
            the printed row used is not known. 0.1 has the highest mean reward of these by that protocol on CIFAR-10.
        momentum: of the moving average of rewards, from 0 (no memory) to below 1.

    Raises:
        ConfigurationError: for a learning rate that is not positive, or a momentum outside [0, 1).
    """

    name: ClassVar[str] = "reinforce"
    version: ClassVar[int] = 2  # 1: learning rate 0.5 by default
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)

    def __init__(
        self, space: SearchSpace, *, rng: np.random.Generator, learning_rate: float = 0.1, momentum: float = 0.9
    ) -> None:
        super().__init__(space, rng=rng)
        if not (math.isfinite(learning_rate) and learning_rate > 0.0):
            raise ConfigurationError(f"learning_rate must be a positive number, not {learning_rate}")
        if not 0.0 <= momentum < 1.0:
            raise ConfigurationError(f"momentum must lie in [0, 1), not {momentum}")
        self.learning_rate = learning_rate
        self.momentum = momentum
        self._policy = IndependentPolicy(space, rng)
        self._adam = Adam(self.logits.shape, learning_rate)
        self._numerator = self._denominator = 0.0  # of the moving average
        self._worst: float | None = None

    @property
    def logits(self) -> Floats:
        """Parameters of the policy, ``(n_edges, n_operations)``; replaced, never changed in place."""
        return self._policy.parameters

    @logits.setter
    def logits(self, values: Floats) -> None:
        self._policy.parameters = values

    def probabilities(self) -> Floats:
        """Return the policy ``(n_edges, n_operations)``: the softmax of each edge's logits; not to be changed."""
        return self._policy.probabilities()

    @classmethod
    def _ask_all(cls, runs: Sequence[Self]) -> Sequence[Codes]:
        policies, rngs = [run._policy for run in runs], [run.rng for run in runs]
        return list(IndependentPolicy.sample_all(policies, rngs)[:, None])

    @classmethod
    def _tell_all(cls, runs: Sequence[Self], codes: Sequence[Codes], values: Sequence[Floats]) -> None:
        advantages = [run._advantage(float(told[0, 0])) for run, told in zip(runs, values, strict=True)]
        learn_all([run._policy for run in runs], [run._adam for run in runs], np.concatenate(codes), advantages)

    def _advantage(self, error: float) -> float | None:
        """Return how much better than the baseline ``error`` is; None, nothing, before a feasible one."""
        if math.isnan(error):
            if self._worst is None:
                return None
            error = self._worst
        self._worst = error if self._worst is None else max(self._worst, error)
        reward = -error
        self._numerator = self.momentum * self._numerator + (1.0 - self.momentum) * reward
        self._denominator = self.momentum * self._denominator + (1.0 - self.momentum)
        return reward - self._numerator / self._denominator
