"""What a run in a space that cannot be listed is worth: its distance to the best-known front.

The measures are those of :mod:`suite.analysis.evaluation`. Where it has the exact front, here stands the best-known one
(:mod:`suite.ofa.best_known`): ideal, nadir, reference point, volume and optimum are its. So what is called a regret is
a distance to what is known, and negative where a run found something better.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.analysis.anytime import BudgetAxes, anytime_best, anytime_hypervolume, budget_axes
from suite.analysis.evaluation import Evaluation, Evaluator
from suite.analysis.fronts import front, front_members
from suite.analysis.indicators import additive_epsilon, hypervolume, igd_plus
from suite.errors import ConfigurationError
from suite.feasibility import feasible_rows
from suite.objectives import Problem, Reference
from suite.objectives.predicted import AnyBenchmark
from suite.objectives.problem import REFERENCE_FACTOR
from suite.ofa import OFABenchmark
from suite.ofa.best_known import BestKnownFront, best_known_front
from suite.study.problem import judged_problem
from suite.study.record import Record
from suite.study.spec import RunSpec

Floats = NDArray[np.float64]


def evaluator_of(spec: RunSpec, benchmark: AnyBenchmark, cost_limit: float | None = None) -> Evaluator:
    """Return what measures the runs of a setting, whichever benchmark it is on.

    Raises:
        ConfigurationError: as :class:`.Evaluator` and :class:`PredictedEvaluator`.
    """
    if isinstance(benchmark, OFABenchmark):
        return PredictedEvaluator(spec, benchmark, cost_limit)
    return Evaluator(spec, benchmark, cost_limit)


class PredictedEvaluator(Evaluator):
    """Measures the runs of one search setting against the best-known front.

    Args:
        spec: any run of the setting.
        benchmark: the predictions.
        cost_limit: errors count only where the cost is at most this, in its unit.

    Attributes:
        best_known: the front with its version and what it cost.
        exact_front: ``(k, m)`` its values, in the place of an exact front's.
        reference: ideal, nadir and reference point of it.

    Raises:
        ConfigurationError: for a cost limit without a device or one that nothing known keeps, and costs of which no
            front is known.
        DataError: for a front that was found with other predictions.
    """

    def __init__(self, spec: RunSpec, benchmark: OFABenchmark, cost_limit: float | None = None) -> None:
        self.problem: Problem = judged_problem(spec, benchmark)
        if cost_limit is not None and self.problem.n_objectives != 2:
            remedy = "give --device" if spec.device is None else "choose one metric and one device"
            raise ConfigurationError(f"a cost limit needs a device, and one cost: {remedy}")
        self.cost_limit = cost_limit
        device, metric = ("network", "macs") if spec.device is None else (spec.device.text, spec.metric)
        self.best_known: BestKnownFront = best_known_front(benchmark.space.name, device, metric, benchmark.data_hash)
        self.values: Floats = self.problem(self.best_known.codes)
        self.exact_front: Floats = front(self.values)
        ideal, nadir = self.exact_front.min(axis=0), self.exact_front.max(axis=0)
        self.reference = Reference(ideal, nadir, ideal + REFERENCE_FACTOR * (nadir - ideal))
        errors = self._errors(self.values)
        if np.isnan(errors).all():
            raise ConfigurationError(f"nothing known has a cost of {cost_limit:g} or less: raise the cost limit")
        self.optimum = float(np.nanmin(errors))
        self._volume = hypervolume(self.exact_front, self.reference)
        self.returned_only = False

    @property
    def measure(self) -> str:
        """Name of the quantity that :meth:`curve` follows."""
        return f"{'hypervolume' if self.by_front else 'error'} distance to the best known"

    def of(self, record: Record) -> Evaluator:
        """Return this evaluator: predictions are drawn by no seed."""
        return self

    def table(self, record: Record) -> Floats:
        """Return the values ``(k, m)`` of the networks that the arrays of ``record`` number."""
        return self.problem(record.listed)

    def _errors(self, values: Floats) -> Floats:
        errors = np.where(feasible_rows(values), values[:, 0], np.nan)
        return errors if self.cost_limit is None else np.where(values[:, 1] <= self.cost_limit, errors, np.nan)

    def front(self, record: Record) -> NDArray[np.int64]:
        """Return the rows ``(k,)`` of the record's networks on the front of all that it evaluated, fastest first."""
        indices = record.indices.astype(np.int64)
        return front_members(indices, self.table(record)[indices])

    def evaluate(self, record: Record) -> Evaluation:
        """Return the run in numbers."""
        indices, values = np.unique(record.indices.astype(np.int64)), self.table(record)
        errors, points = self._errors(values)[indices], values[indices]
        found = not np.isnan(errors).all()
        best = int(indices[np.nanargmin(errors)]) if found else -1
        lowest = float(np.nanmin(errors)) if found else float("inf")
        by_front = self.by_front
        return Evaluation(
            hypervolume_regret=1.0 - hypervolume(points, self.reference) / self._volume if by_front else None,
            hypervolume_regret_1=None,
            igd_plus=igd_plus(points, self.exact_front, self.reference) if by_front else None,
            additive_epsilon=additive_epsilon(points, self.exact_front, self.reference) if by_front else None,
            error_regret=lowest - self.optimum,
            best_index=best,
            best_accuracy=100.0 - lowest if found else float("nan"),
            test_accuracy=float("nan"),
        )

    def curve(self, record: Record) -> tuple[BudgetAxes, Floats]:
        """Return the budgets spent and the distance after each query, both ``(queries,)``."""
        indices, values = record.indices.astype(np.int64), self.table(record)
        axes = budget_axes(indices, None, record.spec.budget.charge)
        if self.by_front:
            return axes, 1.0 - anytime_hypervolume(values[indices], self.reference) / self._volume
        return axes, anytime_best(self._errors(values)[indices]) - self.optimum
