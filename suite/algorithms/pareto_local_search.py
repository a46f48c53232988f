"""Pareto local search with restarts.

Source: Paquete, Chiarandini and Stuetzle, "Pareto Local Optimum Sets in the Biobjective Traveling Salesman Problem: An
Experimental Study", in Metaheuristics for Multiobjective Optimisation, LNEMS 535, 2004, section 3.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.algorithms.local_search import DRAWS
from suite.kernels.ranking import feasible_rows
from suite.spaces.base import Codes, SearchSpace


class ParetoLocalSearch(Algorithm):
    """Pareto local search (Paquete et al. 2004): the neighbourhood of every member of an archive is evaluated.

    A random start is the first member. Of the members whose neighbourhood was not yet seen one is drawn, and all its
    neighbours are one batch, without those told before, whose values are known. What no member dominates or equals
    joins, and whom it dominates leaves. Once all members were visited the archive is a Pareto local optimum set, and a
    new one grows from a new start. ``recommend`` returns the non-dominated ones of all told. An infeasible
    architecture joins no archive.

    Args:
        space: the search space.
        rng: the only source of randomness.
        n_starts: random architectures per (re)start; 1 in the paper.

    Raises:
        ConfigurationError: for fewer than one start.
    """

    name: ClassVar[str] = "pareto_local_search"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, None)
    together: ClassVar[bool] = True

    def __init__(self, space: SearchSpace, *, rng: np.random.Generator, n_starts: int = 1) -> None:
        super().__init__(space, rng=rng)
        self.n_starts = check_positive(n_starts, "n_starts")
        self._known: dict[bytes, Floats] = {}
        self._members: Codes = np.empty((0, space.n_edges), dtype=np.uint8)
        self._values: Floats = np.empty((0, 0))
        self._unvisited: list[bytes] = []  # of the members, in the order in which they joined
        self._candidates: Codes = self._members

    def _ask(self) -> Codes:
        while self._unvisited:
            # step 2: a member at random among those not yet visited, and all its neighbours
            key = self._unvisited.pop(int(self.rng.integers(len(self._unvisited))))
            self._candidates = self.space.neighbours(np.frombuffer(key, dtype=np.uint8))
            new = [row for row, code in enumerate(self._candidates) if code.tobytes() not in self._known]
            if new:
                return self._candidates[new]
            self._update()
        # step 1: a start, and with it a new archive
        self._candidates = self._starts()
        self._members = self._members[:0]
        return self._candidates

    def _tell(self, codes: Codes, values: Floats) -> None:
        self._known.update(zip((code.tobytes() for code in codes), values, strict=True))
        if all(code.tobytes() in self._known for code in self._candidates):  # else the budget ended within the batch
            self._update()

    def _update(self) -> None:
        """Step 3: the candidates join the archive as far as no member and no earlier candidate is at least as good."""
        values = np.stack([self._known[code.tobytes()] for code in self._candidates])
        joins = feasible_rows(values)
        if len(self._members):
            joins &= ~np.asarray((self._values <= values[:, None]).all(axis=2)).any(axis=1)
        for code, value in zip(self._candidates[joins], values[joins], strict=True):
            known = self._values if len(self._members) else value[None][:0]
            if (known <= value).all(axis=1).any():  # by a candidate that has joined just now
                continue
            stays = ~(known >= value).all(axis=1)
            left = {member.tobytes() for member in self._members[~stays]}
            self._unvisited = [key for key in self._unvisited if key not in left] + [code.tobytes()]
            self._members = np.concatenate([self._members[stays], code[None]])
            self._values = np.concatenate([known[stays], value[None]])

    def _starts(self) -> Codes:
        for _ in range(DRAWS):
            starts = self.space.random(self.n_starts, self.rng)
            if all(code.tobytes() not in self._known for code in starts):
                break
        return starts

    def population(self) -> Codes | None:
        """Return the archive that is growing; None before the first tell."""
        return self._members.copy() if self.n_told else None
