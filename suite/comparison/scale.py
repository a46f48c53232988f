"""One run on one enumerated problem in numbers, fast: thousands of runs are measured by each comparison.

The measures are those of :class:`suite.analysis.evaluation.Evaluator`, on its scale. Dominated architectures add
nothing to an indicator and repetitions nothing to a curve, so both are dropped before anything is computed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suite.analysis.anytime import anytime_best, at_budgets, first_visits
from suite.analysis.evaluation import Evaluator
from suite.analysis.fronts import nondominated
from suite.analysis.indicators import r2
from suite.analysis.run_measures import limit_regret, limits_of
from suite.comparison.results import MEASURES
from suite.feasibility import feasible_rows
from suite.study.record import Record

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

ENDED_BY_BUDGET = "budget"


@dataclass(frozen=True, eq=False)
class Trace:
    """The main measure along one run, at its steps: where an architecture was met for the first time.

    Attributes:
        queries: ``(k,)`` evaluations spent at each step, and at the end of the run.
        distinct: ``(k,)`` distinct architectures.
        seconds: ``(k,)`` simulated seconds; NaN where the fitness knows none.
        regret: ``(k,)`` the measure after each step.
        before: its value before anything was evaluated.
        finished: whether the method ended by itself, so that more budget would change nothing.
    """

    queries: Floats
    distinct: Floats
    seconds: Floats
    regret: Floats
    before: float
    finished: bool

    def at(self, axis: str, grid: Floats) -> Floats:
        """Return the measure at each budget of ``grid``; NaN beyond the end, unless the method had finished."""
        spent = getattr(self, axis)
        values = at_budgets(spent, self.regret, grid, self.before)
        return values if self.finished else np.where(grid <= spent[-1], values, np.nan)


@dataclass(frozen=True, eq=False)
class Judged:
    """One run in numbers.

    Attributes:
        measures: every measure by name, NaN where it is not defined.
        front: ``(k,)`` architectures on the front of all that it evaluated; empty where they have no index.
        trace: the main measure along the run.
        best_index: architecture of the lowest error (within the limit where that is the main measure); -1 if none.
        best_accuracy: its accuracy by the fitness, per cent; NaN where the fitness is none.
        test_accuracy: reported only.
    """

    measures: dict[str, float]
    front: Indices
    trace: Trace
    best_index: int
    best_accuracy: float
    test_accuracy: float


class Scale:
    """Measures runs by an evaluator.

    Args:
        evaluator: of the problem (and of the run's seed, where the fitness is drawn per seed).
        limit: cost within which ``limit_regret`` is measured; None: the mean over the limits of
            :func:`suite.analysis.run_measures.limits_of`.
    """

    def __init__(self, evaluator: Evaluator, limit: float | None) -> None:
        self.evaluator = evaluator
        self.values: Floats = evaluator.values if evaluator.scale is None else evaluator.scale.values
        costs = evaluator.values[:, -1]
        self._within: Floats | None = None
        two = evaluator.scale is not None and evaluator.scale.exact.shape[1] == 2
        self._limits = limits_of(evaluator.exact_front) if limit is None and two else None
        if limit is not None and evaluator.values.shape[1] == 2:
            feasible = feasible_rows(evaluator.values) & (costs <= limit)
            self._within = np.where(feasible, evaluator.values[:, 0], np.nan)
            self._best_within = float(np.nanmin(self._within)) if feasible.any() else float("nan")

    def judged(self, record: Record, main: str) -> Judged:
        """Return the run in numbers.

        Args:
            record: the run.
            main: the measure that the trace follows: "hypervolume_regret", "error_regret" or "limit_regret".
        """
        evaluator = self.evaluator
        visited = record.indices.astype(np.int64)
        returned = np.unique(record.recommended.astype(np.int64))
        met = returned if evaluator.returned_only else np.unique(visited)
        front = self._front(met)
        errors = evaluator.errors[met]
        found = not np.isnan(errors).all()
        # the first one met, as a search would keep it
        best = self._first_best(record.recommended if evaluator.returned_only else visited) if found else -1
        measures = dict.fromkeys(MEASURES, float("nan"))
        measures["error_regret"] = float(evaluator.errors[best] - evaluator.optimum) if found else float("inf")
        measures["limit_regret"] = self._limit_regret(met)
        if (scale := evaluator.scale) is not None:
            measures["hypervolume_regret"] = scale.regret(front)
            measures["returned_hypervolume_regret"] = scale.regret(self._front(returned))
            measures["igd_plus"] = scale.igd_plus(front)
            measures["additive_epsilon"] = scale.additive_epsilon(front)
            measures["r2"] = r2(self.values[front], scale.exact, scale.reference)
            if self._limits is not None:
                measures["limit_regret"] = limit_regret(self.values[front], scale.exact, scale.reference, self._limits)
        return Judged(
            measures,
            front,
            self.trace(record, visited, main),
            best,
            100.0 - float(evaluator.errors[best]) if found and evaluator.is_accuracy else float("nan"),
            float(evaluator.test_accuracies[best]) if found else float("nan"),
        )

    def trace(self, record: Record, visited: Indices, main: str) -> Trace:
        """Return the main measure at the first visits of a run, and at its end."""
        evaluator = self.evaluator
        new = first_visits(visited)
        steps = np.append(np.flatnonzero(new), len(visited) - 1)
        distinct = np.append(np.arange(1, len(steps), dtype=np.float64), float(len(steps) - 1))
        seconds = np.full(len(steps), np.nan)
        if evaluator.seconds is not None:
            charged = np.where(new | (record.spec.budget.charge == "every"), evaluator.seconds[visited], 0.0)
            seconds = np.cumsum(charged)[steps]
        first = visited[steps[:-1]]
        if main == "hypervolume_regret" and evaluator.scale is not None:
            regret, before = 1.0 - evaluator.scale.anytime_share(first), 1.0
        else:
            column = self._within if main == "limit_regret" and self._within is not None else evaluator.errors
            regret, before = anytime_best(column[first]) - np.nanmin(column), float("inf")
        return Trace(
            steps + 1.0, distinct, seconds, np.append(regret, regret[-1]), before, record.stop != ENDED_BY_BUDGET
        )

    def _front(self, met: Indices) -> Indices:
        """Return those of the different architectures ``met`` that are on their front, by increasing last objective."""
        points = self.values[met]
        mask = nondominated(points)
        chosen = met[mask]
        return chosen[np.lexsort((chosen, *points[mask].T))]

    def _first_best(self, visited: NDArray[np.integer]) -> int:
        return int(visited[np.nanargmin(self.evaluator.errors[visited])])

    def _limit_regret(self, met: Indices) -> float:
        if self._within is None or np.isnan(self._best_within):
            return float("nan")
        errors = self._within[met]
        return float("inf") if np.isnan(errors).all() else float(np.nanmin(errors)) - self._best_within
