"""CMANAS: covariance matrix adaptation on architecture parameters.

Source: Sinha and Chen, "Neural Architecture Search using Covariance Matrix Adaptation Evolution Strategy",
Evolutionary Computation 32(2), 2024 (arXiv 2107.07266), with the settings of the public code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np

from suite.algorithms.base import Floats, SideBySide, check_positive
from suite.errors import ConfigurationError
from suite.kernels.cma_es import CMAES, sample_all, update_all
from suite.shared_weights import SharedWeights
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.numbering import Numbering, codes_all, index_all
from suite.stacking import stacked


class CMANAS(SideBySide):
    """CMANAS (Sinha and Chen 2024): CMA-ES moves a normal distribution over matrices that are decoded by arg-max.

    The architecture-fitness (AF) table holds every architecture evaluated so far, so none is asked twice. A batch is
    first the architecture of the mean after the last update, which takes no part in the updates, then the samples of
    the next generation in the order drawn, as far as they are new. Generations that bring nothing new pass without a
    batch, so there are at most ``generations + 1`` batches.

    ``recommend`` returns the arg-max of the final mean, not the best sampled architecture. If the budget ends before
    the last generation, or that architecture is infeasible, it returns that of the last mean that was told and is
    feasible, and before there is one the best architecture told.

    Attributes:
        mean_history: ``(1 + generations so far, n_edges, n_operations)``: the mean before the first update, which is
            zeros, and after each.
        operation_weights: the softmax of each of its rows, as in the paper's figures of the mean.

    Args:
        space: the search space.
        rng: the only source of randomness.
        generations: updates after which the method has finished; 100 (Ep100) or 25 (Ep25).
        population_size: lambda; None is CMA-ES's own 4 + floor(3 ln n) for n parameters, 14 on NAS-Bench-201.
        sigma: initial step size; the mean starts at 0.

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "cmanas"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)
    shared_weights: ClassVar[SharedWeights] = SharedWeights(stages=1, epochs=100, batch=256)  # 100: likely, unknown

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        generations: int = 100,
        population_size: int | None = None,
        sigma: float = 1.3,
    ) -> None:
        super().__init__(space, rng=rng)
        self.generations = check_positive(generations, "generations")
        if population_size is not None:  # below 4 there is a single parent, and the rate c_mu is 0
            population_size = check_positive(population_size, "population_size", least=4)
        if not sigma > 0:
            raise ConfigurationError(f"sigma must be positive, not {sigma}")
        self._distribution = CMAES(space.n_edges * space.n_operations, sigma=sigma, population_size=population_size)
        self.population_size = self._distribution.population_size
        self._numbering = Numbering(space)
        self._af_table: dict[int, float] = {}
        self._means = [self._distribution.mean]
        self._mean_indices: list[int] = []  # of the means after each update
        self._points: Floats = np.empty((0, self._means[0].size))
        self._sampled: list[int] = []
        self._wanted: list[int] = []  # architectures to be evaluated before the next update

    @property
    def finished(self) -> bool:
        """Whether all generations have passed and the architecture of the final mean is evaluated."""
        return self._ended and not self._wanted

    @property
    def _ended(self) -> bool:
        return len(self._mean_indices) == self.generations

    @property
    def mean_history(self) -> Floats:
        """All means so far; see the attributes of the class."""
        return np.array(self._means).reshape(-1, self.space.n_edges, self.space.n_operations)

    @property
    def operation_weights(self) -> Floats:
        """The softmax over the operations of :attr:`mean_history`, of the same shape."""
        means = self.mean_history
        powers = np.exp(means - means.max(axis=2, keepdims=True))
        return np.asarray(powers / powers.sum(axis=2, keepdims=True))

    @classmethod
    def _ask_all(cls, runs: Sequence[Self]) -> Sequence[Codes]:
        cls._sample_all([run for run in runs if not run._sampled])
        return codes_all([run._numbering for run in runs], [run._wanted for run in runs])

    @classmethod
    def _tell_all(cls, runs: Sequence[Self], codes: Sequence[Codes], values: Sequence[Floats]) -> None:
        for run, batch, told in zip(runs, codes, values, strict=True):
            # an infeasible architecture is behind every feasible one; CMA-ES sees the order only
            fitness = np.where(np.isnan(told[:, 0]), np.inf, told[:, 0]).tolist()
            run._af_table.update(zip(run._wanted, fitness, strict=False))
            run._wanted = run._wanted[len(batch) :]
        while runs := [run for run in runs if not (run._wanted or run.finished)]:
            cls._update_all(runs)

    @classmethod
    def _update_all(cls, runs: Sequence[Self]) -> None:
        """Take one generation, all of whose fitness values are known, and draw the next one unless it was the last."""
        fitness = np.array([[run._af_table[index] for index in run._sampled] for run in runs])
        update_all([run._distribution for run in runs], stacked([run._points for run in runs]), fitness)
        means = stacked([run._distribution.mean for run in runs])
        for run, mean, index in zip(runs, means, cls._decoded_all(runs, means[:, None]), strict=True):
            run._means.append(mean)
            run._mean_indices += index
            if run._ended:
                run._wanted = run._new(index)
        cls._sample_all([run for run in runs if not run._ended])

    @classmethod
    def _sample_all(cls, runs: Sequence[Self]) -> None:
        """Draw the next generation."""
        if not runs:
            return
        points = sample_all([run._distribution for run in runs], [run.rng for run in runs])
        for run, own, sampled in zip(runs, points, cls._decoded_all(runs, points), strict=True):
            run._points, run._sampled = own, sampled
            run._wanted = run._new([*run._mean_indices[-1:], *sampled])

    @classmethod
    def _decoded_all(cls, runs: Sequence[Self], points: Floats) -> list[list[int]]:
        """Return the numbers of the arg-max architectures of each run's ``points`` ``(R, n, n_parameters)``."""
        space, sizes = runs[0].space, [points.shape[1]] * len(runs)
        codes = points.reshape(-1, space.n_edges, space.n_operations).argmax(axis=2)
        numbers = index_all([run._numbering for run in runs], codes, sizes)
        return numbers.reshape(len(runs), -1).tolist()

    def _new(self, indices: list[int]) -> list[int]:
        """Return those of ``indices`` that are not in the AF table, each once, in their order."""
        return [index for index in dict.fromkeys(indices) if index not in self._af_table]

    def recommend(self) -> Codes:
        """Return the architecture of the last mean that was told and is feasible, else the best of all told."""
        for index in reversed(self._mean_indices):
            if self._af_table.get(index, np.inf) < np.inf:
                return self._numbering.codes([index])
        return self.archive.best()[0]
