"""The step log of NetAdapt as figures: latency per step, and accuracy against latency along the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from experiments import kit
from experiments.kit import FIGURE_DEVICES, QUANTILES, Study
from experiments.mobilenetv3 import words
from experiments.mobilenetv3.descents import path
from experiments.mobilenetv3.runs import DESCENTS, target
from suite.algorithms.netadapt import Step
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.tables.columns import DEVICE_LABELS

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
    """Draw both figures."""
    paths = {
        device: {descent.key: path(study, descent, DATASET, device) for descent in SHOWN} for device in FIGURE_DEVICES
    }
    name = kit.dataset_name(DATASET)
    latency, accuracy = words.LATENCY_STEPS.format(dataset=name), words.ACCURACY_STEPS.format(dataset=name)
    _figure(study, output, paths, "latency-steps", latency, _latency_panel, ("step", "latency (ms)"))
    heads = ("latency (ms)", "12-epoch validation\naccuracy (%)")
    _figure(study, output, paths, "accuracy-steps", accuracy, _accuracy_panel, heads)


def _figure(
    study: Study,
    output: Output,
    paths: Mapping[str, Paths],
    stem: str,
    caption: str,
    draw: Callable[[Any, Paths, float], None],
    heads: tuple[str, str],
) -> None:
    with kit.drawing(output, stem, caption, rows=2, panels=3, legend=4, height_in=4.2) as drawn:
        for axes, device in zip(drawn.grid.ravel(), FIGURE_DEVICES, strict=True):
            draw(axes, paths[device], target(study.benchmark, DATASET, device, QUANTILES[0]))
            axes.set_title(DEVICE_LABELS[device])
        drawn.label(*heads)
        drawn.numbers |= {"dataset": DATASET, "panels": _numbers(paths)}


def _draw(axes: Any, x: list[float], y: list[float], look: SeriesStyle) -> None:
    axes.plot(x, y, marker=look.marker, label=look.label, markersize=3.5, markerfacecolor="none", **look.line())


def _latency_panel(axes: Any, paths: Paths, limit: float) -> None:
    from matplotlib.ticker import MaxNLocator

    for descent in SHOWN:
        steps = paths[descent.key]
        _draw(axes, [step.number for step in steps], [step.cost for step in steps], descent.look)
    axes.axhline(limit, color="#888888", linewidth=0.6, zorder=1)
    axes.set_ylim(bottom=0.0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _accuracy_panel(axes: Any, paths: Paths, limit: float) -> None:
    for descent in SHOWN:
        steps = paths[descent.key]
        _draw(axes, [step.cost for step in steps], [100.0 - step.error for step in steps], descent.look)
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
