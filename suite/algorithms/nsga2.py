"""NSGA-II.

Source: Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE
Transactions on Evolutionary Computation 6(2), 2002.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.archive import first_rows
from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.genotypes import (
    CodeGenotypes,
    Genotypes,
    MatrixGenotypes,
    initial_genotypes,
    offspring_genotypes,
)
from suite.kernels.ranking import feasible_rows, survive
from suite.kernels.selection import crowded_tournament, dominance_tournament
from suite.spaces.base import Codes, SearchSpace


class NSGA2(Algorithm):
    """NSGA-II (Deb et al. 2002) on architecture codes, or on real matrices decoded by arg-max.

    ``recommend`` returns the first front of the final population. With one objective it is an elitist genetic
    algorithm. Infeasible architectures rank behind all feasible ones.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: N, also the number of children per generation.
        genotype: ``"codes"`` (uniform crossover per edge, edges redrawn) or ``"real"`` (SBX, polynomial mutation).
        crossover_probability: chance that a couple is crossed; 0.9 as in section V of the paper.
        mutation_rate: chance per variable; None is one over the number of variables, as in section V.
        crossover_eta: distribution index of SBX ("real" only); 20 as in section V.
        mutation_eta: distribution index of polynomial mutation ("real" only); 20 as in section V.
        tournament: ``"rank"`` (the paper's crowded comparison) or ``"dominance"`` (pymoo's default).
        eliminate_duplicates: try children anew that equal another genotype of the population or the batch.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "nsga2"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, None)
    together: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        genotype: Literal["codes", "real"] = "codes",
        crossover_probability: float = 0.9,
        mutation_rate: float | None = None,
        crossover_eta: float = 20.0,
        mutation_eta: float = 20.0,
        tournament: Literal["rank", "dominance"] = "rank",
        eliminate_duplicates: bool = True,
    ) -> None:
        super().__init__(space, rng=rng)
        self.population_size = check_positive(population_size, "population_size", least=2)
        if tournament not in ("rank", "dominance"):
            raise ConfigurationError(f"tournament must be 'rank' or 'dominance', not '{tournament}'")
        self.tournament = tournament
        self.eliminate_duplicates = eliminate_duplicates
        self.genotypes: Genotypes
        if genotype == "codes":
            rate = 1 / space.n_edges if mutation_rate is None else mutation_rate
            self.genotypes = CodeGenotypes(space, crossover_probability=crossover_probability, mutation_rate=rate)
        elif genotype == "real":
            rate = 1 / (space.n_edges * space.n_operations) if mutation_rate is None else mutation_rate
            self.genotypes = MatrixGenotypes(
                space,
                crossover_probability=crossover_probability,
                mutation_rate=rate,
                crossover_eta=crossover_eta,
                mutation_eta=mutation_eta,
            )
        else:
            raise ConfigurationError(f"genotype must be 'codes' or 'real', not '{genotype}'")
        self._parents: NDArray[Any] | None = None
        self._children: NDArray[Any] = np.empty((0, 0))
        self._values: Floats = np.empty((0, 0))
        self._ranks: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._crowding: Floats = np.empty(0)

    def _ask(self) -> Codes:
        if self._parents is None:
            self._children = initial_genotypes(
                self.genotypes, self.population_size, self.rng, distinct=self.eliminate_duplicates
            )
        else:
            self._children = offspring_genotypes(
                self.genotypes,
                self._parents,
                self._select,
                self.population_size,
                self.rng,
                distinct=self.eliminate_duplicates,
            )
        return self.genotypes.decode(self._children)

    def _select(self, count: int) -> NDArray[np.int64]:
        if self.tournament == "rank":
            return crowded_tournament(self._ranks, self._crowding, count, self.rng)
        return dominance_tournament(self._values, self._crowding, count, self.rng)

    def _tell(self, codes: Codes, values: Floats) -> None:
        children = self._children[: len(codes)]
        # section III-C: R_t = P_t + Q_t, sorted into fronts, truncated to N by crowded comparison
        merged = children if self._parents is None else np.concatenate([self._parents, children])
        merged_values = values if self._parents is None else np.concatenate([self._values, values])
        rows, self._ranks, self._crowding = survive(merged_values, self.population_size, self.rng)
        self._parents, self._values = merged[rows], merged_values[rows]

    def population(self) -> Codes | None:
        """Return the survivors; None before the first tell."""
        return None if self._parents is None else self.genotypes.decode(self._parents)

    def recommend(self) -> Codes:
        """Return the distinct feasible architectures of the first front of the population."""
        population = self.population()
        if population is None:
            return np.empty((0, self.space.n_edges), dtype=np.uint8)
        front: Codes = population[(self._ranks == 0) & feasible_rows(self._values)]
        return front[first_rows(front)]
