"""FreeREA: regularised evolution on a sum of training-free scores, with ageing, elitism and crossover.

Source: Cavagnero, Robbiano, Caputo and Averta, "FreeREA: Training-Free Evolution-Based Architecture Search", WACV 2023,
section 3, and the authors' public code, which gave the order of the steps: docs/algorithms/freerea.md.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.kernels.variation import change_one_edge, row_crossover
from suite.spaces.base import Codes, SearchSpace

SKIP = "skip_connect"


def skip_score(code: Codes, space: SearchSpace) -> float:
    """Return the mean number of nodes that the skip connections of ``code`` ``(n_edges,)`` jump over; 0 without any.

    0 in spaces without nodes, too. Source: section 3.2, as the public code counts it.
    """
    edges: tuple[tuple[int, int], ...] | None = getattr(space, "edges", None)
    operations = tuple(getattr(space, "operations", ()) or ())
    if edges is None or SKIP not in operations:
        return 0.0
    skip = operations.index(SKIP)
    jumps = [target - source - 1 for (target, source), operation in zip(edges, code, strict=True) if operation == skip]
    return float(np.mean(jumps)) if jumps else 0.0


def summed_scores(scores: Floats) -> Floats:
    """Return the sum ``(n,)`` of the columns of ``scores`` ``(n, k)``, each divided by its largest amount; NaN is -inf.

    The scale is that of the rows that are compared, so that a sum is worth nothing outside of them.
    """
    infeasible = np.isnan(scores).any(axis=1)
    largest = np.abs(scores[~infeasible]).max(axis=0, initial=0.0) + 1e-9
    total = np.full(len(scores), -np.inf)
    total[~infeasible] = (scores[~infeasible] / largest).sum(axis=1)
    return total


class FreeREA(Algorithm):
    """FreeREA (WACV 2023): the two best of a sample have two mutated children and a crossed one; the oldest dies.

    Every column is a training-free score with its sign changed, as the fitness ``staged:score:naswot/score:logsynflow``
    gives them; the third score of the paper, the length of the skip connections, is counted from the code. What is
    compared is the sum of the scores, each divided by its largest amount among those compared.

    ``recommend`` returns the best of the whole history. Children are asked whether they are known or not. An infeasible
    architecture (a score of minus infinity) is worse than every feasible one.

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: N; 100 in the public scripts.
        sample_size: n, drawn without replacement; 25 in the public scripts.
        skip: whether the length of the skip connections is one of the scores.

    Raises:
        ConfigurationError: for fewer than two members, or a sample of fewer than two or of more than the population.
    """

    name: ClassVar[str] = "freerea"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, None)
    fitness_columns: ClassVar[tuple[int, int | None] | None] = (1, None)
    cost_columns: ClassVar[tuple[int, int | None]] = (0, 0)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 100,
        sample_size: int = 25,
        skip: bool = True,
    ) -> None:
        super().__init__(space, rng=rng)
        self.population_size = check_positive(population_size, "population_size", least=2)
        self.sample_size = min(check_positive(sample_size, "sample_size", least=2), self.population_size)
        self.skip = skip
        self._history: dict[bytes, Floats] = {}  # scores, higher is better
        self._generation: dict[bytes, int] = {}  # of the living, in the order in which they joined
        self._step = 0

    def _ask(self) -> Codes:
        return self._mate() if self._history else self.space.random(self.population_size, self.rng)

    def _mate(self) -> Codes:
        """Make three children of the two best of a sample: each mutated, and one of both."""
        living = list(self._generation)
        size = min(self.sample_size, len(living))
        sample = [living[row] for row in self.rng.choice(len(living), size=size, replace=False).tolist()]
        order = np.argsort(-summed_scores(self._scores(sample)), kind="stable")[:2]
        parents = _codes([sample[row] for row in order.tolist()])
        children = [change_one_edge(parent, self.space.n_operations, self.rng) for parent in parents]
        children.append(row_crossover(parents[:1], parents[-1:], self.rng)[0][0])
        return np.asarray(self.space.canonical(np.stack(children)))

    def _tell(self, codes: Codes, values: Floats) -> None:
        for code, value in zip(codes, values, strict=True):
            extra = [skip_score(code, self.space)] if self.skip else []
            self._history[code.tobytes()] = np.array([*-value, *extra])
            self._generation[code.tobytes()] = self._step  # it joins, or is born anew
        if self._step:
            self._survive()
        self._step += 1

    def _survive(self) -> None:
        """While there are too many the oldest dies, then the worst."""
        if len(self._generation) <= self.population_size:
            return
        self._generation.pop(min(self._generation, key=lambda key: self._generation[key]))
        keys = list(self._generation)
        order = np.argsort(-summed_scores(self._scores(keys)), kind="stable")[: self.population_size]
        kept = set(order.tolist())
        self._generation = {key: self._generation[key] for row, key in enumerate(keys) if row in kept}

    def _scores(self, keys: list[bytes]) -> Floats:
        return np.stack([self._history[key] for key in keys])

    def population(self) -> Codes | None:
        """Return the living architectures; None before the first tell."""
        return _codes(list(self._generation)) if self._generation else None

    def recommend(self) -> Codes:
        """Return the best of the history ``(1, n_edges)``, the first among equals; no rows if nothing was feasible."""
        keys = list(self._history)
        total = summed_scores(self._scores(keys)) if keys else np.empty(0)
        if not np.isfinite(total).any():
            return np.empty((0, self.space.n_edges), dtype=np.uint8)
        return _codes([keys[int(total.argmax())]])


def _codes(keys: list[bytes]) -> Codes:
    return np.stack([np.frombuffer(key, dtype=np.uint8) for key in keys])
