"""Local search with restarts.

Source: White, Nolen and Savani, "Exploring the Loss Landscape in Neural Architecture Search", UAI 2021, Algorithm 1.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.spaces.base import Codes, SearchSpace

DRAWS = 30
"""How often a start that is not yet known is tried before a known one is accepted; only tiny spaces get there."""


class LocalSearch(Algorithm):
    """Hill climbing over the full neighbourhood (White et al. 2021), restarted at every local optimum.

    The order is: a random start; all its neighbours as one batch, edge by edge and operation by operation; then the
    neighbours of the best of them if it is better; otherwise a new random start. Neighbours told before are not asked
    again: their values are known, so a batch may be smaller than the neighbourhood. Starts are drawn among the
    architectures not told yet. ``recommend`` returns the best of all told. An infeasible architecture is worse than
    every feasible one.

    Args:
        space: the search space.
        rng: the only source of randomness.
        n_starts: random architectures per (re)start, of which the best is climbed from; 1 in Algorithm 1.

    Raises:
        ConfigurationError: for fewer than one start.
    """

    name: ClassVar[str] = "local_search"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)
    together: ClassVar[bool] = True

    def __init__(self, space: SearchSpace, *, rng: np.random.Generator, n_starts: int = 1) -> None:
        super().__init__(space, rng=rng)
        self.n_starts = check_positive(n_starts, "n_starts")
        self._known: dict[bytes, float] = {}
        self._centre: Codes | None = None  # (n_edges,), the architecture climbed from; None: (re)start
        self._candidates: Codes = np.empty((0, space.n_edges), dtype=np.uint8)

    def _ask(self) -> Codes:
        # step 2: neighbours of the centre, until there is something new to ask or no way up
        while self._centre is not None:
            self._candidates = self.space.neighbours(self._centre)
            new = [row for row, code in enumerate(self._candidates) if code.tobytes() not in self._known]
            if new:
                return self._candidates[new]
            self._climb()
        # step 1: random start
        self._candidates = self._starts()
        return self._candidates

    def _tell(self, codes: Codes, values: Floats) -> None:
        errors = np.where(np.isnan(values[:, 0]), np.inf, values[:, 0])
        self._known.update(zip((code.tobytes() for code in codes), errors.tolist(), strict=True))
        if all(code.tobytes() in self._known for code in self._candidates):  # else the budget ended within the batch
            self._climb()

    def _climb(self) -> None:
        """Move to the best candidate, the first among equals, if it is better than the centre; else restart."""
        errors = [self._known[code.tobytes()] for code in self._candidates]
        best = int(np.argmin(errors))
        if self._centre is None or errors[best] < self._known[self._centre.tobytes()]:
            self._centre = self._candidates[best]
        else:
            self._centre = None

    def _starts(self) -> Codes:
        for _ in range(DRAWS):
            starts = self.space.random(self.n_starts, self.rng)
            if all(code.tobytes() not in self._known for code in starts):
                break
        return starts
