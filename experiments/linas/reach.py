"""How many evaluations runs need for a share of the exact hypervolume: censored medians, and their ratios."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from experiments import kit
from experiments.linas.curves import curves_of
from experiments.linas.runs import LINAS, TARGETS


@dataclass(frozen=True)
class Reach:
    """How one search reaches one target on one problem.

    Attributes:
        share: of the runs that reach it.
        q25: evaluations by which a quarter of the runs has; infinite if not known; ``median`` and ``q75`` likewise.
        longest: evaluations of the longest run.
    """

    share: float
    q25: float
    median: float
    q75: float
    longest: float


@dataclass(frozen=True)
class Ratio:
    """How many times the evaluations another method takes; ``bound`` is "", ">" or "<", or "?" if nothing is known."""

    value: float
    bound: str

    def __str__(self) -> str:
        return "" if self.bound == "?" else f"{self.bound}{self.value:.2f}"

    @property
    def faster(self) -> bool | None:
        """Whether the method that is divided by needs fewer; None if that is not decided (equal counts as no)."""
        if self.bound == "?":
            return None
        if self.bound == ">":
            return True if self.value >= 1 else None
        if self.bound == "<":
            return False if self.value <= 1 else None
        return self.value > 1


def survival_quantile(times: ArrayLike, reached: ArrayLike, share: float) -> float:
    """Return the first time by which at least ``share`` of the runs have reached the target, by Kaplan and Meier.

    Infinite if there is none.

    Args:
        times: ``(n,)`` when a run reached the target, or ended without.
        reached: ``(n,)`` which of the two; the others are censored.
        share: 0.5 for the median.
    """
    t, event = np.asarray(times, dtype=np.float64), np.asarray(reached, dtype=bool)
    survival = 1.0
    for time in np.unique(t[event]):
        at_risk = (t >= time).sum()
        survival *= 1.0 - ((t == time) & event).sum() / at_risk
        if survival <= 1.0 - share + 1e-12:
            return float(time)
    return float("inf")


def reach(runs: pd.DataFrame, target: float) -> Reach:
    """Return how the runs of one search (rows of :func:`.curves.measured`) reach one target."""
    times, reached = curves_of(runs).to_reach(target)
    q25, median, q75 = (survival_quantile(times, reached, share) for share in (0.25, 0.5, 0.75))
    return Reach(float(reached.mean()), q25, median, q75, float(times.max()))


def ratio(other: Reach, ours: Reach) -> Ratio:
    """Return the ratio of the medians ``other / ours``, as a bound where one of them is censored."""
    if math.isfinite(other.median) and math.isfinite(ours.median):
        return Ratio(other.median / ours.median, "")
    if math.isfinite(ours.median):
        return Ratio(other.longest / ours.median, ">")
    if math.isfinite(other.median):
        return Ratio(other.median / ours.longest, "<")
    return Ratio(float("nan"), "?")


def reaches(runs: pd.DataFrame, targets: Iterable[float] = TARGETS) -> pd.DataFrame:
    """Return one row per problem, target and line: the fields of :class:`Reach`, and ``ratio`` to LINAS's."""
    rows = []
    for problem, of_problem in kit.groups(runs, ("dataset", "device")):
        for target in targets:
            ours = reach(of_problem[of_problem["line"] == LINAS], target)
            for line, group in kit.groups(of_problem, ("line",)):
                found = reach(group, target)
                rows.append({**problem, "target": target, **line, **vars(found), "ratio": ratio(found, ours)})
    return pd.DataFrame(rows)


def known(value: float) -> float:
    """Return the value, NaN (an empty cell) if it is infinite."""
    return value if math.isfinite(value) else float("nan")


def decided(ratios: Iterable[Ratio]) -> tuple[list[float], int, int]:
    """Return the values that are known, and on how many problems LINAS needs fewer evaluations, and does not."""
    found = list(ratios)
    faster = [each.faster for each in found]
    return [each.value for each in found if not each.bound], faster.count(True), faster.count(False)
