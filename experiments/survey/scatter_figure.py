"""Figure: predicted against measured latency, three strategies by six devices, as densities."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.survey.estimation import has_base, predictions
from experiments.survey.metrics import score
from experiments.survey.quantities import Setting, true_cost
from experiments.survey.settings import ANALYTICAL, LEARNED, LOOK_UP
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS, DEVICES

DATASET = "cifar10"
SHOWN = ((ANALYTICAL[0], "macs:124"), (LOOK_UP[1], "lut:skip"), (LEARNED[3], "gradient_boosting:124"))
"""One strategy of each kind, with its cost text."""
LIMITS = (0.15, 4.0)
"""Of both axes, in medians of the device's measured latency."""
SEED = 0


def report(benchmark: Benchmark, output: Output) -> None:
    """Write the figure."""
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(len(SHOWN), len(DEVICES), height_in=4.1, sharex=True, sharey=True)
        for axes_row, (strategy, text) in zip(grid, SHOWN, strict=True):
            for axes, device in zip(axes_row, DEVICES, strict=True):
                setting = Setting(DATASET, device, "latency")
                if not has_base(benchmark, setting, strategy):
                    axes.set_axis_off()
                    continue
                found = _panel(axes, benchmark, setting, text)
                numbers.setdefault(text, {})[device] = found
                if axes is axes_row[0]:
                    count = "25" if strategy.sizes is None else text.rpartition(":")[2]
                    axes.set_ylabel(f"{strategy.label}, {count}\npredicted / median", fontsize=7)
        for axes, device in zip(grid[0], DEVICES, strict=True):
            axes.set_title(DEVICE_LABELS[device].split(" (")[0])
        figure.supxlabel("measured latency / its median", fontsize=8)
        _axes(grid)
        output.figure(
            "predicted-measured",
            figure,
            {"dataset": DATASET, "seed": SEED, "limits": LIMITS, "panels": numbers},
            f"Predicted against measured latency on {DATASET_LABELS[DATASET]}, both divided by the device's median "
            "measured latency, log axes: darker cells hold more architectures (log scale).",
            "One draw of the measured architectures. Line: prediction equals measurement. Architectures not measured "
            f"for the fit, connected; those outside the axes ({LIMITS[0]:g} to {LIMITS[1]:g} medians) are counted in "
            "'outside'.",
        )


def _panel(axes: Any, benchmark: Benchmark, setting: Setting, text: str) -> dict[str, Any]:
    predicted, measured = predictions(benchmark, setting, text, SEED)
    truth = true_cost(benchmark, setting)
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
    return {"median": median, "outside": int((~inside).sum()), "n": found.n, "kendall": found.kendall} | {
        "mape": found.mape
    }


def _axes(grid: Any) -> None:
    from matplotlib.ticker import FixedLocator, NullLocator

    first = grid[0, 0]
    first.set_xlim(*LIMITS)
    first.set_ylim(*LIMITS)
    for axis in (first.xaxis, first.yaxis):
        axis.set_major_locator(FixedLocator([0.25, 1, 4]))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter("{x:g}")
