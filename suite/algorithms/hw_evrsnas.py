"""HW-EvRSNAS: a genetic algorithm for one hardware-cost limit.

Source: Sinha et al., "Hardware Aware Evolutionary Neural Architecture Search Using
Representation Similarity Metric", WACV 2024 (arXiv 2311.03923). Only its abstract and the description in MO-HDNAS
(arXiv 2404.12403) were at hand: maximise similarity to a reference model, minus a penalty in proportion to how far the
hardware cost is from its limit. Penalty form, constants and operators are choices: docs/algorithms/hw_evrsnas.md.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.genotypes import check_probability
from suite.kernels.selection import fitness_tournament
from suite.kernels.variation import row_crossover, row_reset
from suite.spaces.base import Codes, SearchSpace

Penalty = Literal["one-sided", "two-sided"]


def penalised_error(
    error: Floats, cost: Floats, cost_limit: float, *, penalty: Penalty = "one-sided", penalty_weight: float = 100.0
) -> Floats:
    """Return the fitness ``(n,)``, minimised: ``error + penalty_weight * excess``; infinite where infeasible.

    Args:
        error: ``(n,)`` fitness error, in percent where the fitness is an accuracy.
        cost: ``(n,)`` hardware cost, in the unit of ``cost_limit``.
        cost_limit: the constraint.
        penalty: excess is ``max(0, cost / limit - 1)`` ("one-sided") or ``|cost / limit - 1|`` ("two-sided").
        penalty_weight: added at an excess of 1, i.e. at twice the limit, in the unit of ``error``.
    """
    relative = cost / cost_limit - 1.0
    excess = np.maximum(relative, 0.0) if penalty == "one-sided" else np.abs(relative)
    fitness = error + penalty_weight * excess
    return np.where(np.isnan(fitness), np.inf, fitness)


class HWEvRSNAS(Algorithm):
    """HW-EvRSNAS (WACV 2024): elitist genetic algorithm on the fitness error with a penalty for hardware cost.

    Two columns of values, [fitness error, hardware cost]. ``recommend`` returns the last generation's best architecture
    by penalised error, which is the best of all told as the elite is kept. The penalty is soft: an architecture just
    above the limit wins where its error is lower by more than the penalty.

    Args:
        space: the search space.
        rng: the only source of randomness.
        cost_limit: the hardware-cost constraint, in the unit of the second column.
        penalty: ``"one-sided"`` (nothing below the limit) or ``"two-sided"`` (distance from the limit).
        penalty_weight: points of fitness error added at twice the limit.
        population_size: 20, as in pEvoNAS and MO-HDNAS.
        tournament_size: contestants per parent, without replacement; 5 as in pEvoNAS.
        elite: number of best members kept unchanged; 1 as in EvNAS. They are not asked again.
        mutation_rate: chance per edge to be redrawn; 0.1 as in EvNAS.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "hw_evrsnas"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, 2)
    together: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        cost_limit: float,
        penalty: Penalty = "one-sided",
        penalty_weight: float = 100.0,
        population_size: int = 20,
        tournament_size: int = 5,
        elite: int = 1,
        mutation_rate: float = 0.1,
    ) -> None:
        super().__init__(space, rng=rng)
        if not (np.isfinite(cost_limit) and cost_limit > 0):
            raise ConfigurationError(f"cost_limit must be a positive number, not {cost_limit}")
        if penalty not in ("one-sided", "two-sided"):
            raise ConfigurationError(f"penalty must be 'one-sided' or 'two-sided', not '{penalty}'")
        if not (np.isfinite(penalty_weight) and penalty_weight >= 0):
            raise ConfigurationError(f"penalty_weight must not be negative, but is {penalty_weight}")
        self.cost_limit = float(cost_limit)
        self.penalty: Penalty = penalty
        self.penalty_weight = float(penalty_weight)
        self.population_size = check_positive(population_size, "population_size", least=2)
        self.tournament_size = check_positive(tournament_size, "tournament_size")
        self.elite = check_positive(elite, "elite", least=0)
        if self.elite >= self.population_size:
            raise ConfigurationError(f"elite must be smaller than the population, not {elite}")
        self.mutation_rate = check_probability(mutation_rate, "mutation_rate")
        self._codes: Codes = np.empty((0, space.n_edges), dtype=np.uint8)  # current generation, best first
        self._fitness: Floats = np.empty(0)

    def _ask(self) -> Codes:
        # EvNAS step 1: random initial population. An architecture is a 6 x 5 real matrix decoded by the arg-max of each
        # row; whole rows are exchanged or redrawn, so working on the decoded rows is the same process in distribution.
        if len(self._codes) == 0:
            return self.space.random(self.population_size, self.rng)
        # EvNAS step 2d: both parents by a tournament of their own, rows from either, rows redrawn
        count = self.population_size - self.elite
        first = fitness_tournament(self._fitness, count, self.tournament_size, self.rng)
        second = fitness_tournament(self._fitness, count, self.tournament_size, self.rng)
        children, _ = row_crossover(self._codes[first], self._codes[second], self.rng)
        return row_reset(children, self.space.n_operations, self.rng, rate=self.mutation_rate)

    def _tell(self, codes: Codes, values: Floats) -> None:
        # Fig. 1 of MO-HDNAS: performance metric + hardware-cost penalty
        fitness = penalised_error(
            values[:, 0], values[:, 1], self.cost_limit, penalty=self.penalty, penalty_weight=self.penalty_weight
        )
        # EvNAS step 2d: the elite stays, everyone else is replaced
        codes = np.concatenate([self._codes[: self.elite], codes])
        fitness = np.concatenate([self._fitness[: self.elite], fitness])
        order = np.argsort(fitness, kind="stable")
        self._codes, self._fitness = codes[order], fitness[order]

    def population(self) -> Codes | None:
        """Return the current generation, best first; None before the first tell."""
        return self._codes if len(self._codes) else None

    def recommend(self) -> Codes:
        """Return the best of the last generation ``(1, n_edges)``; no row if nothing feasible was told."""
        return self._codes[:1][np.isfinite(self._fitness[:1])]
