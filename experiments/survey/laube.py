"""Beside Laube et al. (AutoML-Conf 2022): mean tau over five HW-NAS-Bench sets, as read from a plot of theirs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments import comparison
from experiments.published import published
from experiments.survey.estimation import grid
from experiments.survey.quantities import Setting
from experiments.survey.settings import DRAWS, LABELS, LEARNED, LOOK_UP, SETTINGS, SIZES
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import Verdict, not_reproducible, within_spread

SETS = (
    Setting("ImageNet16-120", "raspi4", "latency"),
    Setting("cifar100", "pixel3", "latency"),
    Setting("cifar10", "edgegpu", "latency"),
    Setting("cifar100", "edgegpu", "energy"),
    Setting("ImageNet16-120", "eyeriss", "arithmetic_intensity"),
)
"""The five sets that their plot averages over."""
STRATEGIES = (*LOOK_UP, *LEARNED)
ABOVE = "here only connected cells are fitted and tested; their base of all-none measures cells without a path"
BELOW = "other features and settings than theirs, which the plot does not state"
TOO_MANY = "read at about 15,000 measurements, near the whole space; the grid here ends at 900"


def intensity_rows(benchmark: Benchmark, seeds: int, workers: int = -1) -> pd.DataFrame:
    """Return the rows of the one set that is no cost of the grid: ASIC-Eyeriss's arithmetic intensity."""
    missing = [setting for setting in SETS if setting not in SETTINGS]
    return grid(benchmark, seeds, missing, STRATEGIES, workers)


def means(frame: pd.DataFrame, strategy: str, measurements: int) -> Sequence[float]:
    """Return the mean tau over the five sets, one per draw that all sets have."""
    by_set = []
    for setting in SETS:
        chosen = frame[
            (frame["strategy"] == strategy)
            & (frame["dataset"] == setting.dataset)
            & (frame["device"] == setting.device)
            & (frame["metric"] == setting.metric)
            & (frame["measurements"] == measurements)
        ]
        by_set.append(chosen.sort_values("seed")["kendall"].to_numpy())
    draws = min(len(values) for values in by_set)
    return [float(value) for value in np.mean([values[:draws] for values in by_set], axis=0)]


def report(frame: pd.DataFrame, output: Output) -> None:
    """Write the five-set means of every strategy, and the values of the plot beside them.

    Args:
        frame: rows of the grid and of :func:`intensity_rows`.
        output: where to.
    """
    rows = []
    for strategy in STRATEGIES:
        for size in (25,) if strategy.sizes is None else SIZES:
            taus = means(frame, strategy.name, size)
            rows.append(
                {
                    "strategy": strategy.label,
                    "measurements": size,
                    "kendall": float(np.mean(taus)),
                    "smallest": min(taus),
                    "largest": max(taus),
                    "draws": len(taus),
                }
            )
    sets = "; ".join(setting.label for setting in SETS)
    output.table(
        "five-sets",
        pd.DataFrame(rows),
        "Kendall's tau, mean over the five HW-NAS-Bench sets that Laube et al. average over.",
        [f"The sets: {sets}. Connected cells only; range over the draws of the five-set mean."],
        headings={"kendall": "Kendall's tau"},
        formats=dict.fromkeys(("kendall", "smallest", "largest"), ".3f"),
    )
    found = []
    for each in published("survey_laube").itertuples():
        ours = means(frame, each.strategies, each.measurements) if each.measurements in DRAWS else []
        verdict: Verdict = (
            within_spread(each.kendall, each.kendall_error, ours, above=ABOVE, below=BELOW)
            if len(ours)
            else not_reproducible(TOO_MANY)
        )
        compared = comparison.compared(
            each.kendall, each.kendall_error, ours, above=ABOVE, below=BELOW, verdict=verdict
        )
        found.append(
            {"item": each.item, "ours is": LABELS[each.strategies], "measurements": each.measurements, **compared}
        )
    output.table(
        "five-sets-comparison",
        pd.DataFrame(found),
        "Beside values read from a plot of Laube et al. (AutoML-Conf 2022), mean tau over five HW-NAS-Bench sets.",
        [
            "Source: the image res_pred1.png in the authors' public code, read by eye (hence the reading error), not a "
            "table of the paper: 18 predictors, 50 trials, 625 test architectures. Linear models 'saturate' at that "
            "level; ours is ridge at 900 measurements. They also find graph networks best below some 50 measurements.",
            comparison.verdict_note(found),
        ],
        headings=comparison.HEADINGS,
        formats=comparison.formats(3),
    )
