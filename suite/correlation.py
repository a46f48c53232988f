"""Rank correlations of two samples, by scipy; what a sample without differences gets is said here, once."""

from __future__ import annotations

from functools import cache
from inspect import unwrap
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
SIGNIFICANT_DIGITS = 9


def significant(values: ArrayLike, digits: int = SIGNIFICANT_DIGITS) -> Floats:
    """Return ``values`` rounded to ``digits`` significant digits; 0 and NaN stay.

    Below the ninth digit lies the rounding noise of sums of the same terms (ASIC-Eyeriss's 15,625 latencies are 27
    numbers, which the file holds in 38 spellings); rounded away before ranking, equal is a tie.
    """
    array = np.asarray(values, dtype=np.float64)
    size = np.where((array == 0) | ~np.isfinite(array), 1.0, np.abs(array))
    # the scale is a power of ten up to 10^22, which float64 holds exactly, or its inverse
    exponent = digits - 1 - np.floor(np.log10(size)).astype(np.int64)
    scale = 10.0 ** np.abs(exponent)
    return np.where(exponent >= 0, np.round(array * scale) / scale, np.round(array / scale) * scale)


def kendall(a: ArrayLike, b: ArrayLike) -> float:
    """Return Kendall's tau-b of two samples ``(n,)`` without NaN; NaN if one is constant.

    Ranks in small whole numbers (uint16), where a caller has them, are sorted several times faster than numbers.
    """
    first, second = np.asarray(a), np.asarray(b)
    return float(_tau()(first, second).statistic) if _varies(first) and _varies(second) else float("nan")


@cache
def _tau() -> Any:
    """Return scipy's function without what it does about NaN and axes, half of its time for a thousand numbers."""
    from scipy.stats import kendalltau

    return unwrap(kendalltau)


def spearman(a: ArrayLike, b: ArrayLike, constant: float = float("nan")) -> float:
    """Return Spearman's rank correlation of two samples ``(n,)`` without NaN (ties get mean ranks).

    Args:
        a, b: the samples.
        constant: what is returned if one of them is constant; HELP counts 0.
    """
    from scipy.stats import spearmanr

    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return float(spearmanr(first, second).statistic) if _varies(first) and _varies(second) else constant


def rank_correlations(a: ArrayLike, b: ArrayLike) -> tuple[float, float]:
    """Return :func:`kendall` and :func:`spearman` of two samples ``(n,)`` without NaN, from one sort of each."""
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if not (_varies(first) and _varies(second)):
        return float("nan"), float("nan")
    places, ranks = zip(*(_ranked(values) for values in (first, second)), strict=True)
    # ranks are halves, whose sums and products are exact: the same bits as scipy's, whatever the order
    return kendall(*places), float(np.corrcoef(np.stack(ranks))[1, 0])


def _ranked(values: Floats) -> tuple[NDArray[Any], Floats]:
    """Return the place ``(n,)`` of each among the distinct values, and its mean rank ``(n,)``."""
    distinct, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2.0
    return places.astype(np.min_scalar_type(len(distinct))), mean_rank[places]


def _varies(values: NDArray[Any]) -> bool:
    return len(values) > 1 and bool((values != values[0]).any())
