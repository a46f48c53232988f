"""Figures of the comparison at three targets: accuracy against latency per data set, and the regret per device."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import DATASETS, FIGURE_DEVICES, QUANTILES, Study
from experiments.mobilenetv3 import words
from experiments.mobilenetv3.runs import BOTH_HARD, FITNESS, HARD, NETADAPT, RANDOM, SOFT, target
from suite.report.fronts import draw_space, draw_steps, reported_steps
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.study.setting import Setting
from suite.tables.columns import DEVICE_LABELS

SHOWN = (RANDOM, NETADAPT, SOFT, HARD, BOTH_HARD)
OPTIMUM = SeriesStyle("enumerated optimum (12-epoch validation)", OKABE_ITO["black"], "", "-")
LOOK: dict[str, Any] = {"markersize": 3.5, "capsize": 1.2}


def report(found: pd.DataFrame, study: Study, output: Output) -> None:
    """Draw one figure of accuracy against latency per data set, and one of the regrets."""
    for dataset in DATASETS:
        _accuracy(found[found["dataset"] == dataset], study, output, dataset)
    _regret(found, study.seeds, output)


def _accuracy(found: pd.DataFrame, study: Study, output: Output, dataset: str) -> None:
    panels: dict[str, Any] = {}
    stem, name = f"accuracy-latency-{dataset.lower()}", kit.dataset_name(dataset)
    caption, note = words.ACCURACY_FIGURE.format(dataset=name), words.ACCURACY_FIGURE_NOTE.format(seeds=study.seeds)
    with kit.drawing(output, stem, caption, note, rows=2, panels=3, legend=3, height_in=4.4) as drawn:
        for axes, device in zip(drawn.grid.ravel(), FIGURE_DEVICES, strict=True):
            panels[device] = _panel(axes, found[found["device"] == device], study, dataset, device)
        drawn.label("latency (ms)", f"{name}\ntest error (%)")
        drawn.numbers |= {"seeds": study.seeds, "quantiles": QUANTILES, "panels": panels}


def _panel(axes: Any, found: pd.DataFrame, study: Study, dataset: str, device: str) -> dict[str, Any]:
    """Draw one device; return the plotted numbers."""
    judged = study.judged(Setting(dataset, FITNESS, device))
    limits = [target(study.benchmark, dataset, device, quantile) for quantile in QUANTILES]
    right = 1.25 * limits[-1]
    draw_space(axes, judged.cost, judged.test_error)
    cost, error = reported_steps(judged.cost, judged.error, judged.test_error)
    draw_steps(axes, cost, error, OPTIMUM, right, linewidth=0.8, zorder=2)
    numbers: dict[str, Any] = {"targets": limits, "optimum": {"cost": cost, "error": error}}
    for limit in limits:
        axes.axvline(limit, color="#888888", linewidth=0.5, zorder=1)
    highest = 0.0
    for method in SHOWN:
        points = _points(found[found["line"] == method])
        middle, low, high = (points[key] for key in ("median", "q25", "q75"))
        kit.draw_bars(axes, points["cost"], middle, low, high, method.look, **LOOK, zorder=5)
        highest = max(highest, float(np.nanmax(high)))
        numbers[method.key] = points.to_dict("list")
    lowest = float(np.nanmin(judged.test_error))
    axes.set_xlim(0.0, right)
    axes.set_ylim(lowest - 0.1 * (highest - lowest), highest + 0.35 * (highest - lowest))
    axes.set_title(DEVICE_LABELS[device])
    return numbers


def _points(runs: pd.DataFrame) -> pd.DataFrame:
    """Return cost and test error at the targets: median cost, median and quartiles of the error."""
    rows = []
    for _, group in kit.groups(runs, ("quantile",)):
        error = kit.spread(100.0 - group["test"])
        rows.append(
            {"cost": kit.spread(group["cost"])["median"], **{key: error[key] for key in ("median", "q25", "q75")}}
        )
    return pd.DataFrame(rows)


def _regret(found: pd.DataFrame, seeds: int, output: Output) -> None:
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
        kit.device_ticks(drawn.grid[0], FIGURE_DEVICES)
        kit.title_datasets(drawn.grid[0])
        drawn.axes.set_ylim(bottom=0.0)
        drawn.axes.set_ylabel("regret in 12-epoch\nvalidation accuracy (points)")
        drawn.numbers |= {"seeds": seeds, "devices": FIGURE_DEVICES, "regret": numbers}


def _regret_series(axes: Any, runs: pd.DataFrame, look: SeriesStyle, place: int) -> dict[str, list[float]]:
    """Draw the regrets of a method by device; return the plotted numbers."""
    table = [kit.spread(group["regret"]) for _, group in kit.groups(runs, ("device",))]
    median, low, high = (np.array([row[key] for row in table]) for key in ("median", "q25", "q75"))
    x = np.arange(len(table)) + 0.15 * (place - (len(SHOWN) - 1) / 2)
    kit.draw_bars(axes, x, median, low, high, look, **LOOK)
    return {"median": median.tolist(), "q25": low.tolist(), "q75": high.tolist()}
