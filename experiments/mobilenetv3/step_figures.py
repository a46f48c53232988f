"""The step log of NetAdapt as figures: latency per step, and accuracy against latency along the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.mobilenetv3.descents import path
from experiments.mobilenetv3.settings import DESCENTS, DEVICES, QUANTILES, Method, target
from suite.algorithms.netadapt import Step
from suite.benchmark import Benchmark
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle, new_figure, publication_style
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS

DATASET = "cifar10"
SHOWN = tuple(descent for descent in DESCENTS if descent.params["delta"] in (0.01, 0.10))
STYLES = {
    "ratio": {0.01: ("blue", "o", "-"), 0.10: ("sky", "s", "--")},
    "accuracy": {0.01: ("vermilion", "^", "-."), 0.10: ("orange", "v", ":")},
}


def report(records: Mapping[RunSpec, Record], benchmark: Benchmark, output: Output) -> None:
    """Write both figures."""
    paths = {
        device: {descent.name: path(records, benchmark, descent, DATASET, device) for descent in SHOWN}
        for device in DEVICES
    }
    for stem, caption, draw in (
        (
            "latency-steps",
            "NetAdapt's latency step log: from the cell of 3x3 convolutions to the 25 % target (grey line), "
            f"{DATASET_LABELS[DATASET]}.",
            _latency_panel,
        ),
        (
            "accuracy-steps",
            "NetAdapt's steps in accuracy and latency, from the cell of 3x3 convolutions (right) to the 25 % target "
            f"(grey line), {DATASET_LABELS[DATASET]}.",
            _accuracy_panel,
        ),
    ):
        with publication_style():
            figure, grid = new_figure(2, 3, height_in=4.2)
            for axes, device in zip(grid.ravel(), DEVICES, strict=True):
                draw(axes, paths[device], target(benchmark, DATASET, device, QUANTILES[0]))
                axes.set_title(DEVICE_LABELS[device])
            latency = stem == "latency-steps"
            for axes in grid[:, 0]:
                axes.set_ylabel("latency (ms)" if latency else "12-epoch validation\naccuracy (%)")
            for axes in grid[-1]:
                axes.set_xlabel("step" if latency else "latency (ms)")
            one_legend(figure, [grid[0, 0]], columns=4)
            output.figure(stem, figure, {"dataset": DATASET, "panels": _numbers(paths)}, caption)


def _style(descent: Method) -> SeriesStyle:
    color, marker, line = STYLES[str(descent.params["criterion"])][float(descent.params["delta"] or 0.0)]
    return SeriesStyle(descent.label, OKABE_ITO[color], marker, line)


def _draw(axes: Any, x: list[float], y: list[float], descent: Method) -> None:
    style = _style(descent)
    axes.plot(x, y, marker=style.marker, label=style.label, markersize=3.5, markerfacecolor="none", **style.line())


def _latency_panel(axes: Any, paths: Mapping[str, list[Step]], limit: float) -> None:
    from matplotlib.ticker import MaxNLocator

    for descent in SHOWN:
        steps = paths[descent.name]
        _draw(axes, [step.number for step in steps], [step.cost for step in steps], descent)
    axes.axhline(limit, color="#888888", linewidth=0.6, zorder=1)
    axes.set_ylim(bottom=0.0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _accuracy_panel(axes: Any, paths: Mapping[str, list[Step]], limit: float) -> None:
    for descent in SHOWN:
        steps = paths[descent.name]
        _draw(axes, [step.cost for step in steps], [100.0 - step.error for step in steps], descent)
    axes.axvline(limit, color="#888888", linewidth=0.6, zorder=1)
    axes.set_xlim(left=0.0)


def _numbers(paths: Mapping[str, Mapping[str, list[Step]]]) -> dict[str, Any]:
    return {
        device: {
            name: {
                "latency_ms": np.array([step.cost for step in steps]),
                "accuracy": np.array([100.0 - step.error for step in steps]),
                "qualifying": [step.qualifying for step in steps],
                "raising": [step.raising for step in steps],
            }
            for name, steps in by_name.items()
        }
        for device, by_name in paths.items()
    }
