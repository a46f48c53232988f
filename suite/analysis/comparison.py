"""Several methods on one search setting: a table of their runs, paired tests, and anytime bands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suite.analysis.anytime import at_budgets
from suite.analysis.evaluation import Evaluator
from suite.analysis.statistics import summarise, vargha_delaney_a12, wilcoxon_holm
from suite.study.record import Record

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
GRID_POINTS = 60
"""Budgets at which anytime bands are read, evenly spaced on a logarithmic axis."""

_BOOTSTRAP_SEED = 20240415
"""Seed of the intervals' resampling: one stream per table, so that a table is the same whenever it is made."""


def evaluations(runs: Mapping[str, Sequence[Record]], evaluator: Evaluator) -> dict[str, list[dict[str, Any]]]:
    """Return each run in numbers, method by method: the evaluation, the three budgets spent, and the seed."""
    return {
        name: [
            {"seed": record.spec.seed, **asdict(evaluator.evaluate(record)), **record.counts, "stop": record.stop}
            for record in records
        ]
        for name, records in runs.items()
    }


def summary_frame(numbers: Mapping[str, Sequence[Mapping[str, Any]]], by_front: bool) -> pd.DataFrame:
    """Return one row per method: the main regret with its interval and spread, further indicators, paired tests.

    Args:
        numbers: from :func:`evaluations`; position i of every method is the same seed.
        by_front: whether the main measure is the hypervolume regret, or else the error regret.

    Returns:
        Columns: method, n, then of the main regret mean, ci_low, ci_high (95 %), median, q25, q75; igd_plus and
        additive_epsilon (means, by front only); failed_runs (nothing feasible found); error_regret (by front only),
        best_accuracy and test_accuracy (means over the runs that found something); distinct and simulated_hours
        (means); against the first method: wilcoxon_p, holm_p, a12 (above 0.5: the method's regret is the larger).
    """
    import pandas as pd

    main = "hypervolume_regret" if by_front else "error_regret"
    rng = np.random.Generator(np.random.PCG64(_BOOTSTRAP_SEED))
    samples = {name: np.array([run[main] for run in runs], dtype=np.float64) for name, runs in numbers.items()}
    first = next(iter(samples))
    tests = {test.second: test for test in wilcoxon_holm(samples, versus=first)}
    rows = []
    for name, runs in numbers.items():
        summary = summarise(samples[name], rng)
        found = [run for run in runs if run["best_index"] >= 0]
        row: dict[str, Any] = {"method": name, "n": len(runs)}
        row |= {key: getattr(summary, key) for key in ("mean", "ci_low", "ci_high", "median", "q25", "q75")}
        if by_front:
            row |= {key: _mean(runs, key) for key in ("igd_plus", "additive_epsilon")}
            row["error_regret"] = _mean(found, "error_regret")
        row |= {"failed_runs": len(runs) - len(found)}
        row |= {key: _mean(found, key) for key in ("best_accuracy", "test_accuracy")}
        row["queries"] = _mean(runs, "queries")
        row["distinct"] = _mean(runs, "distinct")
        seconds = [run["simulated_seconds"] for run in runs]
        row["simulated_hours"] = math.nan if None in seconds else float(np.mean(seconds)) / 3600
        test = tests.get(name)
        row |= {"wilcoxon_p": test.p if test else math.nan, "holm_p": test.p_holm if test else math.nan}
        row["a12"] = vargha_delaney_a12(samples[name], samples[first]) if test else math.nan
        rows.append({key: _finite(value) for key, value in row.items()})
    return pd.DataFrame(rows)


def anytime_bands(
    runs: Mapping[str, Sequence[Record]], evaluator: Evaluator, axis: str, points: int = GRID_POINTS
) -> dict[str, dict[str, Floats]]:
    """Return median and quartiles of the regret over the runs against one budget.

    Args:
        runs: method -> its runs.
        evaluator: of the setting.
        axis: "queries", "distinct" or "seconds".
        points: number of budgets.

    Returns:
        method -> ``budget``, ``median``, ``q25``, ``q75``, each ``(k,)``, k <= points. A method's band ends where its
        shortest run ends, so that every point is over all runs; it is empty where the fitness knows no seconds.
    """
    bands = {}
    for name, records in runs.items():
        curves = [(getattr(axes, axis), regret) for axes, regret in map(evaluator.curve, records)]
        start = max(float(budget[0]) for budget, _ in curves)
        end = min(float(budget[-1]) for budget, _ in curves)
        if not end > 0:  # NaN: no training time is known
            empty = np.empty(0)
            bands[name] = {"budget": empty, "median": empty, "q25": empty, "q75": empty}
            continue
        grid = np.geomspace(start, end, points)
        grid = np.unique(grid if axis == "seconds" else np.round(grid))
        grid[-1] = end  # rounding must not read beyond the shortest run, nor stop short of it
        table = np.stack([at_budgets(budget, regret, grid) for budget, regret in curves])
        # runs without a feasible architecture yet have an infinite regret: quartiles by rank, never by interpolation
        q25, median, q75 = np.quantile(table, [0.25, 0.5, 0.75], axis=0, method="inverted_cdf")
        bands[name] = {"budget": grid, "median": median, "q25": q25, "q75": q75}
    return bands


def _mean(runs: Sequence[Mapping[str, Any]], key: str) -> float:
    values = [run[key] for run in runs if run[key] is not None]
    return float(np.mean(values)) if values else math.nan


def _finite(value: Any) -> Any:
    """Return ``value``; an infinite number, which no table can show, as missing."""
    return math.nan if isinstance(value, float) and math.isinf(value) else value
