"""Hypervolume against evaluations, evaluations to targets, and the ablations' curves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import DATASETS, DEVICES, Line
from experiments.linas import words
from experiments.linas.curves import curves_of
from experiments.linas.predictors import ACCURACY_PREDICTORS, ACCURACY_SIZES
from experiments.linas.runs import (
    EXHAUSTIVE,
    LINAS,
    NSGA2,
    NSGA2_PAPER,
    PANELS,
    PREDICTORS,
    RANDOM,
    SOURCES,
    TARGETS,
    WEAKNAS,
)
from suite.report.output import Output

POINTS = 60
FIRST = 10
LEAST = 0.002
"""Lower end of the logarithmic axes, where what is smaller is drawn."""
REACHED = ["share", "q25", "median", "q75", "longest"]


def missing(shares: Any) -> Any:
    """Return what is missing to the exact front's hypervolume, at least :data:`LEAST`."""
    return np.maximum(1.0 - np.asarray(shares), LEAST)


def draw_curves(axes: Any, runs: pd.DataFrame) -> dict[str, Any]:
    """Draw median and quartiles of the hypervolume that each line misses on one problem; return the plotted numbers."""
    numbers = {}
    for keys, group in kit.groups(runs, ("line",)):
        line, curves = keys["line"], curves_of(group)
        grid = np.unique(np.geomspace(FIRST, curves.end, POINTS).round().astype(np.int64))
        look: dict[str, Any] = {"alpha": 0.12, "markersize": 3.5, "markevery": [len(grid) - 1]}
        numbers[line.key] = {
            "evaluations": grid,
            **kit.draw_quartiles(axes, grid, missing(curves.at(grid)), line.look, **look),
        }
    axes.set(xscale="log", yscale="log")
    axes.grid(linewidth=0.3, alpha=0.5)
    axes.set_ylim(LEAST, 0.5)
    kit.plain_ticks(axes.yaxis, (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5))
    return numbers


def hypervolume(runs: pd.DataFrame, dataset: str, seeds: int, output: Output) -> None:
    """Draw the hypervolume missed against evaluations on one data set, one panel per device."""
    caption = words.COMPARISON_FIGURE.format(dataset=kit.dataset_name(dataset))
    note = " ".join([words.HYPERVOLUME, words.EVALUATIONS, words.BAND.format(seeds=seeds)])
    panels: dict[str, Any] = {}
    with kit.drawing(
        output, f"hypervolume-{dataset}", caption, note, rows=2, panels=3, legend=3, height_in=4.4, sharex=True,
        sharey=True,
    ) as drawn:  # fmt: skip
        for axes, device in zip(drawn.grid.flat, DEVICES, strict=True):
            panels[device] = draw_curves(axes, kit.rows_where(runs, dataset=dataset, device=device))
            axes.set_title(kit.device_name(device))
        drawn.figure.supylabel("hypervolume missed (share of the exact front's)")
        drawn.label("distinct architectures evaluated")
        drawn.numbers |= {"dataset": dataset, "seeds": seeds, "panels": panels}


