"""What the searches with predictors share: training on what was told, novelty of candidates, restricted spaces."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar, Literal

import numpy as np

from suite.algorithms.archive import distinct_codes
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

DRAWS = 100
"""How often random architectures are drawn anew for those not told yet, where a space has no indices."""

Unique = Literal["classes", "codes"]
Predict = Callable[[Codes], Floats]


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
            missing is drawn at random. In a space without indices codes, as digits.
        allowed: restricted space, see :func:`suite.algorithms.popdb.parse_allowed`; None is the whole space.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    n_objectives: ClassVar[tuple[int, int | None]] = (1, 3)
    enumerates: ClassVar[bool] = False
    """Whether the method needs the predictions of all architectures, whatever the space."""

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
        if space.indexed and (space.size > ENUMERABLE or space.size != space.n_operations**space.n_edges):
            raise ConfigurationError(f"{self.name} enumerates the space, which {space.name} is too large for")
        if self.enumerates and not space.indexed:
            raise ConfigurationError(f"{self.name} scores every architecture, which {space.name} is too large for")
        if unique not in ("classes", "codes"):
            raise ConfigurationError(f"unique must be 'classes' or 'codes', not '{unique}'")
        if infeasible not in ("ignore", "worst"):
            raise ConfigurationError(f"infeasible must be 'ignore' or 'worst', not '{infeasible}'")
        self.n_first = n_first
        self.predictor = predictor
        self.cost_predictor = cost_predictor
        self.infeasible = infeasible
        self.allowed = parse_allowed(allowed, space)
        if not space.indexed:
            self._warm_codes = self._parse_codes(warm_start)
            self._known: set[bytes] = set()  # codes told so far
            return
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
        return self.space.indexed and bool(self._told[self._inside].all())

    def _parse_indices(self, text: str | None) -> Indices:
        try:
            numbers = [int(part) for part in (text or "").split()]
        except ValueError:
            raise ConfigurationError(f"warm_start is indices with blanks between them, not '{text}'") from None
        return self.space.index(self.space.codes(np.array(list(dict.fromkeys(numbers)), dtype=np.int64)))

    def _parse_codes(self, text: str | None) -> Codes:
        rows = [self.space.read(part) for part in (text or "").split()]  # type: ignore[attr-defined]
        return distinct_codes(np.concatenate([self.archive.codes, *rows]), set(), len(rows))

    def _ask(self) -> Codes:
        if not self.space.indexed:
            return self._ask_codes()
        if self.n_told == 0:
            warm = self._warm[: self.n_first]
            return self.space.codes(np.concatenate([warm, self._random(self.n_first - len(warm), warm)]))
        learnt = self._learnt()
        chosen = np.empty(0, dtype=np.int64) if learnt is None else self._next(learnt)
        wanted = self._batch_size() - len(chosen)
        return self.space.codes(np.concatenate([chosen, self._random(wanted, chosen)]))

    def _ask_codes(self) -> Codes:
        """Return the next batch in a space without indices."""
        if self.n_told == 0:
            chosen, wanted = self._warm_codes[: self.n_first], self.n_first
        else:
            predict, wanted = self._predict(), self._batch_size()
            chosen = self._warm_codes[:0] if predict is None else self._next_codes(predict)
        return np.concatenate([chosen, self._random_codes(wanted - len(chosen), chosen)])

    def _tell(self, codes: Codes, values: Floats) -> None:
        if not self.space.indexed:
            self._known.update(code.tobytes() for code in codes)
            return
        indices = self.space.index(codes)
        self._told[indices] = True
        self._validated[self._class[indices]] = True

    @abstractmethod
    def _batch_size(self) -> int:
        """Return how many architectures are asked together."""

    @abstractmethod
    def _next(self, predicted: Floats) -> Indices:
        """Return the next population, at most as many indices as are asked together, given :meth:`_learnt`."""

    def _next_codes(self, predict: Predict) -> Codes:
        """Return the same as codes in a space without indices, given predictions of whatever codes are asked."""
        raise NotImplementedError

    # -- for subclasses ----------------------------------------------------------------------------------------------
    def _learnt(self) -> Floats | None:
        """Return the predicted objectives ``(size, m)`` of the whole space, in the order of its numbers.

        One predictor per objective, trained on everything told; 0 is the smallest label and 1 the largest. None while
        fewer than two feasible architectures were told.
        """
        examples = self._examples()
        if examples is None:
            return None
        codes, values = examples
        features = self._eye[codes].reshape(len(codes), -1)
        first = make_predictor(self.predictor).fit(features, values[:, :1])
        predicted = first.grid(self.space.n_edges, self.space.n_operations)
        if values.shape[1] > 1:
            others = make_predictor(self.cost_predictor).fit(features, values[:, 1:])
            predicted = np.concatenate([predicted, others.grid(self.space.n_edges, self.space.n_operations)], axis=1)
        low, span = values.min(axis=0), np.ptp(values, axis=0)
        rounded: Floats = np.round((predicted - low) / np.where(span > 0, span, 1.0), DIGITS)
        return rounded

    def _examples(self) -> tuple[Codes, Floats] | None:
        """Return what predictors learn from; None while fewer than two feasible architectures were told."""
        codes, values = self.archive.codes, self.archive.values
        feasible = feasible_rows(values)
        if feasible.sum() < 2:
            return None
        if self.infeasible == "worst":
            return codes, np.where(feasible[:, None], values, values[feasible].max(axis=0))
        return codes[feasible], values[feasible]

    def _predict(self) -> Predict | None:
        """Return the predictors as one function from codes to ``(n, m)``, scaled as :meth:`_learnt` does."""
        examples = self._examples()
        if examples is None:
            return None
        codes, values = examples
        features = self.space.one_hot(codes)
        models = [make_predictor(self.predictor).fit(features, values[:, :1])]
        if values.shape[1] > 1:
            models.append(make_predictor(self.cost_predictor).fit(features, values[:, 1:]))
        low, span = values.min(axis=0), np.ptp(values, axis=0)

        def predict(asked: Codes) -> Floats:
            inputs = self.space.one_hot(asked)
            predicted = np.concatenate([model.predict(inputs) for model in models], axis=1)
            return np.asarray(np.round((predicted - low) / np.where(span > 0, span, 1.0), DIGITS))

        return predict

    def _fresh_codes(self, codes: Codes) -> Codes:
        """Return those of canonical ``codes`` ``(n, n_edges)`` that were not told, each once, in their order."""
        return distinct_codes(codes, set(self._known), len(codes))

    def _random_codes(self, count: int, without: Codes) -> Codes:
        """Return ``count`` random allowed architectures that were not told and are not ``without``."""
        known = self._known | {code.tobytes() for code in without}
        draw = self.space.random if self.allowed.all() else self._draw
        found = [without[:0]]
        missing = count
        for _ in range(DRAWS if count > 0 else 0):
            found.append(distinct_codes(self.space.canonical(draw(missing, self.rng)), known, missing))
            missing -= len(found[-1])
            if missing == 0:
                break
        return np.concatenate(found)

    def _draw(self, n: int, rng: np.random.Generator) -> Codes:
        """Return ``n`` codes ``(n, n_edges)``, every edge uniform over what is allowed there."""
        columns = [np.flatnonzero(row)[rng.integers(0, row.sum(), size=n)] for row in self.allowed]
        return np.stack(columns, axis=1).astype(np.uint8)

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
