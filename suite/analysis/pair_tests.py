"""Two-sided rank tests of pairs of methods, paired only where something is shared (:mod:`suite.analysis.pairing`).

==================  ==================================================================================================
Mann-Whitney        unpaired, one problem (scipy: exact up to eight runs without ties, else normal with a correction
                    for continuity)
van Elteren         unpaired, runs of several problems: Mann-Whitney's statistic of each problem, weighted by
                    1 / (n + m + 1) (van Elteren, 1960); normal, without a correction for continuity
Wilcoxon            signed ranks, paired; pairs without a difference are dropped
==================  ==================================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.pairing import Shared
from suite.analysis.rank_tests import holm
from suite.analysis.statistics import vargha_delaney_a12
from suite.errors import ConfigurationError

Floats = NDArray[np.float64]
MANN_WHITNEY, VAN_ELTEREN, WILCOXON = "Mann-Whitney", "van Elteren", "Wilcoxon"
NAN = float("nan")


@dataclass(frozen=True)
class PairTest:
    """Two methods compared; smaller scores are better.

    Attributes:
        first: name of one method.
        second: name of the other.
        test: :data:`MANN_WHITNEY`, :data:`VAN_ELTEREN` or :data:`WILCOXON`.
        shared: what makes the runs pairs, in words; "" in an unpaired test.
        n: runs of the first; in a paired test the pairs.
        m: runs of the second.
        ties: pairs without a difference; 0 in an unpaired test.
        correlation: Spearman's of the pairs (of the ranks within each problem); NaN in an unpaired test, and where one
            side is constant. Pairs that share nothing of weight have about 0: pairing then gains nothing.
        p: two-sided p-value; 1 if nothing differs.
        p_holm: the same after Holm's correction over all comparisons made together.
        a12: chance that a score of the second is larger, ties counting half (Vargha and Delaney), mean over problems.
        improvement: chance that the second is better (smaller) than the first: 1 - ``a12``.
    """

    first: str
    second: str
    test: str
    shared: str
    n: int
    m: int
    ties: int
    correlation: float
    p: float
    p_holm: float
    a12: float
    improvement: float


def pair_tests(
    scores: Mapping[str, ArrayLike],
    shared: Shared,
    versus: str | None = None,
    strata: Mapping[str, ArrayLike] | None = None,
) -> list[PairTest]:
    """Return the tests of all pairs of methods, or of every method against ``versus``, Holm-corrected together.

    Args:
        scores: method -> ``(n,)`` scores; infinite ones (nothing feasible found) keep their rank. Where two methods
            share something, position i of both is the same seed (or problem).
        shared: what two methods share.
        versus: name of the method to compare all others with.
        strata: method -> ``(n,)`` the problem of each score; one problem by default.

    Raises:
        ConfigurationError: for missing values, an empty sample, pairs of different length or of different problems,
            problems that only one of two methods has, or an unknown ``versus``.
    """
    samples = {name: _Sample.of(name, values, strata) for name, values in scores.items()}
    if versus is not None and versus not in samples:
        raise ConfigurationError(f"'{versus}' is not among the compared methods ({', '.join(samples)})")
    pairs = [(versus, name) for name in samples if name != versus] if versus else list(combinations(samples, 2))
    found = [_tested(first, samples[first], second, samples[second], shared(first, second)) for first, second in pairs]
    corrected = holm([test.p for test in found])
    return [PairTest(**{**vars(test), "p_holm": float(p)}) for test, p in zip(found, corrected, strict=True)]


@dataclass(frozen=True, eq=False)
class _Sample:
    values: Floats
    strata: NDArray[np.generic]

    @classmethod
    def of(cls, name: str, values: ArrayLike, strata: Mapping[str, ArrayLike] | None) -> _Sample:
        sample = np.asarray(values, dtype=np.float64)
        if sample.ndim != 1 or not len(sample) or np.isnan(sample).any():
            raise ConfigurationError("tests need one score per method and run, none missing")
        problems = np.zeros(len(sample), dtype=np.int64) if strata is None else np.asarray(strata[name])
        if problems.shape != sample.shape:
            raise ConfigurationError(f"tests need one problem per score: '{name}' has {len(problems)}")
        return cls(sample, problems)

    def by_stratum(self) -> dict[object, Floats]:
        return {problem: self.values[self.strata == problem] for problem in np.unique(self.strata).tolist()}


def _tested(first: str, one: _Sample, second: str, other: _Sample, shared: str) -> PairTest:
    theirs, ours = one.by_stratum(), other.by_stratum()
    if list(theirs) != list(ours):
        raise ConfigurationError(f"'{first}' and '{second}' have scores on different problems")
    blocks = list(zip(theirs.values(), ours.values(), strict=True))
    a12 = float(np.mean([vargha_delaney_a12(b, a) for a, b in blocks]))
    ties, correlation = 0, NAN
    if shared:
        if len(one.values) != len(other.values) or (one.strata != other.strata).any():
            raise ConfigurationError(f"the pairs of '{first}' and '{second}' need one score per seed and problem each")
        test, p = WILCOXON, _signed_ranks(one.values, other.values)
        ties, correlation = int((one.values == other.values).sum()), _correlation(blocks)
    elif len(blocks) == 1:
        test, p = MANN_WHITNEY, _mann_whitney(*blocks[0])
    else:
        test, p = VAN_ELTEREN, _van_elteren(blocks)
    n, m = len(one.values), len(other.values)
    return PairTest(first, second, test, shared, n, m, ties, correlation, p, p, a12, 1.0 - a12)


def _mann_whitney(a: Floats, b: Floats) -> float:
    from scipy.stats import mannwhitneyu

    if np.ptp(np.unique(np.concatenate([a, b]), return_inverse=True)[1]) == 0:  # nothing differs
        return 1.0
    return float(mannwhitneyu(a, b).pvalue)


def _van_elteren(blocks: list[tuple[Floats, Floats]]) -> float:
    from scipy.stats import norm, rankdata

    statistic = variance = 0.0
    for a, b in blocks:
        n, m = len(a), len(b)
        total = n + m
        ranks = rankdata(np.concatenate([a, b]))
        weight = 1.0 / (total + 1)
        statistic += weight * (ranks[:n].sum() - n * (total + 1) / 2.0)
        variance += weight**2 * n * m * ranks.var(ddof=1) / total  # of a rank sum, ties included
    return 1.0 if variance == 0 else float(2.0 * norm.sf(abs(statistic) / np.sqrt(variance)))


def _signed_ranks(a: Floats, b: Floats) -> float:
    from scipy.stats import wilcoxon

    differs = a != b
    a, b = a[differs], b[differs]
    if not len(a):
        return 1.0
    # infinite scores (no feasible point) are worse than any other: keep their rank, not their size
    _, ranks = np.unique(np.concatenate([a, b]), return_inverse=True)
    finite = np.isfinite(a).all() and np.isfinite(b).all()
    difference = a - b if finite else (ranks[: len(a)] - ranks[len(a) :]).astype(np.float64)
    return float(wilcoxon(difference).pvalue)


def _correlation(blocks: list[tuple[Floats, Floats]]) -> float:
    """Return the correlation of the ranks within each problem; Spearman's where there is one."""
    from scipy.stats import rankdata

    pairs = np.concatenate([np.stack([_centred(rankdata(a)), _centred(rankdata(b))]) for a, b in blocks], axis=1)
    norms = np.sqrt((pairs**2).sum(axis=1))
    return float(pairs[0] @ pairs[1] / norms.prod()) if norms.all() else NAN


def _centred(ranks: Floats) -> Floats:
    return np.asarray(ranks - ranks.mean())
