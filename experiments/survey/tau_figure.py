"""Figures: Kendall's tau against the number of measurements, one panel per device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.survey.settings import DRAWS, SETTINGS, SIZES, STYLES
from experiments.survey.trained import leaks, trained_note
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from suite.tables.columns import DEVICE_LABELS

BAND = "quartiles over data sets and draws"


def curve(frame: pd.DataFrame, strategy: str, device: str, metric: str) -> dict[str, Any]:
    """Return numbers of measurements, and median and quartiles of tau over data sets and draws at each."""
    rows = frame[(frame["strategy"] == strategy) & (frame["device"] == device) & (frame["metric"] == metric)]
    if strategy.startswith("lut_") and len(rows):  # all-3x3 has one measurement less on some data sets of Edge TPU
        rows = rows.assign(measurements=rows["measurements"].max())
    groups = rows.groupby("measurements")["kendall"]
    low, median, high = (groups.quantile(share) for share in (0.25, 0.5, 0.75))
    return {
        "measurements": list(median.index),
        "median": median.to_numpy(),
        "low": low.to_numpy(),
        "high": high.to_numpy(),
        "rows": groups.size().to_numpy(),
    }


def report(frame: pd.DataFrame, output: Output) -> None:
    """Write one figure per metric."""
    for metric in dict.fromkeys(setting.metric for setting in SETTINGS):
        devices = tuple(dict.fromkeys(setting.device for setting in SETTINGS if setting.metric == metric))
        _figure(frame, metric, devices, output)


def _figure(frame: pd.DataFrame, metric: str, devices: Sequence[str], output: Output) -> None:
    numbers: dict[str, Any] = {}
    present = [name for name in STYLES if name in set(frame["strategy"])]
    rows = (len(devices) + 2) // 3
    with publication_style():
        figure, grid = new_figure(rows, 3, height_in=1.0 + 1.75 * rows, sharex=True, sharey=True)
        for axes, device in zip(grid.flat, devices, strict=True):
            numbers[device] = {}
            for name in present:
                found = curve(frame, name, device, metric)
                if len(found["measurements"]):
                    numbers[device][name] = found
                    _draw(axes, name, found, filled=not leaks(name, device))
            axes.set_title(DEVICE_LABELS[device])
            axes.grid(linewidth=0.3, alpha=0.5)
        _axes(grid)
        one_legend(figure, list(grid.flat), columns=4)
        output.figure(
            f"tau-{metric}",
            figure,
            {"metric": metric, "panels": numbers},
            f"Kendall's tau of estimated and true {metric} against the number of measured architectures: median and "
            f"{BAND}.",
            f"Draws: {', '.join(f'{count} at {size}' for size, count in DRAWS.items())}, times three data sets. "
            "Crosses: look-up tables, whose measurements are fixed; their bar spans the quartiles over data sets. "
            f"Hollow: the device was among those the weights were trained on. {trained_note(frame)}",
        )


def _draw(axes: Any, name: str, found: dict[str, Any], filled: bool) -> None:
    style = STYLES[name]
    x, median = np.asarray(found["measurements"], dtype=np.float64), found["median"]
    if name.startswith("lut_"):
        # side by side, so that the three at 25 do not hide each other
        x = x * {"lut_none": 0.92, "lut_skip": 1.0, "lut_3x3": 1.087}[name]
        errors = [median - found["low"], found["high"] - median]
        axes.errorbar(
            x, median, yerr=errors, fmt=style.marker, color=style.color, markersize=5, markeredgewidth=1.0,
            linewidth=0.6, label=style.label, zorder=6,
        )  # fmt: skip
        return
    axes.plot(
        x, median, marker=style.marker or None, markersize=3.2, label=style.label, zorder=4,
        markerfacecolor=style.color if filled else "white", **style.line(),
    )  # fmt: skip
    axes.fill_between(x, found["low"], found["high"], color=style.color, alpha=0.13, linewidth=0, zorder=1)


def _axes(grid: Any) -> None:
    from matplotlib.ticker import FixedLocator, NullLocator

    first = grid[0, 0]
    first.set_xscale("log")
    first.xaxis.set_major_locator(FixedLocator(SIZES))
    first.xaxis.set_minor_locator(NullLocator())
    first.xaxis.set_major_formatter("{x:g}")
    first.set_ylim(0.0, 1.04)
    for axes in grid[-1]:
        axes.set_xlabel("measured architectures (log)")
    for axes in grid[:, 0]:
        axes.set_ylabel("Kendall's τ")
