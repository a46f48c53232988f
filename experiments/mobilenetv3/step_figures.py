"""The step log of NetAdapt as a figure: accuracy against latency along the way, a marker per step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from experiments import kit
from experiments.kit import DEVICES, QUANTILES, Study
from experiments.mobilenetv3 import words
from experiments.mobilenetv3.descents import path
from experiments.mobilenetv3.runs import DESCENTS, target
from suite.algorithms.netadapt import Step
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle

DATASET = "cifar10"
LOOKS = {
    "ratio, delta 1 %": ("blue", "o", "-"),
    "ratio, delta 10 %": ("sky", "s", "--"),
    "accuracy, delta 1 %": ("vermilion", "^", "-."),
    "accuracy, delta 10 %": ("orange", "v", ":"),
}
SHOWN = tuple(
    replace(descent, style=SeriesStyle(descent.label, OKABE_ITO[color], marker, line))
    for descent in DESCENTS
    if descent.label in LOOKS
    for color, marker, line in [LOOKS[descent.label]]
)
Paths = Mapping[str, list[Step]]
"""Key of a descent -> its steps."""


def report(study: Study, output: Output) -> None:
    """Draw the way of every descent, a panel per device."""
    paths = {device: {descent.key: path(study, descent, DATASET, device) for descent in SHOWN} for device in DEVICES}
    caption = words.STEPS_FIGURE.format(dataset=kit.dataset_name(DATASET))
    with kit.drawing(output, "steps", caption, rows=2, panels=3, legend=4, height_in=4.2) as drawn:
        for axes, device in zip(drawn.grid.ravel(), DEVICES, strict=True):
            _panel(axes, paths[device], target(study.benchmark, DATASET, device, QUANTILES[0]))
            axes.set_title(kit.device_name(device))
        drawn.label("latency (ms)", "12-epoch validation\naccuracy (%)")
        drawn.numbers |= {"dataset": DATASET, "panels": _numbers(paths)}


def _panel(axes: Any, paths: Paths, limit: float) -> None:
    """Draw one device: a marker per step."""
    for descent in SHOWN:
        steps, look = paths[descent.key], descent.look
        x, y = [step.cost for step in steps], [100.0 - step.error for step in steps]
        label = look.label
        axes.plot(x, y, marker=look.marker, label=label, markersize=3.5, markerfacecolor="none", **look.line())
    axes.axvline(limit, color="#888888", linewidth=0.6, zorder=1)
    axes.set_xlim(left=0.0)


def _numbers(paths: Mapping[str, Paths]) -> dict[str, Any]:
    return {
        device: {
            key: {
                "latency_ms": [step.cost for step in steps],
                "fitness": [100.0 - step.error for step in steps],
                "qualifying": [step.qualifying for step in steps],
                "raising": [step.raising for step in steps],
            }
            for key, steps in by_descent.items()
        }
        for device, by_descent in paths.items()
    }
