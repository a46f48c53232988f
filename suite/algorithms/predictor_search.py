"""What the searches with predictors share: training on what was told, novelty of candidates, restricted spaces."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.base import Algorithm, Floats
from suite.algorithms.linas_predictors import Predictor, make_predictor
from suite.algorithms.popdb import parse_allowed
from suite.errors import ConfigurationError
from suite.spaces.base import Codes, Indices, SearchSpace

DIGITS = 9
"""Decimals, relative to the range of the labels, that predictions are rounded to: equal ones stay equal everywhere."""

Unique = Literal["classes", "codes"]


class PredictorSearch(Algorithm):
    """Base: a first population, then populations that predictors of the objectives propose.

    Args:
        space: the search space.
        rng: the only source of randomness.
        n_first: architectures of the first population.
        predictor: a name of :data:`suite.algorithms.linas_predictors.PREDICTORS`.
        unique: what counts as validated already: an equivalent cell ("classes") or only the same code ("codes").
        infeasible: what predictors learn of infeasible architectures: nothing ("ignore"), or the worst told value of
            every objective ("worst").
        warm_start: indices of architectures for the first population, best first, as text: "17 4021 388"; what is
            missing is drawn at random.
        allowed: restricted space, see :func:`suite.algorithms.popdb.parse_allowed`; None is the whole space.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    n_objectives: ClassVar[tuple[int, int | None]] = (1, 3)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        n_first: int,
        predictor: str,
        unique: Unique,
        infeasible: Literal["ignore", "worst"],
        warm_start: str | None,
        allowed: str | None,
    ) -> None:
        super().__init__(space, rng=rng)
        make_predictor(predictor)  # an unknown name is refused here
        if unique not in ("classes", "codes"):
            raise ConfigurationError(f"unique must be 'classes' or 'codes', not '{unique}'")
        if infeasible not in ("ignore", "worst"):
            raise ConfigurationError(f"infeasible must be 'ignore' or 'worst', not '{infeasible}'")
        self.n_first = n_first
        self.predictor = predictor
        self.infeasible = infeasible
        self.allowed = parse_allowed(allowed, space)
        self._warm = self._parse_indices(warm_start)
        everything = space.codes(np.arange(space.size))
        self._inside = self.allowed[np.arange(space.n_edges), everything].all(axis=1)
        self._told = np.zeros(space.size, dtype=bool)
        self._class = space.isomorphism_class().astype(np.int64) if unique == "classes" else np.arange(space.size)
        self._validated = np.zeros(int(self._class.max()) + 1, dtype=bool)

    @property
    def finished(self) -> bool:
        """Whether every allowed architecture was told."""
        return bool(self._told[self._inside].all())

    def _parse_indices(self, text: str | None) -> Indices:
        try:
            numbers = [int(part) for part in (text or "").split()]
        except ValueError:
            raise ConfigurationError(f"warm_start is indices with blanks between them, not '{text}'") from None
        return self.space.index(self.space.codes(np.array(list(dict.fromkeys(numbers)), dtype=np.int64)))

    def _ask(self) -> Codes:
        if self.n_told == 0:
            warm = self._warm[: self.n_first]
            return self.space.codes(np.concatenate([warm, self._random(self.n_first - len(warm), warm)]))
        learnt = self._learnt()
        chosen = np.empty(0, dtype=np.int64) if learnt is None else self._next(learnt)
        wanted = self._batch_size() - len(chosen)
        return self.space.codes(np.concatenate([chosen, self._random(wanted, chosen)]))

    def _tell(self, codes: Codes, values: Floats) -> None:
        indices = self.space.index(codes)
        self._told[indices] = True
        self._validated[self._class[indices]] = True

    @abstractmethod
    def _batch_size(self) -> int:
        """Return how many architectures are asked together."""

    @abstractmethod
    def _next(self, predict: TrainedPredictor) -> Indices:
        """Return the indices of the next population, at most as many as are asked together."""

    # -- for subclasses ----------------------------------------------------------------------------------------------
    def _learnt(self) -> TrainedPredictor | None:
        """Return predictors trained on everything told; None while fewer than two feasible architectures were."""
        values = self.archive.values
        feasible = ~np.isnan(values).any(axis=1)
        if feasible.sum() < 2:
            return None
        codes = self.archive.codes
        if self.infeasible == "worst":
            values = np.where(feasible[:, None], values, values[feasible].max(axis=0))
        else:
            codes, values = codes[feasible], values[feasible]
        return TrainedPredictor(make_predictor(self.predictor), self.space, codes, values)

    def _fresh(self, indices: Indices) -> Indices:
        """Return those of ``indices`` ``(n,)`` that count as not validated, one per class, in their order."""
        new = indices[~self._validated[self._class[indices]]]
        return new[np.sort(np.unique(self._class[new], return_index=True)[1])]

    def _random(self, count: int, without: Indices) -> Indices:
        """Return ``count`` random allowed architectures that are not validated, fewer where there are no more.

        Classes of equivalent cells are used up first, then the cells that equal a validated one.
        """
        if count <= 0:
            return np.empty(0, dtype=np.int64)
        left = self._inside & ~self._told
        left[without] = False
        order = self.rng.permutation(np.flatnonzero(left))
        taken = self._validated.copy()
        taken[self._class[without]] = True
        new = order[~taken[self._class[order]]]
        new = new[np.sort(np.unique(self._class[new], return_index=True)[1])][:count]
        if len(new) < count:
            new = np.concatenate([new, order[~np.isin(order, new)][: count - len(new)]])
        return np.asarray(new, dtype=np.int64)


class TrainedPredictor:
    """Predicted objectives of codes.

    Args:
        predictor: a new predictor.
        space: the search space.
        codes: ``(n, n_edges)`` architectures to learn from.
        values: ``(n, m)`` their values, no NaN.
    """

    def __init__(self, predictor: Predictor, space: SearchSpace, codes: Codes, values: Floats) -> None:
        self._eye = np.eye(space.n_operations)
        self._shape = (-1, space.n_edges * space.n_operations)
        self._low = values.min(axis=0)
        span = values.max(axis=0) - self._low
        self._span = np.where(span > 0, span, 1.0)
        self._predictor = predictor.fit(self.features(codes), values)

    def features(self, codes: Codes) -> NDArray[np.float64]:
        """Return the one-hot features ``(n, n_edges * n_operations)``."""
        return self._eye[codes].reshape(self._shape)

    def __call__(self, codes: Codes) -> Floats:
        """Return the predicted objectives ``(n, m)``, 0 at the smallest label and 1 at the largest, rounded."""
        scaled = (self._predictor.predict(self.features(codes)) - self._low) / self._span
        rounded: Floats = np.round(scaled, DIGITS)
        return rounded
