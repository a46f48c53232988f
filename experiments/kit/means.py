"""Means over runs as the papers print them: with the population's standard deviation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

ROUNDING = 0.005
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


def spread(values: ArrayLike) -> dict[str, float]:
    """Return median, quartiles and range of one number per seed, of the finite ones; NaN if there is none."""
    finite = np.asarray(values, dtype=np.float64).ravel()
    finite = finite[np.isfinite(finite)]
    if not len(finite):
        return dict.fromkeys(("median", "q25", "q75", "minimum", "maximum"), float("nan"))
    q25, median, q75 = (float(np.quantile(finite, q)) for q in (0.25, 0.5, 0.75))
    return {"median": median, "q25": q25, "q75": q75, "minimum": float(finite.min()), "maximum": float(finite.max())}
