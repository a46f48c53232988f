"""E-TF-MOENAS: NSGA-II on training-free scores and a cost, with an archive of everything that is not dominated.

Source: Luong, Phan, Vo, Pham and Bui, "Lightweight multi-objective evolutionary neural architecture search with
low-cost proxy metrics", Information Sciences, 2023 (doi 10.1016/j.ins.2023.119856), and the authors' public code, which
gave the order of the steps: docs/algorithms/etf_moenas.md.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.kernels.genotypes import check_probability
from suite.kernels.ranking import survive
from suite.kernels.variation import change_edge
from suite.spaces.base import Codes, SearchSpace

ROUNDS = 5
"""How often operators go through all parents before duplicates are accepted, in units of the population (the code)."""


class ETFMOENAS(Algorithm):
    """E-TF-MOENAS (Luong et al. 2023): NSGA-II on several training-free scores and a cost, all of them objectives.

    Every column is an objective, so with one fitness it is the NSGA-II that the paper compares with ("val_error",
    "synflow", ...). The paper's own method has SynFlow, the Jacobian's covariance and the FLOPs. Parents are paired at
    random, without a tournament; ``recommend`` returns the paper's archive, the non-dominated ones of all told.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: members of the population, also the number of children per generation; even.
        crossover_probability: chance that a couple is crossed at two points.
        mutation_rate: chance per edge to get another operation; None is one over the number of edges.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "etf_moenas"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, None)
    fitness_columns: ClassVar[tuple[int, int | None] | None] = (1, None)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        crossover_probability: float = 0.9,
        mutation_rate: float | None = None,
    ) -> None:
        super().__init__(space, rng=rng)
        self.population_size = check_positive(population_size, "population_size", least=2)
        self.crossover_probability = check_probability(crossover_probability, "crossover_probability")
        self.mutation_rate = check_probability(
            1 / space.n_edges if mutation_rate is None else mutation_rate, "mutation_rate"
        )
        self._parents: Codes | None = None
        self._values: Floats = np.empty((0, 0))

    def _ask(self) -> Codes:
        if self._parents is None:
            return self.space.random(self.population_size, self.rng)
        return self._mutated(self._crossed(self._parents), self._parents)

    def _crossed(self, parents: Codes) -> list[Codes]:
        """Return as many children as the population has: couples at random, crossed ones only if they are new."""
        children: list[Codes] = []
        seen: set[bytes] = set()
        n = len(parents)
        for turn in range(self._turns()):
            order = self.rng.permutation(n)
            for a, b in zip(order[0 : n - 1 : 2].tolist(), order[1:n:2].tolist(), strict=True):
                couple = (parents[a], parents[b])
                crossed = self.rng.random() < self.crossover_probability
                for child in self._two_point(*couple) if crossed else couple:
                    if not crossed or child.tobytes() not in seen or turn > ROUNDS * self.population_size:
                        if crossed:
                            seen.add(child.tobytes())
                        children.append(child)
                    if len(children) == self.population_size:
                        return children
        return children + [parents[row] for row in self.rng.integers(n, size=self.population_size - len(children))]

    def _two_point(self, first: Codes, second: Codes) -> tuple[Codes, Codes]:
        # the code draws both points from 1 to n - 2: the first edge and the last two never change places
        if self.space.n_edges < 4:
            low, high = 1, self.space.n_edges - 1
        else:
            low, high = sorted((1 + self.rng.choice(self.space.n_edges - 2, size=2, replace=False)).tolist())
        one, other = first.copy(), second.copy()
        one[low:high], other[low:high] = second[low:high], first[low:high]
        return one, other

    def _mutated(self, children: list[Codes], parents: Codes) -> Codes:
        """Return the children with edges changed, going through them until enough are new among all."""
        known = {code.tobytes() for code in parents}
        made: list[Codes] = []
        for turn in range(self._turns()):
            for child in children:
                changed = child
                for edge in np.flatnonzero(self.rng.random(self.space.n_edges) <= self.mutation_rate).tolist():
                    changed = change_edge(changed, edge, self.space.n_operations, self.rng)
                changed = self.space.canonical(changed[None])[0]
                if changed.tobytes() not in known or turn > ROUNDS * self.population_size:
                    known.add(changed.tobytes())
                    made.append(changed)
                    if len(made) == self.population_size:
                        return np.stack(made)
        raise AssertionError("the last turn accepts every child")

    def _turns(self) -> int:
        return ROUNDS * self.population_size + 2 + self.population_size

    def _tell(self, codes: Codes, values: Floats) -> None:
        merged = codes if self._parents is None else np.concatenate([self._parents, codes])
        merged_values = values if self._parents is None else np.concatenate([self._values, values])
        rows, _, _ = survive(merged_values, self.population_size, self.rng)
        self._parents, self._values = merged[rows], merged_values[rows]

    def population(self) -> Codes | None:
        """Return the survivors; None before the first tell."""
        return self._parents
