"""A pymoo algorithm behind this package's interface: the translation that all pymoo baselines share.

pymoo (Blank and Deb, IEEE Access 8, 2020) does the search; this file translates. The genotype is the code, as
integers. All randomness comes from the passed Generator, which is set as the ``random_state`` of the pymoo algorithm;
pymoo 0.6.1.6 and later touch no global random state (the conformance kit checks it). Equal seeds give equal runs for
one version of pymoo, not necessarily between versions.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pymoo.core.evaluator import Evaluator
from pymoo.core.individual import Individual
from pymoo.core.population import Population
from pymoo.core.problem import Problem
from pymoo.core.termination import NoTermination
from pymoo.problems.static import StaticProblem

from suite.algorithms.archive import first_rows
from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.algorithms.pymoo_operators import Operators, integer_operators
from suite.kernels.distinct import fill_distinct
from suite.kernels.ranking import feasible_rows, nondominated
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.numbering import Numbering


class PymooAlgorithm(Algorithm):
    """Base of the pymoo baselines; ``recommend`` returns the non-dominated architectures of the final population.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: members of the population.
        operators: ``"categorical"`` (uniform crossover 0.9, variables redrawn with chance 1 / n_edges, as in ``nsga2``)
            or ``"integer"`` (SBX and polynomial mutation, rounded: pymoo's own recommendation for integers).

    Raises:
        ConfigurationError: for a value outside its range, or where pymoo lacks an optional package.
    """

    n_objectives: ClassVar[tuple[int, int | None]] = (2, None)
    constrained: ClassVar[bool] = True
    """Whether infeasibility is told as a violated constraint; else by values worse than all feasible ones so far."""

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        operators: Operators = "categorical",
    ) -> None:
        super().__init__(space, rng=rng)
        self.population_size = check_positive(population_size, "population_size", least=4)
        self.operators = integer_operators(operators)
        self._pymoo: Any = None
        self._batch: Any = None

    def make(self, n_objectives: int) -> Any:
        """Return the pymoo algorithm; called once, when the first values have shown the number of objectives."""
        raise NotImplementedError

    def termination(self) -> Any:
        """Return what pymoo is told of the end of the run: nothing, which is the budget's."""
        return NoTermination()

    def initial_rows(self, codes: Codes) -> NDArray[np.int64]:
        """Return which of the first told ``codes`` enter pymoo's initial population: each distinct one."""
        return first_rows(codes)

    def _ask(self) -> Codes:
        if self._pymoo is None:
            # pymoo wants the number of objectives before its first batch, so the first batch is drawn here
            return fill_distinct(self._random, self.population_size, None, self._random)
        self._batch = self._pymoo.ask()
        if self._batch is None:  # no child differs from the population: a small space is used up
            self._batch = Population.new(X=self._random(self.population_size).astype(int))
        return _codes(Population.create(self._batch) if isinstance(self._batch, Individual) else self._batch)

    def _random(self, n: int) -> Codes:
        return self.space.random(n, self.rng)

    def _tell(self, codes: Codes, values: Floats) -> None:
        if self._pymoo is None:
            rows = self.initial_rows(codes)
            self._start(codes[rows], values.shape[1])
            values = values[rows]
        single = isinstance(self._batch, Individual)
        batch = Population.create(self._batch) if single else self._batch[: len(values)]
        feasible = feasible_rows(values)
        told: dict[str, Any] = {"F": np.where(feasible[:, None], values, self._worse_than_all())}
        if self.constrained:
            told["G"] = np.where(feasible, 0.0, 1.0)[:, None]
        Evaluator().eval(StaticProblem(self._pymoo.problem, **told), batch)
        with np.errstate(divide="ignore", invalid="ignore"):  # where an objective has no range, pymoo divides by it
            self._pymoo.tell(infills=batch[0] if single else batch)

    def _start(self, codes: Codes, n_objectives: int) -> None:
        problem = Problem(
            n_var=self.space.n_edges,
            n_obj=n_objectives,
            n_ieq_constr=int(self.constrained),
            xl=0,
            xu=self.space.n_operations - 1,
            vtype=int,
        )
        self._pymoo = self.make(n_objectives)
        self._pymoo.initialization.sampling = codes.astype(int)
        self._pymoo.setup(problem, termination=self.termination())
        self._pymoo.random_state = self.rng
        self._batch = self._pymoo.ask()

    def _worse_than_all(self) -> Floats:
        """Return ``(m,)``: each objective's worst feasible value told so far plus its range and one."""
        told = self.archive.values
        told = told[feasible_rows(told)]
        if len(told) == 0:
            return np.ones(self.archive.values.shape[1])
        worst = told.max(axis=0)
        return np.asarray(2 * worst - told.min(axis=0) + 1.0)

    def population(self) -> Codes | None:
        """Return pymoo's population; None before the first tell."""
        return None if self._pymoo is None else _codes(self._pymoo.pop)

    def recommend(self) -> Codes:
        """Return the distinct feasible architectures of the population that no other member dominates."""
        population = self.population()
        if population is None:
            return np.empty((0, self.space.n_edges), dtype=np.uint8)
        codes, values = self.archive.distinct()
        numbering = Numbering(self.space)
        members = np.isin(numbering.index(codes), numbering.index(population))
        return codes[members][nondominated(values[members])]


def _codes(population: Any) -> Codes:
    return np.asarray(np.rint(population.get("X").astype(float)), dtype=np.int64).astype(np.uint8)
