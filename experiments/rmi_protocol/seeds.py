"""A second seed: how far two seeds agree, and whether their mean ranks cells better than one of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.kit import Column, Floats
from experiments.rmi_protocol.margin import LEVEL
from experiments.rmi_protocol.parts import Part
from experiments.rmi_protocol.steps import LEAST as LEAST_OF_REGION
from experiments.rmi_protocol.steps import SUM, added, interval, rows
from experiments.rmi_protocol.strata import RESAMPLES, sample, taus
from suite.benchmark import Benchmark

LEAST = 30
"""Common cells below which nothing is said."""

FIRST, OTHER, MEAN = "seed 0", "seed 1", "mean of both"
RELIABILITY = (
    *map(Column, ("region", "cells", "steps")),
    Column("agreement", "+.3f", "tau between the seeds"),
    Column("agreement_low", "+.3f", f"{LEVEL:.0%} from"),
    Column("agreement_high", "+.3f", "to"),
    Column("icc", "+.3f", "intraclass correlation"),
    Column("icc_low", "+.3f", f"{LEVEL:.0%} from "),
    Column("icc_high", "+.3f", "to "),
    Column("icc_mean", "+.3f", "of the mean of both (Spearman and Brown)"),
)


def intraclass(first: Floats, second: Floats, weights: Floats) -> Floats:
    """Return ICC(C,1), consistency of single measurements (McGraw and Wong, 1996), for each line of ``weights``.

    With two measurements the variance between cells is that of their sums, the error that of their differences; a
    shift that one seed has on all cells does not count.

    Args:
        first: ``(n,)``, likewise ``second``.
        weights: ``(lines, n)`` how often each cell counts.
    """
    total, difference = (first + second) / np.sqrt(2), (first - second) / np.sqrt(2)
    between, error = (_variance(values, weights) for values in (total, difference))
    return np.asarray((between - error) / (between + error))


def _variance(values: Floats, weights: Floats) -> Floats:
    count = weights.sum(axis=1)
    mean = (weights @ values) / count
    return np.asarray((weights @ values**2) / count - mean**2)


def reliability(first: Part, second: Part, benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return how far two seeds agree, per region and common number of steps; nothing for too few common cells."""
    common = np.intersect1d(first.cells, second.cells)
    if len(common) < LEAST:
        return []
    ours, theirs = first.only(common), second.only(common)
    found = []
    for region in ("all", "random", "best decile"):
        chosen = sample(common, region, benchmark, added())
        if len(chosen.rows) < LEAST_OF_REGION:
            continue
        counts = chosen.draws(RESAMPLES, "seeds")
        weights = np.concatenate([np.ones((1, counts.shape[1])), counts])
        for places, size in zip(chosen.strata, chosen.sizes, strict=True):
            weights[:, places] *= size / len(places)
        for steps in sorted(set(first.steps) & set(second.steps) - {0}):
            one, two = ours.score(steps), theirs.score(steps)
            agreement = taus(chosen, one, two, counts)
            icc = intraclass(one[chosen.rows], two[chosen.rows], weights)
            found.append(
                {
                    "region": region,
                    "cells": len(chosen.rows),
                    "steps": steps,
                    **dict(zip(("agreement_low", "agreement_high"), interval(agreement), strict=True)),
                    **dict(zip(("icc_low", "icc_high"), interval(icc), strict=True)),
                    "agreement": agreement[0],
                    "icc": icc[0],
                    "icc_mean": 2 * icc[0] / (1 + icc[0]),
                }
            )
    return found


def gains(first: Part, second: Part, benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return tau of either seed and of their mean, paired against the first (the rows of :mod:`.steps`)."""
    common = np.intersect1d(first.cells, second.cells)
    if len(common) < LEAST:
        return []
    ours, theirs = first.only(common), second.only(common)
    steps = max(set(first.steps) & set(second.steps))
    one, two = ours.score(steps), theirs.score(steps)
    named = {(str(steps), FIRST): one, (str(steps), OTHER): two, (str(steps), MEAN): (one + two) / 2}
    return rows(common, named, (str(steps), FIRST), benchmark)


__all__ = ["FIRST", "LEAST", "MEAN", "OTHER", "RELIABILITY", "SUM", "gains", "intraclass", "reliability"]
