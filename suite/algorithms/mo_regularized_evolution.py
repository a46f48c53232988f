"""Multi-objective regularised evolution (MO-REA): the oldest dies, the parent is the best of a sample by Pareto rank.

Source: the ageing population of Real, Aggarwal, Huang and Le, "Regularized Evolution for Image Classifier Architecture
Search", AAAI 2019, Algorithm 1, with the multi-objective priority of Syne Tune's variant (Salinas et al., AutoML 2022):
non-dominated sorting of the living population, within a front the order of an epsilon-net.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.kernels.epsilon_net import epsilon_net
from suite.kernels.ranking import nondominated_ranks
from suite.kernels.variation import change_one_edge
from suite.spaces.base import Codes, SearchSpace


class MORegularizedEvolution(Algorithm):
    """Multi-objective regularised evolution: the best of a sample by Pareto rank has a child, the oldest dies.

    ``recommend`` returns the non-dominated ones of all told. An infeasible architecture ranks behind all feasible ones.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: P; 100 in Real et al. and in Syne Tune.
        sample_size: S, drawn with replacement; 10 in Syne Tune (Real et al.: 25).

    Raises:
        ConfigurationError: for a size below 1.
    """

    name: ClassVar[str] = "mo_regularized_evolution"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, None)
    together: ClassVar[bool] = True

    def __init__(
        self, space: SearchSpace, *, rng: np.random.Generator, population_size: int = 100, sample_size: int = 10
    ) -> None:
        super().__init__(space, rng=rng)
        self.population_size = check_positive(population_size, "population_size")
        self.sample_size = check_positive(sample_size, "sample_size")
        # the living, oldest first, with their values
        self._codes: Codes = np.empty((0, space.n_edges), dtype=np.uint8)
        self._values: Floats = np.empty((0, 0))

    def _ask(self) -> Codes:
        # "initialise population": P random architectures, repeats possible
        if not len(self._codes):
            return self.space.random(self.population_size, self.rng)
        sample = self.rng.integers(len(self._codes), size=self.sample_size)
        parent = self._codes[self._best(sample.tolist())]
        return change_one_edge(parent, self.space.n_operations, self.rng)[None]

    def _best(self, sample: list[int]) -> int:
        """Return the member of ``sample`` of the best front; among several the first in the front's epsilon-net."""
        ranks = nondominated_ranks(self._values)
        of_sample = ranks[sample].tolist()
        least = min(of_sample)
        contestants = {row for row, rank in zip(sample, of_sample, strict=True) if rank == least}
        front = (ranks == least).nonzero()[0]
        values = self._values[front]
        if len(contestants) == 1 or np.isnan(values).any():  # of the infeasible none is better than another
            return next(row for row in sample if row in contestants)
        wanted = {place for place, row in enumerate(front.tolist()) if row in contestants}
        return int(front[epsilon_net(values, until=wanted)[-1]])

    def _tell(self, codes: Codes, values: Floats) -> None:
        # "add child to right of population; remove dead from left"
        if len(self._codes) == 0:
            self._values = np.empty((0, values.shape[1]))
        self._codes = np.concatenate([self._codes, codes])[-self.population_size :]
        self._values = np.concatenate([self._values, values])[-self.population_size :]

    def population(self) -> Codes | None:
        """Return the living architectures, oldest first; None before the first tell."""
        return self._codes.copy() if len(self._codes) else None
