"""Verdicts on the NAS-Bench-201 rows, from stated criteria."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from suite.report.verdicts import DEVIATES, MATCH, REPORTED, Verdict

TOLERANCE = {"cifar10": 0.15, "cifar100": 0.4, "ImageNet16-120": 0.4}
"""Points by which the means of a replayed protocol may differ."""

ROUNDING = 0.005 + 1e-9
"""Printed accuracies have two decimals."""

CRITERIA = (
    "Difference: our mean minus the published mean, in points; within spread: whether it is at most the published "
    "standard deviation (rounding of the printed numbers where that is zero or not printed).",
    "Verdict where the tables hold the published fitness (500 published runs): match = the means differ by at most "
    "0.15 points on CIFAR-10 and 0.4 on the others. Where the published fitness is a trained supernet's accuracy and "
    "ours a stand-in, and for fixed architectures: match = within the published spread; for a stand-in this is no "
    "replication of the supernet. 'reported': cannot be had from tables, quoted only.",
)


@dataclass(frozen=True)
class Summary:
    """Mean and population standard deviation (the papers' ``np.std``) of ``runs`` numbers."""

    mean: float
    std: float
    runs: int


def summary(values: ArrayLike) -> Summary:
    """Return mean, population standard deviation and number of ``values``."""
    numbers = np.asarray(values, dtype=np.float64)
    return Summary(float(numbers.mean()), float(numbers.std()), len(numbers))


def within(mean: float, published: float, std: float | None) -> bool:
    """Return whether a mean lies within the published spread around the published mean."""
    spread = std if std else 0.0
    return abs(mean - published) <= max(spread, 0.0) + ROUNDING


def judge(mean: float, published: float, std: float | None, dataset: str, replays: bool, why: str) -> Verdict:
    """Return the verdict on one published mean by the criteria above."""
    close = abs(mean - published) <= TOLERANCE[dataset] + 1e-9 if replays else within(mean, published, std)
    return Verdict(MATCH) if close else Verdict(DEVIATES, why)


def reported_only(why: str) -> Verdict:
    """Return the verdict on a row that tables cannot give."""
    return Verdict(REPORTED, why)
