"""Performance profiles: which share of the runs is at least as good as each threshold, over many problems.

The score distributions of Agarwal et al. (NeurIPS 2021, section 4.2), after Dolan and More (2002): with scores that are
regrets, the smaller the better, the profile of a method at t is the mean over problems of the share of its runs with a
score of t or less. One profile above another everywhere is stochastic dominance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.analysis.scores_by_problem import Scores, checked
from suite.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
THRESHOLDS = 81
RESAMPLES = 1_000
"""Resamples of a band: each costs a draw per problem and threshold."""


@dataclass(frozen=True, eq=False)
class Profile:
    """A profile with its pointwise band.

    Attributes:
        thresholds: ``(t,)``, increasing.
        share: ``(t,)`` mean over problems of the share of runs that reach the threshold.
        low: ``(t,)`` lower bound of the stratified bootstrap interval at each threshold alone.
        high: ``(t,)`` its upper bound.
    """

    thresholds: Floats
    share: Floats
    low: Floats
    high: Floats


def thresholds_of(scores: Scores, number: int = THRESHOLDS, log: bool = True) -> Floats:
    """Return thresholds ``(t,)`` from the smallest to the largest finite score of all methods.

    Args:
        scores: of all methods.
        number: of thresholds.
        log: spaced evenly on a logarithmic axis, from the smallest positive score on; zeros reach the first of them.

    Raises:
        ConfigurationError: if no score is finite (and positive, with ``log``).
    """
    problems, methods = checked(scores)
    pooled = np.concatenate([np.asarray(scores[problem][method]) for problem in problems for method in methods])
    usable = pooled[np.isfinite(pooled) & ((pooled > 0) | (not log))]
    if not len(usable):
        raise ConfigurationError("performance profiles need a finite score" + (" above zero" if log else ""))
    low, high = float(usable.min()), float(usable.max())
    grid = np.geomspace(low, high, number) if log else np.linspace(low, high, number)
    grid[-1] = high
    return np.unique(grid)


def profile(
    by_problem: Sequence[ArrayLike],
    thresholds: ArrayLike,
    rng: np.random.Generator,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> Profile:
    """Return the profile of one method.

    The band is the percentile bootstrap's: of n runs resampled with replacement the number that reach a threshold is
    binomial, so it is drawn as such, problem by problem.

    Args:
        by_problem: the scores ``(runs,)`` on each problem.
        thresholds: ``(t,)``.
        rng: the only source of randomness.
        level: coverage of the band, in (0, 1).
        resamples: number of resamples.

    Raises:
        ConfigurationError: for no or missing scores, or a level outside (0, 1).
    """
    checked({str(place): {"scores": np.asarray(part)} for place, part in enumerate(by_problem)})
    if not 0 < level < 1:
        raise ConfigurationError(f"a confidence level lies between 0 and 1, not {level}")
    grid = np.asarray(thresholds, dtype=np.float64)
    sizes = np.array([len(np.asarray(part)) for part in by_problem])
    reached = np.stack([np.searchsorted(np.sort(np.asarray(part)), grid, side="right") for part in by_problem])
    shares = reached / sizes[:, None]
    total = np.zeros((resamples, len(grid)))
    for size, share in zip(sizes, shares, strict=True):
        total += rng.binomial(size, share, size=total.shape) / size
    low, high = np.quantile(total / len(sizes), [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Profile(grid, shares.mean(axis=0), low, high)


def profiles(
    scores: Scores,
    rng: np.random.Generator,
    thresholds: ArrayLike | None = None,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> dict[str, Profile]:
    """Return the profile of every method, at :func:`thresholds_of` the scores unless others are given."""
    problems, methods = checked(scores)
    grid = thresholds_of(scores) if thresholds is None else np.asarray(thresholds, dtype=np.float64)
    return {
        method: profile([scores[problem][method] for problem in problems], grid, rng, level, resamples)
        for method in methods
    }


def profile_frame(found: dict[str, Profile]) -> pd.DataFrame:
    """Return one row per method and threshold: method, threshold, share, low, high."""
    import pandas as pd

    columns = ("thresholds", "share", "low", "high")
    frames = [
        pd.DataFrame({"method": method, **{name: getattr(each, name) for name in columns}})
        for method, each in found.items()
    ]
    return pd.concat(frames, ignore_index=True).rename(columns={"thresholds": "threshold"})
