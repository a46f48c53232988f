"""Equivalence of two means, prediction intervals and intervals of a centre: the statistics behind the verdicts.

Sources: Schuirmann (1987), two one-sided tests; Welch (1947), unequal variances; Hahn and Meeker (1991), chapters 4
and 5, prediction intervals and distribution-free intervals of a quantile. All functions take arrays as well as numbers,
so that the rules built on them can be simulated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LEVEL = 0.95
POWER = 0.8
MOST_RUNS = 1_000_000
"""Above this number of runs, "no number of runs" is said."""

KNOWN = 1e9
"""Degrees of freedom where no spread is estimated: Student's distribution is the normal one."""


@dataclass(frozen=True)
class Welch:
    """Two means held against each other; every field has the shape of the inputs.

    Attributes:
        difference: first mean minus second.
        low: lower end of the 95 % interval of the difference; ``high`` the upper end.
        p_equivalent: of the two one-sided tests, the larger: small if the difference lies within the margin.
        p_different: two-sided, of equal means.
    """

    difference: Floats
    low: Floats
    high: Floats
    p_equivalent: Floats
    p_different: Floats


def welch(
    means: tuple[ArrayLike, ArrayLike],
    stds: tuple[ArrayLike, ArrayLike],
    counts: tuple[float, float | None],
    margin: ArrayLike,
) -> Welch:
    """Return Welch's two one-sided tests and his interval.

    Args:
        means: ours and theirs.
        stds: sample standard deviations (n - 1) of single runs.
        counts: numbers of runs; None for theirs where it is unknown: their mean then counts as that of one run with
            a known spread, the least that it can rest on.
        margin: largest difference that counts as none.
    """
    from scipy.stats import t

    ours, theirs = (np.asarray(value, dtype=np.float64) for value in means)
    parts = [np.asarray(std, dtype=np.float64) ** 2 / (n or 1) for std, n in zip(stds, counts, strict=True)]
    error, allowed = np.sqrt(parts[0] + parts[1]), np.asarray(margin, dtype=np.float64)
    freedom = [np.inf if n is None else max(n - 1, 1) for n in counts]
    with np.errstate(divide="ignore", invalid="ignore"):
        df = (parts[0] + parts[1]) ** 2 / (parts[0] ** 2 / freedom[0] + parts[1] ** 2 / freedom[1])
        df = np.where(np.isfinite(df), df, KNOWN)
        difference = ours - theirs
        half = t.ppf(0.5 + LEVEL / 2, df) * error
        upper, lower = (allowed - difference) / error, (allowed + difference) / error
        p_equivalent = np.maximum(t.sf(upper, df), t.sf(lower, df))
        p_different = 2 * t.sf(np.abs(difference) / error, df)
    exact = error == 0  # equal numbers in every run: no test is needed
    p_equivalent = np.where(exact, np.where(np.abs(difference) <= allowed, 0.0, 1.0), p_equivalent)
    p_different = np.where(exact, np.where(difference == 0, 1.0, 0.0), p_different)
    return Welch(difference, difference - half, difference + half, p_equivalent, p_different)


def runs_needed(std: float, their_std: float, their_runs: float | None, margin: float) -> int | None:
    """Return how many runs of ours let the two one-sided tests find equal means equivalent with a power of 80 %.

    None if no number does, as the published runs alone leave too much open. Normal approximation of the power,
    Student's quantile of the level.
    """
    from scipy.stats import norm, t

    theirs = their_std**2 / (their_runs or 1)
    freedom = np.inf if their_runs is None else max(their_runs - 1, 1)

    def enough(n: float) -> bool:
        ours = std**2 / n
        if ours + theirs == 0:
            return True
        spread = ours**2 / (n - 1) + theirs**2 / freedom
        df = (ours + theirs) ** 2 / spread if spread else KNOWN  # ours alike in every run, their spread known
        return bool(margin >= (t.ppf(LEVEL, df) + norm.ppf((1 + POWER) / 2)) * np.sqrt(ours + theirs))

    if not enough(MOST_RUNS):
        return None
    low, high = 1, MOST_RUNS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def prediction_interval(runs: ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the interval that holds one further run with probability 95 %, assuming a normal distribution.

    Args:
        runs: ``(..., n)`` with n of at least 2.

    Returns:
        Low, high, the standard error of the prediction and its degrees of freedom, each ``(...)``.
    """
    from scipy.stats import t

    values = np.asarray(runs, dtype=np.float64)
    n = values.shape[-1]
    mean, std = values.mean(axis=-1), values.std(axis=-1, ddof=1)
    error = std * np.sqrt(1 + 1 / n)
    half = t.ppf(0.5 + LEVEL / 2, n - 1) * error
    return mean - half, mean + half, error, np.full_like(mean, n - 1)


def mean_interval(runs: ArrayLike) -> tuple[Floats, Floats]:
    """Return Student's 95 % interval of the mean along the last axis; NaN for one run."""
    from scipy.stats import t

    values = np.asarray(runs, dtype=np.float64)
    n = values.shape[-1]
    if n < 2:
        return np.full(values.shape[:-1], np.nan), np.full(values.shape[:-1], np.nan)
    half = t.ppf(0.5 + LEVEL / 2, n - 1) * values.std(axis=-1, ddof=1) / np.sqrt(n)
    return values.mean(axis=-1) - half, values.mean(axis=-1) + half


def median_interval(runs: ArrayLike) -> tuple[Floats, Floats]:
    """Return the distribution-free 95 % interval of the median along the last axis; the range below six runs.

    The range of n runs holds the median with probability 1 - 2^(1 - n): 94 % for five, 75 % for three.
    """
    ordered = np.sort(np.asarray(runs, dtype=np.float64), axis=-1)
    below = median_rank(ordered.shape[-1])
    return ordered[..., below], ordered[..., -1 - below]


def median_rank(n: int) -> int:
    """Return the largest number of runs that may be cut at each end, such that the rest holds the median by 95 %."""
    from scipy.stats import binom

    cut = int(binom.ppf((1 - LEVEL) / 2, n, 0.5))
    while cut > 0 and binom.cdf(cut, n, 0.5) > (1 - LEVEL) / 2:
        cut -= 1
    return cut
