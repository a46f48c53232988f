"""What single runs are worth on one problem; what depends on the problem alone is computed once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.analysis.evaluation import Evaluator
from suite.analysis.predicted import evaluator_of
from suite.comparison.results import MEASURES
from suite.comparison.scale import ENDED_BY_BUDGET, Judged, Scale, Trace
from suite.comparison.specs import run_spec
from suite.comparison.study import ComparisonStudy, StudyMethod, StudyProblem
from suite.objectives.predicted import AnyBenchmark
from suite.study.record import Record

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class ProblemJudge:
    """Measures the runs of one problem.

    Args:
        study: the comparison.
        problem: one of its problems.
        benchmark: the tables.
        limit: the problem's cost limit; ``limit_regret`` is measured within it where the study itself names it.
        main: the measure that traces follow.

    Attributes:
        front_indices, front_values, labels, ideal, nadir: of :class:`.ComparedProblem`.
    """

    def __init__(
        self, study: ComparisonStudy, problem: StudyProblem, benchmark: AnyBenchmark, limit: float | None, main: str
    ) -> None:
        any_method = next((each for each in study.methods if not each.imported), StudyMethod("random_search"))
        spec = run_spec(study, problem, any_method, limit)
        self.main = main
        self.limit = limit
        self.limited = study.limit is not None
        self.evaluator = evaluator_of(spec, benchmark, limit if main == "limit_regret" else None)
        self._listed = type(self.evaluator) is Evaluator
        self._fast: dict[int, Scale] = {}
        judged = self.evaluator.problem
        self.labels = tuple(objective.label for objective in judged.objectives)
        self.ideal, self.nadir = self.evaluator.reference.ideal, self.evaluator.reference.nadir
        self.front_values = self.evaluator.exact_front
        self.front_indices: Indices = judged.reference_front() if self._listed else np.empty(0, dtype=np.int64)

    def judged(self, record: Record) -> Judged:
        """Return the run in numbers."""
        evaluator = self.evaluator.of(record)
        if not self._listed:
            return self._predicted(record)
        key = id(evaluator)
        if key not in self._fast:
            self._fast[key] = Scale(evaluator, self.limit if self.limited else None)
        return self._fast[key].judged(record, self.main)

    def regrets(self, record: Record, axis: str, budgets: Floats) -> Floats:
        """Return the main measure at each of ``budgets`` ``(k,)``; NaN beyond the end, unless the method finished."""
        evaluator = self.evaluator.of(record)
        scale = Scale(evaluator, None) if id(evaluator) not in self._fast else self._fast[id(evaluator)]
        self._fast[id(evaluator)] = scale
        return scale.trace(record, record.indices.astype(np.int64), self.main).at(axis, budgets)

    def _predicted(self, record: Record) -> Judged:
        evaluation = self.evaluator.evaluate(record)
        measures = dict.fromkeys(MEASURES, float("nan"))
        for name in ("hypervolume_regret", "igd_plus", "additive_epsilon", "error_regret"):
            value = getattr(evaluation, name)
            measures[name] = float("nan") if value is None else float(value)
        if self.main == "limit_regret":
            measures["limit_regret"] = measures["error_regret"]
        axes, regret = self.evaluator.curve(record)
        before = 1.0 if self.evaluator.by_front else float("inf")
        trace = Trace(
            axes.queries.astype(np.float64), axes.distinct.astype(np.float64), axes.seconds, regret, before,
            record.stop != ENDED_BY_BUDGET,
        )  # fmt: skip
        return Judged(
            measures, np.empty(0, dtype=np.int64), trace, evaluation.best_index, evaluation.best_accuracy,
            evaluation.test_accuracy,
        )  # fmt: skip
