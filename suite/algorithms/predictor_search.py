"""What the searches with predictors share: training on what was told, novelty of candidates, restricted spaces."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

import numpy as np

from suite.algorithms.base import Algorithm, Floats
from suite.algorithms.linas_predictors import make_predictor
from suite.algorithms.popdb import parse_allowed
from suite.errors import ConfigurationError
from suite.kernels.ranking import feasible_rows
from suite.spaces.base import Codes, Indices, SearchSpace

ENUMERABLE = 1_000_000
"""Largest space: all of it is predicted at once, with the results of asking for a few at a time, but faster."""

DIGITS = 9
"""Decimals, relative to the range of the labels, that predictions are rounded to: equal ones stay equal everywhere."""

Unique = Literal["classes", "codes"]


class PredictorSearch(Algorithm):
    """Base: a first population, then populations that predictors of the objectives propose.

    Args:
        space: the search space.
        rng: the only source of randomness.
        n_first: architectures of the first population.
        predictor: of the first objective, a name of :data:`suite.algorithms.linas_predictors.PREDICTORS`.
        cost_predictor: of the other objectives.
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
        cost_predictor: str,
        unique: Unique,
        infeasible: Literal["ignore", "worst"],
        warm_start: str | None,
        allowed: str | None,
    ) -> None:
        super().__init__(space, rng=rng)
        for each in (predictor, cost_predictor):
            make_predictor(each)  # an unknown name is refused here
        if space.size > ENUMERABLE or space.size != space.n_operations**space.n_edges:
            raise ConfigurationError(f"{self.name} enumerates the space, which {space.name} is too large for")
        if unique not in ("classes", "codes"):
            raise ConfigurationError(f"unique must be 'classes' or 'codes', not '{unique}'")
        if infeasible not in ("ignore", "worst"):
            raise ConfigurationError(f"infeasible must be 'ignore' or 'worst', not '{infeasible}'")
        self.n_first = n_first
        self.predictor = predictor
        self.cost_predictor = cost_predictor
        self.infeasible = infeasible
        self.allowed = parse_allowed(allowed, space)
        self._warm = self._parse_indices(warm_start)
        everything = space.codes(np.arange(space.size))
        powers = space.n_operations ** np.arange(space.n_edges - 1, -1, -1, dtype=np.int64)
        self._number = everything @ powers  # of each index
        self._index = np.empty(space.size, dtype=np.int64)  # of each number
        self._index[self._number] = np.arange(space.size)
        self._eye = np.eye(space.n_operations)
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
    def _next(self, predicted: Floats) -> Indices:
        """Return the next population, at most as many indices as are asked together, given :meth:`_learnt`."""

    # -- for subclasses ----------------------------------------------------------------------------------------------
    def _learnt(self) -> Floats | None:
        """Return the predicted objectives ``(size, m)`` of the whole space, in the order of its numbers.

        One predictor per objective, trained on everything told; 0 is the smallest label and 1 the largest. None while
        fewer than two feasible architectures were told.
        """
        codes, values = self.archive.codes, self.archive.values
        feasible = feasible_rows(values)
        if feasible.sum() < 2:
            return None
        if self.infeasible == "worst":
            values = np.where(feasible[:, None], values, values[feasible].max(axis=0))
        else:
            codes, values = codes[feasible], values[feasible]
        features = self._eye[codes].reshape(len(codes), -1)
        first = make_predictor(self.predictor).fit(features, values[:, :1])
        predicted = first.grid(self.space.n_edges, self.space.n_operations)
        if values.shape[1] > 1:
            others = make_predictor(self.cost_predictor).fit(features, values[:, 1:])
            predicted = np.concatenate([predicted, others.grid(self.space.n_edges, self.space.n_operations)], axis=1)
        low, span = values.min(axis=0), np.ptp(values, axis=0)
        rounded: Floats = np.round((predicted - low) / np.where(span > 0, span, 1.0), DIGITS)
        return rounded

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
