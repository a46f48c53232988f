"""How good predicted costs are: rank correlation and relative error.

Differences below the ninth significant digit are rounding noise of sums of the same terms (ASIC-Eyeriss's 15,625
latencies are 27 numbers, which the file holds in 38 spellings). They are rounded away before ranking: equal is a tie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from suite.correlation import rank_correlations, significant
from suite.errors import ConfigurationError


@dataclass(frozen=True)
class Score:
    """One set of predictions in numbers.

    Attributes:
        kendall: Kendall's tau-b of predicted and true cost; NaN if one of them is constant.
        spearman: Spearman's rank correlation; NaN if one of them is constant.
        mape: mean absolute percentage error, per cent of the true cost.
        within_5: share of predictions at most 5 % off (nn-Meter's "5 % accuracy"), 0 to 1.
        within_10: share at most 10 % off.
        n: number of architectures.
    """

    kendall: float
    spearman: float
    mape: float
    within_5: float
    within_10: float
    n: int


def score(predicted: ArrayLike, true: ArrayLike) -> Score:
    """Hold predictions against true costs of the same unit.

    Args:
        predicted: ``(n,)``, finite.
        true: ``(n,)``, finite and positive, as relative errors need.

    Raises:
        ConfigurationError: for other shapes or values.
    """
    guess, truth = np.asarray(predicted, dtype=np.float64), np.asarray(true, dtype=np.float64)
    if guess.shape != truth.shape or truth.ndim != 1 or not len(truth):
        raise ConfigurationError(f"predictions {guess.shape} and true costs {truth.shape} must be two equal lists")
    if not (np.isfinite(guess).all() and np.isfinite(truth).all() and (truth > 0).all()):
        raise ConfigurationError("predictions must be finite, and true costs finite and positive")
    off = np.abs(guess - truth) / truth
    tau, rho = rank_correlations(significant(guess), significant(truth))
    return Score(
        kendall=tau,
        spearman=rho,
        mape=100.0 * float(off.mean()),
        # the same rounding as for ranks, so that exactly 5 % off is within 5 %
        within_5=float((significant(off) <= 0.05).mean()),
        within_10=float((significant(off) <= 0.10).mean()),
        n=len(truth),
    )
