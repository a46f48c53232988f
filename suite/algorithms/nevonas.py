"""NEvoNAS: multi-objective search for fitness and novelty.

Source: Sinha and Chen, "Novelty Driven Evolutionary Neural Architecture Search", GECCO 2022 companion, pp. 671-674
(arXiv 2204.00188), and the authors' public code, which gave the constants: docs/algorithms/nevonas.md.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.archive import first_rows
from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.distinct import row_keys
from suite.kernels.genotypes import MatrixGenotypes, initial_genotypes, offspring_genotypes
from suite.kernels.novelty import novelty
from suite.kernels.ranking import survive
from suite.kernels.selection import dominance_tournament
from suite.spaces.base import Codes, SearchSpace


class NEvoNAS(Algorithm):
    """NEvoNAS (GECCO 2022 companion): NSGA-II on fitness and novelty, on real matrices decoded by arg-max.

    Values have one column, the fitness error; novelty is computed here. Novelty is the mean Jaccard distance to the
    nearest neighbours among the other members of the batch and the archive of all architectures of earlier batches.

    Attributes:
        archive_sizes: number of distinct architectures explored, after each tell.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: also the number of children per generation.
        neighbours: k of the novelty; 5 in NAS-Bench-201 (3 in the DARTS space).
        objectives: ``"both"``, ``"novelty"`` or ``"accuracy"`` (the paper's ablations).
        stale: survivors keep the novelty of the batch that they were asked with, as in the public code; False computes
            it anew at every survival, against the new batch and the archive that the children are compared with.
        pick: what ``recommend`` returns: ``"fitness"``, the best fitness on the final front; ``"front"``, all of it.
        crossover_probability: chance that a couple is crossed by SBX, half of the variables each time.
        crossover_eta: distribution index of SBX.
        mutation_rate: chance per variable of polynomial mutation.
        mutation_eta: distribution index of polynomial mutation.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "nevonas"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)
    together: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        neighbours: int = 5,
        objectives: Literal["both", "novelty", "accuracy"] = "both",
        stale: bool = True,
        pick: Literal["fitness", "front"] = "fitness",
        crossover_probability: float = 0.7,
        crossover_eta: float = 15.0,
        mutation_rate: float = 0.2,
        mutation_eta: float = 20.0,
    ) -> None:
        super().__init__(space, rng=rng)
        if objectives not in ("both", "novelty", "accuracy"):
            raise ConfigurationError(f"objectives must be 'both', 'novelty' or 'accuracy', not '{objectives}'")
        if pick not in ("fitness", "front"):
            raise ConfigurationError(f"pick must be 'fitness' or 'front', not '{pick}'")
        self.population_size = check_positive(population_size, "population_size", least=2)
        self.neighbours = check_positive(neighbours, "neighbours")
        self.objectives = objectives
        self.stale = stale
        self.pick = pick
        self.genotypes = MatrixGenotypes(
            space,
            crossover_probability=crossover_probability,
            mutation_rate=mutation_rate,
            crossover_eta=crossover_eta,
            mutation_eta=mutation_eta,
        )
        self.archive_sizes: list[int] = []
        self._explored: Codes = np.empty((0, space.n_edges), dtype=np.uint8)
        self._position: dict[bytes, int] = {}  # of an architecture in the archive
        self._children: Floats = np.empty((0, 0))
        self._parents: Floats | None = None
        self._values: Floats = np.empty((0, 2))  # of the parents: error and novelty
        self._ranks: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._crowding: Floats = np.empty(0)

    def _ask(self) -> Codes:
        if self._parents is None:
            self._children = initial_genotypes(self.genotypes, self.population_size, self.rng)
        else:
            self._children = offspring_genotypes(
                self.genotypes, self._parents, self._select, self.population_size, self.rng
            )
        return self.genotypes.decode(self._children)

    def _tell(self, codes: Codes, values: Floats) -> None:
        batch, n = self.genotypes.decode(self._children), len(codes)
        others = np.concatenate([batch, self._explored])  # the archive before this generation
        novel = novelty(batch, others, np.arange(len(batch)), self.neighbours)
        children, table = self._children[:n], np.column_stack([values[:, 0], novel[:n]])
        if self._parents is not None:
            if not self.stale:
                survivors = self.genotypes.decode(self._parents)
                own = len(batch) + np.array([self._position[key] for key in row_keys(survivors)])
                self._values[:, 1] = novelty(survivors, others, own, self.neighbours)
            children, table = np.concatenate([self._parents, children]), np.concatenate([self._values, table])
        self._explore(codes)
        rows, self._ranks, self._crowding = survive(self._minimised(table), self.population_size, self.rng)
        self._parents, self._values = children[rows], table[rows]

    def _explore(self, codes: Codes) -> None:
        """Add what the archive does not hold yet: no threshold, no limit."""
        new = []
        for row, key in enumerate(row_keys(codes)):
            if key not in self._position:
                self._position[key] = len(self._position)
                new.append(row)
        self._explored = np.concatenate([self._explored, codes[new]])
        self.archive_sizes.append(len(self._explored))

    def _minimised(self, table: Floats) -> Floats:
        """Return the objectives of the search, minimised, for ``table`` ``(n, 2)`` of errors and novelties."""
        both = np.where(np.isnan(table[:, :1]), np.nan, table * [1.0, -1.0])  # what is infeasible is not novel either
        return both[:, {"both": slice(0, 2), "accuracy": slice(0, 1), "novelty": slice(1, 2)}[self.objectives]]

    def _select(self, count: int) -> NDArray[np.int64]:
        return dominance_tournament(self._minimised(self._values), self._crowding, count, self.rng)

    @property
    def explored(self) -> Codes:
        """The archive: the distinct architectures told so far ``(n, n_edges)``, in the order of first telling."""
        return self._explored.copy()

    @property
    def coverage(self) -> Floats:
        """The share of the space explored after each tell, 0 to 1."""
        return np.array(self.archive_sizes, dtype=np.float64) / self.space.size

    def population(self) -> Codes | None:
        """Return the survivors; None before the first tell."""
        return None if self._parents is None else self.genotypes.decode(self._parents)

    def recommend(self) -> Codes:
        """Return the architecture with the best fitness on the population's first front, or the front, once each."""
        population = self.population()
        if population is None:
            return np.empty((0, self.space.n_edges), dtype=np.uint8)
        feasible = (self._ranks == 0) & ~np.isnan(self._values[:, 0])
        front: Codes = population[feasible]
        if self.pick == "fitness" and len(front):
            front = front[self._values[feasible, 0].argmin()][None]
        distinct: Codes = front[first_rows(front)]
        return distinct
