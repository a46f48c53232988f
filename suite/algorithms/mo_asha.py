"""MO-ASHA: asynchronous successive halving whose rungs are cut by Pareto fronts, here on two fidelities.

Source: Schmucker, Donini, Zafar, Salinas and Archambeau, "Multi-objective Asynchronous Successive Halving",
arXiv 2106.12639, 2021: promotion by non-dominated sorting and, within the front that is cut, by an epsilon-net; the
asynchronous promotions of Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020, Algorithm 2.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.algorithms.local_search import DRAWS
from suite.kernels.epsilon_net import net_best
from suite.kernels.ranking import nondominated
from suite.spaces.base import Codes, SearchSpace


class MOASHA(Algorithm):
    """MO-ASHA (Schmucker et al. 2021) on two rungs: few epochs for all, many for the best third of the fronts.

    The columns are the fitness error on the lower rung, the error on the upper rung, then the costs, as the fitness
    ``staged:valid12/valid200`` with a device gives them. An architecture is asked first on the lower rung, where the
    second column is not looked at. Whenever one of the best ``1 / eta`` of the lower rung was not promoted yet it is
    asked again, now on the upper rung; else a new one is drawn at random.

    ``recommend`` returns the non-dominated ones of the upper rung by its error and the costs; before there is any those
    of the lower rung. An infeasible architecture (NaN in any column) is never promoted.

    Args:
        space: the search space.
        rng: the only source of randomness.
        eta: one of so many is promoted; 3 in Syne Tune's implementation.

    Raises:
        ConfigurationError: for an ``eta`` below 2.
    """

    name: ClassVar[str] = "mo_asha"
    n_objectives: ClassVar[tuple[int, int | None]] = (3, None)
    fitness_columns: ClassVar[tuple[int, int | None] | None] = (2, 2)
    cost_columns: ClassVar[tuple[int, int | None]] = (1, None)

    def __init__(self, space: SearchSpace, *, rng: np.random.Generator, eta: int = 3) -> None:
        super().__init__(space, rng=rng)
        self.eta = check_positive(eta, "eta", least=2)
        self._rungs: tuple[list[tuple[Codes, Floats]], list[tuple[Codes, Floats]]] = ([], [])
        self._known: set[bytes] = set()
        self._promoted: set[int] = set()  # rows of the lower rung
        self._waiting: list[int] = []  # rows of the lower rung that may be promoted now, the best front first
        self._promotes = False

    def _ask(self) -> Codes:
        self._promotes = bool(self._waiting)
        if self._promotes:
            row = self._waiting.pop(0)
            self._promoted.add(row)
            return self._rungs[0][row][0][None]
        for _ in range(DRAWS):
            code = self.space.random(1, self.rng)
            if code.tobytes() not in self._known:
                break
        return code

    def _tell(self, codes: Codes, values: Floats) -> None:
        rung = self._rungs[self._promotes]
        # what the rung has trained for: its own error and the costs
        seen = np.delete(values, 0 if self._promotes else 1, axis=1)
        seen[np.isnan(values).any(axis=1)] = np.nan
        rung.extend(zip(codes, seen, strict=True))
        if not self._promotes:
            self._known.add(codes.tobytes())
            best = net_best(np.stack([value for _, value in rung]), len(rung) // self.eta)
            self._waiting = [row for row in best.tolist() if row not in self._promoted]

    def rung(self, number: int) -> tuple[Codes, NDArray[np.float64]]:
        """Return what was told on rung 0 or 1: codes ``(n, n_edges)``, its error and the costs ``(n, m - 1)``."""
        told = self._rungs[number]
        if not told:
            return np.empty((0, self.space.n_edges), dtype=np.uint8), np.empty((0, 0))
        return np.stack([code for code, _ in told]), np.stack([value for _, value in told])

    def recommend(self) -> Codes:
        """Return the distinct feasible architectures of the highest rung that no other one of it dominates."""
        for number in (1, 0):
            codes, values = self.rung(number)
            if len(codes) and not np.isnan(values).all():
                front = codes[nondominated(values)]
                return np.asarray(front[np.sort(np.unique(front, axis=0, return_index=True)[1])])
        return np.empty((0, self.space.n_edges), dtype=np.uint8)
