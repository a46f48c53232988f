"""The tables of a comparison as frames: per run, per problem, over all problems, all pairs, running times."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from suite.analysis.aggregates import aggregate_frame, location_frame
from suite.analysis.critical_difference import friedman_over_problems, rank_frame
from suite.analysis.improvement import improvement_frame
from suite.analysis.runtime import area_scores, ert_frame
from suite.comparison.results import MEASURES, Results

if TYPE_CHECKING:
    import pandas as pd

SEED = 20240415
"""Of the intervals' resampling, for each table anew: a table is the same whenever it is made."""
RESAMPLES = 2_000
"""Resamples of an interval: over many problems each of them draws thousands of runs."""
TARGETS = (0.2, 0.1, 0.05, 0.02, 0.01)
"""Regrets whose expected running time is listed."""
ALSO = ("queries", "distinct", "simulated_hours")


_MADE: WeakKeyDictionary[Results, dict[str, pd.DataFrame]] = WeakKeyDictionary()


def once(make: Callable[[Results], pd.DataFrame]) -> Callable[[Results], pd.DataFrame]:
    """Return ``make`` such that it works once for each comparison: tables, figures and pages ask for the same frame."""

    @wraps(make)
    def made(results: Results) -> pd.DataFrame:
        of = _MADE.setdefault(results, {})
        if make.__name__ not in of:
            of[make.__name__] = make(results)
        return of[make.__name__].copy()

    return made


def generator() -> np.random.Generator:
    """Return the stream of one table."""
    return np.random.Generator(np.random.PCG64(SEED))


@once
def per_problem(results: Results) -> pd.DataFrame:
    """Return one row per problem and method: place, spread and rank of the main measure, means of the others.

    Columns as :func:`suite.analysis.aggregates.location_frame`, then the mean of each other measure that is defined, of
    the accuracies and of what was spent.
    """
    frame = location_frame(results.scores(), generator(), resamples=RESAMPLES)
    others = [measure for measure in results.defined() if measure != results.main]
    finite = results.runs.replace([np.inf, -np.inf], np.nan)
    means = finite.groupby(["problem", "method"])[[*others, "best_accuracy", "test_accuracy", *ALSO]].mean()
    return frame.merge(means.dropna(axis=1, how="all").reset_index(), on=["problem", "method"], how="left")


@once
def over_all(results: Results) -> pd.DataFrame:
    """Return one row per method over all problems, best mean rank first.

    Returns:
        Columns: method, mean_rank (of the medians), groups (letters: methods that share one are not told apart by
        Nemenyi's test), wins (problems on which its median is the best), then as
        :func:`suite.analysis.aggregates.aggregate_frame`; area (mean area over the convergence curve, by distinct
        architectures, 1 is nothing found); the mean of each other measure. With fewer than three methods or two
        problems there are no groups.
    """
    import pandas as pd
    from scipy.stats import rankdata

    scores = results.scores()
    frame = aggregate_frame(scores, generator(), resamples=RESAMPLES)
    medians = np.array([[np.median(scores[problem][method]) for method in results.methods] for problem in scores])
    ranks = np.apply_along_axis(rankdata, 1, medians)
    wins = (medians == medians.min(axis=1, keepdims=True)).sum(axis=0)
    frame.insert(1, "mean_rank", ranks.mean(axis=0))
    frame.insert(2, "wins", wins)
    if len(results.methods) > 2 and len(scores) > 1:
        letters = rank_frame(friedman_over_problems(scores))[["method", "groups"]]
        frame = frame.merge(letters, on="method", how="left")
        frame.insert(2, "groups", frame.pop("groups"))
    if "distinct" in results.curves and results.main != "limit_regret":
        areas = area_scores(results.curves["distinct"])
        mean = {method: np.mean([areas[problem][method].mean() for problem in areas]) for method in results.methods}
        frame["area"] = frame["method"].map(mean)
    others = [measure for measure in results.defined() if measure != results.main]
    finite = results.runs.replace([np.inf, -np.inf], np.nan)
    means = finite.groupby("method")[[*others, *ALSO]].mean().dropna(axis=1, how="all").reset_index()
    merged = frame.merge(means, on="method", how="left").sort_values("mean_rank", kind="stable", ignore_index=True)
    return pd.DataFrame(merged)


@once
def all_pairs(results: Results) -> pd.DataFrame:
    """Return one row per pair of methods over all problems (:func:`suite.analysis.improvement.improvement_frame`)."""
    return improvement_frame(results.scores(), generator(), resamples=RESAMPLES)


@once
def running_times(results: Results) -> pd.DataFrame:
    """Return the expected number of distinct architectures until each of :data:`TARGETS`, per problem and method."""
    frame = ert_frame(results.curves["distinct"], TARGETS)
    return frame.replace([np.inf, -np.inf], np.nan)


def heading(results: Results) -> str:
    """Return the main measure for people."""
    return MEASURES[results.main]
