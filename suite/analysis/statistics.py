"""Statistics of repeated runs: location, spread, intervals, effect sizes (tests: ``pair_tests.py``, ``rank_tests.py``).

Resampling uses the generator that is passed in and nothing else, so an interval is the same when it is made again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.rank_tests import FriedmanResult, friedman_nemenyi, holm
from suite.errors import ConfigurationError

__all__ = [
    "FriedmanResult",
    "Interval",
    "Summary",
    "bootstrap_ci",
    "friedman_nemenyi",
    "holm",
    "interquartile_mean",
    "iqm_ci",
    "probability_of_improvement",
    "summarise",
    "vargha_delaney_a12",
]

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
RESAMPLES = 10_000
_CHUNK = 2_000_000
"""Numbers resampled at once: bounds the memory of a bootstrap at some 16 MB."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Summary:
    """Location and spread of one sample; ``ci_low`` and ``ci_high`` bound the mean (percentile bootstrap)."""

    n: int
    mean: float
    ci_low: float
    ci_high: float
    median: float
    q25: float
    q75: float
    minimum: float
    maximum: float
    std: float


def _sample(values: ArrayLike) -> Floats:
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or not len(sample):
        raise ConfigurationError(f"a sample must be a non-empty one-dimensional array, not of shape {sample.shape}")
    if np.isnan(sample).any():
        raise ConfigurationError("a sample with missing values (NaN) has no mean: drop or count them first")
    return sample


def _mean(samples: Floats) -> Floats:
    return np.asarray(samples.mean(axis=-1))


def bootstrap_ci(
    values: ArrayLike,
    rng: np.random.Generator,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    statistic: Statistic = _mean,
) -> Interval:
    """Return the percentile bootstrap interval of a statistic.

    Args:
        values: ``(n,)`` without NaN.
        rng: the only source of randomness.
        level: coverage, in (0, 1).
        resamples: number of resamples.
        statistic: maps ``(..., n)`` to ``(...)``; the mean by default.

    Raises:
        ConfigurationError: for an empty sample, missing values or a level outside (0, 1).
    """
    sample = _sample(values)
    if not 0 < level < 1:
        raise ConfigurationError(f"a confidence level lies between 0 and 1, not {level}")
    if not np.isfinite(sample).all():  # a run without any feasible point: no finite mean, hence no interval
        return Interval(float(statistic(sample)), np.nan, np.nan)
    n = len(sample)
    estimates = []
    for start in range(0, resamples, max(1, _CHUNK // n)):
        count = min(max(1, _CHUNK // n), resamples - start)
        estimates.append(statistic(sample[rng.integers(0, n, size=(count, n))]))
    low, high = np.quantile(np.concatenate(estimates), [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(statistic(sample)), float(low), float(high))


def summarise(values: ArrayLike, rng: np.random.Generator, level: float = 0.95, resamples: int = RESAMPLES) -> Summary:
    """Return mean with bootstrap interval, median, quartiles, range and sample standard deviation (NaN for n = 1)."""
    sample = _sample(values)
    interval = bootstrap_ci(sample, rng, level, resamples)
    finite = bool(np.isfinite(sample).all())
    q25, median, q75 = np.quantile(sample, [0.25, 0.5, 0.75], method="linear" if finite else "nearest")
    std = float(sample.std(ddof=1)) if len(sample) > 1 and finite else float("nan")
    return Summary(
        n=len(sample), mean=interval.estimate, ci_low=interval.low, ci_high=interval.high,
        median=float(median), q25=float(q25), q75=float(q75),
        minimum=float(sample.min()), maximum=float(sample.max()), std=std,
    )  # fmt: skip


def interquartile_mean(values: ArrayLike) -> Floats:
    """Return the mean of the middle half along the last axis (a quarter, rounded down, is cut at each end)."""
    ordered = np.sort(np.asarray(values, dtype=np.float64), axis=-1)
    n = ordered.shape[-1]
    cut = n // 4
    return np.asarray(ordered[..., cut : n - cut].mean(axis=-1))


def iqm_ci(scores: ArrayLike, rng: np.random.Generator, level: float = 0.95, resamples: int = RESAMPLES) -> Interval:
    """Return the interquartile mean over all runs of all problems, with a stratified bootstrap interval.

    Runs are resampled within each problem, as Agarwal et al. (NeurIPS 2021, section 4.3) recommend.

    Args:
        scores: ``(runs, problems)``, on one common scale (such as hypervolume regret).
        rng: the only source of randomness.
        level: coverage.
        resamples: number of resamples.
    """
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise ConfigurationError(f"scores must have the shape (runs, problems), not {table.shape}")
    runs, problems = table.shape
    columns = np.arange(problems)
    estimates = []
    for start in range(0, resamples, max(1, _CHUNK // table.size)):
        count = min(max(1, _CHUNK // table.size), resamples - start)
        rows = rng.integers(0, runs, size=(count, runs, problems))
        estimates.append(interquartile_mean(table[rows, columns].reshape(count, -1)))
    low, high = np.quantile(np.concatenate(estimates), [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(interquartile_mean(table.reshape(-1))), float(low), float(high))


def vargha_delaney_a12(x: ArrayLike, y: ArrayLike) -> float:
    """Return A12 = P(X > Y) + P(X = Y) / 2 (Vargha and Delaney, 2000): 0.5 means no difference."""
    first, second = _sample(x), np.sort(_sample(y))
    below = np.searchsorted(second, first, side="left")
    not_above = np.searchsorted(second, first, side="right")
    return float((below + not_above).sum() / (2.0 * len(first) * len(second)))


def probability_of_improvement(x: ArrayLike, y: ArrayLike) -> float:
    """Return the mean over problems of P(X better than Y), smaller being better, ties counting half.

    Args:
        x: ``(runs, problems)`` or ``(runs,)`` scores of one method.
        y: the same of the other; its number of runs may differ.
    """
    first, second = (np.asarray(scores, dtype=np.float64).reshape(len(np.asarray(scores)), -1) for scores in (x, y))
    if first.shape[1] != second.shape[1]:
        raise ConfigurationError("both methods must have scores on the same problems")
    return float(np.mean([vargha_delaney_a12(b, a) for a, b in zip(first.T, second.T, strict=True)]))
