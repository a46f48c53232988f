"""NetAdapt as MobileNetV3 runs it, on cells: step by step to a lower latency, each step one changed edge.

Sources: Howard et al., "Searching for MobileNetV3", ICCV 2019, section 4.2 (proposals, the ratio, delta); Yang et al.,
"NetAdapt", ECCV 2018, for the original criterion (as section 4.2 quotes it). The paper's proposals shrink layers, its
coarse accuracy comes from T = 10,000 steps of fine-tuning; here they are the architectures one edge away, and the
accuracy is what the search is told: docs/algorithms/netadapt.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.spaces.base import Codes, SearchSpace

Criterion = Literal["ratio", "accuracy"]
DRAWS = 30
"""How often a pool of seeds is drawn for one with an unknown architecture; only tiny spaces get there."""


@dataclass(frozen=True, eq=False)
class Step:
    """A state of a descent: its seed (number 0) or what an accepted proposal led to.

    Attributes:
        descent: number of the descent, from 0.
        number: of the step, from 0 (the seed).
        code: ``(n_edges,)`` the architecture.
        error: its fitness error, per cent.
        cost: its hardware cost.
        delta_accuracy: change of accuracy by the step, in points; NaN for a seed. ``delta_cost`` likewise.
        proposals: architectures one edge away that are feasible, before the step; 0 for a seed. Of these
        raising: cost more than the state before,
        qualifying: cost less by at least delta times the seed's cost,
        improving: qualify and have a higher accuracy than the state before.
    """

    descent: int
    number: int
    code: Codes
    error: float
    cost: float
    delta_accuracy: float = math.nan
    delta_cost: float = math.nan
    proposals: int = 0
    raising: int = 0
    qualifying: int = 0
    improving: int = 0


def choose(
    accuracy_change: Floats, cost_change: Floats, reduction: float, criterion: Criterion = "ratio"
) -> tuple[int, NDArray[np.bool_]]:
    """Return the row of the accepted proposal (-1 if none qualifies, the first of equals), and which rows qualify.

    Args:
        accuracy_change: ``(n,)`` accuracy of each proposal minus that of the state; NaN where infeasible.
        cost_change: ``(n,)`` the same for the hardware cost.
        reduction: smallest decrease of the cost that qualifies, positive.
        criterion: what is maximised: "ratio", accuracy change over size of the cost change (MobileNetV3), or
            "accuracy", the accuracy (NetAdapt).
    """
    with np.errstate(invalid="ignore"):
        qualifies = (cost_change <= -reduction) & ~np.isnan(accuracy_change)
    score = np.full(len(cost_change), -np.inf)
    gain = accuracy_change[qualifies]
    score[qualifies] = gain / np.abs(cost_change[qualifies]) if criterion == "ratio" else gain
    return (int(score.argmax()) if qualifies.any() else -1), qualifies


class NetAdapt(Algorithm):
    """NetAdapt with MobileNetV3's criterion: from a seed to a target cost by single-edge changes.

    Two columns of values, [fitness error (%), hardware cost]. A step asks the architectures one edge away from
    the state (those not told before), and accepts, among those that cost less by at least ``delta`` times the cost of
    the seed, the one with the largest accuracy change per cost change. A descent ends within the target, or where no
    proposal qualifies; ``finished`` is true after the last one. ``recommend`` returns the end of the descent; of
    several the most accurate within the target, or the cheapest. An infeasible architecture is never accepted.

    Attributes:
        steps: every state in order, seeds included.
        ends: for each finished descent "target" or "no proposal".

    Args:
        space: the search space.
        rng: the only source of randomness; used for seeds that are found.
        cost_limit: the target, in the unit of the second column.
        delta: smallest reduction per step as a share of the seed's cost; 0.01 in the paper.
        criterion: "ratio" (MobileNetV3) or "accuracy" (the most accurate qualifying proposal, NetAdapt).
        seed_architecture: index, digits or string of the architecture to start from, or None: the most accurate above
            the target of ``pool`` random ones, or the most accurate if all are within the target (a choice).
        pool: random architectures per seed that is found.
        descents: how many; 0 goes on with new seeds until the budget ends. More than one needs no seed given.

    Raises:
        ConfigurationError: for a value outside its range.
        ArchitectureError: for a seed that names no architecture.
    """

    name: ClassVar[str] = "netadapt"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, 2)
    together: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        cost_limit: float,
        delta: float = 0.01,
        criterion: Criterion = "ratio",
        seed_architecture: str | int | None = None,
        pool: int = 10,
        descents: int = 1,
    ) -> None:
        super().__init__(space, rng=rng)
        if not (math.isfinite(cost_limit) and cost_limit > 0.0):
            raise ConfigurationError(f"cost_limit must be a positive number, not {cost_limit}")
        if not 0.0 < delta < 1.0:
            raise ConfigurationError(f"delta must lie between 0 and 1, not {delta}")
        if criterion not in ("ratio", "accuracy"):
            raise ConfigurationError(f"criterion must be 'ratio' or 'accuracy', not '{criterion}'")
        self.cost_limit = float(cost_limit)
        self.delta = float(delta)
        self.criterion: Criterion = criterion
        self.seed: Codes | None = (
            None if seed_architecture is None else space.codes([space.parse(str(seed_architecture))])
        )
        self.pool = check_positive(pool, "pool")
        self.descents = check_positive(descents, "descents", least=0)
        if self.seed is not None and self.descents != 1:
            raise ConfigurationError("descents from one seed are all the same: leave descents or seed out")
        self.steps: list[Step] = []
        self.ends: list[str] = []
        self._known: dict[bytes, Floats] = {}  # code -> (error, cost)
        self._state: Step | None = None  # None: a seed is to be found
        self._wanted: Codes = np.empty((0, space.n_edges), dtype=np.uint8)  # proposals not yet told
        self._done = False

    @property
    def finished(self) -> bool:
        """Whether the last descent has ended, or the given seed cannot be measured."""
        return self._done

    def begin(self, code: Codes, codes: Codes, values: Floats) -> None:
        """Start a descent at ``code`` ``(n_edges,)``, which is among the known ``codes`` ``(n, n_edges)``.

        What is known is not asked again. The descent may end at once: look at :attr:`finished` before the next ask.
        """
        self._remember(codes, values)
        error, cost = self._known[code.tobytes()]
        self._state = Step(len(self.ends), 0, code, float(error), float(cost))
        self.steps.append(self._state)
        self._advance()

    def _ask(self) -> Codes:
        if self._state is None:
            self._wanted = self.seed if self.seed is not None else self._candidates()
        return self._wanted

    def _tell(self, codes: Codes, values: Floats) -> None:
        self._remember(codes, values)
        if self._state is not None:
            self._advance()
            return
        code = self._best_seed(codes, values)
        if code is not None:
            self.begin(code, codes, values)
        elif self.seed is not None:  # it cannot be measured, so there is nothing to adapt
            self._done = True

    def _candidates(self) -> Codes:
        """Return a pool of distinct random architectures, without those told before unless there are no others."""
        for _ in range(DRAWS):
            pool = np.unique(self.space.random(self.pool, self.rng), axis=0)
            new = [row for row, code in enumerate(pool) if code.tobytes() not in self._known]
            if new:
                return pool[new]
        return pool

    def _best_seed(self, codes: Codes, values: Floats) -> Codes | None:
        rows = np.flatnonzero(~np.isnan(values).any(axis=1))
        if not len(rows):
            return None
        above = rows[values[rows, 1] > self.cost_limit]
        rows = above if len(above) else rows
        return np.asarray(codes[rows[values[rows, 0].argmin()]])

    def _remember(self, codes: Codes, values: Floats) -> None:
        self._known.update(zip((code.tobytes() for code in codes), values, strict=True))

    def _advance(self) -> None:
        """Accept proposals until one has to be asked, or the descent ends."""
        while self._state is not None:
            if self._state.cost <= self.cost_limit:
                self._end("target")
                return
            proposals = self.space.neighbours(self._state.code)
            unknown = [row for row, code in enumerate(proposals) if code.tobytes() not in self._known]
            if unknown:
                self._wanted = proposals[unknown]
                return
            if not self._accept(proposals):
                self._end("no proposal")

    def _accept(self, proposals: Codes) -> bool:
        """Take the best qualifying of the told ``proposals`` ``(n, n_edges)``; False if none qualifies."""
        state = self._state
        assert state is not None
        values = np.stack([self._known[code.tobytes()] for code in proposals])
        gain, change = state.error - values[:, 0], values[:, 1] - state.cost
        feasible = ~np.isnan(values).any(axis=1)
        first = self.steps[len(self.steps) - 1 - state.number]  # the seed of this descent
        row, qualifies = choose(gain, change, self.delta * first.cost, self.criterion)
        if row < 0:
            return False
        self._state = Step(
            state.descent, state.number + 1, proposals[row], float(values[row, 0]), float(values[row, 1]),
            delta_accuracy=float(gain[row]), delta_cost=float(change[row]), proposals=int(feasible.sum()),
            raising=int((change[feasible] > 0.0).sum()), qualifying=int(qualifies.sum()),
            improving=int((gain[qualifies] > 0.0).sum()),
        )  # fmt: skip
        self.steps.append(self._state)
        return True

    def _end(self, why: str) -> None:
        self.ends.append(why)
        self._state = None
        self._done = len(self.ends) == self.descents

    def population(self) -> Codes | None:
        """Return the state reached last ``(1, n_edges)``; None before there is a seed."""
        return self.steps[-1].code[None] if self.steps else None

    def recommend(self) -> Codes:
        """Return the last state of the descent ``(1, n_edges)``, of several the best; no row before there is a seed."""
        last = {step.descent: step for step in self.steps}.values()
        if not last:
            return np.empty((0, self.space.n_edges), dtype=np.uint8)
        within = [step for step in last if step.cost <= self.cost_limit]
        best = min(within, key=lambda step: step.error) if within else min(last, key=lambda step: step.cost)
        return best.code[None]
