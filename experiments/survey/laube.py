"""Beside Laube et al. (AutoML-Conf 2022): mean tau over five HW-NAS-Bench sets, as read from a plot of theirs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Basis, Column, Reading
from experiments.survey.costs import COSTS, Cost
from experiments.survey.estimation import grid
from experiments.survey.strategies import DRAWS, LEARNED, LOOK_UP, LOOK_UP_SIZE, SIZES, label
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import CORRELATION, EXACT_CRITERION, MEAN_CRITERION, not_to_be_had

SETS = (
    Cost("ImageNet16-120", "raspi4", "latency"),
    Cost("cifar100", "pixel3", "latency"),
    Cost("cifar10", "edgegpu", "latency"),
    Cost("cifar100", "edgegpu", "energy"),
    Cost("ImageNet16-120", "eyeriss", "arithmetic_intensity"),
)
"""The five sets that their plot averages over."""
TRIALS = 50
"""Behind each of their means; their spread is not shown."""

STRATEGIES = (*LOOK_UP, *LEARNED)
ABOVE = "here only connected cells are fitted and tested; their base of all-none measures cells without a path"
BELOW = "other features and settings than theirs, which the plot does not state"
TOO_MANY = "read at about 15,000 measurements, near the whole space; the grid here ends at 900"


def intensity_rows(benchmark: Benchmark, seeds: int, workers: int = -1) -> pd.DataFrame:
    """Return the rows of the one set that is no cost of the grid: ASIC-Eyeriss's arithmetic intensity."""
    missing = [cost for cost in SETS if cost not in COSTS]
    return grid(benchmark, seeds, missing, STRATEGIES, workers)


def means(frame: pd.DataFrame, strategy: str, measurements: int) -> Sequence[float]:
    """Return the mean tau over the five sets, one per draw that all sets have."""
    by_set = []
    for cost in SETS:
        chosen = kit.rows_where(frame, strategy=strategy, measurements=measurements, **vars(cost))
        by_set.append(chosen.sort_values("seed")["kendall"].to_numpy())
    draws = min(len(values) for values in by_set)
    return [float(value) for value in np.mean([values[:draws] for values in by_set], axis=0)]


MEAN_COLUMNS = (
    Column("strategy"),
    Column("measurements"),
    Column("kendall", ".3f", "Kendall's tau"),
    Column("smallest", ".3f"),
    Column("largest", ".3f"),
    Column("draws"),
)
COMPARED_COLUMNS = (Column("item"), Column("ours is", show=label), Column("measurements"), *kit.compared_columns(3))


def report(frame: pd.DataFrame, output: Output) -> None:
    """Write the five-set means of every strategy, and the values of the plot beside them.

    Args:
        frame: rows of the grid and of :func:`intensity_rows`.
        output: where to.
    """
    rows = []
    for strategy in STRATEGIES:
        for size in (LOOK_UP_SIZE,) if strategy.designed else SIZES:
            taus = means(frame, strategy.name, size)
            values = {"kendall": float(np.mean(taus)), "smallest": min(taus), "largest": max(taus), "draws": len(taus)}
            rows.append({"strategy": strategy.label, "measurements": size, **values})
    caption = "Kendall's tau, mean over the five HW-NAS-Bench sets that Laube et al. average over."
    sets = "; ".join(cost.label for cost in SETS)
    notes = [f"The sets: {sets}. Connected cells only; range over the draws of the five-set mean."]
    kit.write_table(output, "five-sets", rows, MEAN_COLUMNS, caption, notes)
    _beside_the_plot(frame, output)


def _beside_the_plot(frame: pd.DataFrame, output: Output) -> None:
    rows = []
    for line in kit.published("survey_laube").itertuples():
        known = line.measurements in DRAWS
        ours = means(frame, line.strategies, line.measurements) if known else []
        cell = kit.cell_of("survey_laube", "kendall", item=line.item)
        theirs = Reading(line.kendall, line.kendall_error, runs=TRIALS, cell=cell)
        basis = Basis(kit.REPLAY)
        if known and len(ours) == 1:  # a look-up table measures what it has to: there is no draw
            compared = kit.looked_up(theirs, ours[0], ABOVE if ours[0] > theirs.value else BELOW, Basis(kit.ARITHMETIC))
        elif known:
            compared = kit.compared(theirs, ours, CORRELATION, basis, above=ABOVE, below=BELOW)
        else:
            compared = kit.judged(theirs, not_to_be_had(TOO_MANY), basis)
        rows.append({"item": line.item, "ours is": line.strategies, "measurements": line.measurements, **compared})
    caption = "Beside values read from a plot of Laube et al. (AutoML-Conf 2022), mean tau over five HW-NAS-Bench sets."
    notes = [
        "Source: the image res_pred1.png in the authors' public code, read by eye (hence the reading error), not a "
        "table of the paper: 18 predictors, 50 trials, 625 test architectures. Linear models 'saturate' at that "
        "level; ours is ridge at 900 measurements. They also find graph networks best below some 50 measurements.",
        kit.verdict_note(rows, MEAN_CRITERION, EXACT_CRITERION + "; so for the look-up table, which draws nothing"),
    ]
    kit.write_table(output, "five-sets-comparison", rows, COMPARED_COLUMNS, caption, notes)
