"""RMI-NAS's search: random forest exploring.

Source: Zheng et al., "Neural Architecture Search With Representation Mutual Information", CVPR 2022, by the authors'
public code (xfey/RMI-NAS; the paper's body was not at hand). The score that it searches on, by representation mutual
information, is the caller's: docs/algorithms/rmi_nas.md.
"""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.archive import first_rows
from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import ConfigurationError
from suite.kernels.checks import one_of
from suite.kernels.distinct import new_rows, row_keys
from suite.kernels.forest import grow_forest
from suite.spaces.base import Codes, SearchSpace

ENUMERABLE = 10_000_000
"""Largest space that candidates are drawn from without replacement; beyond it repeats are next to impossible."""

MARGIN = 1e-9
"""Added to the threshold, as in the public code, so that an architecture at the quantile itself is below it."""


def loss_threshold(losses: Floats, quantile: float) -> float:
    """Return the loss below which an architecture is positive: a quantile of ``losses`` ``(n,)``, n >= 1.

    Between two losses it is interpolated linearly; infinite ones (infeasible architectures) are the largest.
    """
    ordered = np.sort(losses)
    position = quantile * (len(ordered) - 1)
    low, high = ordered[math.floor(position)], ordered[math.ceil(position)]
    share = position - math.floor(position)
    return float(low if share == 0.0 or low == high else low + share * (high - low)) + MARGIN


def sum_cell(codes: Codes, losses: Floats, n_operations: int, top: int) -> Codes:
    """Return the "sum" architecture ``(1, n_edges)``: on each edge the commonest operation of the ``top`` best.

    Args:
        codes: ``(n, n_edges)`` positive architectures, n >= 1.
        losses: ``(n,)`` theirs; the earlier one of equals is the better one.
        n_operations: number of operations; of equally common ones the first is taken.
        top: how many count.
    """
    best = codes[np.argsort(losses, kind="stable")[:top]]
    counts = (best[:, :, None] == np.arange(n_operations)).sum(axis=0)
    commonest: Codes = counts.argmax(axis=1).astype(np.uint8)[None, :]
    return commonest


class RMINAS(Algorithm):
    """RMI-NAS's random forest exploring (CVPR 2022): a forest learns to tell good architectures, and chooses the next.

    Random architectures set a threshold of the loss; a random forest, refitted after every evaluation, proposes what
    probably lies below it; the commonest operations of the best ones found make the result.

    Args:
        space: the search space.
        rng: the only source of randomness.
        n_warmup: distinct random architectures that are evaluated first.
        quantile: of their losses, the threshold of positive ones; stays as it is.
        n_trees: trees of the forest.
        n_candidates: random architectures per step, of which the one of highest predicted probability is evaluated.
        n_positives: positive architectures to be found by the forest, after which the search ends.
        top: positive architectures, by loss, that make the result.
        result: ``"sum"``: on each edge the commonest operation of the ``top``; evaluated as the last query if it was
            not before. ``"best"``: the lowest loss of all told.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "rmi_nas"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        n_warmup: int = 100,
        quantile: float = 0.05,
        n_trees: int = 30,
        n_candidates: int = 1000,
        n_positives: int = 100,
        top: int = 50,
        result: Literal["sum", "best"] = "sum",
    ) -> None:
        super().__init__(space, rng=rng)
        if not 0.0 < quantile < 1.0:
            raise ConfigurationError(f"quantile must lie between 0 and 1, not be {quantile}")
        self.n_warmup = check_positive(n_warmup, "n_warmup", least=2)
        self.quantile = float(quantile)
        self.n_trees = check_positive(n_trees, "n_trees")
        self.n_candidates = check_positive(n_candidates, "n_candidates")
        self.n_positives = check_positive(n_positives, "n_positives")
        self.top = check_positive(top, "top")
        self.result = one_of(result, ("sum", "best"), "result")
        self.threshold = math.nan
        self._losses: Floats = np.empty(0)  # of everything told; infinite where infeasible
        self._found = 0  # positives of the forest's choice
        self._told: set[bytes] = set()
        self._result: Codes | None = None  # the sum architecture, once the exploration has ended

    def _ask(self) -> Codes:
        if self.n_told == 0:
            return self._draw(min(self.n_warmup, self.space.size))
        if self._result is not None:
            return self._result
        forest = grow_forest(
            self.archive.codes, self._losses < self.threshold, self.space.n_operations, self.n_trees, self.rng
        )
        while True:  # ends: not everything was told yet
            candidates = self._draw(min(self.n_candidates, self.space.size))
            fresh = new_rows(candidates, self.archive.codes, len(candidates))
            if len(fresh):
                break
        candidates = candidates[fresh]
        return candidates[[forest.probability(candidates).argmax()]]

    def _draw(self, count: int) -> Codes:
        """Return distinct random architectures ``(count, n_edges)``, in a random order."""
        if self.space.size <= ENUMERABLE:
            return self.space.codes(self.rng.choice(self.space.size, size=count, replace=False))
        codes = self.space.random(count, self.rng)
        return codes[first_rows(codes)]

    def _tell(self, codes: Codes, values: Floats) -> None:
        losses = np.where(np.isnan(values[:, 0]), np.inf, values[:, 0])
        if self.n_told == len(codes):  # the first architectures
            self.threshold = loss_threshold(losses, self.quantile)
        elif self._result is None:
            self._found += int((losses < self.threshold).sum())
        self._losses = np.concatenate([self._losses, losses])
        self._told.update(row_keys(codes))
        if self._result is None and self._explored:
            self._result = self._sum()

    @property
    def _explored(self) -> bool:
        """Whether the forest has found enough, or everything was told."""
        return self._found >= self.n_positives or len(self._told) == self.space.size

    def positives(self) -> NDArray[np.int64]:
        """Return the positions, in the order of telling, of the told architectures below the threshold."""
        return np.flatnonzero(self._losses < self.threshold)

    def _sum(self) -> Codes | None:
        rows = self.positives()
        if len(rows) == 0:
            return None
        return sum_cell(self.archive.codes[rows], self._losses[rows], self.space.n_operations, self.top)

    @property
    def finished(self) -> bool:
        """Whether enough positives were found (or everything told) and the sum architecture was evaluated."""
        if not self._explored:
            return False
        return self.result == "best" or self._result is None or self._was_told(self._result)

    def _was_told(self, code: Codes) -> bool:
        return row_keys(code)[0] in self._told

    def recommend(self) -> Codes:
        """Return one architecture, by ``result``; the lowest loss told where the sum one was not told or is infeasible.

        A budget that ends the exploration early leaves the sum of the positives so far; no rows without anything
        feasible.
        """
        if self.result == "sum" and self.n_told:
            cell = self._sum() if self._result is None else self._result
            if cell is not None and self._was_told(cell):
                row = (self.archive.codes == cell).all(axis=1).argmax()
                if math.isfinite(self._losses[row]):
                    return cell
        return self.archive.best()[0]
