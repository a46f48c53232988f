"""Regularised (ageing) evolution.

Source: Real, Aggarwal, Huang and Le, "Regularized Evolution for Image Classifier Architecture Search", AAAI 2019,
Algorithm 1, with the settings and the one mutation of the NAS-Bench-201 paper (Dong and Yang, ICLR 2020).
"""

from __future__ import annotations

from collections import deque
from typing import ClassVar, Literal

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.variation import change_edge, change_one_edge
from suite.spaces.base import Codes, SearchSpace


def _edges_of_node(space: SearchSpace) -> tuple[tuple[int, ...], ...]:
    """Return the edges into each node of a cell, by position in its code."""
    edges: tuple[tuple[int, int], ...] | None = getattr(space, "edges", None)
    if edges is None:
        raise ConfigurationError(f"{space.name} has no nodes to mutate: use mutation 'edge'")
    targets = dict.fromkeys(target for target, _ in edges)
    return tuple(tuple(k for k, (target, _) in enumerate(edges) if target == node) for node in targets)


class RegularizedEvolution(Algorithm):
    """Regularised evolution (Real et al. 2019): the best of a sample has a child, the oldest dies.

    ``recommend`` returns the best of the whole history (Algorithm 1, last line). An infeasible architecture is worse
    than every feasible one.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: P; 10 in the NAS-Bench-201 protocol (Real et al.: 100).
        sample_size: S, drawn with replacement; 3 in the NAS-Bench-201 protocol (Real et al.: 25).
        mutation: which edge changes. ``"edge"``: each is as likely; ``"node"``: a node is drawn, then one of the edges
            into it, as in the public NAS-Bench-201 script (1/3, 1/6, 1/6 and three times 1/9).

    Raises:
        ConfigurationError: for a size below 1, or "node" on a space without nodes.
    """

    name: ClassVar[str] = "regularized_evolution"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)
    together: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 10,
        sample_size: int = 3,
        mutation: Literal["edge", "node"] = "edge",
    ) -> None:
        super().__init__(space, rng=rng)
        if mutation not in ("edge", "node"):
            raise ConfigurationError(f"mutation must be 'edge' or 'node', not '{mutation}'")
        self.mutation = mutation
        self._edges_of_node = _edges_of_node(space) if mutation == "node" else ()
        self.population_size = check_positive(population_size, "population_size")
        self.sample_size = check_positive(sample_size, "sample_size")
        self._population: deque[tuple[Codes, float]] = deque(maxlen=self.population_size)

    def _ask(self) -> Codes:
        # Algorithm 1, "initialise population": P random architectures, repeats possible
        if not self._population:
            return self.space.random(self.population_size, self.rng)
        # "sample": S times a random element, which stays in the population
        sample = self.rng.integers(len(self._population), size=self.sample_size)
        # "parent": the highest accuracy in the sample, the first drawn among equals
        parent = min((self._population[int(row)] for row in sample), key=lambda member: member[1])
        # "child": NAS-Bench-201's mutation, one edge to another operation
        if self.mutation == "edge":
            return change_one_edge(parent[0], self.space.n_operations, self.rng)[None]
        edges = self._edges_of_node[int(self.rng.integers(len(self._edges_of_node)))]
        edge = edges[int(self.rng.integers(len(edges)))]
        return change_edge(parent[0], edge, self.space.n_operations, self.rng)[None]

    def _tell(self, codes: Codes, values: Floats) -> None:
        errors = np.where(np.isnan(values[:, 0]), np.inf, values[:, 0])
        # "add child to right of population; remove dead from left": the deque drops its oldest
        self._population.extend(zip(codes, errors.tolist(), strict=True))

    def population(self) -> Codes | None:
        """Return the living architectures, oldest first; None before the first tell."""
        return np.array([code for code, _ in self._population], dtype=np.uint8) if self._population else None
