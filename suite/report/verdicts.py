"""Verdicts on published numbers, computed from stated criteria and never typed by hand.

Outcomes: "match", "deviates: why", "not reproducible: why", and "reported: why" for numbers that are only quoted. A
digitised number matches within its reading error; a number from one published run matches if it lies in the range of
our seeds, widened by its reading error. With n seeds that range holds one further independent run with probability
(n - 1) / (n + 1): 90 % for 20 seeds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

MATCH = "match"
DEVIATES = "deviates"
NOT_REPRODUCIBLE = "not reproducible"
REPORTED = "reported"

EXACT_CRITERION = "match = equal within the printed rounding or the reading error of the figure"
SPREAD_CRITERION = (
    "match = the published value lies between the smallest and the largest of our seeds, widened by the reading error"
)


@dataclass(frozen=True)
class Verdict:
    """An outcome and, unless it is a match, the reason."""

    outcome: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.outcome}: {self.reason}" if self.reason else self.outcome


def exact(published: float, ours: float, error: float, why: str) -> Verdict:
    """Return "match" if ``ours`` differs from ``published`` by at most ``error``, else "deviates" with ``why``."""
    close = abs(ours - published) <= error * (1 + 1e-9)
    return Verdict(MATCH) if close else Verdict(DEVIATES, why)


def within_spread(published: float, error: float, ours: ArrayLike, *, above: str, below: str) -> Verdict:
    """Hold one published run against our seeds.

    Args:
        published: the number of the single published run.
        error: its reading error, in the same unit.
        ours: one number per seed; NaN (a seed without a result) is left out.
        above: the reason to give when all of ours are larger; ``below`` when all are smaller.
    """
    values = _finite(ours)
    if not len(values):
        return Verdict(NOT_REPRODUCIBLE, "no seed gave a result")
    if values.min() - error > published:
        return Verdict(DEVIATES, above)
    if values.max() + error < published:
        return Verdict(DEVIATES, below)
    return Verdict(MATCH)


def not_reproducible(why: str) -> Verdict:
    """Return the verdict on a number that no run of the suite can give."""
    return Verdict(NOT_REPRODUCIBLE, why)


def spread(values: ArrayLike) -> dict[str, float]:
    """Return median, quartiles and range of one number per seed; NaN everywhere if no seed gave one."""
    finite = _finite(values)
    if not len(finite):
        return dict.fromkeys(("median", "q25", "q75", "minimum", "maximum"), float("nan"))
    q25, median, q75 = (float(np.quantile(finite, q)) for q in (0.25, 0.5, 0.75))
    return {"median": median, "q25": q25, "q75": q75, "minimum": float(finite.min()), "maximum": float(finite.max())}


def tally(verdicts: Iterable[str]) -> str:
    """Return how many of each outcome there are among verdicts as texts: ``"12 match, 6 deviate"``."""
    texts = list(verdicts)
    words = {MATCH: "match", DEVIATES: "deviate", NOT_REPRODUCIBLE: "not reproducible", REPORTED: "reported only"}
    counts = {word: sum(text.startswith(outcome) for text in texts) for outcome, word in words.items()}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def _finite(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[np.isfinite(array)]
