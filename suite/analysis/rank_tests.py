"""Rank tests of paired runs: Wilcoxon with Holm's correction, Friedman with Nemenyi's critical difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PairedTest:
    """Two methods on the same problems and seeds.

    Attributes:
        first: name of one method.
        second: name of the other.
        n: pairs.
        ties: pairs without a difference; they are dropped (Wilcoxon's rule).
        p: two-sided p-value of the signed-rank test; 1 if all pairs tie.
        p_holm: the same after Holm's step-down correction over all comparisons made together.
    """

    first: str
    second: str
    n: int
    ties: int
    p: float
    p_holm: float


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


def wilcoxon_holm(scores: Mapping[str, ArrayLike], versus: str | None = None) -> list[PairedTest]:
    """Return the signed-rank tests of all pairs, or of every method against ``versus``, Holm-corrected together.

    Args:
        scores: method -> ``(n,)`` scores; position i of every method is the same problem and seed.
        versus: name of the method to compare all others with.

    Raises:
        ConfigurationError: for samples of different length, or missing values.
    """
    from scipy.stats import wilcoxon

    samples = {name: np.asarray(values, dtype=np.float64) for name, values in scores.items()}
    lengths = {len(sample) for sample in samples.values()}
    if len(lengths) > 1 or any(np.isnan(sample).any() for sample in samples.values()):
        raise ConfigurationError("paired tests need one score per method and seed, none missing")
    if versus is not None and versus not in samples:
        raise ConfigurationError(f"'{versus}' is not among the compared methods ({', '.join(samples)})")
    pairs = [(versus, name) for name in samples if name != versus] if versus else list(combinations(samples, 2))
    p_values, ties = [], []
    for first, second in pairs:
        differs = samples[first] != samples[second]
        a, b = samples[first][differs], samples[second][differs]
        # infinite scores (no feasible point) are worse than any other: keep their rank, not their size
        _, ranks = np.unique(np.concatenate([a, b]), return_inverse=True)
        finite = np.isfinite(a).all() and np.isfinite(b).all()
        difference = a - b if finite else (ranks[: len(a)] - ranks[len(a) :]).astype(np.float64)
        ties.append(int((~differs).sum()))
        p_values.append(float(wilcoxon(difference).pvalue) if len(a) else 1.0)
    corrected = holm(p_values)
    n = lengths.pop() if lengths else 0
    return [
        PairedTest(first, second, n, tied, p, float(adjusted))
        for (first, second), tied, p, adjusted in zip(pairs, ties, p_values, corrected, strict=True)
    ]


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
