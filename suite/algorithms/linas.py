"""LINAS / ConcurrentNAS: measure a population, train predictors, search them with NSGA-II, measure the best it found.

Sources: Sarah et al., "A Hardware-Aware System for Accelerating Deep Neural Network Optimization", arXiv 2202.12954
(there called ConcurrentNAS), and Cummings et al., "A Hardware-Aware Framework for Accelerating Neural Architecture
Search Across Modalities", arXiv 2205.10358 (there LINAS), Algorithm 1 of both; the released code's choices are options.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from suite.algorithms.base import Floats, check_positive
from suite.algorithms.code_nsga2 import code_nsga2
from suite.algorithms.predictor_search import Predict, PredictorSearch, Unique
from suite.errors import ConfigurationError
from suite.kernels.choices import ChoiceGenotypes
from suite.kernels.ranking import survive
from suite.kernels.table_nsga2 import table_nsga2
from suite.spaces.base import Codes, Indices, SearchSpace


class LINAS(PredictorSearch):
    """LINAS (arXiv 2205.10358), also ConcurrentNAS (2202.12954): NSGA-II on predictors proposes what is measured next.

    Values have one to three columns. ``recommend`` returns the non-dominated architectures of all measured ones.

    Attributes:
        predicted_front: the non-dominated set ``(k, n_edges)`` of the last inner search, by the predictors.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: n, architectures measured per iteration, and the population of the inner search.
        predictor: of the first objective: "svr", "ridge", "ridge-1", "stacked", "dynamic" or "dynamic-3"
            (:mod:`suite.algorithms.linas_predictors`).
        cost_predictor: of the other objectives.
        inner_evaluations: J, predictor evaluations of the inner search per iteration, its first population included.
        crossover_probability: of the inner search.
        mutation_rate: of the inner search, per edge; None is 1 / population_size (2202.12954; 0.02 at 50).
        operators: of the inner search: "codes" (uniform crossover, edges redrawn) or "integer" (the released code's:
            SBX with index 15 and polynomial mutation with index 20, rounded).
        next_population: "best-unique" (the papers: the best ones not measured yet of all that the inner search met) or
            "final" (the released code: its whole final population, measured ones included).
        unique: as measured count only equal codes ("codes"), or equivalent cells as well ("classes").
        infeasible: predictors learn nothing of infeasible architectures ("ignore"), or the worst values ("worst").
        warm_start: indices of the first population as text, best first; None draws it. Where there are no indices,
            codes as digits.
        allowed: restricted space as text (:mod:`suite.algorithms.popdb`); None is the whole space.

    Raises:
        ConfigurationError: for a value outside its range.
        UnknownNameError: for an unknown predictor.
    """

    name: ClassVar[str] = "linas"

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        predictor: str = "svr",
        cost_predictor: str = "ridge",
        inner_evaluations: int = 2000,
        crossover_probability: float = 0.9,
        mutation_rate: float | None = None,
        operators: Literal["codes", "integer"] = "codes",
        next_population: Literal["best-unique", "final"] = "best-unique",
        unique: Unique = "codes",
        infeasible: Literal["ignore", "worst"] = "ignore",
        warm_start: str | None = None,
        allowed: str | None = None,
    ) -> None:
        self.population_size = check_positive(population_size, "population_size", least=2)
        self.inner_evaluations = check_positive(inner_evaluations, "inner_evaluations", least=self.population_size)
        if next_population not in ("best-unique", "final"):
            raise ConfigurationError(f"next_population must be 'best-unique' or 'final', not '{next_population}'")
        super().__init__(
            space,
            rng=rng,
            n_first=self.population_size,
            predictor=predictor,
            cost_predictor=cost_predictor,
            unique=unique,
            infeasible=infeasible,
            warm_start=warm_start,
            allowed=allowed,
        )
        self.next_population = next_population
        self.genotypes = ChoiceGenotypes(
            self.allowed,
            crossover_probability=crossover_probability,
            mutation_rate=1 / self.population_size if mutation_rate is None else mutation_rate,
            operators=operators,
        )
        self.predicted_front: Codes = np.empty((0, space.n_edges), dtype=np.uint8)

    def _batch_size(self) -> int:
        return self.population_size

    def _next_codes(self, predict: Predict) -> Codes:
        found = code_nsga2(predict, self.genotypes, self.space, self.population_size, self.inner_evaluations, self.rng)
        self.predicted_front = found.front
        if self.next_population == "final":
            return found.population
        fresh = self._fresh_codes(found.codes)
        if len(fresh) == 0:
            return fresh
        return fresh[survive(predict(fresh), self.population_size, self.rng).rows]

    def _next(self, predicted: Floats) -> Indices:
        found = table_nsga2(predicted, self.genotypes, self.population_size, self.inner_evaluations, self.rng)
        self.predicted_front = self.space.codes(self._index[found.front])
        if self.next_population == "final":
            return self._index[found.population]
        fresh = self._fresh(self._index[np.unique(found.met)])
        if len(fresh) == 0:
            return fresh
        return fresh[survive(predicted[self._number[fresh]], self.population_size, self.rng).rows]
