"""Both rules on simulated runs: normal, of one spread, whose means are a known number of margins apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Column
from suite.equivalence import welch
from suite.report.verdicts import DIFFERENT, EQUIVALENT, Margin, mean_outcomes, one_run_rule

STUDIES = 4_000
"""Simulated pairs of studies per row and distance: a share is known to 0.8 points (one standard error)."""

PUBLISHED_RUNS, OUR_RUNS = (1, 3, 30, 500), (3, 10, 20, 30, 500)
SPREADS = (0.5, 1.0, 2.0)
"""Standard deviation of a run, in margins: random search on CIFAR-10 has about 2."""

DISTANCES = (0.0, 1.0, 2.0)
MARGIN = Margin(1.0)

COLUMNS = (
    Column("published_runs", heading="published runs"),
    Column("our_runs", heading="our runs"),
    Column("spread", ".1f", "spread (margins)"),
    *(
        Column(f"{outcome}_{distance:g}", ".3f", f"{outcome}, {distance:g} away")
        for outcome in (EQUIVALENT, DIFFERENT)
        for distance in DISTANCES
    ),
)


def rows() -> list[dict[str, Any]]:
    """Return one row per number of published runs, of ours, and spread."""
    found = []
    for theirs in PUBLISHED_RUNS:
        for ours in OUR_RUNS:
            for spread in SPREADS:
                row: dict[str, Any] = {"published_runs": theirs, "our_runs": ours, "spread": spread}
                for outcome, values in shares(theirs, ours, spread, DISTANCES).items():
                    pairs = zip(DISTANCES, values, strict=True)
                    row |= {f"{outcome}_{distance:g}": float(value) for distance, value in pairs}
                found.append(row)
    return found


def shares(theirs: int, ours: int, spread: float, distances: Iterable[float]) -> dict[str, NDArray[np.float64]]:
    """Return how often the rule for ``theirs`` published runs says "equivalent" and "different", by distance.

    Args:
        theirs: published runs; 1 takes the rule for one run, more that for means.
        ours: our runs.
        spread: standard deviation of a run, in margins.
        distances: between the two true means, in margins.
    """
    rng = kit.generator("verdict-rules", str(theirs), str(ours), f"{spread:g}")
    mine, published = (spread * rng.standard_normal((STUDIES, n)) for n in (ours, theirs))
    found: dict[str, list[float]] = {EQUIVALENT: [], DIFFERENT: []}
    for distance in distances:
        said = _outcomes(mine, published + distance)
        for outcome, values in found.items():
            values.append(float((said == outcome).mean()))
    return {outcome: np.array(values) for outcome, values in found.items()}


def _outcomes(ours: NDArray[np.float64], published: NDArray[np.float64]) -> NDArray[np.str_]:
    n, m = ours.shape[1], published.shape[1]
    if m == 1:
        return one_run_rule(published[:, 0], 0.0, ours, MARGIN).outcome
    means, stds = (ours.mean(axis=1), published.mean(axis=1)), (ours.std(axis=1, ddof=1), published.std(axis=1, ddof=1))
    return mean_outcomes(welch(means, stds, (n, m), MARGIN.amount))
