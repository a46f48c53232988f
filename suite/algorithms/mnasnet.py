"""MnasNet's platform-aware search, as MobileNetV3 uses it: a REINFORCE controller on accuracy times a power of latency.

Sources: Tan et al., "MnasNet: Platform-Aware Neural Architecture Search for Mobile", CVPR 2019, section 3 (reward, Eqs.
2 and 3; seen through secondary sources); Howard et al., "Searching for MobileNetV3", ICCV 2019, section 4.1 (w = -0.15
for small models). The controller there is a recurrent network trained by PPO over a factorised hierarchical space; here
it is a table of logits, one categorical distribution per edge of the cell: docs/algorithms/mnasnet.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, Literal, Self

import numpy as np

from suite.algorithms.base import Floats, SideBySide
from suite.errors import ConfigurationError
from suite.kernels.adam import Adam
from suite.kernels.policies import AutoregressivePolicy, IndependentPolicy, Policy, learn_all
from suite.kernels.reward import HARD_W, SOFT_W, mnas_reward
from suite.spaces.base import Codes, SearchSpace

Reward = Literal["soft", "hard"]
Controller = Literal["independent", "autoregressive"]
CONTROLLERS: dict[str, type[IndependentPolicy] | type[AutoregressivePolicy]] = {
    "independent": IndependentPolicy,
    "autoregressive": AutoregressivePolicy,
}


class MnasNet(SideBySide):
    """Platform-aware search of MnasNet and MobileNetV3: REINFORCE on ACC * (LAT / TAR)^w.

    Two columns of values, [fitness error (%), hardware cost]; ACC is 100 minus the error. One architecture at a
    time is drawn from the controller; the baseline is the bias-corrected moving average that includes the reward
    itself, the gradient goes through Adam. ``recommend`` returns the best of all told by the reward. With the soft
    reward that may lie above the target, which then only scales all rewards alike: it changes neither their order nor,
    as Adam is indifferent to scale, the search. An infeasible architecture is rewarded like the worst one told so far.

    Attributes:
        policy: the controller.

    Args:
        space: the search space.
        rng: the only source of randomness.
        cost_limit: TAR, the target, in the unit of the second column.
        w: the exponent, not positive; None is -0.07 (MnasNet, V3-Large) for the soft reward, and -1 for the hard one.
            V3-Small took -0.15.
        reward: "soft", or "hard": exponent 0 up to the target and ``w`` above it.
        controller: "independent" (edges drawn independently) or "autoregressive" (each given those before it).
        learning_rate: of Adam (a choice).
        momentum: of the moving average of rewards, from 0 (no memory) to below 1 (a choice).

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "mnasnet"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, 2)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        cost_limit: float,
        w: float | None = None,
        reward: Reward = "soft",
        controller: Controller = "independent",
        learning_rate: float = 0.03,
        momentum: float = 0.9,
    ) -> None:
        super().__init__(space, rng=rng)
        if not (math.isfinite(cost_limit) and cost_limit > 0.0):
            raise ConfigurationError(f"cost_limit must be a positive number, not {cost_limit}")
        if reward not in ("soft", "hard"):
            raise ConfigurationError(f"reward must be 'soft' or 'hard', not '{reward}'")
        exponent = (HARD_W if reward == "hard" else SOFT_W) if w is None else w
        if not (math.isfinite(exponent) and exponent <= 0.0):
            raise ConfigurationError(f"w must be zero or negative, as cost is to be punished, not {w}")
        if controller not in CONTROLLERS:
            raise ConfigurationError(f"controller must be 'independent' or 'autoregressive', not '{controller}'")
        if not (math.isfinite(learning_rate) and learning_rate > 0.0):
            raise ConfigurationError(f"learning_rate must be a positive number, not {learning_rate}")
        if not 0.0 <= momentum < 1.0:
            raise ConfigurationError(f"momentum must lie in [0, 1), not {momentum}")
        self.cost_limit = float(cost_limit)
        self.w = float(exponent)
        self.reward: Reward = reward
        self.momentum = momentum
        self.policy: Policy = CONTROLLERS[controller](space, rng)
        self._adam = Adam(self.policy.parameters.shape, learning_rate)
        self._numerator = self._denominator = 0.0  # of the moving average
        self._worst: float | None = None
        self._best = -math.inf
        self._best_code: Codes = np.empty((0, space.n_edges), dtype=np.uint8)

    def rewards(self, values: Floats) -> Floats:
        """Return the rewards ``(n,)``, maximised, of ``values`` ``(n, 2)``; NaN where infeasible.

        Raises:
            ConfigurationError: for a cost that is not positive, such as that of an unmeasured architecture taken as the
                fastest.
        """
        return mnas_reward(100.0 - values[:, 0], values[:, 1], self.cost_limit, self.w, hard=self.reward == "hard")

    @classmethod
    def _ask_all(cls, runs: Sequence[Self]) -> Sequence[Codes]:
        policies = [run.policy for run in runs]
        return list(policies[0].sample_all(policies, [run.rng for run in runs])[:, None])

    @classmethod
    def _tell_all(cls, runs: Sequence[Self], codes: Sequence[Codes], values: Sequence[Floats]) -> None:
        rewards = runs[0].rewards(np.concatenate([told[:1] for told in values])).tolist()
        advantages = [run._advantage(code, each) for run, code, each in zip(runs, codes, rewards, strict=True)]
        learn_all([run.policy for run in runs], [run._adam for run in runs], np.concatenate(codes), advantages)

    def _advantage(self, code: Codes, reward: float) -> float | None:
        """Return how much better than the baseline ``reward`` is; None, nothing, before a feasible one."""
        if math.isnan(reward):
            if self._worst is None:
                return None
            reward = self._worst
        elif reward > self._best:
            self._best, self._best_code = reward, code
        self._worst = reward if self._worst is None else min(self._worst, reward)
        self._numerator = self.momentum * self._numerator + (1.0 - self.momentum) * reward
        self._denominator = self.momentum * self._denominator + (1.0 - self.momentum)
        return reward - self._numerator / self._denominator

    def recommend(self) -> Codes:
        """Return the best of all told by the reward, the earliest among equals ``(1, n_edges)``; no row if none."""
        return self._best_code
