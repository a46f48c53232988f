"""Rank correlations of two samples, by scipy; what a sample without differences gets is said here, once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def kendall(a: ArrayLike, b: ArrayLike) -> float:
    """Return Kendall's tau-b of two samples ``(n,)`` without NaN; NaN if one is constant."""
    from scipy.stats import kendalltau

    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return float(kendalltau(first, second).statistic) if _varies(first) and _varies(second) else float("nan")


def spearman(a: ArrayLike, b: ArrayLike, constant: float = float("nan")) -> float:
    """Return Spearman's rank correlation of two samples ``(n,)`` without NaN (ties get mean ranks).

    Args:
        a, b: the samples.
        constant: what is returned if one of them is constant; HELP counts 0.
    """
    from scipy.stats import spearmanr

    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return float(spearmanr(first, second).statistic) if _varies(first) and _varies(second) else constant


def _varies(values: Floats) -> bool:
    return len(values) > 1 and bool((values != values[0]).any())
