"""Holm's correction, and Friedman's test with Nemenyi's critical difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FriedmanResult:
    """Friedman's test with Nemenyi's follow-up.

    Attributes:
        names: the methods, in the order of ``mean_ranks``.
        mean_ranks: ``(k,)``; 1 is best (smallest score), ties share the mean rank.
        statistic: Friedman's chi-squared, corrected for ties.
        p: its p-value.
        critical_difference: methods whose mean ranks differ by more are different at ``alpha``.
        p_nemenyi: ``(k, k)`` p-values of all pairs.
        alpha: level of the critical difference.
        n: problems (blocks).
    """

    names: tuple[str, ...]
    mean_ranks: Floats
    statistic: float
    p: float
    critical_difference: float
    p_nemenyi: Floats
    alpha: float
    n: int


def holm(p_values: ArrayLike) -> Floats:
    """Return Holm's (1979) adjusted p-values ``(k,)``: step-down, monotone, at most 1."""
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    factors = len(p) - np.arange(len(p))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * factors))
    return adjusted


def friedman_nemenyi(scores: ArrayLike, names: Sequence[str], alpha: float = 0.05) -> FriedmanResult:
    """Return Friedman's test and Nemenyi's critical difference (Demsar, JMLR 2006, section 3.2.2).

    Args:
        scores: ``(n problems or seeds, k methods)``, smaller is better, no NaN.
        names: the k methods.
        alpha: level of the critical difference.

    Raises:
        ConfigurationError: for fewer than three methods or two problems, or a shape that does not fit.
    """
    from scipy.stats import friedmanchisquare, rankdata, studentized_range

    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(names) or table.shape[0] < 2 or table.shape[1] < 3:
        raise ConfigurationError("Friedman's test needs three or more methods (columns) on two or more problems (rows)")
    if np.isnan(table).any():
        raise ConfigurationError("Friedman's test needs one score per method and problem, none missing")
    n, k = table.shape
    ranks = rankdata(table, axis=1)
    mean_ranks = ranks.mean(axis=0)
    statistic, p = friedmanchisquare(*table.T) if np.ptp(ranks) > 0 else (0.0, 1.0)  # all equal: scipy divides by 0
    scale = np.sqrt(k * (k + 1) / (6.0 * n))
    q = np.abs(mean_ranks[:, None] - mean_ranks[None, :]) / scale * np.sqrt(2.0)
    p_nemenyi = np.asarray(studentized_range.sf(q, k, np.inf))
    np.fill_diagonal(p_nemenyi, 1.0)
    return FriedmanResult(
        names=tuple(names),
        mean_ranks=mean_ranks,
        statistic=float(statistic),
        p=float(p),
        critical_difference=float(studentized_range.ppf(1 - alpha, k, np.inf) / np.sqrt(2.0) * scale),
        p_nemenyi=p_nemenyi,
        alpha=alpha,
        n=n,
    )
