"""MO-HDNAS: multi-objective search with hardware-cost diversity.

Source: Sinha et al., "Multi-objective Hardware Aware Neural Architecture Search using Hardware Cost Diversity", CVPR
2024 workshops (arXiv 2404.12403v1). Symbols: phi performance proxy, Psi hardware cost, chi hardware-cost diversity,
P population. What the paper leaves open (operators, the population of chi for survivors): docs/algorithms/mo_hdnas.md.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, Literal

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

DEFAULTS: Final = {"real": (0.7, 0.2), "row": (1.0, 0.1), "codes": (0.9, None)}
"""Operators -> chance that a couple is crossed, mutation rate; None is one over the number of edges."""

CHOICES: Final = {
    "chi": ("stale", "fresh", "separate"),
    "tournament": ("rank", "dominance"),
    "survival": ("merged", "children"),
    "duplicates": ("genotype", "architecture", "kept"),
    "operators": tuple(DEFAULTS),
}


def cost_diversity(cost: Floats, population_cost: Floats) -> Floats:
    """Return chi, the hardware-cost diversity ``(n,)``, of architectures with respect to a population.

    Eq. 3: chi(alpha, P) = sum over alpha' in P of (Psi(alpha) - Psi(alpha'))^2, in squared units of the cost; neither
    normalised nor divided by the size of P. The term of an architecture with itself is 0.

    Args:
        cost: ``(n,)`` Psi of the architectures.
        population_cost: ``(N,)`` Psi of the population; NaN (infeasible) members are left out of the sum.
    """
    measured = population_cost[~np.isnan(population_cost)]
    return np.asarray(((cost[:, None] - measured[None, :]) ** 2).sum(axis=1))  # Eq. 3


def population_diversity(cost: Floats) -> float:
    """Return Eq. 4, the mean of chi over the population ``(N,)``: 2 N times the population variance of the cost.

    This is the scale of Fig. 6. Infeasible (NaN) members are left out; NaN for a population without any other.
    """
    measured = cost[~np.isnan(cost)]
    return float(cost_diversity(measured, measured).mean()) if len(measured) else float("nan")  # Eq. 4


def unnormalised_diversity(cost: Floats) -> float:
    """Return the sum (not the mean) of chi over the population ``(N,)``, the scale of the numbers printed in Fig. 3."""
    measured = cost[~np.isnan(cost)]
    return float(cost_diversity(measured, measured).sum())


class MOHDNAS(Algorithm):
    """MO-HDNAS (CVPRW 2024): NSGA-II on performance, hardware cost and hardware-cost diversity.

    Values have two columns: [fitness error (-phi), hardware cost Psi]; the third objective is computed here.
    ``recommend`` returns the Pareto-optimal set of the final population by the method's own objectives, so with
    ``diversity`` it may hold architectures that others dominate in error and cost alone.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: N_pop of Algorithm 1.
        diversity: whether chi is an objective; False is the "naive conversion" of Figs. 2 and 6 (a).
        chi: when chi is computed. ``"stale"``: once for each architecture, within the batch it was asked with (the
            initial population or a generation of children), and kept while it survives. ``"fresh"``: anew at every
            survival, for parents and children within both together. ``"separate"``: anew at every survival, for
            parents within the parents and for children within the children.
        operators: ``"real"``: SBX and polynomial mutation on the 30 reals; ``"row"``: EvNAS's row-wise operators;
            ``"codes"``: uniform crossover and reset of codes, as in this package's NSGA-II.
        crossover_probability: chance that a couple is crossed; None is 0.7 for "real" (NEvoNAS), 1 for "row" (EvNAS),
            0.9 for "codes" (Deb et al. 2002).
        mutation_rate: chance per real ("real", 0.2 as in NEvoNAS), per row ("row", 0.1 as in EvNAS) or per edge
            ("codes", one over the number of edges, Deb et al. 2002); None is these.
        crossover_eta: distribution index of SBX; 15 as in NEvoNAS.
        mutation_eta: distribution index of polynomial mutation; 20 as in NEvoNAS.
        tournament: ``"rank"`` (rank, then crowding distance) or ``"dominance"`` (pymoo's default for NSGA-II).
        survival: ``"merged"``: the best of parents and children, as in NSGA-II; ``"children"``: the children replace
            their parents.
        duplicates: what is tried anew: children equal to another as a ``"genotype"`` or as an ``"architecture"``, or
            none (``"kept"``).

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "mo_hdnas"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, 2)
    together: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        diversity: bool = True,
        chi: Literal["stale", "fresh", "separate"] = "stale",
        operators: Literal["real", "row", "codes"] = "real",
        crossover_probability: float | None = None,
        mutation_rate: float | None = None,
        crossover_eta: float = 15.0,
        mutation_eta: float = 20.0,
        tournament: Literal["rank", "dominance"] = "rank",
        survival: Literal["merged", "children"] = "merged",
        duplicates: Literal["genotype", "architecture", "kept"] = "genotype",
    ) -> None:
        super().__init__(space, rng=rng)
        given = {"chi": chi, "tournament": tournament, "survival": survival, "duplicates": duplicates}
        for name, value in {**given, "operators": operators}.items():
            if value not in CHOICES[name]:
                known = " or ".join(f"'{each}'" for each in CHOICES[name])
                raise ConfigurationError(f"{name} must be {known}, not '{value}'")
        crossover_default, mutation_default = DEFAULTS[operators]
        crossover = crossover_default if crossover_probability is None else crossover_probability
        mutation = mutation_default if mutation_rate is None else mutation_rate
        self.population_size = check_positive(population_size, "population_size", least=2)
        self.diversity = diversity
        self.chi = chi
        self.tournament = tournament
        self.survival = survival
        self.duplicates = duplicates
        self.genotypes: Genotypes
        if operators == "codes":
            rate = 1.0 / space.n_edges if mutation is None else mutation
            self.genotypes = CodeGenotypes(space, crossover_probability=crossover, mutation_rate=rate)
        else:
            assert mutation is not None
            self.genotypes = MatrixGenotypes(  # section 4.1: the representation of EvNAS
                space,
                operators=operators,
                crossover_probability=crossover,
                mutation_rate=mutation,
                crossover_eta=crossover_eta,
                mutation_eta=mutation_eta,
            )
        self._parents: NDArray[Any] | None = None
        self._children: NDArray[Any] = np.empty((0, 0))
        self._objectives: Floats = np.empty((0, 0))  # of the parents: F_rs, F_hw(, F_div), all minimised
        self._ranks: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._crowding: Floats = np.empty(0)

    def _ask(self) -> Codes:
        if self._parents is None:
            # Algorithm 1, first line: random initial population of N_pop architectures
            self._children = initial_genotypes(
                self.genotypes, self.population_size, self.rng, distinct=self.duplicates != "kept"
            )
        else:
            # Algorithm 1, last line of the loop: mating by NSGA-II
            self._children = offspring_genotypes(
                self.genotypes,
                self._parents,
                self._select,
                self.population_size,
                self.rng,
                distinct=self.duplicates != "kept",
                decoded=self.duplicates == "architecture",
            )
        return self.genotypes.decode(self._children)

    def _tell(self, codes: Codes, values: Floats) -> None:
        children = self._children[: len(codes)]
        objectives = self._with_diversity(values)  # Algorithm 1: F_rs = phi, F_hw = Psi, F_div = chi(alpha, P)
        # UpdateArchive(P, archive): the base class has done it
        if self._parents is not None and self.survival == "merged":
            parents = self._objectives
            if self.chi == "separate":
                parents = self._with_diversity(parents[:, :2])
            children = np.concatenate([self._parents, children])
            objectives = np.concatenate([parents, objectives])
            if self.chi == "fresh":
                objectives = self._with_diversity(objectives[:, :2])
        # P <- NSGA-II(F_rs, F_hw, F_div): survival
        rows, self._ranks, self._crowding = survive(objectives, self.population_size, self.rng)
        self._parents, self._objectives = children[rows], objectives[rows]

    def _with_diversity(self, values: Floats) -> Floats:
        """Return Eq. 1's objectives, minimised, with chi of each row with respect to all rows."""
        if not self.diversity:
            return values
        feasible_cost = np.where(feasible_rows(values), values[:, 1], np.nan)
        return np.column_stack([values, -cost_diversity(feasible_cost, feasible_cost)])  # Eq. 1: chi is maximised

    def _select(self, count: int) -> NDArray[np.int64]:
        if self.tournament == "rank":
            return crowded_tournament(self._ranks, self._crowding, count, self.rng)
        return dominance_tournament(self._objectives, self._crowding, count, self.rng)

    def population(self) -> Codes | None:
        """Return the survivors; None before the first tell."""
        return None if self._parents is None else self.genotypes.decode(self._parents)

    def recommend(self) -> Codes:
        """Return the distinct feasible architectures of the population's first front (Algorithm 1, "return")."""
        population = self.population()
        if population is None:
            return np.empty((0, self.space.n_edges), dtype=np.uint8)
        front: Codes = population[(self._ranks == 0) & feasible_rows(self._objectives)]
        return front[first_rows(front)]
