"""Published means with a standard deviation over runs, and ours beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from suite.report.verdicts import DEVIATES, MATCH, REPORTED, Verdict

ROUNDING = 0.005 + 1e-9
"""Printed accuracies have two decimals."""


@dataclass(frozen=True)
class Mean:
    """Mean and population standard deviation (the papers' ``np.std``) of ``runs`` numbers."""

    mean: float
    std: float
    runs: int

    def __str__(self) -> str:
        return f"{self.mean:.2f} ± {self.std:.2f}"


def mean_of(values: ArrayLike) -> Mean:
    """Return mean, population standard deviation and number of ``values``."""
    numbers = np.asarray(values, dtype=np.float64)
    return Mean(float(numbers.mean()), float(numbers.std()), len(numbers))


def within(mean: float, published: float, std: float | None, tolerance: float = 0.0) -> bool:
    """Return whether a mean lies within the published spread around the published mean, or within a tolerance."""
    return abs(mean - published) <= max(std or 0.0, tolerance) + ROUNDING


def judged(close: bool, why: str) -> Verdict:
    """Return "match" if ``close``, else "deviates" with ``why``."""
    return Verdict(MATCH) if close else Verdict(DEVIATES, why)


def reported_only(why: str) -> Verdict:
    """Return the verdict on a row that is quoted, as nothing here can give it."""
    return Verdict(REPORTED, why)
