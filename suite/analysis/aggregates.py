"""One number for a method over many problems, with a stratified bootstrap interval, and location and spread on each.

The interquartile mean of all runs of all problems is what Agarwal et al. (NeurIPS 2021, section 4) recommend: it feels
outlying runs less than the mean, and all of the middle half more than the median. Runs are resampled within each
problem, never across, so an interval is about the runs; the problems are what they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.scores_by_problem import Scores, checked
from suite.analysis.statistics import Interval, Statistic, interquartile_mean
from suite.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
RESAMPLES = 2_000
"""Resamples of a bootstrap over problems, the number of rliable."""
_CHUNK = 1_000_000
"""Numbers resampled at once: bounds the memory of a bootstrap at some 16 MB."""


def _mean(samples: Floats) -> Floats:
    return np.asarray(samples.mean(axis=-1))


def _median(samples: Floats) -> Floats:
    return np.asarray(np.median(samples, axis=-1))


STATISTICS: Mapping[str, Statistic] = {"iqm": interquartile_mean, "mean": _mean, "median": _median}
"""Name -> statistic, from ``(..., n)`` to ``(...)``."""


def stratified_resamples(
    by_problem: Sequence[ArrayLike], rng: np.random.Generator, resamples: int = RESAMPLES
) -> Iterator[Floats]:
    """Yield resamples ``(count, total runs)``, drawn with replacement within each problem, ``resamples`` in all.

    Args:
        by_problem: the scores ``(runs,)`` on each problem; numbers of runs may differ.
        rng: the only source of randomness.
        resamples: number of resamples.
    """
    parts = [np.asarray(part, dtype=np.float64) for part in by_problem]
    sizes = np.array([len(part) for part in parts])
    pooled, high = np.concatenate(parts), np.repeat(sizes, sizes)
    start = np.repeat(np.cumsum(sizes) - sizes, sizes)
    at_once = max(1, _CHUNK // len(pooled))
    for done in range(0, resamples, at_once):
        count = min(at_once, resamples - done)
        yield pooled[start + rng.integers(0, high, size=(count, len(pooled)))]


def aggregates(
    by_problem: Sequence[ArrayLike],
    rng: np.random.Generator,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    statistics: Mapping[str, Statistic] = STATISTICS,
) -> dict[str, Interval]:
    """Return each statistic of all runs of all problems with its stratified percentile bootstrap interval.

    Args:
        by_problem: the scores ``(runs,)`` of one method on each problem, on one common scale (such as hypervolume
            regret). With infinite ones (nothing feasible found) a bound may be infinite, too.
        rng: the only source of randomness.
        level: coverage, in (0, 1).
        resamples: number of resamples.
        statistics: name -> statistic, all of the same resamples.

    Raises:
        ConfigurationError: for no or missing scores, or a level outside (0, 1).
    """
    checked({str(place): {"scores": np.asarray(part)} for place, part in enumerate(by_problem)})
    if not 0 < level < 1:
        raise ConfigurationError(f"a confidence level lies between 0 and 1, not {level}")
    pooled = np.concatenate([np.asarray(part, dtype=np.float64) for part in by_problem])
    drawn: dict[str, list[Floats]] = {name: [] for name in statistics}
    with np.errstate(invalid="ignore"):  # the middle of two infinite scores is no number
        for samples in stratified_resamples(by_problem, rng, resamples):
            for name, statistic in statistics.items():
                drawn[name].append(statistic(samples))
    return {
        name: Interval(float(statistic(pooled)), *percentile_bounds(np.concatenate(drawn[name]), level))
        for name, statistic in statistics.items()
    }


def percentile_bounds(estimates: Floats, level: float) -> tuple[float, float]:
    """Return the bounds of the middle ``level`` of ``(resamples,)`` estimates; infinite ones are not interpolated."""
    finite = bool(np.isfinite(estimates).all())
    method: Any = "linear" if finite else "inverted_cdf"
    low, high = np.quantile(np.nan_to_num(estimates, nan=np.inf, posinf=np.inf), _tails(level), method=method)
    return float(low), float(high)


def _tails(level: float) -> list[float]:
    return [(1 - level) / 2, (1 + level) / 2]


def aggregate_frame(
    scores: Scores, rng: np.random.Generator, level: float = 0.95, resamples: int = RESAMPLES
) -> pd.DataFrame:
    """Return one row per method over all problems.

    Args:
        scores: on one common scale.
        rng: the only source of randomness.
        level: coverage of the intervals.
        resamples: number of resamples.

    Returns:
        Columns: method, problems, runs, failed (runs with an infinite score), and for iqm, mean and median (of all
        runs of all problems) the estimate and its bounds, ``iqm``, ``iqm_low``, ``iqm_high`` and so on; what is
        infinite is NaN.
    """
    import pandas as pd

    problems, methods = checked(scores)
    rows = []
    for method in methods:
        parts = [np.asarray(scores[problem][method], dtype=np.float64) for problem in problems]
        row: dict[str, Any] = {"method": method, "problems": len(problems), "runs": sum(map(len, parts))}
        row["failed"] = int(sum(np.isinf(part).sum() for part in parts))
        for name, interval in aggregates(parts, rng, level, resamples).items():
            row |= {name: interval.estimate, f"{name}_low": interval.low, f"{name}_high": interval.high}
        rows.append({key: finite_or_missing(value) for key, value in row.items()})
    return pd.DataFrame(rows)


def location_frame(
    scores: Scores, rng: np.random.Generator, level: float = 0.95, resamples: int = RESAMPLES
) -> pd.DataFrame:
    """Return one row per problem and method.

    Returns:
        Columns: problem, method, runs, failed, median, q25, q75, the mean and the interquartile mean with their
        percentile bootstrap bounds (``mean``, ``mean_low``, ``mean_high``, ``iqm``, ``iqm_low``, ``iqm_high``), and
        ``rank`` of the median among the methods on that problem (1 is best, ties share the mean rank); what is infinite
        is NaN.
    """
    import pandas as pd
    from scipy.stats import rankdata

    problems, methods = checked(scores)
    kept = {name: STATISTICS[name] for name in ("mean", "iqm")}
    rows = []
    for problem in problems:
        samples = [np.asarray(scores[problem][method], dtype=np.float64) for method in methods]
        ranks = rankdata([np.median(sample) for sample in samples])
        for method, sample, rank in zip(methods, samples, ranks, strict=True):
            by: Any = "linear" if np.isfinite(sample).all() else "inverted_cdf"
            q25, median, q75 = np.quantile(sample, [0.25, 0.5, 0.75], method=by)
            row: dict[str, Any] = {"problem": problem, "method": method, "runs": len(sample)}
            row |= {"failed": int(np.isinf(sample).sum()), "median": median, "q25": q25, "q75": q75}
            for name, interval in aggregates([sample], rng, level, resamples, kept).items():
                row |= {name: interval.estimate, f"{name}_low": interval.low, f"{name}_high": interval.high}
            rows.append({key: finite_or_missing(value) for key, value in row.items()} | {"rank": float(rank)})
    return pd.DataFrame(rows)


def finite_or_missing(value: Any) -> Any:
    """Return ``value``; an infinite number, which no table can show, as NaN."""
    return math.nan if isinstance(value, float) and math.isinf(value) else value
