"""Probability of improvement of all pairs of methods over many problems, with intervals, tests and effect sizes."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from suite.analysis.aggregates import RESAMPLES, percentile_bounds
from suite.analysis.pair_tests import pair_tests
from suite.analysis.pairing import Shared
from suite.analysis.scores_by_problem import Scores, checked
from suite.analysis.statistics import Interval, vargha_delaney_a12

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
COLUMNS = (
    "first", "second", "problems", "n", "m", "test", "shared", "p", "holm_p", "improvement", "low", "high", "a12",
    "better", "worse",
)  # fmt: skip


def unpaired(first: str, second: str) -> str:
    """Say that runs of two methods share nothing: their tests are unpaired."""
    return ""


def improvement_intervals(
    scores: Scores, rng: np.random.Generator, level: float = 0.95, resamples: int = RESAMPLES
) -> dict[tuple[str, str], Interval]:
    """Return for each pair the chance that a run of the second is better than one of the first, with its interval.

    The mean over problems of P(second < first) + P(second = first) / 2 (Agarwal et al., NeurIPS 2021, section 4.3).
    Runs of both are resampled within each problem; the resamples of a method are the same in all its pairs.

    Args:
        scores: of all methods.
        rng: the only source of randomness.
        level: coverage, in (0, 1).
        resamples: number of resamples.
    """
    problems, methods = checked(scores)
    pairs = list(combinations(methods, 2))
    drawn = {pair: np.zeros(resamples) for pair in pairs}
    estimates = dict.fromkeys(pairs, 0.0)
    for problem in problems:
        samples = {method: np.asarray(scores[problem][method], dtype=np.float64) for method in methods}
        counts = {method: _counts(len(sample), rng, resamples) for method, sample in samples.items()}
        for first, second in pairs:
            a, b = samples[first], samples[second]
            wins = (b < a[:, None]) + 0.5 * (b == a[:, None])  # (n, m)
            drawn[first, second] += np.einsum("rm,rm->r", counts[first] @ wins, counts[second]) / wins.size
            estimates[first, second] += float(wins.mean())
    n = len(problems)
    return {pair: Interval(estimates[pair] / n, *percentile_bounds(drawn[pair] / n, level)) for pair in pairs}


def _counts(n: int, rng: np.random.Generator, resamples: int) -> Floats:
    """Return how often each of n runs is drawn in each resample, ``(resamples, n)``."""
    return rng.multinomial(n, np.full(n, 1.0 / n), size=resamples).astype(np.float64)


def improvement_frame(
    scores: Scores,
    rng: np.random.Generator,
    shared: Shared = unpaired,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Return one row per pair of methods, all problems together.

    Args:
        scores: of all methods.
        rng: the only source of randomness.
        shared: what two methods share; where it is something, position i of both is the same seed.
        level: coverage of the intervals.
        resamples: number of resamples.

    Returns:
        :data:`COLUMNS`: first, second; problems; n and m, runs of each over all problems; test and what it is paired by
        (:mod:`suite.analysis.pair_tests`); p and holm_p, corrected over all pairs; improvement, the chance that the
        second is better, with its bounds low and high; a12 = 1 - improvement, the effect size; better and worse, the
        problems on which the second's median is the smaller and the larger one.
    """
    import pandas as pd

    problems, methods = checked(scores)
    pooled = {method: np.concatenate([scores[problem][method] for problem in problems]) for method in methods}
    strata = {
        method: np.repeat(np.arange(len(problems)), [len(scores[problem][method]) for problem in problems])
        for method in methods
    }
    intervals = improvement_intervals(scores, rng, level, resamples)
    rows = []
    for test in pair_tests(pooled, shared, strata=strata):
        interval = intervals[test.first, test.second]
        medians = np.array(
            [[np.median(scores[problem][name]) for name in (test.first, test.second)] for problem in problems]
        )
        rows.append(
            {
                "first": test.first, "second": test.second, "problems": len(problems), "n": test.n, "m": test.m,
                "test": test.test, "shared": test.shared, "p": test.p, "holm_p": test.p_holm,
                "improvement": interval.estimate, "low": interval.low, "high": interval.high, "a12": test.a12,
                "better": int((medians[:, 1] < medians[:, 0]).sum()),
                "worse": int((medians[:, 1] > medians[:, 0]).sum()),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def effect_by_problem(scores: Scores, first: str, second: str) -> dict[str, float]:
    """Return A12 of two methods on each problem: the chance that the second's score is larger, ties counting half."""
    problems, _ = checked(scores)
    return {problem: vargha_delaney_a12(scores[problem][second], scores[problem][first]) for problem in problems}
