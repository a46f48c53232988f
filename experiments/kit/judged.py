"""What a run is judged on: its problem over the enumerated space, with what is reported beside it, and what was found.

Everything here goes the suite's one road from a specification to a problem
(:func:`suite.study.problem.judged_problem`): the fitness that the run searched, and the tables' cost, whatever the
search saw of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.front_scale import FrontScale
from suite.analysis.fronts import nondominated
from suite.analysis.indicators import hypervolume
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError
from suite.objectives.problem import REFERENCE_FACTOR, REFERENCE_VERSION, Problem, Reference
from suite.study.problem import judged_problem
from suite.study.record import Record
from suite.study.setting import Setting

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
NAN = float("nan")


@dataclass(frozen=True)
class Found:
    """One architecture that a run found; accuracies in per cent, NaN where nothing was found.

    Attributes:
        limit: the largest cost allowed, ms or mJ; None for any.
        index: the architecture, -1 if none.
        cost: its cost by the tables, ms or mJ; NaN without a device.
        feasible: whether it keeps the limit.
        valid: its validation accuracy after 200 epochs, whatever was searched.
        test: its test accuracy after 200 epochs, reported only.
        gap: validation accuracy of the most accurate architecture within the limit minus ``valid``, in points; negative
            for an architecture that breaks the limit and is more accurate.
        fitness_gap: the same in the searched fitness: what the search missed, without what the fitness does not know.
        optimal: whether nothing within the limit has a better fitness.
        best_valid: validation accuracy of the architecture with the best fitness within the limit, enumerated.
        best_test: its test accuracy.
    """

    limit: float | None
    index: int
    cost: float
    feasible: bool
    valid: float
    test: float
    gap: float
    fitness_gap: float
    optimal: bool
    best_valid: float
    best_test: float


class Judged:
    """The enumerated space as the runs of one setting are judged.

    Args:
        setting: of the runs; its seed counts only where the fitness is drawn per seed.
        benchmark: the tables.

    Attributes:
        problem: fitness and cost, minimised.
        error: ``(size,)`` the searched fitness, minimised: per cent, or minus a score.
    """

    def __init__(self, setting: Setting, benchmark: Benchmark) -> None:
        self.setting, self.benchmark = setting, benchmark
        self.problem: Problem = judged_problem(setting, benchmark)
        self.error: Floats = self.problem.values[:, 0]
        self._best: dict[tuple[float | None, str], int] = {}
        self._scales: dict[tuple[float, int], FrontScale] = {}

    @cached_property
    def cost(self) -> Floats:
        """The cost of every architecture ``(size,)`` as the run had it: unmeasured ones are NaN, or -1 if "fastest".

        Raises:
            ConfigurationError: unless there is exactly one cost.
        """
        values = self.problem.values
        if values.shape[1] != 2:
            raise ConfigurationError(f"{values.shape[1] - 1} costs where one is needed")
        return np.asarray(values[:, 1])

    @cached_property
    def measured(self) -> Floats:
        """The cost ``(size,)``, NaN wherever it was not measured."""
        return np.where(self.cost >= 0, self.cost, np.nan)

    @cached_property
    def valid(self) -> Floats:
        """Validation accuracy after 200 epochs ``(size,)``, per cent."""
        return self.benchmark.column("valid_accuracy_200", self.setting.dataset)

    @cached_property
    def test(self) -> Floats:
        """Test accuracy after 200 epochs ``(size,)``, per cent; reported only, it selects nothing."""
        return self.benchmark.column("test_accuracy_200", self.setting.dataset)

    @cached_property
    def test_error(self) -> Floats:
        """100 minus the test accuracy ``(size,)``."""
        return 100.0 - self.test

    @cached_property
    def best_by_test(self) -> Indices:
        """The architectures that share the highest test accuracy (two on CIFAR-10)."""
        return np.flatnonzero(self.test_error <= self.test_error.min() + 1e-9)

    def best_within(self, limit: float | None = None, by: str = "fitness") -> int:
        """Return the best architecture of the space within a cost limit, the cheapest of equals.

        Args:
            limit: largest cost; None takes all architectures.
            by: "fitness" (the searched one) or "valid" (validation accuracy after 200 epochs).
        """
        if (limit, by) not in self._best:
            error = self.error if by == "fitness" else 100.0 - self.valid
            if self.problem.n_objectives == 1:
                self._best[limit, by] = int(np.nanargmin(error))
            else:
                rows = np.flatnonzero(self.cost <= (np.inf if limit is None else limit))
                order = np.lexsort((self.cost[rows], error[rows]))
                self._best[limit, by] = int(rows[order[0]])
        return self._best[limit, by]

    def pick(self, indices: ArrayLike, limit: float | None = None) -> int:
        """Return the one of these architectures with the best searched fitness within a limit, the first of equals.

        -1 if none keeps the limit, or none is feasible.
        """
        rows = np.asarray(indices, dtype=np.int64)
        errors = self.error[rows]
        if limit is not None:
            errors = np.where(self.cost[rows] <= limit, errors, np.nan)
        return -1 if np.isnan(errors).all() else int(rows[np.nanargmin(errors)])

    def returned(self, record: Record, limit: float | None = None) -> int:
        """Return the architecture that a run returned, -1 if none; of several the best by its fitness."""
        if len(record.recommended) == 1:
            return int(record.recommended[0])
        return self.pick(record.recommended, limit)

    def found(self, index: int, limit: float | None = None) -> Found:
        """Return what an architecture is worth within a limit; -1 stands for none."""
        best, most_accurate = self.best_within(limit), self.best_within(limit, "valid")
        of_best = (float(self.valid[best]), float(self.test[best]))
        if index < 0:
            return Found(limit, -1, NAN, False, NAN, NAN, NAN, NAN, False, *of_best)
        cost = float(self.cost[index]) if self.problem.n_objectives == 2 else NAN
        gap = float(self.error[index] - self.error[best])
        return Found(
            limit=limit,
            index=index,
            cost=cost,
            feasible=limit is None or cost <= limit,
            valid=float(self.valid[index]),
            test=float(self.test[index]),
            gap=float(self.valid[most_accurate] - self.valid[index]),
            fitness_gap=gap,
            optimal=abs(gap) < 1e-9,
            best_valid=of_best[0],
            best_test=of_best[1],
        )

    def scale(self, factor: float = REFERENCE_FACTOR, version: int = REFERENCE_VERSION) -> FrontScale:
        """Return what sets are measured by, on the exact front of fitness and cost.

        Args:
            factor: reference point in objectives normalised by ideal and nadir.
            version: of the reference: connected cells, or all.
        """
        if (factor, version) not in self._scales:
            self._scales[factor, version] = FrontScale(self.problem, factor, version)
        return self._scales[factor, version]

    def regret(self, indices: ArrayLike) -> float:
        """Return the hypervolume of fitness and cost that a set misses, as a share of the exact front's."""
        return self.scale().regret(indices)

    def hypervolume_share(self, indices: ArrayLike) -> float:
        """Return the hypervolume of fitness and cost that a set covers, as a share of the exact front's."""
        return self.scale().share(indices)

    def igd_plus(self, indices: ArrayLike) -> float:
        """Return the mean normalised distance by which a set misses the points of the exact front."""
        return self.scale().igd_plus(indices)

    @cached_property
    def reported_front(self) -> Floats:
        """The exact front ``(k, 2)`` of cost and test error: a ceiling, selected by test, which no rule reaches."""
        return _front(self.cost, self.test_error)

    @cached_property
    def measured_front(self) -> Floats:
        """The same of what was measured, among the cells that the reference counts (:attr:`scale`)."""
        return _front(np.where(self.problem.counted(), self.measured, np.nan), self.test_error)

    def reported_points(self, indices: ArrayLike) -> Floats:
        """Return (cost, test error) ``(k, 2)`` of architectures, without those that were not measured."""
        rows = np.asarray(indices, dtype=np.int64)
        rows = rows[~np.isnan(self.measured[rows])]
        return np.stack([self.measured[rows], self.test_error[rows]], axis=1)

    def reported_hypervolume(self, points: ArrayLike) -> float:
        """Return the hypervolume of (cost, test error) points relative to that of :attr:`measured_front`.

        It describes how much of the reported plane a set covers, published sets and ours alike, and selects nothing.
        """
        exact = self.measured_front
        ideal, nadir = exact.min(axis=0), exact.max(axis=0)
        reference = Reference(ideal, nadir, ideal + REFERENCE_FACTOR * (nadir - ideal))
        return hypervolume(points, reference) / hypervolume(exact, reference)

    def cost_range(self, indices: ArrayLike) -> tuple[float, float]:
        """Return the smallest and the largest measured cost of architectures; NaN if none was measured."""
        costs = self.reported_points(indices)[:, 0]
        return (float(costs.min()), float(costs.max())) if len(costs) else (NAN, NAN)


def _front(cost: Floats, error: Floats) -> Floats:
    points = np.stack([cost, error], axis=1)
    points = points[nondominated(points, keep_duplicates=False)]
    return np.asarray(points[np.argsort(points[:, 0])])


def contains_any(indices: ArrayLike, wanted: Sequence[int] | Indices) -> bool:
    """Return whether one of the ``wanted`` architectures is among ``indices``."""
    return bool(np.isin(wanted, indices).any())
