"""pymoo's multi-objective algorithms as baselines; each class only says how pymoo's algorithm is made."""

from __future__ import annotations

from importlib.util import find_spec
from math import comb
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pymoo.termination.max_gen import MaximumGenerationTermination

from suite.algorithms.base import Floats, check_positive
from suite.algorithms.pymoo_base import PymooAlgorithm
from suite.algorithms.pymoo_operators import Operators
from suite.errors import ConfigurationError
from suite.spaces.base import Codes, SearchSpace


class PymooNSGA2(PymooAlgorithm):
    """pymoo's NSGA-II (Deb et al. 2002)."""

    name: ClassVar[str] = "pymoo_nsga2"

    def make(self, n_objectives: int) -> Any:
        """Return the pymoo algorithm."""
        from pymoo.algorithms.moo.nsga2 import NSGA2

        return NSGA2(pop_size=self.population_size, **self.operators)


class PymooSPEA2(PymooAlgorithm):
    """pymoo's SPEA2 (Zitzler, Laumanns and Thiele 2001)."""

    name: ClassVar[str] = "pymoo_spea2"

    def make(self, n_objectives: int) -> Any:
        """Return the pymoo algorithm."""
        from pymoo.algorithms.moo.spea2 import SPEA2, SPEA2Survival

        # pymoo's default survival object is shared by all instances and remembers the last run's normalisation
        return SPEA2(pop_size=self.population_size, survival=SPEA2Survival(normalize=True), **self.operators)


class PymooSMSEMOA(PymooAlgorithm):
    """pymoo's SMS-EMOA (Beume, Naujoks and Emmerich 2007), generational: as many children as members."""

    name: ClassVar[str] = "pymoo_sms_emoa"

    def make(self, n_objectives: int) -> Any:
        """Return the pymoo algorithm."""
        from pymoo.algorithms.moo.sms import SMSEMOA

        return SMSEMOA(pop_size=self.population_size, **self.operators)


class PymooAGEMOEA(PymooAlgorithm):
    """pymoo's AGE-MOEA (Panichella 2019); needs the package numba."""

    name: ClassVar[str] = "pymoo_age_moea"

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        operators: Operators = "categorical",
    ) -> None:
        if find_spec("numba") is None:
            raise ConfigurationError("pymoo's AGE-MOEA needs the package numba: pip install numba")
        super().__init__(space, rng=rng, population_size=population_size, operators=operators)

    def make(self, n_objectives: int) -> Any:
        """Return the pymoo algorithm."""
        from pymoo.algorithms.moo.age import AGEMOEA

        return AGEMOEA(pop_size=self.population_size, **self.operators)


class PymooByDirections(PymooAlgorithm):
    """Base of pymoo's algorithms with reference directions; they need not be as many as the population has members.

    The directions are the largest set of Das and Dennis with no more than ``population_size`` vectors: with two
    objectives ``population_size`` of them.
    """

    def directions(self, n_objectives: int) -> Floats:
        """Return the reference directions ``(k, n_objectives)``, k at most ``population_size``."""
        from pymoo.util.ref_dirs import get_reference_directions

        partitions = 1
        while _n_das_dennis(n_objectives, partitions + 1) <= self.population_size:
            partitions += 1
        return np.asarray(get_reference_directions("das-dennis", n_objectives, n_partitions=partitions))


class PymooNSGA3(PymooByDirections):
    """pymoo's NSGA-III (Deb and Jain 2014): NSGA-II whose last front is thinned by reference directions."""

    name: ClassVar[str] = "pymoo_nsga3"

    def make(self, n_objectives: int) -> Any:
        """Return the pymoo algorithm."""
        from pymoo.algorithms.moo.nsga3 import NSGA3

        return NSGA3(ref_dirs=self.directions(n_objectives), pop_size=self.population_size, **self.operators)


class PymooRVEA(PymooByDirections):
    """pymoo's RVEA (Cheng, Jin, Olhofer and Sendhoff 2016): one survivor a reference vector, by angle and length.

    The weight of the angle grows over a planned number of generations; later generations keep its final value.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: children per generation, and most vectors.
        operators: see :class:`PymooAlgorithm`.
        generations: over which the weight of the angle grows from 0 to 1; 100 are 2,000 evaluations of 20 (a choice).

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "pymoo_rvea"

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        operators: Operators = "categorical",
        generations: int = 100,
    ) -> None:
        super().__init__(space, rng=rng, population_size=population_size, operators=operators)
        self.generations = check_positive(generations, "generations")

    def make(self, n_objectives: int) -> Any:
        """Return the pymoo algorithm."""
        from pymoo.algorithms.moo.rvea import RVEA

        return RVEA(ref_dirs=self.directions(n_objectives), pop_size=self.population_size, **self.operators)

    def termination(self) -> Any:
        """Return the plan of generations, which pymoo's survival reads; it never ends a run here."""
        return _Plan(self.generations)


class _Plan(MaximumGenerationTermination):  # type: ignore[misc]  # pymoo has no types
    """The generations over which RVEA's weight of the angle grows; past them the plan grows along, at its end."""

    def _update(self, algorithm: Any) -> float:
        self.n_max_gen: int = max(self.n_max_gen, algorithm.n_gen)
        return 0.0


class PymooMOEAD(PymooByDirections):
    """pymoo's MOEA/D (Zhang and Li 2007), one child at a time, on unscaled objectives.

    The weights are the largest set of Das and Dennis with no more than ``population_size`` vectors; with two objectives
    that is ``population_size``, with more the surplus of the first batch is left out of the population.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: members of the first batch, and at most of the population.
        operators: see :class:`PymooAlgorithm`.
        n_neighbours: size of a neighbourhood; None is a fifth of the population (the paper uses 20 of 100).

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "pymoo_moead"
    constrained: ClassVar[bool] = False  # pymoo's MOEA/D refuses constraints

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        operators: Operators = "categorical",
        n_neighbours: int | None = None,
    ) -> None:
        super().__init__(space, rng=rng, population_size=population_size, operators=operators)
        self.n_neighbours = None if n_neighbours is None else check_positive(n_neighbours, "n_neighbours", least=2)

    def make(self, n_objectives: int) -> Any:
        """Return the pymoo algorithm."""
        from pymoo.algorithms.moo.moead import MOEAD

        weights = self.directions(n_objectives)
        neighbours = self.n_neighbours or max(2, round(len(weights) / 5))
        return MOEAD(ref_dirs=weights, n_neighbors=min(neighbours, len(weights)), **self.operators)

    def initial_rows(self, codes: Codes) -> NDArray[np.int64]:
        """Return the first rows, one per weight; where the budget ended within the first batch they are repeated."""
        wanted = len(self.directions(self._columns or 2))
        return np.resize(np.arange(len(codes)), wanted)


def _n_das_dennis(n_objectives: int, partitions: int) -> int:
    return comb(n_objectives + partitions - 1, partitions)
