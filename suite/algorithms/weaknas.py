"""WeakNAS-style search: progressively weak predictors, each population drawn from the top of the last prediction.

Source: Wu et al., "Stronger NAS with Weaker Predictors", NeurIPS 2021 (arXiv 2102.10490), and the settings of its
public code for NAS-Bench-201. Several objectives, and LINAS's predictors, are ours: docs/algorithms/weaknas.md.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from suite.algorithms.base import Floats, check_positive
from suite.algorithms.predictor_search import Predict, PredictorSearch, Unique
from suite.kernels.ranking import survive
from suite.spaces.base import Codes, Indices, SearchSpace

POOL = 10_000
"""Random architectures among which the predicted best are sought where a space cannot be listed (a choice)."""


class WeakNAS(PredictorSearch):
    """WeakNAS-style search (NeurIPS 2021): a uniform sample of the predicted best is measured, then a new predictor.

    With one objective the best are the architectures with the lowest prediction; with more (inferred, the paper has
    one) whole predicted non-dominated fronts, the last one cut by crowding distance. In a space that cannot be
    listed they are sought among 10,000 random architectures and the neighbours of the best measured ones (a choice).

    Args:
        space: the search space, which is scored as a whole.
        rng: the only source of randomness.
        n_initial: architectures drawn uniformly at first.
        n_sample: architectures measured per iteration.
        n_top: predicted best ones that the sample is drawn from; measured ones among them are left out.
        predictor: of the first objective, as for :class:`suite.algorithms.linas.LINAS`.
        cost_predictor: of the others.
        unique: what counts as measured: only equal codes ("codes"), or equivalent cells as well ("classes").
        infeasible: as for LINAS.
        warm_start: as for LINAS.
        allowed: as for LINAS.

    Raises:
        ConfigurationError: for a value outside its range.
        UnknownNameError: for an unknown predictor.
    """

    name: ClassVar[str] = "weaknas"

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        n_initial: int = 10,
        n_sample: int = 10,
        n_top: int = 100,
        predictor: str = "svr",
        cost_predictor: str = "ridge",
        unique: Unique = "codes",
        infeasible: Literal["ignore", "worst"] = "ignore",
        warm_start: str | None = None,
        allowed: str | None = None,
    ) -> None:
        super().__init__(
            space,
            rng=rng,
            n_first=check_positive(n_initial, "n_initial", least=2),
            predictor=predictor,
            cost_predictor=cost_predictor,
            unique=unique,
            infeasible=infeasible,
            warm_start=warm_start,
            allowed=allowed,
        )
        self.n_sample = check_positive(n_sample, "n_sample")
        self.n_top = check_positive(n_top, "n_top", least=self.n_sample)

    def _batch_size(self) -> int:
        return self.n_sample

    def _next_codes(self, predict: Predict) -> Codes:
        # nobody can rank the whole space: a random pool, and what is one choice away from the best that was measured
        best = self.archive.nondominated()[0][: self.n_sample]
        near = [self.space.neighbours(code) for code in best]
        pool = self._fresh_codes(np.concatenate([*near, self._random_codes(POOL, best)]))
        if not self.allowed.all():
            pool = pool[self.allowed[np.arange(self.space.n_edges), pool].all(axis=1)]
        top = pool[survive(predict(pool), self.n_top, self.rng).rows]
        return self.rng.permutation(top)[: self.n_sample]

    def _next(self, predicted: Floats) -> Indices:
        inside = np.flatnonzero(self._inside)
        top = inside[survive(predicted[self._number[inside]], self.n_top, self.rng).rows]
        fresh = self.rng.permutation(self._fresh(top))
        if len(fresh) >= self.n_sample:
            return fresh[: self.n_sample]
        # the top is measured: as in the public code, the best of the rest of the space
        rest = self._fresh(inside)
        if len(rest) == 0:
            return rest
        return rest[survive(predicted[self._number[rest]], self.n_sample, self.rng).rows]
