"""Formulations that a run has to complete: around any method that takes one objective, told error and costs.

Neither the scale of a normalised sum nor the best accuracy of a first stage is known before a search. Both are found
here by evaluations that the run pays for and records like all others; nothing is read off the enumerated space.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.base import Algorithm, Floats
from suite.objectives.formulations import Formulation, weighted_sum
from suite.spaces.base import Codes, SearchSpace

Maker = Callable[[], Algorithm]


class NormalisedSum(Algorithm):
    """A weighted sum whose spans come from the run's first architectures, which are random.

    The first batch is ``formulation.sample`` random architectures; the span of a column is its interquartile range over
    the feasible ones (its whole range if that is 0, or 1 if that is 0, too). Then ``make()`` searches on the sum.

    Args:
        space: the search space.
        rng: the only source of randomness, the same that ``make`` uses.
        formulation: a weighted sum with a sample.
        make: returns the method, which takes one objective.
    """

    name: ClassVar[str] = "normalised_sum"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, None)

    def __init__(self, space: SearchSpace, *, rng: np.random.Generator, formulation: Formulation, make: Maker) -> None:
        super().__init__(space, rng=rng)
        self.formulation = formulation
        self.inner = make()
        self.spans: Floats | None = None

    def _ask(self) -> Codes:
        return self.space.random(self.formulation.sample, self.rng) if self.spans is None else self.inner.ask()

    def _tell(self, codes: Codes, values: Floats) -> None:
        if self.spans is None:
            self.spans = spans_of(values)
        else:
            self.inner.tell(codes, self._sum(values)[:, None])

    def _sum(self, values: Floats) -> Floats:
        assert self.spans is not None
        return weighted_sum(values[:, 0], values[:, 1:], self.formulation.number, self.spans)

    @property
    def finished(self) -> bool:
        """Whether the method has finished."""
        return self.spans is not None and self.inner.finished

    def population(self) -> Codes | None:
        """Return the method's survivors."""
        return self.inner.population()

    def recommend(self) -> Codes:
        """Return the architecture with the lowest sum of all told, the sample included, the first among equals."""
        if self.spans is None:
            return self.archive.codes[:0]
        return _first_lowest(self.archive.codes, self._sum(self.archive.values))


class TwoStage(Algorithm):
    """Two stages: the best accuracy first, then the lowest cost among what is almost as accurate.

    Stage one: ``make()`` searches on the error, until ``progress()`` reaches ``formulation.share`` (or the method has
    finished) and something feasible was found. Stage two: a new ``make()`` searches on the cost. Its objective lies
    between 0 and 1, growing with the cost, where the error is at most the first stage's best plus the tolerance, and
    is 1 plus the error's excess elsewhere; so it is led back into the tolerance, and no constant weighs error against
    cost. With a share of 1 there is no second search.

    Args:
        space: the search space.
        rng: the only source of randomness, the same that ``make`` uses.
        formulation: a two-stage one.
        make: returns a fresh method, which takes one objective.
        progress: returns the share of the budget that is spent.
    """

    name: ClassVar[str] = "two_stage"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, 2)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        formulation: Formulation,
        make: Maker,
        progress: Callable[[], float],
    ) -> None:
        super().__init__(space, rng=rng)
        self.formulation = formulation
        self.inner = make()
        self.threshold: float | None = None  # largest error of the second stage
        self._make = make
        self._progress = progress
        self._scale = 1.0

    def _ask(self) -> Codes:
        if self.threshold is None and self.formulation.share < 1 and self.n_told:
            over = self._progress() >= self.formulation.share or self.inner.finished
            if over and (fastest := self._fastest()) is not None:
                self.threshold = self._bound()
                self._scale = abs(float(self.archive.values[fastest, 1])) or 1.0
                self.inner = self._make()
        return self.inner.ask()

    def _tell(self, codes: Codes, values: Floats) -> None:
        error = np.where(np.isnan(values).any(axis=1), np.nan, values[:, 0])
        if self.threshold is None:
            self.inner.tell(codes, error[:, None])
            return
        inside = 0.5 + np.arctan(values[:, 1] / self._scale) / np.pi
        self.inner.tell(codes, np.where(error <= self.threshold, inside, 1.0 + error - self.threshold)[:, None])

    def _bound(self) -> float:
        """Return the best error of all told plus the tolerance."""
        feasible = ~np.isnan(self.archive.values).any(axis=1)
        return float(self.archive.values[feasible, 0].min()) + self.formulation.number

    def _fastest(self) -> int | None:
        """Return the row of the fastest of all told within the tolerance, the lowest error among equals."""
        values = self.archive.values
        if len(values) == 0 or np.isnan(values).any(axis=1).all():
            return None
        threshold = self._bound() if self.threshold is None else self.threshold
        feasible = ~np.isnan(values).any(axis=1)
        rows = np.flatnonzero(feasible & (values[:, 0] <= threshold))
        return int(rows[np.lexsort((rows, values[rows, 0], values[rows, 1]))[0]])

    @property
    def finished(self) -> bool:
        """Whether the method has finished in the last stage."""
        if not self.inner.finished:
            return False
        # without a feasible architecture there is no second stage
        return self.threshold is not None or self.formulation.share == 1 or self._fastest() is None

    def population(self) -> Codes | None:
        """Return the method's survivors; of the second stage once it has any."""
        return self.inner.population()

    def recommend(self) -> Codes:
        """Return the fastest of all told within the tolerance of the first stage's best."""
        row = self._fastest()
        return self.archive.codes[:0] if row is None else self.archive.codes[row][None]


def spans_of(values: Floats) -> Floats:
    """Return the span ``(m,)`` of each column of ``values`` ``(n, m)`` over the rows without NaN."""
    known = values[~np.isnan(values).any(axis=1)]
    if len(known) == 0:
        return np.ones(values.shape[1])
    spans: Floats = np.quantile(known, 0.75, axis=0) - np.quantile(known, 0.25, axis=0)
    spans = np.where(spans > 0, spans, known.max(axis=0) - known.min(axis=0))
    return np.where(spans > 0, spans, 1.0)


def _first_lowest(codes: Codes, values: Floats) -> Codes:
    """Return the row of ``codes`` with the lowest value, the first among equals; no row if all are NaN."""
    known: NDArray[np.int64] = np.flatnonzero(~np.isnan(values))
    return codes[known[values[known].argmin()]][None] if len(known) else codes[:0]
