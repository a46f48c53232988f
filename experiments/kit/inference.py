"""Which of several undisclosed choices printed numbers speak for: likelihoods by simulation over a grid of choices.

A grid is an array with one axis per choice; axes of length 1 are choices that an evidence does not depend on. What was
printed is one run, so its likelihood under one configuration is estimated from simulated runs of that configuration.

Sources: approximate Bayesian computation with a Gaussian kernel (Wilkinson, Statistical Applications in Genetics and
Molecular Biology 12(2), 2013); synthetic likelihood (Wood, Nature 466, 2010) as a second opinion. Readings follow Kass
and Raftery (JASA 90, 1995): a Bayes factor of 20 is strong evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.kit.columns import Column

Floats = NDArray[np.float64]

STRONG = 20.0
"""Bayes factor from which evidence counts as strong."""

FAVOURED, EXCLUDED, OPEN = "favoured", "excluded", "cannot tell"


def _ratio(value: float) -> str:
    """Return a Bayes factor for readers; beyond 1,000 only that it is."""
    if np.isnan(value):
        return ""
    return "> 1000" if value > 1000.0 else "< 0.001" if value < 0.001 else f"{value:.3g}"


FACTOR_COLUMNS = (
    Column("factor", heading="Bayes factor", show=_ratio),
    Column("factor_low", heading="95 % from", show=_ratio),
    Column("factor_high", heading="to", show=_ratio),
)
INFERENCE_NOTES = (
    "Probability: with 95 % interval by resampling the simulated runs. 'Half', 'double': with other bandwidths; "
    "'synthetic': with a normal distribution fitted to each combination's runs. Bayes factor: posterior over prior "
    "odds of a level against all others of its choice. Power: mean probability that a simulated run's own level gets "
    "from such evidence; beside the prior it says what such evidence can tell at all.",
    f"Reading: 'favoured' where the 95 % interval of the Bayes factor, its value at double the bandwidth and that by "
    f"synthetic likelihood all lie above {STRONG:g} (strong evidence), 'excluded' where all lie below 1/{STRONG:g}, "
    "else 'cannot tell'.",
)


@dataclass(frozen=True)
class Evidence:
    """Printed numbers and what simulated runs give in their place.

    Attributes:
        name: for readers.
        simulated: ``(*grid, runs, k)`` the summaries of simulated runs; the grid's axes are the choices.
        printed: ``(k,)`` those of what was printed.
        bandwidth: ``(k,)`` standard deviations of the kernel, in the units of the summaries.
        floor: added to every likelihood, whose largest value is 1: the chance that a number is not what it seems.
    """

    name: str
    simulated: Floats
    printed: Floats
    bandwidth: Floats
    floor: float = 0.0

    @property
    def grid(self) -> tuple[int, ...]:
        """Lengths of the axes of choices."""
        return self.simulated.shape[:-2]

    def kernel(self, observed: ArrayLike, scale: float = 1.0) -> Floats:
        """Return the kernel's value ``(*grid, runs)`` between every simulated run and ``observed`` ``(k,)``.

        The largest value is 1 at distance 0; ``scale`` multiplies the bandwidth.
        """
        away = (self.simulated - np.asarray(observed, dtype=np.float64)) / (scale * self.bandwidth)
        return np.asarray(np.exp(-0.5 * np.square(away).sum(axis=-1)))

    def likelihood(self, scale: float = 1.0) -> Floats:
        """Return the likelihood ``(*grid)`` of what was printed, up to a constant."""
        return np.asarray(self.kernel(self.printed, scale).mean(axis=-1) + self.floor)

    def synthetic(self) -> Floats:
        """Return the likelihood ``(*grid)`` by a normal distribution fitted to each configuration's runs.

        Mean and covariance are the sample's, with the kernel's variance added, so that both estimate the same.
        """
        runs, k = self.simulated.shape[-2:]
        flat = self.simulated.reshape(-1, runs, k)
        found = np.empty(len(flat))
        for place, sample in enumerate(flat):
            covariance = np.diag(self.bandwidth**2)
            if runs > 1:
                covariance = covariance + np.atleast_2d(np.cov(sample, rowvar=False))
            away = self.printed - sample.mean(axis=0)
            found[place] = -0.5 * (away @ np.linalg.solve(covariance, away) + np.linalg.slogdet(covariance)[1])
        found += 0.5 * np.log(np.square(self.bandwidth)).sum()  # as the kernel: 1 for runs that all are what is printed
        return np.asarray(np.exp(found).reshape(self.grid) + self.floor)

    def typicality(self, place: tuple[int, ...]) -> float:
        """Return the share of a configuration's own runs that are at most as likely under it as what was printed.

        Each run is left out when its own likelihood is taken. Small values: this configuration does not give such
        numbers. NaN for a single run.
        """
        sample = self.simulated[place]
        if len(sample) < 2:
            return float("nan")
        kernels = np.exp(-0.5 * np.square((sample[:, None] - sample[None]) / self.bandwidth).sum(axis=-1))
        own = (kernels.sum(axis=1) - 1.0) / (len(sample) - 1.0)
        printed = float(self.kernel(self.printed)[place].mean())
        return float(np.mean(own <= printed))


def together(likelihoods: Sequence[Floats]) -> Floats:
    """Return the product of independent evidence, over the grid that all of them span."""
    return np.asarray(reduce(np.multiply, likelihoods))


def posterior(likelihood: Floats, axis: int) -> Floats:
    """Return the probability of each level of one choice, ``(levels,)``, for a uniform prior over the grid.

    Leading axes beyond the grid are not allowed; NaN everywhere if no configuration has any likelihood.
    """
    others = tuple(each for each in range(likelihood.ndim) if each != axis)
    mass = likelihood.sum(axis=others)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(mass / mass.sum())


def bayes_factor(probability: ArrayLike, levels: int) -> Floats:
    """Return the posterior odds of a level against all others of its choice over the prior odds 1 / (levels - 1)."""
    p = np.asarray(probability, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return np.asarray(p / (1.0 - p) * (levels - 1))


def resampled(evidence: Sequence[Evidence], rng: np.random.Generator, resamples: int) -> list[Floats]:
    """Return the joint likelihood of so many resamples of the runs within every configuration and evidence."""
    kernels = [each.kernel(each.printed) for each in evidence]
    found = []
    for _ in range(resamples):
        drawn = [
            np.take_along_axis(kernel, rng.integers(kernel.shape[-1], size=kernel.shape), axis=-1).mean(axis=-1)
            + each.floor
            for each, kernel in zip(evidence, kernels, strict=True)
        ]
        found.append(together(drawn))
    return found


def marginals(
    evidence: Sequence[Evidence],
    factors: Mapping[str, Sequence[str]],
    rng: np.random.Generator,
    resamples: int = 400,
) -> list[dict[str, Any]]:
    """Return one row per choice and level that the evidence depends on.

    Args:
        evidence: independent given the choices; every grid has one axis per factor, in their order.
        factors: levels by choice.
        rng: resamples the runs.
        resamples: behind the intervals.

    Returns:
        choice, level; probability with 95 % interval (low, high) by resampling the simulated runs; its range over half
        and double the bandwidth (narrow, wide); that by synthetic likelihood; Bayes factor with interval, reading.
    """
    names = list(factors)
    joint, narrow, wide = (together([each.likelihood(scale) for each in evidence]) for scale in (1.0, 0.5, 2.0))
    synthetic = together([each.synthetic() for each in evidence])
    again = resampled(evidence, rng, resamples)
    rows = []
    for axis, name in enumerate(names):
        levels = joint.shape[axis]
        if levels == 1:
            continue
        found, half, double, other = (posterior(each, axis) for each in (joint, narrow, wide, synthetic))
        low, high = np.quantile([posterior(each, axis) for each in again], [0.025, 0.975], axis=0)
        for place, level in enumerate(factors[name]):
            factor, least, most = bayes_factor([found[place], low[place], high[place]], levels)
            checks = bayes_factor([double[place], other[place]], levels)
            rows.append(
                {
                    "choice": name, "level": level, "prior": 1.0 / levels,
                    "probability": found[place], "low": low[place], "high": high[place],
                    "half": half[place], "double": double[place], "synthetic": other[place],
                    "factor": factor, "factor_low": least, "factor_high": most,
                    "reading": reading(least, most, *checks),
                }
            )  # fmt: skip
    return rows


def reading(least: float, most: float, *checks: float) -> str:
    """Return what a level's Bayes factor says: strong evidence for it, against it, or neither.

    Args:
        least: lower end of its interval; ``most`` is the upper one.
        checks: the factor by other estimates, all of which have to be as strong.
    """
    if min((least, *checks)) >= STRONG:
        return FAVOURED
    return EXCLUDED if max((most, *checks)) <= 1.0 / STRONG else OPEN


def power(evidence: Sequence[Evidence], axis: int, rng: np.random.Generator, truths: int = 300) -> tuple[float, Floats]:
    """Return how well such evidence can tell the levels of a choice at all.

    Configurations and their runs are drawn; each takes the place of what was printed. Runs of its seed are left out
    everywhere, for runs of one seed may start alike whatever the configuration.

    Returns:
        The mean probability that the true level gets, and that of each true level ``(levels,)``; NaN for single runs.
    """
    grid = np.broadcast_shapes(*(each.grid for each in evidence))
    given: list[list[float]] = [[] for _ in range(grid[axis])]
    if min(each.simulated.shape[-2] for each in evidence) < 2:
        return float("nan"), np.full(grid[axis], np.nan)
    for _ in range(truths):
        truth = tuple(int(rng.integers(length)) for length in grid)
        parts = []
        for each in evidence:
            place = tuple(at if length > 1 else 0 for at, length in zip(truth, each.grid, strict=True))
            run = int(rng.integers(each.simulated.shape[-2]))
            kernel = each.kernel(each.simulated[(*place, run)])
            parts.append(np.delete(kernel, run, axis=-1).mean(axis=-1) + each.floor)
        probability = posterior(together(parts), axis)
        if not np.isnan(probability).any():
            given[truth[axis]].append(float(probability[truth[axis]]))
    means = np.array([float(np.mean(each)) if each else float("nan") for each in given])
    return float(np.mean([value for each in given for value in each])), means
