"""Figures of the comparison at three targets: accuracy against latency per data set, and the regret per device."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.mobilenetv3.outcomes import values
from experiments.mobilenetv3.settings import (
    BOTH_HARD,
    DATASETS,
    DEVICES,
    HARD,
    NETADAPT,
    QUANTILES,
    RANDOM,
    SOFT,
    TEST,
    Method,
    target,
)
from experiments.mobilenetv3.targets import Found, points, reported_optima
from suite.benchmark import Benchmark
from suite.report.fronts import draw_space, draw_steps, one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle, new_figure, publication_style
from suite.report.verdicts import spread
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS

SHOWN = (RANDOM, NETADAPT, SOFT, HARD, BOTH_HARD)
STYLES = {
    RANDOM.name: SeriesStyle(RANDOM.label, OKABE_ITO["purple"], "P", ":"),
    NETADAPT.name: SeriesStyle(NETADAPT.label, OKABE_ITO["green"], "D", "-."),
    SOFT.name: SeriesStyle(SOFT.label, OKABE_ITO["orange"], "s", "--"),
    HARD.name: SeriesStyle(HARD.label, OKABE_ITO["sky"], "v", (0, (5, 1, 1, 1, 1, 1))),
    BOTH_HARD.name: SeriesStyle(BOTH_HARD.label, OKABE_ITO["blue"], "o", "-"),
}
OPTIMUM = SeriesStyle("enumerated optimum (12-epoch validation)", OKABE_ITO["black"], "", "-")


def report(found: Found, benchmark: Benchmark, seeds: int, output: Output) -> None:
    """Write one figure of accuracy against latency per data set, and one of the regrets."""
    for dataset in DATASETS:
        _accuracy(found, benchmark, seeds, output, dataset)
    _regret(found, seeds, output)


def _accuracy(found: Found, benchmark: Benchmark, seeds: int, output: Output, dataset: str) -> None:
    panels: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(2, 3, height_in=4.4)
        for axes, device in zip(grid.ravel(), DEVICES, strict=True):
            panels[device] = _panel(axes, found, benchmark, dataset, device)
        for axes in grid[:, 0]:
            axes.set_ylabel(f"{DATASET_LABELS[dataset]}\ntest error (%)")
        for axes in grid[-1]:
            axes.set_xlabel("latency (ms)")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            f"accuracy-latency-{dataset.lower()}",
            figure,
            {"seeds": seeds, "quantiles": QUANTILES, "panels": panels},
            f"MobileNetV3's methods at three latency targets (vertical lines), {DATASET_LABELS[dataset]}: picked by "
            "12-epoch validation accuracy, test error reported.",
            f"Markers: median latency and median test error over {seeds} seeds, bars: interquartile range of the "
            "error. Black: test error of the architecture with the best 12-epoch validation accuracy within each "
            "latency, which may rise. Grey dots: the space; those above the frame are not shown.",
        )


def _panel(axes: Any, found: Found, benchmark: Benchmark, dataset: str, device: str) -> dict[str, Any]:
    latency = values(benchmark, dataset, device)[:, 1]
    error = 100.0 - benchmark.column(TEST, dataset)
    right = 1.25 * target(benchmark, dataset, device, QUANTILES[-1])
    draw_space(axes, latency, error)
    exact = reported_optima(benchmark, dataset, device)
    draw_steps(axes, exact["cost"], exact["error"], OPTIMUM, right, linewidth=0.8, zorder=2)
    numbers: dict[str, Any] = {"optimum": exact}
    limits = [target(benchmark, dataset, device, quantile) for quantile in QUANTILES]
    for limit in limits:
        axes.axvline(limit, color="#888888", linewidth=0.5, zorder=1)
    highest = 0.0
    for method in SHOWN:
        data = points(found, dataset, device, method.name)
        style = STYLES[method.name]
        median, low, high = (np.array(data[key]) for key in ("median", "q25", "q75"))
        axes.errorbar(
            np.array(data["cost"]), median, yerr=[median - low, high - median], fmt=style.marker,
            color=style.color, markersize=3.5, linewidth=0.8, capsize=1.2, linestyle="none", label=style.label,
            zorder=5,
        )  # fmt: skip
        highest = max(highest, float(np.nanmax(high)))
        numbers[method.name] = data
    lowest = float(np.nanmin(error))
    axes.set_xlim(0.0, right)
    axes.set_ylim(lowest - 0.1 * (highest - lowest), highest + 0.35 * (highest - lowest))
    axes.set_title(DEVICE_LABELS[device])
    return {"targets": limits, **numbers}


def _regret(found: Found, seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=2.9, sharey=True)
        for axes, dataset in zip(grid[0], DATASETS, strict=True):
            numbers[dataset] = {}
            for place, method in enumerate(SHOWN):
                numbers[dataset][method.name] = _regret_series(axes, found, dataset, method, place)
            names = [DEVICE_LABELS[device].split(" (")[0] for device in DEVICES]
            axes.set_xticks(range(len(DEVICES)), names, rotation=40, ha="right")
            axes.set_title(DATASET_LABELS[dataset])
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        grid[0, 0].set_ylim(bottom=0.0)
        grid[0, 0].set_ylabel("regret in 12-epoch\nvalidation accuracy (points)")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            "regret",
            figure,
            {"seeds": seeds, "devices": DEVICES, "regret": numbers},
            "MobileNetV3's methods: searched accuracy of the enumerated optimum within the target minus the best found "
            f"over three targets and {seeds} seeds.",
            "Marker: median; bar: interquartile range. Runs without an architecture within the target are left out.",
        )


def _regret_series(axes: Any, found: Found, dataset: str, method: Method, place: int) -> dict[str, list[float]]:
    style = STYLES[method.name]
    table = [
        spread([run.regret for quantile in QUANTILES for run in found[dataset, device, quantile, method.name]])
        for device in DEVICES
    ]
    median, low, high = (np.array([row[key] for row in table]) for key in ("median", "q25", "q75"))
    axes.errorbar(
        np.arange(len(DEVICES)) + 0.15 * (place - (len(SHOWN) - 1) / 2), median, yerr=[median - low, high - median],
        fmt=style.marker, color=style.color, markersize=3.5, linewidth=0.8, capsize=1.2, linestyle="none",
        label=style.label,
    )  # fmt: skip
    return {"median": median.tolist(), "q25": low.tolist(), "q75": high.tolist()}
