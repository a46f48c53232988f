"""EvNAS: a genetic algorithm on architecture parameters, row by row.

Source: Sinha and Chen, "Evolving Neural Architecture Using One Shot Model", GECCO 2021 (arXiv 2012.12540), with the
settings of the public code.

The paper's individual is a real matrix, one row per edge and one column per operation, entries uniform in [0, 1),
decoded by the arg-max of each row. Its operators move whole rows or draw them anew, and the fitness sees the arg-max
only, so nothing ever depends on a row beyond its arg-max, which in a fresh row is uniform over the operations. Evolving
the codes is therefore the same process, exactly in distribution, and that is what is done here.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.genotypes import check_probability
from suite.kernels.selection import fitness_tournament
from suite.kernels.variation import row_crossover, row_reset
from suite.spaces.base import Codes, SearchSpace

VARIATIONS = ("both", "mutation", "crossover", "random")


class EvNAS(Algorithm):
    """EvNAS (Sinha and Chen 2021): tournaments, row-wise uniform crossover, row-reset mutation, one elite.

    Every generation is asked whole, the elite included: the paper's fitness drifts with the supernet, so nothing is
    cached, and the 50 generations of 50 are 2,500 queries. The elite is the first row of its batch, the best of the
    generation before, the earliest among equals.

    ``recommend`` returns the best of the last generation, the earliest among equals; no rows if none is feasible. Where
    the fitness of an architecture does not change, the elite makes it as good as the best of all told.

    Args:
        space: the search space.
        rng: the only source of randomness.
        generations: generations after which the method has finished.
        population_size: individuals per generation, the elite included.
        tournament_size: individuals, drawn without replacement, of which the best becomes a parent.
        mutation_rate: chance per row (edge) of a child to be drawn anew.
        variation: ``"both"``; ``"mutation"`` (EvNAS-Mut: the child of one parent is mutated only), ``"crossover"``
            (EvNAS-Cross: no mutation) or ``"random"`` (EvNAS-Rand: all but the elite are uniformly random).

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "evnas"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)
    together: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        generations: int = 50,
        population_size: int = 50,
        tournament_size: int = 10,
        mutation_rate: float = 0.1,
        variation: Literal["both", "mutation", "crossover", "random"] = "both",
    ) -> None:
        super().__init__(space, rng=rng)
        self.generations = check_positive(generations, "generations")
        self.population_size = check_positive(population_size, "population_size", least=2)
        self.tournament_size = check_positive(tournament_size, "tournament_size")
        if self.tournament_size > self.population_size:
            raise ConfigurationError(
                f"tournament_size must be at most the population_size {population_size}, not {tournament_size}"
            )
        self.mutation_rate = check_probability(mutation_rate, "mutation_rate")
        if variation not in VARIATIONS:
            raise ConfigurationError(f"variation must be one of {', '.join(VARIATIONS)}, not '{variation}'")
        self.variation = variation
        self._generation = 0
        self._population: Codes | None = None
        self._fitness: Floats = np.empty(0)  # infinite for infeasible ones

    @property
    def finished(self) -> bool:
        """Whether all generations were told."""
        return self._generation == self.generations

    def _ask(self) -> Codes:
        if self._population is None:
            return self.space.random(self.population_size, self.rng)
        elite = self._population[[self._fitness.argmin()]]
        return np.concatenate([elite, self._children(self._population, self.population_size - 1)])

    def _children(self, population: Codes, n: int) -> Codes:
        """Return ``n`` children ``(n, n_edges)``."""
        if self.variation == "random":
            return self.space.random(n, self.rng)
        if self.variation == "mutation":
            children = population[self._parents(n)]
        else:
            # the two parents win tournaments of their own and may be the same; of the pair of complementary children
            # that the kernel makes, one is used
            first, second = self._parents(n), self._parents(n)
            children, _ = row_crossover(population[first], population[second], self.rng)
        if self.variation == "crossover":
            return children
        return row_reset(children, self.space.n_operations, self.rng, rate=self.mutation_rate)

    def _parents(self, n: int) -> NDArray[np.int64]:
        return fitness_tournament(self._fitness, n, self.tournament_size, self.rng)

    def _tell(self, codes: Codes, values: Floats) -> None:
        self._population = codes
        self._fitness = np.where(np.isnan(values[:, 0]), np.inf, values[:, 0])
        self._generation += 1

    def population(self) -> Codes | None:
        """Return the generation told last, in the order asked; None before the first tell."""
        return self._population

    def recommend(self) -> Codes:
        """Return the best of the last generation ``(1, n_edges)``, or no rows if none is feasible."""
        if self._population is None or not (self._fitness < np.inf).any():
            return np.empty((0, self.space.n_edges), dtype=np.uint8)
        return self._population[[self._fitness.argmin()]]
