"""Hypervolume against evaluations of each run, as a share of the best-known front's; and by the authors' reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.kit import Case, Floats, Study
from experiments.linas.curves import Curves
from experiments.linas.ofa.runs import Problem, opened
from suite.analysis.anytime import anytime_hypervolume, first_visits
from suite.analysis.indicators import hypervolume
from suite.analysis.predicted import PredictedEvaluator
from suite.objectives.problem import Reference
from suite.study.record import Record

COUNTS = (50, 100, 200, 250, 300, 400, 500)
"""Evaluations after which a table reads the hypervolume."""

MACS_REFERENCE = (600.0, 70.0)
"""Millions and top-1 (%): where the authors' public search logs of MobileNetV3 were measured from."""


class Judge:
    """What the runs on a problem are measured by: the best-known front, its reference point and its volume."""

    def __init__(self, study: Study, case: Case) -> None:
        problem: Problem = case["problem"]
        self.benchmark = opened(problem.dataset, study.benchmark.data_dir)
        self.evaluator = PredictedEvaluator(case.spec, self.benchmark)
        self.volume = hypervolume(self.evaluator.exact_front, self.evaluator.reference)

    def values(self, record: Record) -> Floats:
        """Return error and cost ``(distinct, 2)`` in the order of evaluation."""
        indices = record.indices.astype(np.int64)
        return np.asarray(self.evaluator.table(record)[indices[first_visits(indices)]])

    def curve(self, values: Floats) -> Floats:
        """Return the share of the best-known hypervolume after each evaluation."""
        return np.asarray(anytime_hypervolume(values, self.evaluator.reference) / self.volume)

    def share(self, values: Floats) -> float:
        """Return the share of the best-known hypervolume of a set."""
        return float(hypervolume(values, self.evaluator.reference) / self.volume)


@lru_cache(maxsize=16)
def judge(study: Study, case: Case) -> Judge:
    """Return what the runs of a case are measured by."""
    return Judge(study, case)


def measured(study: Study, cases: Iterable[Case]) -> pd.DataFrame:
    """Return one row per run: its keys, ``curve`` (:meth:`Judge.curve`), ``values``, ``hv_<n>`` of :data:`COUNTS`."""

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        values = judge(study, case).values(record)
        curve = judge(study, case).curve(values)
        shares = zip(COUNTS, Curves([curve]).at(COUNTS)[0], strict=True)
        return {"curve": curve, "values": values} | {f"hv_{n}": share for n, share in shares}

    return study.tidy(cases, measure)


def by_authors_reference(values: Floats, count: int, joint: NDArray[np.float64]) -> float:
    """Return the hypervolume of the first ``count`` evaluations relative to ``joint``'s, from the logs' reference.

    Args:
        values: ``(n, 2)`` errors (%) and millions of MACs, in the order of evaluation.
        count: how many count.
        joint: ``(k, 2)`` of all evaluations of both searches.
    """
    millions, top1 = MACS_REFERENCE
    point = np.array([100.0 - top1, millions])
    reference = Reference(np.zeros(2), np.ones(2), point)
    return float(hypervolume(values[:count], reference) / hypervolume(joint, reference))
