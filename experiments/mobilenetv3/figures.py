"""Figure of the comparison at three targets: the regret per device and data set."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import DATASETS, DEVICES
from experiments.mobilenetv3 import words
from experiments.mobilenetv3.runs import BOTH_HARD, HARD, NETADAPT, RANDOM, SOFT
from suite.report.output import Output
from suite.report.style import SeriesStyle

SHOWN = (RANDOM, NETADAPT, SOFT, HARD, BOTH_HARD)
LOOK: dict[str, Any] = {"markersize": 3.5, "capsize": 1.2}


def report(found: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw median and quartiles of the regret of each method by device, a panel per data set."""
    numbers: dict[str, Any] = {}
    caption, note = words.REGRET_FIGURE.format(seeds=seeds), words.REGRET_FIGURE_NOTE
    with kit.drawing(output, "regret", caption, note, panels=3, legend=3, height_in=2.9, sharey=True) as drawn:
        for axes, dataset in zip(drawn.grid[0], DATASETS, strict=True):
            runs = found[found["dataset"] == dataset]
            numbers[dataset] = {
                method.key: _regret_series(axes, runs[runs["line"] == method], method.look, place)
                for place, method in enumerate(SHOWN)
            }
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        kit.device_ticks(drawn.grid[0], DEVICES)
        kit.title_datasets(drawn.grid[0])
        drawn.axes.set_ylim(bottom=0.0)
        drawn.axes.set_ylabel("regret in 12-epoch\nvalidation accuracy (points)")
        drawn.numbers |= {"seeds": seeds, "devices": DEVICES, "regret": numbers}


def _regret_series(axes: Any, runs: pd.DataFrame, look: SeriesStyle, place: int) -> dict[str, list[float]]:
    """Draw the regrets of a method by device; return the plotted numbers."""
    table = [kit.spread(runs[runs["device"] == device]["regret"]) for device in DEVICES]
    median, low, high = (np.array([row[key] for row in table]) for key in ("median", "q25", "q75"))
    x = np.arange(len(table)) + 0.15 * (place - (len(SHOWN) - 1) / 2)
    kit.draw_bars(axes, x, median, low, high, look, **LOOK)
    return {"median": median.tolist(), "q25": low.tolist(), "q75": high.tolist()}
