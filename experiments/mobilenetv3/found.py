"""What runs are worth at a target: the best they evaluated within it, what they returned, and the enumerated optimum.

All methods are measured by one rule: among what a run evaluated within the target, the architecture with the highest
searched fitness (validation accuracy, 12 epochs) counts; its 200-epoch accuracies are looked up afterwards. What a
method returns by its own rule is given beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.kit import Case, Judged, Study
from experiments.mobilenetv3.runs import target
from suite.study.record import Record


@dataclass(frozen=True)
class Outcome:
    """One run at one target; accuracies in per cent, NaN where there is no architecture.

    Attributes:
        target: the largest cost allowed, ms or mJ.
        optimum: test accuracy of the enumerated optimum within the target by the searched fitness.
        optimum_full: test accuracy of that by the validation accuracy after 200 epochs.
        evaluations: counted.
        best: the fittest architecture within the target, -1 if none was evaluated.
        regret: fitness of the optimum minus that of ``best``, in points; infinite if there is none.
        cost: of ``best``; likewise full (validation, 200 epochs) and test.
        returned: what the method returned by its own rule, -1 if nothing or more than one.
        returned_cost: its cost; likewise returned_fitness and returned_test.
        returned_within: whether it keeps the target.
        returned_regret: its regret; infinite above the target.
    """

    target: float
    optimum: float
    optimum_full: float
    evaluations: int
    best: int
    regret: float
    cost: float
    full: float
    test: float
    returned: int
    returned_cost: float
    returned_fitness: float
    returned_test: float
    returned_within: bool
    returned_regret: float


def outcome(judged: Judged, record: Record, limit: float, evaluations: int | None = None) -> Outcome:
    """Return what a run is worth at a target.

    Args:
        judged: the run's problem.
        record: the run.
        limit: the target.
        evaluations: only the first so many evaluations count; all by default.
    """
    seen = record.indices[:evaluations]
    best = judged.found(judged.pick(seen, limit), limit)
    returned = judged.found(int(record.recommended[0]) if len(record.recommended) == 1 else -1, limit)
    return Outcome(
        target=limit,
        optimum=best.best_test,
        optimum_full=float(judged.test[judged.best_within(limit, "valid")]),
        evaluations=len(seen),
        best=best.index,
        regret=best.fitness_gap if best.index >= 0 else float("inf"),
        cost=best.cost,
        full=best.valid,
        test=best.test,
        returned=returned.index,
        returned_cost=returned.cost,
        returned_fitness=100.0 - float(judged.error[returned.index]) if returned.index >= 0 else float("nan"),
        returned_test=returned.test,
        returned_within=returned.feasible,
        returned_regret=returned.fitness_gap if returned.feasible else float("inf"),
    )


def outcomes(study: Study, cases: Iterable[Case], used: Mapping[tuple[float, int], int] | None = None) -> pd.DataFrame:
    """Return one row per run and target: data set, device, quantile, line, seed, and the fields of :class:`Outcome`.

    Args:
        study: the runs.
        cases: of :func:`experiments.mobilenetv3.runs.at_targets`.
        used: by quantile and seed, how many evaluations count; all by default.
    """

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        quantile = case["quantile"]
        limit = target(study.benchmark, case["dataset"], case["device"], quantile, case.spec.metric)
        count = None if used is None else used[quantile, record.spec.seed]
        return vars(outcome(study.judged(case), record, limit, count))

    return study.tidy(cases, measure)
