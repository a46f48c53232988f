"""Verdicts on published numbers: one rule per kind of number, computed from stated criteria and never typed by hand.

==================  =================================================================================================
published           rule
==================  =================================================================================================
mean, spread and n  Welch's two one-sided tests at 5 %. *Equivalent*: the means differ by less than the margin.
                    *Different*: not equivalent, and the 95 % interval of the difference leaves out 0. Else
                    *inconclusive*, with the number of runs that would decide it.
one run             *Equivalent*: it lies in the 95 % prediction interval of our runs, and the centre (median) of ours
                    lies within margin plus reading error of it and is itself known that well. *Different*: outside the
                    prediction interval and farther than margin plus reading error. Else *inconclusive*.
look-up             *Equal* within the printed rounding or the reading error, else *different*; so is arithmetic.
==================  =================================================================================================

A relative margin (ratios, counts, spreads) works on logarithms where all numbers are positive. How often each rule says
what, when the truth is known, is simulated by ``suite reproduce verdict-rules``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.equivalence import (
    Welch,
    mean_interval,
    median_interval,
    prediction_interval,
    runs_needed,
    welch,
)
from suite.errors import ConfigurationError

EQUIVALENT, DIFFERENT, INCONCLUSIVE = "equivalent", "different", "inconclusive"
EQUAL = "equal"
NOT_TO_BE_HAD = "not to be had"
QUOTED = "quoted"
OUTCOMES = (EQUAL, EQUIVALENT, INCONCLUSIVE, DIFFERENT, QUOTED, NOT_TO_BE_HAD)

ALPHA = 0.05
NAN = float("nan")

MEAN_CRITERION = (
    "Welch's two one-sided tests at 5 %: equivalent = the means differ by less than the margin; different = not "
    "equivalent, and the 95 % interval of the difference leaves out 0; else inconclusive"
)
ONE_RUN_CRITERION = (
    "one published run: equivalent = within the 95 % prediction interval of our runs, and our median lies within "
    "margin plus reading error of it and is known that well; different = neither within the interval nor that near; "
    "else inconclusive"
)
EXACT_CRITERION = "equal = the same within the printed rounding or the reading error of the figure"


@dataclass(frozen=True)
class Margin:
    """The largest difference that counts as none: in the unit of the number, or as a share of the published one."""

    amount: float
    relative: bool = False

    def __str__(self) -> str:
        return f"{100 * self.amount:g} %" if self.relative else f"{self.amount:g}"


ACCURACY = {"cifar10": Margin(0.15), "cifar100": Margin(0.4), "ImageNet16-120": Margin(0.4)}
"""Points, by data set: about half the standard deviation between two trainings of one good cell in the tables."""
CORRELATION = Margin(0.02)
"""Rank correlations and other shares of 1."""
RELATIVE = Margin(0.1, relative=True)
"""Ratios, counts, latencies and diversities."""


@dataclass(frozen=True)
class Verdict:
    """An outcome with what it rests on.

    Attributes:
        outcome: one of :data:`OUTCOMES`.
        reason: why, in one clause.
        ours: our centre: the mean beside a mean, the median beside one run; ``low`` and ``high`` its 95 % interval.
        n: number of our runs; 1 for a look-up.
        margin: in the unit of the number.
        p: of the two one-sided tests, or of the published run as one more of ours; NaN for a look-up.
    """

    outcome: str
    reason: str = ""
    ours: float = NAN
    low: float = NAN
    high: float = NAN
    n: int = 0
    margin: float = NAN
    p: float = NAN

    def __str__(self) -> str:
        return f"{self.outcome}: {self.reason}" if self.reason else self.outcome


def exact(published: float, ours: float, error: float, why: str) -> Verdict:
    """Return "equal" if ``ours`` differs from ``published`` by at most ``error``, else "different" with ``why``."""
    close = abs(ours - published) <= error * (1 + 1e-9)
    return Verdict(EQUAL if close else DIFFERENT, "" if close else why, ours, ours, ours, 1, error)


def of_mean(
    published: float, std: float | None, runs: int | None, ours: ArrayLike, margin: Margin, *, error: float = 0.0,
    above: str = "", below: str = "",
) -> Verdict:  # fmt: skip
    """Hold a published mean against ours.

    Args:
        published: the mean.
        std: the published standard deviation (a population's, as the papers' ``np.std``); None takes ours.
        runs: number of published runs; None if unknown, which counts as one run of a known spread.
        ours: one number per run of ours; NaN (a run without a result) is left out.
        margin: see :class:`Margin`; a share is taken of the published mean.
        error: reading or rounding error of the published mean, added to the margin.
        above: what to add if the means are different and ours is larger; ``below`` if it is smaller.
    """
    values = _finite(ours)
    if not len(values):
        return Verdict(NOT_TO_BE_HAD, "no run gave a result")
    allowed = margin.amount * (abs(published) if margin.relative else 1.0) + error
    low, high = (float(end) for end in mean_interval(values))
    mean, n = float(values.mean()), len(values)
    if n < 2:
        return Verdict(INCONCLUSIVE, "one run of ours has no spread to judge by", mean, low, high, n, allowed)
    spread = float(values.std(ddof=1))
    theirs = spread if std is None else std * np.sqrt(runs / (runs - 1)) if runs and runs > 1 else std
    test = welch((mean, published), (spread, theirs), (n, runs), allowed)
    outcome = str(mean_outcomes(test))
    between = f"95 % interval of the difference {float(test.low):+.3g} to {float(test.high):+.3g}"
    if outcome == INCONCLUSIVE:
        between += f"; {_what_decides(n, spread, float(theirs), runs, allowed)}"
    elif outcome == DIFFERENT:
        between = _join(between, above if mean > published else below)
    return Verdict(outcome, between, mean, low, high, n, allowed, float(test.p_equivalent))


def mean_outcomes(test: Welch) -> NDArray[np.str_]:
    """Return the outcome of each test of the rule for means."""
    equivalent, different = test.p_equivalent < ALPHA, test.p_different < ALPHA
    return np.where(equivalent, EQUIVALENT, np.where(different, DIFFERENT, INCONCLUSIVE))


def of_one_run(
    published: float, error: float, ours: ArrayLike, margin: Margin, *, above: str = "", below: str = ""
) -> Verdict:
    """Hold the number of one published run against ours.

    Args:
        published: the number.
        error: its reading error, in the same unit.
        ours: one number per run; NaN (a run without a result) is left out.
        margin: see :class:`Margin`.
        above: what to add if the numbers are different and our median is larger; ``below`` if it is smaller.
    """
    values = _finite(ours)
    if not len(values):
        return Verdict(NOT_TO_BE_HAD, "no run gave a result")
    low, high = (float(end) for end in median_interval(values))
    median, n = float(np.median(values)), len(values)
    allowed = margin.amount * (abs(published) if margin.relative else 1.0) + error
    if n < 2:
        return Verdict(INCONCLUSIVE, "one run of ours has no spread to judge by", median, NAN, NAN, n, allowed)
    rule = one_run_rule(published, error, values, margin)
    first, last = (float(end) for end in rule.prediction)
    inside = f"prediction interval {first:.3g} to {last:.3g}"
    if rule.outcome == DIFFERENT:
        reason = _join(f"outside the {inside}", above if median > published else below)
    elif rule.outcome == EQUIVALENT:
        reason = f"{inside}; distance {abs(median - published):.3g} of at most {allowed:.3g}"
    elif not rule.inside:
        reason = f"nearer than the margin, but outside the {inside}"
    elif rule.near:
        reason = f"our median is known to {low:.3g} to {high:.3g} only"
    else:
        reason = f"within the {inside}, but {abs(median - published):.3g} from our median, margin {allowed:.3g}"
    return Verdict(str(rule.outcome), reason, median, low, high, n, allowed, float(rule.p))


@dataclass(frozen=True)
class OneRun:
    """What the rule for one published run finds; every field has the shape of the samples without their last axis."""

    outcome: NDArray[np.str_]
    inside: NDArray[np.bool_]
    near: NDArray[np.bool_]
    prediction: tuple[NDArray[np.float64], NDArray[np.float64]]
    p: NDArray[np.float64]


def one_run_rule(published: ArrayLike, error: float, ours: ArrayLike, margin: Margin) -> OneRun:
    """Apply the rule for one published run ``(...)`` to samples ``(..., n)`` of at least two runs."""
    from scipy.stats import t

    runs, number = np.asarray(ours, dtype=np.float64), np.asarray(published, dtype=np.float64)
    logarithms = margin.relative and bool((runs > 0).all() and (number > error).all())
    allowed = margin.amount * (np.abs(number) if margin.relative else 1.0) + error
    values, centre = (np.log(runs), np.log(number)) if logarithms else (runs, number)
    first, last, standard, freedom = prediction_interval(values)
    if logarithms:
        first, last = np.exp(first), np.exp(last)
    inside = (first - error <= number) & (number <= last + error)
    median = np.median(runs, axis=-1)
    near = np.abs(median - number) <= allowed * (1 + 1e-9)
    low, high = median_interval(runs)
    known = (high - low) / 2 <= allowed * (1 + 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * t.sf(np.abs(values.mean(axis=-1) - centre) / standard, freedom)
    p = np.where(standard == 0, np.where(np.abs(median - number) <= error, 1.0, 0.0), p)
    undecided = np.where(~inside & ~near, DIFFERENT, INCONCLUSIVE)
    return OneRun(np.where(inside & near & known, EQUIVALENT, undecided), inside, near, (first, last), p)


def quoted(why: str) -> Verdict:
    """Return the verdict on a number that is only quoted."""
    return Verdict(QUOTED, why)


def not_to_be_had(why: str) -> Verdict:
    """Return the verdict on a number that no run of the suite can give."""
    return Verdict(NOT_TO_BE_HAD, why)


def tally(outcomes: Iterable[str]) -> str:
    """Return how many of each outcome there are: ``"12 equivalent, 6 different"``.

    Raises:
        ConfigurationError: for a text that is no outcome.
    """
    found = [outcome.split(":", 1)[0] for outcome in outcomes]
    unknown = sorted(set(found) - set(OUTCOMES))
    if unknown:
        raise ConfigurationError(f"no outcome of a verdict: {', '.join(unknown)}")
    counts = {outcome: found.count(outcome) for outcome in OUTCOMES}
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)


def _what_decides(n: int, std: float, their_std: float, their_runs: int | None, margin: float) -> str:
    needed = runs_needed(std, their_std, their_runs, margin)
    if needed is None:
        return "no number of our runs decides: the published mean itself is known too little"
    if needed <= n:
        return "the difference itself is about the margin"
    return f"{needed} runs of ours would decide if the means were equal"


def _join(reason: str, why: str) -> str:
    return f"{reason}; {why}" if why else reason


def _finite(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[np.isfinite(array)]
