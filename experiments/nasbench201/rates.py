"""REINFORCE by learning rate: is the printed row that of some rate of the authors' own sweep?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column, Study
from experiments.kit.supernet_papers import comparison
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.nasbench201 import words
from experiments.nasbench201.runs import RATES, SWEEP, on_cifar10
from suite.equivalence import mean_interval
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.report.verdicts import ACCURACY, EQUIVALENT, MEAN_CRITERION
from suite.tables.columns import DATASET_LABELS

COLUMNS = (
    Column("rate", "g", "learning rate"),
    Column("searched", heading="searched on", show=DATASET_LABELS.__getitem__),
    Column("reward", ".2f", "mean reward (%)"),
    Column("reward_low", ".2f", "95 % from"),
    Column("reward_high", ".2f", "to"),
    Column("distinct", ".0f", "cells evaluated"),
    Column("dataset", heading="reported on", show=DATASET_LABELS.__getitem__),
    Column("split"),
    *kit.compared_columns(2, spread=True, reading_error=False),
)
PUBLISHED_ON = "cifar10"
"""Data set that the printed row searched on."""

LOOK = SeriesStyle("ours", OKABE_ITO["blue"], "o", "none")


def rows(runs: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return one row per rate, data set searched, data set reported on and split, in no other table's place."""
    found = []
    for rate, each in zip(RATES, SWEEP, strict=True):
        for method in (on_cifar10(each), each):
            of_method = kit.rows_where(runs, line=method)
            if method == each:  # its searches on CIFAR-10 are those of the published protocol
                of_method = of_method[of_method["dataset"] != PUBLISHED_ON]
            about = {
                dataset: {"rate": rate, **_searched(group, method.searched(dataset), study)}
                for dataset, group in of_method.groupby("dataset")
            }
            cells = comparison.rows(of_method, judging=False)
            found += [{**row, **about[row["dataset"]]} for row in cells]
    return pd.DataFrame(found)


def _searched(runs: pd.DataFrame, dataset: str, study: Study) -> dict[str, Any]:
    """Return mean reward with its interval and the number of cells evaluated, on the data set that was searched."""
    rewards = study.benchmark.column("valid_accuracy_12", dataset)[runs["index"].to_numpy()]
    low, high = mean_interval(rewards)
    return {
        "reward": float(rewards.mean()),
        "reward_low": float(low),
        "reward_high": float(high),
        "distinct": float(runs["distinct"].mean()),
    }


def sentence(table: pd.DataFrame) -> str:
    """Return for which rates the printed row is equivalent, by the published protocol, and which has most reward."""
    published = table[table["searched"] == PUBLISHED_ON]
    cells = len(kit.DATASETS) * len(SPLITS)
    by_rate = published.groupby("rate")["outcome"].agg(lambda found: int((found == EQUIVALENT).sum()))
    counts = ", ".join(f"{rate:g}: {count}" for rate, count in by_rate.items())
    all_of = [f"{rate:g}" for rate, count in by_rate.items() if count == cells]
    some = f"all {cells} are at {' and '.join(all_of)}" if all_of else f"no rate has all {cells}"
    rewards = published.groupby("rate")["reward"].first()
    return (
        f"Is the printed row that of some rate of the authors' own sweep? Printed numbers (of {cells}) that ours are "
        f"equivalent to, by rate, searched on CIFAR-10: {counts}; {some}. The highest mean reward has "
        f"{rewards.idxmax():g} ({rewards.max():.2f} %)."
    )


def report(runs: pd.DataFrame, study: Study, output: Output) -> None:
    """Write the table and the figure."""
    table = rows(runs, study)
    notes = [
        sentence(table),
        words.RATES_NOTE,
        comparison.ACCURACY_NOTE,
        kit.verdict_note(table, MEAN_CRITERION),
    ]
    kit.write_table(output, "reinforce-rates", table, COLUMNS, words.RATES, notes)
    _figure(table[(table["searched"] == PUBLISHED_ON) & (table["split"] == "test")], output)


def _figure(table: pd.DataFrame, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with kit.drawing(output, "reinforce-rates", words.RATES_FIGURE, panels=4, height_in=2.4) as drawn:
        x = np.arange(len(RATES))
        reward = table[table["dataset"] == PUBLISHED_ON]
        middle, low, high = (reward[key].to_numpy() for key in ("reward", "reward_low", "reward_high"))
        kit.draw_bars(drawn.axes, x, middle, low, high, LOOK, capsize=2)
        drawn.axes.set_title("reward, CIFAR-10")
        drawn.axes.set_ylabel("accuracy (%)")
        numbers["reward"] = {"mean": middle, "low": low, "high": high}
        for axes, dataset in zip(drawn.grid[0, 1:], kit.DATASETS, strict=True):
            there = table[table["dataset"] == dataset]
            theirs, margin = float(there["published"].iloc[0]), ACCURACY[dataset].amount
            axes.axhspan(theirs - margin, theirs + margin, color=OKABE_ITO["vermilion"], alpha=0.2, linewidth=0)
            axes.axhline(theirs, color=OKABE_ITO["vermilion"], linestyle=":", linewidth=0.9)
            ends = [there[key].to_numpy() for key in ("ours", "low", "high")]
            kit.draw_bars(axes, x, ends[0], ends[1], ends[2], LOOK, capsize=2)
            axes.set_title(f"test, {kit.dataset_name(dataset)}")
            numbers[dataset] = {"published": theirs, **dict(zip(("mean", "low", "high"), ends, strict=True))}
        for axes in drawn.grid.flat:
            axes.set_xticks(x, [f"{rate:g}" for rate in RATES])
            axes.set_xlabel("learning rate")
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        drawn.numbers |= {"rates": RATES, "values": numbers}
