"""Figures: Kendall's tau against the number of measurements, and predicted against measured latency as densities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.survey.costs import KINDS, Cost, true_cost
from experiments.survey.estimation import has_base, predictions
from experiments.survey.metrics import score
from experiments.survey.strategies import DRAWS, SIZES, STYLES, designed, of_source
from experiments.survey.trained import leaks, trained_note
from suite.benchmark import Benchmark
from suite.report.output import Output

BAND = "quartiles over data sets and draws"
BESIDE = {"lut_none": 0.92, "lut_skip": 1.0, "lut_3x3": 1.087}
"""Look-up tables are drawn side by side, so that the three at 25 do not hide each other."""

DATASET = "cifar10"
SHOWN = ("macs:124", "lut:skip", "gradient_boosting:124")
"""One strategy of each kind, by its cost source."""
LIMITS = (0.15, 4.0)
"""Of both axes, in medians of the device's measured latency."""
SEED = 0


def curve(frame: pd.DataFrame, strategy: str, device: str, metric: str) -> dict[str, Any]:
    """Return numbers of measurements, and median and quartiles of tau over data sets and draws at each."""
    rows = kit.rows_where(frame, strategy=strategy, device=device, metric=metric)
    if designed(strategy) and len(rows):  # all-3x3 has one measurement less on some data sets of Edge TPU
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


def tau(frame: pd.DataFrame, output: Output) -> None:
    """Draw tau by the number of measurements, one figure per metric."""
    for metric in dict.fromkeys(metric for _, metric in KINDS):
        _tau(frame, metric, [device for device, other in KINDS if other == metric], output)


def _tau(frame: pd.DataFrame, metric: str, devices: Sequence[str], output: Output) -> None:
    caption = (
        f"Kendall's tau of estimated and true {metric} against the number of measured architectures: median and {BAND}."
    )
    note = (
        f"Draws: {', '.join(f'{count} at {size}' for size, count in DRAWS.items())}, times three data sets. "
        "MACs and parameters rank cells alike: one line. Crosses: look-up tables, whose measurements are fixed; their "
        "bar spans the quartiles over data sets. "
        f"Hollow: the device was among those the weights were trained on. {trained_note(frame)}"
    )
    panels: dict[str, Any] = {}
    rows = (len(devices) + 2) // 3
    with kit.drawing(
        output, f"tau-{metric}", caption, note, rows=rows, panels=3, legend=4, height_in=1.0 + 1.75 * rows,
        sharex=True, sharey=True,
    ) as drawn:  # fmt: skip
        for axes, device in zip(drawn.grid.flat, devices, strict=True):
            panels[device] = {}
            for name in (name for name in STYLES if name in set(frame["strategy"])):
                found = curve(frame, name, device, metric)
                if len(found["measurements"]):
                    panels[device][name] = found
                    _draw(axes, name, found, filled=not leaks(name, device))
            axes.set_title(kit.device_name(device))
            axes.grid(linewidth=0.3, alpha=0.5)
        first = drawn.axes
        first.set_xscale("log")
        _plain_ticks(first.xaxis, SIZES)
        first.set_ylim(0.0, 1.04)
        drawn.label("measured architectures (log)", "Kendall's τ")
        drawn.legend_of = list(drawn.grid.flat)
        drawn.numbers |= {"metric": metric, "panels": panels}


def _draw(axes: Any, name: str, found: dict[str, Any], filled: bool) -> None:
    style = STYLES[name]
    x, median = np.asarray(found["measurements"], dtype=np.float64), found["median"]
    if designed(name):
        options = {"markersize": 5, "markeredgewidth": 1.0, "linewidth": 0.6, "zorder": 6}
        kit.draw_bars(axes, x * BESIDE[name], median, found["low"], found["high"], style, **options)
        return
    axes.plot(
        x, median, marker=style.marker or None, markersize=3.2, label=style.label, zorder=4,
        markerfacecolor=style.color if filled else "white", **style.line(),
    )  # fmt: skip
    axes.fill_between(x, found["low"], found["high"], color=style.color, alpha=0.13, linewidth=0, zorder=1)


def _plain_ticks(axis: Any, at: Sequence[float]) -> None:
    from matplotlib.ticker import FixedLocator, NullLocator

    axis.set_major_locator(FixedLocator(at))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter("{x:g}")


def predicted_and_measured(benchmark: Benchmark, output: Output) -> None:
    """Draw densities of predicted against measured latency, three strategies by six devices."""
    caption = (
        f"Predicted against measured latency on {kit.dataset_name(DATASET)}, both divided by the device's median "
        "measured latency, log axes: darker cells hold more architectures (log scale)."
    )
    note = (
        "One draw of the measured architectures. Line: prediction equals measurement. Architectures not measured "
        f"for the fit, connected; those outside the axes ({LIMITS[0]:g} to {LIMITS[1]:g} medians) are counted in "
        "'outside'."
    )
    panels: dict[str, Any] = {}
    with kit.drawing(
        output, "predicted-measured", caption, note, rows=len(SHOWN), panels=len(kit.DEVICES), height_in=4.1,
        sharex=True, sharey=True,
    ) as drawn:  # fmt: skip
        for line, source in zip(drawn.grid, SHOWN, strict=True):
            strategy, size = of_source(source)
            panels[source] = {}
            for axes, device in zip(line, kit.DEVICES, strict=True):
                latency = Cost(DATASET, device, "latency")
                if has_base(benchmark, latency, strategy):
                    panels[source][device] = _density(axes, benchmark, latency, source)
                else:
                    axes.set_axis_off()
            line[0].set_ylabel(f"{strategy.label}, {size}\npredicted / median", fontsize=7)
        for axes, device in zip(drawn.grid[0], kit.DEVICES, strict=True):
            axes.set_title(kit.device_name(device))
        drawn.figure.supxlabel("measured latency / its median", fontsize=8)
        first = drawn.axes
        first.set_xlim(*LIMITS)
        first.set_ylim(*LIMITS)
        _plain_ticks(first.xaxis, (0.25, 1, 4))
        _plain_ticks(first.yaxis, (0.25, 1, 4))
        drawn.numbers |= {"dataset": DATASET, "seed": SEED, "limits": LIMITS, "panels": panels}


def _density(axes: Any, benchmark: Benchmark, cost: Cost, source: str) -> dict[str, Any]:
    predicted, measured = predictions(benchmark, cost, source, SEED)
    truth = true_cost(benchmark, cost)
    test = ~np.isnan(truth)
    test[measured] = False
    median = float(np.median(truth[test]))
    x, y = truth[test] / median, predicted[test] / median
    low, high = LIMITS
    inside = (x >= low) & (x <= high) & (y >= low) & (y <= high)
    found = score(predicted[test], truth[test])
    extent = (np.log10(low), np.log10(high)) * 2
    axes.hexbin(
        x[inside], y[inside], gridsize=34, xscale="log", yscale="log", extent=extent, bins="log", mincnt=1,
        cmap="Blues", vmin=0.3, linewidths=0.1, rasterized=True,
    )  # fmt: skip
    axes.plot(LIMITS, LIMITS, color="#555555", linewidth=0.6, zorder=3)
    axes.text(
        0.05, 0.95, f"τ {found.kendall:.2f}\nMAPE {found.mape:.0f} %", transform=axes.transAxes, ha="left", va="top",
        fontsize=6,
    )  # fmt: skip
    outside = int((~inside).sum())
    return {"median": median, "outside": outside, "n": found.n, "kendall": found.kendall, "mape": found.mape}
