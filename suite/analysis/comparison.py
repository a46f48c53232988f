"""Several methods on one search setting: a table of their runs, tests of all pairs, and anytime bands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suite.analysis.anytime import at_budgets
from suite.analysis.evaluation import Evaluator
from suite.analysis.pair_tests import pair_tests
from suite.analysis.pairing import Shared
from suite.analysis.statistics import summarise
from suite.study.record import Record

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
GRID_POINTS = 60
"""Budgets at which anytime bands are read, evenly spaced on a logarithmic axis."""

PAIR_COLUMNS = (
    "first", "second", "n", "m", "test", "shared", "correlation", "ties", "p", "holm_p", "a12", "improvement",
)  # fmt: skip

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


def _samples(numbers: Mapping[str, Sequence[Mapping[str, Any]]], by_front: bool) -> dict[str, Floats]:
    main = "hypervolume_regret" if by_front else "error_regret"
    return {name: np.array([run[main] for run in runs], dtype=np.float64) for name, runs in numbers.items()}


def summary_frame(numbers: Mapping[str, Sequence[Mapping[str, Any]]], by_front: bool, shared: Shared) -> pd.DataFrame:
    """Return one row per method: the main regret with its interval and spread, further indicators, tests.

    Args:
        numbers: from :func:`evaluations`.
        by_front: whether the main measure is the hypervolume regret, or else the error regret.
        shared: what two methods share (:func:`suite.analysis.pairing.shared_by`); then position i of both is the same
            seed.

    Returns:
        Columns: method, n, then of the main regret mean, ci_low, ci_high (95 %), median, q25, q75, and regret_1 (by
        front and of two objectives only: the mean by reference 1); igd_plus and additive_epsilon (means, by front
        only); failed_runs (nothing feasible found); error_regret (by front only), best_accuracy and test_accuracy
        (means over the runs that found something); distinct and simulated_hours (means); against the first method:
        test, p, holm_p, a12 (above 0.5: the method's regret is the larger), improvement (chance that it is the
        smaller), correlation (of the pairs).
    """
    import pandas as pd

    rng = np.random.Generator(np.random.PCG64(_BOOTSTRAP_SEED))
    samples = _samples(numbers, by_front)
    first = next(iter(samples))
    tests = {test.second: test for test in pair_tests(samples, shared, versus=first)}
    rows = []
    for name, runs in numbers.items():
        summary = summarise(samples[name], rng)
        found = [run for run in runs if run["best_index"] >= 0]
        row: dict[str, Any] = {"method": name, "n": len(runs)}
        row |= {key: getattr(summary, key) for key in ("mean", "ci_low", "ci_high", "median", "q25", "q75")}
        if by_front:
            if runs[0]["hypervolume_regret_1"] is not None:
                row["regret_1"] = _mean(runs, "hypervolume_regret_1")
            row |= {key: _mean(runs, key) for key in ("igd_plus", "additive_epsilon")}
            row["error_regret"] = _mean(found, "error_regret")
        row |= {"failed_runs": len(runs) - len(found)}
        row |= {key: _mean(found, key) for key in ("best_accuracy", "test_accuracy")}
        row["queries"] = _mean(runs, "queries")
        row["distinct"] = _mean(runs, "distinct")
        seconds = [run["simulated_seconds"] for run in runs]
        row["simulated_hours"] = math.nan if None in seconds else float(np.mean(seconds)) / 3600
        test = tests.get(name)
        row |= {"test": test.test if test else "", "p": test.p if test else math.nan}
        row |= {
            key: getattr(test, of) if test else math.nan
            for key, of in (
                ("holm_p", "p_holm"), ("a12", "a12"), ("improvement", "improvement"), ("correlation", "correlation"),
            )
        }  # fmt: skip
        rows.append({key: _finite(value) for key, value in row.items()})
    return pd.DataFrame(rows)


def pairs_frame(numbers: Mapping[str, Sequence[Mapping[str, Any]]], by_front: bool, shared: Shared) -> pd.DataFrame:
    """Return one row per pair of methods, corrected over all of them, with :data:`PAIR_COLUMNS`.

    Arguments as of :func:`summary_frame`, columns as the attributes of :class:`~suite.analysis.pair_tests.PairTest`.
    """
    import pandas as pd

    tests = pd.DataFrame(pair_tests(_samples(numbers, by_front), shared)).rename(columns={"p_holm": "holm_p"})
    return tests[list(PAIR_COLUMNS)] if len(tests) else tests


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
