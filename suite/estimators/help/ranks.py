"""Spearman's rank correlation, the measure of HELP's tables (no torch needed)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def spearman(first: ArrayLike, second: ArrayLike) -> float:
    """Return Spearman's rank correlation, ties at their mean rank; 0 where one side is constant."""
    from scipy.stats import rankdata

    ranks = [rankdata(np.asarray(values, dtype=np.float64)) for values in (first, second)]
    if any(np.ptp(rank) == 0 for rank in ranks):
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
