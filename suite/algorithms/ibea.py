"""IBEA: who survives is decided by an indicator of pairs, here the additive epsilon indicator.

Source: Zitzler and Kuenzli, "Indicator-Based Selection in Multiobjective Search", PPSN 2004: fitness and Theorem 1 in
section 3, Algorithm 1 with the scaling of Algorithm 2 (the adaptive IBEA).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.archive import first_rows
from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.kernels.checks import positive
from suite.kernels.genotypes import CodeGenotypes, initial_genotypes, offspring_genotypes
from suite.kernels.ranking import feasible_rows, nondominated
from suite.kernels.selection import tournament_pairs
from suite.spaces.base import Codes, SearchSpace

Rows = NDArray[np.int64]


def epsilon_indicator(values: Floats) -> Floats:
    """Return ``(n, n)``: entry (a, b) is the additive epsilon indicator of the sets {a} and {b}.

    That is the least amount by which row a of ``values`` ``(n, m)`` must be moved to be no worse than row b anywhere.
    """
    return np.asarray((values[:, None, :] - values[None, :, :]).max(axis=2))


def loss_matrix(values: Floats, kappa: float) -> Floats:
    """Return ``(n, n)``: entry (a, b) is what a takes from the fitness of b, ``exp(-I({a}, {b}) / (c kappa))``.

    Objectives are scaled to [0, 1] and c is the largest indicator in amount, as in Algorithm 2; the diagonal is 0.
    """
    span = values.max(axis=0) - values.min(axis=0)
    indicator = epsilon_indicator((values - values.min(axis=0)) / np.where(span > 0, span, 1.0))
    largest = np.abs(indicator).max()
    losses = np.exp(-indicator / ((largest or 1.0) * kappa))
    np.fill_diagonal(losses, 0.0)
    return np.asarray(losses)


def indicator_survivors(values: Floats, n_survivors: int, kappa: float) -> tuple[Rows, Floats]:
    """Return the rows ``(k,)``, ascending, that survive, and their fitness ``(k,)`` among each other.

    The row of least fitness is removed, the first among equals, and the fitness of the others is corrected, until
    ``n_survivors`` are left. Infeasible rows (NaN) are removed before all others and have the fitness minus infinity.

    Args:
        values: ``(n, m)``, minimised.
        n_survivors: how many rows survive at most.
        kappa: scale of the fitness.
    """
    feasible = np.flatnonzero(feasible_rows(values))
    infeasible = np.flatnonzero(~feasible_rows(values))
    kept = infeasible[: max(0, n_survivors - len(feasible))]
    losses = loss_matrix(values[feasible], kappa) if len(feasible) else np.empty((0, 0))
    alive = np.ones(len(feasible), dtype=bool)
    fitness = -losses.sum(axis=0)
    for _ in range(len(feasible) - n_survivors):
        worst = int(np.where(alive, fitness, np.inf).argmin())
        alive[worst] = False
        # the sum anew rather than one subtraction: amounts differ by exp(1 / kappa), and rounding would decide
        fitness = -losses[alive].sum(axis=0)
    rows = np.concatenate([feasible[alive], kept])
    order = rows.argsort()
    return rows[order], np.concatenate([fitness[alive], np.full(len(kept), -np.inf)])[order]


class IBEA(Algorithm):
    """IBEA (Zitzler and Kuenzli 2004): survival and tournaments by the additive epsilon indicator of pairs.

    ``recommend`` returns the non-dominated architectures of the final population.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: members of the population, also the number of children per generation (the paper: 100).
        kappa: scale of the fitness; 0.05 in section 4.
        crossover_probability: chance that a couple is crossed, edge by edge.
        mutation_rate: chance per edge to be redrawn; None is one over the number of edges.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "ibea"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, None)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        kappa: float = 0.05,
        crossover_probability: float = 0.9,
        mutation_rate: float | None = None,
    ) -> None:
        super().__init__(space, rng=rng)
        self.population_size = check_positive(population_size, "population_size", least=2)
        self.kappa = positive(kappa, "kappa")
        rate = 1 / space.n_edges if mutation_rate is None else mutation_rate
        self.genotypes = CodeGenotypes(space, crossover_probability=crossover_probability, mutation_rate=rate)
        self._parents: Codes | None = None
        self._values: Floats = np.empty((0, 0))
        self._fitness: Floats = np.empty(0)

    def _ask(self) -> Codes:
        if self._parents is None:
            return np.asarray(initial_genotypes(self.genotypes, self.population_size, self.rng), dtype=np.uint8)
        children = offspring_genotypes(self.genotypes, self._parents, self._select, self.population_size, self.rng)
        return np.asarray(children, dtype=np.uint8)

    def _select(self, count: int) -> Rows:
        # step 5, mating selection: binary tournaments, the larger fitness wins
        a, b = tournament_pairs(len(self._fitness), count, self.rng)
        return np.where(self._fitness[a] >= self._fitness[b], a, b)

    def _tell(self, codes: Codes, values: Floats) -> None:
        merged = codes if self._parents is None else np.concatenate([self._parents, codes])
        merged_values = values if self._parents is None else np.concatenate([self._values, values])
        # step 3, environmental selection
        rows, self._fitness = indicator_survivors(merged_values, self.population_size, self.kappa)
        self._parents, self._values = merged[rows], merged_values[rows]

    def population(self) -> Codes | None:
        """Return the survivors; None before the first tell."""
        return self._parents

    def recommend(self) -> Codes:
        """Return the distinct feasible architectures of the population that no other member dominates."""
        if self._parents is None:
            return np.empty((0, self.space.n_edges), dtype=np.uint8)
        front: Codes = self._parents[nondominated(self._values)]
        return front[first_rows(front)]
