"""LINAS without its inner search: the predictors score every architecture. An ablation, not the papers' method."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from suite.algorithms.base import Floats, check_positive
from suite.algorithms.predictor_search import PredictorSearch, Unique
from suite.kernels.ranking import survive
from suite.spaces.base import Indices, SearchSpace


class LINASExhaustive(PredictorSearch):
    """Ablation of LINAS: the next population is the best of the whole enumerated space by the predictors.

    The best are the first non-dominated fronts of what was not measured yet, the last one cut by crowding distance.
    Only spaces that can be enumerated allow it, so it is no LINAS. Arguments are those of
    :class:`suite.algorithms.linas.LINAS`.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: architectures measured per iteration.
        predictor: as for LINAS.
        cost_predictor: as for LINAS.
        unique: as for LINAS.
        infeasible: as for LINAS.
        warm_start: as for LINAS.
        allowed: as for LINAS.

    Raises:
        ConfigurationError: for a value outside its range.
        UnknownNameError: for an unknown predictor.
    """

    name: ClassVar[str] = "linas_exhaustive"
    enumerates: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        predictor: str = "svr",
        cost_predictor: str = "ridge",
        unique: Unique = "codes",
        infeasible: Literal["ignore", "worst"] = "ignore",
        warm_start: str | None = None,
        allowed: str | None = None,
    ) -> None:
        self.population_size = check_positive(population_size, "population_size", least=2)
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

    def _batch_size(self) -> int:
        return self.population_size

    def _next(self, predicted: Floats) -> Indices:
        fresh = self._fresh(np.flatnonzero(self._inside))
        if len(fresh) == 0:
            return fresh
        rows = survive(predicted[self._number[fresh]], self.population_size, self.rng).rows
        return fresh[rows]
