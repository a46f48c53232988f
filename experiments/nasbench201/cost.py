"""Search cost against accuracy: the printed seconds of every method, and the simulated ones of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.nasbench201.comparison import published_cell
from experiments.nasbench201.entries import Entry
from experiments.nasbench201.fitness import fitness_label
from experiments.nasbench201.judgement import summary
from experiments.nasbench201.outcomes import Results
from experiments.published import published
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.tables.columns import DATASET_LABELS, DATASETS

COLORS = {
    "gradient": OKABE_ITO["green"],
    "RL": OKABE_ITO["orange"],
    "random": OKABE_ITO["purple"],
    "EA": OKABE_ITO["blue"],
    "SMBO": OKABE_ITO["vermilion"],
}
TYPE_LABELS = {"EA": "evolution", "SMBO": "model-based"}
MARKERS = "os^vDPX<>dhp*"
BOTTOM = {"cifar10": 85.0, "cifar100": 55.0, "ImageNet16-120": 29.0}
"""Lower end of the accuracy axes; what lies below (DARTS and ENAS, 40 points under the others) is at the edge."""

NOTE = (
    "Open markers: published, seconds as printed, wall-clock on the authors' machines: of supernet training and "
    "search, or, below 10 s, of a look-up search, whose training was not done. Filled: ours, simulated training time "
    "of the distinct architectures evaluated (tables; no wall-clock). Published points below the axis are drawn at its "
    "lower edge. Bars: standard deviation over runs. Fitness of ours: {fitness}."
)


def report(entries: Sequence[Entry], results: Results, output: Output) -> None:
    """Write the figure; ``entries`` are those of ours whose fitness costs training time."""
    from matplotlib.lines import Line2D

    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=3.9, sharex=True)
        for axes, dataset in zip(grid[0], DATASETS, strict=True):
            looks = _published(axes, dataset, numbers)
            _ours(axes, dataset, entries, results, looks, numbers)
            axes.set_xscale("log")
            axes.set_xlim(3e-3, 1e6)
            axes.set_xticks([1e-2, 1, 1e2, 1e4, 1e6])
            axes.set_ylim(BOTTOM[dataset], None)
            axes.set_title(DATASET_LABELS[dataset])
            axes.grid(linewidth=0.3, alpha=0.5)
            axes.set_xlabel("search cost (s)")
        grid[0, 0].set_ylabel("test accuracy (%)")
        shown: dict[str, Any] = {}
        for handle, label in zip(*grid[0, 0].get_legend_handles_labels(), strict=True):
            shown.setdefault(label, handle)
        for name, color in COLORS.items():
            shown[TYPE_LABELS.get(name, name)] = Line2D([], [], color=color, linewidth=3)
        figure.legend(
            list(shown.values()), list(shown), loc="outside upper center", ncols=5, fontsize=6, handlelength=1.2,
            columnspacing=1.2,
        )  # fmt: skip
        output.figure(
            "search-cost",
            figure,
            numbers,
            "Search cost against test accuracy: published (open markers, seconds as printed) and ours (filled, "
            "simulated training time); simulated stand-ins have no cost and are not shown.",
            NOTE.format(fitness=", ".join(dict.fromkeys(fitness_label(entry.accuracy) for entry in entries))),
        )


def _published(axes: Any, dataset: str, numbers: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Draw the published points and return marker and colour of each method."""
    looks: dict[str, tuple[str, str]] = {}
    count = dict.fromkeys(COLORS, 0)
    below: float | None = None
    for row in published("nasbench201_methods").itertuples():
        if row.search_seconds != row.search_seconds or row.type not in COLORS:
            continue
        looks[row.method] = (MARKERS[count[row.type]], COLORS[row.type])
        count[row.type] += 1
        mean, std = published_cell(row.method, dataset, "test")
        marker, color = looks[row.method]
        style = {"fmt": marker, "color": color, "markerfacecolor": "none", "markersize": 4.5, "linewidth": 0.5}
        inside = mean >= BOTTOM[dataset]
        axes.errorbar(
            row.search_seconds, mean if inside else BOTTOM[dataset], yerr=std if inside else None, clip_on=inside,
            label=row.label, **style,
        )  # fmt: skip
        below = below if inside else mean
        numbers.setdefault("published", {}).setdefault(row.method, {"seconds": row.search_seconds})[dataset] = [
            mean,
            std,
        ]
    if below is not None:
        axes.text(0.60, 0.012, f"at {below:.2f}:", transform=axes.transAxes, ha="right", fontsize=6)
    return looks


def _ours(
    axes: Any,
    dataset: str,
    entries: Sequence[Entry],
    results: Results,
    looks: dict[str, tuple[str, str]],
    numbers: dict[str, Any],
) -> None:
    for entry in entries:
        found = results[entry.name, dataset]
        seconds, test = float(np.mean(found.seconds)), summary(found.test)
        marker, color = looks[entry.published] if entry.published else ("+", OKABE_ITO["black"])
        label = None if entry.published else entry.label
        axes.errorbar(
            seconds, test.mean, yerr=test.std, fmt=marker, color=color, markersize=4.5, linewidth=0.5, label=label
        )
        numbers.setdefault("ours", {}).setdefault(entry.label, {})[dataset] = {
            "seconds": seconds,
            "test": [test.mean, test.std],
        }