def targets(reached: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw the evaluations to each target by device, one panel per target and data set."""
    caption, note = words.TARGETS_FIGURE, words.TARGETS_FIGURE_NOTE
    with kit.drawing(
        output, "evaluations-to-target", caption, note, rows=3, panels=3, legend=3, height_in=6.0, sharex=True,
        sharey=True,
    ) as drawn:  # fmt: skip
        numbers: dict[str, Any] = {}
        for line, target in zip(drawn.grid, TARGETS, strict=True):
            numbers[f"{target:.2f}"] = {
                dataset: _targets_panel(axes, kit.rows_where(reached, target=target, dataset=dataset))
                for axes, dataset in zip(line, DATASETS, strict=True)
            }
            line[0].set_ylabel(f"evaluations to reach {target:.2f}")
        kit.title_datasets(drawn.grid[0])
        kit.device_ticks(drawn.grid[-1], DEVICES)
        drawn.numbers |= {"seeds": seeds, "reach": numbers}


def _targets_panel(axes: Any, reached: pd.DataFrame) -> dict[str, Any]:
    """Draw one target on one data set; return the plotted numbers."""
    shown = (LINAS, WEAKNAS, NSGA2, NSGA2_PAPER, RANDOM)
    numbers = {}
    for place, line in enumerate(shown):
        found = reached[reached["line"] == line]
        _bars(axes, np.arange(len(found)) + 0.15 * (place - (len(shown) - 1) / 2), found, line)
        numbers[line.key] = found[REACHED].to_dict("records")
    axes.set_yscale("log")
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    for border in np.arange(0.5, len(DEVICES) - 1):
        axes.axvline(border, color="#E0E0E0", linewidth=0.5, zorder=0)
    return numbers


def _bars(axes: Any, x: Any, found: pd.DataFrame, line: Line) -> None:
    look = line.look
    bar = {"color": look.color, "linewidth": 0.8}
    point = {**bar, "marker": look.marker, "markersize": 3.2, "zorder": 3, "linestyle": "none"}
    for at, one in zip(x, found.itertuples(), strict=True):
        top = one.q75 if math.isfinite(one.q75) else one.longest
        low = one.q25 if math.isfinite(one.q25) else one.longest
        axes.plot([at, at], [low, top], zorder=2, **bar)
        if math.isfinite(one.median):
            axes.plot(at, one.median, **point)
        else:
            axes.plot(at, one.longest, markerfacecolor="white", **point)
            axes.plot(at, one.longest * 1.45, marker="^", markersize=2, linestyle="none", zorder=3, color=look.color)
    axes.plot([], [], label=look.label, marker=look.marker, markersize=3.5, linestyle="none", color=look.color)


def predictors(runs: pd.DataFrame, accuracy: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw the curves by predictor, and below how well each predictor ranks the accuracy."""
    caption, note = words.PREDICTORS_FIGURE, words.PREDICTORS_FIGURE_NOTE.format(seeds=words.seeds_of_ablations(seeds))
    shown = runs[runs["line"].isin((LINAS, *PREDICTORS, EXHAUSTIVE))]
    curves: dict[str, Any] = {}
    taus: dict[str, Any] = {}
    with kit.drawing(
        output, "predictors", caption, note, rows=2, panels=3, legend=3, height_in=4.6, sharey="row"
    ) as drawn:
        for axes, below, (dataset, device) in zip(drawn.grid[0], drawn.grid[1], PANELS, strict=True):
            curves[dataset] = draw_curves(axes, shown[shown["dataset"] == dataset])
            axes.set_title(f"{kit.dataset_name(dataset)}, {kit.device_name(device)}")
            axes.set_xlabel("distinct architectures evaluated")
            taus[dataset] = _ranking_panel(below, accuracy[accuracy["dataset"] == dataset])
        drawn.grid[0, 0].set_ylabel("hypervolume missed\n(share of the exact front's)")
        drawn.grid[1, 0].set_ylabel("Kendall's tau of the accuracy")
        drawn.numbers |= {"seeds": seeds, "hypervolume": curves, "tau": taus}


def _ranking_panel(axes: Any, accuracy: pd.DataFrame) -> dict[str, Any]:
    """Draw tau against training size on one data set; return the plotted numbers."""
    looks = {"svr": LINAS.look} | dict(zip(("ridge", "stacked"), (line.look for line in PREDICTORS), strict=True))
    numbers = {}
    for name in ACCURACY_PREDICTORS:
        rows = accuracy[accuracy["predictor"] == name]
        look = looks[name]
        axes.fill_between(rows["size"], rows["tau_min"], rows["tau_max"], color=look.color, alpha=0.12, linewidth=0)
        axes.plot(rows["size"], rows["tau"], marker=look.marker, markersize=3.5, **look.line())
        numbers[name] = rows[["size", "tau", "tau_min", "tau_max"]].to_dict("list")
    axes.set_xscale("log")
    axes.set_xticks(ACCURACY_SIZES, [str(size) for size in ACCURACY_SIZES])
    axes.minorticks_off()
    axes.set_xlabel("training architectures")
    axes.grid(linewidth=0.3, alpha=0.5)
    return numbers


def transfer(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw the curves of the searches with another device's history."""
    caption, note = words.TRANSFER_FIGURE, words.TRANSFER_FIGURE_NOTE.format(seeds=words.seeds_of_ablations(seeds))
    panels: dict[str, Any] = {}
    with kit.drawing(output, "transfer", caption, note, panels=3, legend=3, height_in=2.7, sharey=True) as drawn:
        for axes, (dataset, device) in zip(drawn.grid[0], PANELS, strict=True):
            source, numbers = SOURCES[device], draw_curves(axes, runs[runs["dataset"] == dataset])
            panels[dataset] = {"source": source, "target": device, **numbers}
            axes.set_title(f"{kit.dataset_name(dataset)}, {kit.device_name(source)} → {kit.device_name(device)}")
            axes.set_xlabel("distinct architectures evaluated")
        drawn.axes.set_ylabel("hypervolume missed\n(share of the exact front's)")
        drawn.numbers |= {"seeds": seeds, "panels": panels}
