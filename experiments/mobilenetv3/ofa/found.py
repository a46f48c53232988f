"""What runs are worth at a target: the most accurate network that they evaluated within it, and what they returned."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from experiments.kit import Case, Study
from experiments.mobilenetv3.ofa.runs import COMPARISON, DEVICE, SPACE, TARGETS_MS
from suite.analysis.predicted import PredictedEvaluator
from suite.ofa import OFABenchmark, load_ofa
from suite.study.record import Record


@lru_cache(maxsize=2)
def opened(data_dir: Any) -> OFABenchmark:
    """Return the space with its predictors, once per process."""
    return load_ofa(SPACE, data_dir)


@lru_cache(maxsize=8)
def evaluator(data_dir: Any, target: float) -> PredictedEvaluator:
    """Return what runs are measured by at a target; it knows the best network of the best-known front."""
    return PredictedEvaluator(COMPARISON[0].spec, opened(data_dir), target)


def outcomes(study: Study) -> pd.DataFrame:
    """Return one row per run and target.

    Columns besides the keys of the cases: ``accuracy`` (%, predicted) and ``latency`` (ms, predicted) of the best
    network within the target, NaN if there is none; ``behind``, points behind the best known within it; ``within``,
    whether what the method returned keeps the target, NaN if it returned nothing or a set.
    """
    data_dir = study.benchmark.data_dir
    benchmark = opened(data_dir)

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        target = case["target"]
        judge = evaluator(data_dir, target)
        values = judge.table(record)
        errors = np.where(values[:, 1] <= target, values[:, 0], np.nan)
        some = bool(np.isfinite(errors).any())
        best = int(np.nanargmin(errors)) if some else -1
        returned = record.listed[record.recommended.astype(np.int64)]
        cost = benchmark.cost(DEVICE, "latency", returned) if len(returned) == 1 else np.array([np.nan])
        return {
            "accuracy": 100.0 - float(errors[best]) if some else float("nan"),
            "latency": float(values[best, 1]) if some else float("nan"),
            "behind": float(errors[best]) - judge.optimum if some else float("nan"),
            "within": float("nan") if np.isnan(cost[0]) else float(cost[0] <= target),
        }

    return study.tidy(COMPARISON, measure)


def best_known(study: Study) -> dict[float, float]:
    """Return target -> accuracy (%, predicted) of the best network known within it."""
    return {target: 100.0 - evaluator(study.benchmark.data_dir, target).optimum for target in TARGETS_MS}
