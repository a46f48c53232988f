"""Search cost against accuracy: the printed seconds of every method, and the simulated ones of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments import kit
from experiments.kit.means import mean_of
from experiments.kit.supernet_papers.comparison import published_mean
from experiments.kit.supernet_papers.methods import Method
from experiments.kit.supernet_papers.stand_ins import fitness_label
from experiments.nasbench201 import words
from suite.report.output import Output
from suite.report.style import OKABE_ITO

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

Looks = dict[str, tuple[str, str]]
"""Marker and colour by published row."""


def report(methods: Sequence[Method], runs: pd.DataFrame, output: Output) -> None:
    """Write the figure; ``methods`` are those of ours whose fitness costs training time."""
    labels = dict.fromkeys(fitness_label(method.fitness) for method in methods)
    note = words.SEARCH_COST_NOTE.format(fitness=", ".join(labels))
    with kit.drawing(
        output, "search-cost", words.SEARCH_COST, note, panels=3, height_in=3.9, sharex=True
    ) as drawn:  # fmt: skip
        for axes, dataset in zip(drawn.grid[0], kit.DATASETS, strict=True):
            looks = _published(axes, dataset, drawn.numbers)
            for method in methods:
                found = kit.rows_where(runs, line=method, dataset=dataset)
                _ours(axes, dataset, method, found, looks, drawn.numbers)
            axes.set_xscale("log")
            axes.set_xlim(3e-3, 1e6)
            axes.set_xticks([1e-2, 1, 1e2, 1e4, 1e6])
            axes.set_ylim(BOTTOM[dataset], None)
            axes.grid(linewidth=0.3, alpha=0.5)
            axes.set_xlabel("search cost (s)")
        kit.title_datasets(drawn.grid[0])
        drawn.axes.set_ylabel("test accuracy (%)")
        _legend(drawn)


def _legend(drawn: kit.Drawing) -> None:
    """Show every method once, and the colours of the kinds of search."""
    from matplotlib.lines import Line2D

    shown: dict[str, Any] = {}
    for handle, label in zip(*drawn.axes.get_legend_handles_labels(), strict=True):
        shown.setdefault(label, handle)
    for name, color in COLORS.items():
        shown[TYPE_LABELS.get(name, name)] = Line2D([], [], color=color, linewidth=3)
    drawn.figure.legend(
        list(shown.values()), list(shown), loc="outside upper center", ncols=5, fontsize=6, handlelength=1.2,
        columnspacing=1.2,
    )  # fmt: skip


def _published(axes: Any, dataset: str, numbers: dict[str, Any]) -> Looks:
    """Draw the published points."""
    looks: Looks = {}
    count = dict.fromkeys(COLORS, 0)
    below: float | None = None
    for row in kit.published("nasbench201_methods").itertuples():
        if pd.isna(row.search_seconds) or row.type not in COLORS:
            continue
        marker, color = looks[row.method] = (MARKERS[count[row.type]], COLORS[row.type])
        count[row.type] += 1
        mean, std = published_mean(row.method, dataset)
        inside = mean >= BOTTOM[dataset]
        axes.errorbar(
            row.search_seconds, mean if inside else BOTTOM[dataset], yerr=std if inside else None, clip_on=inside,
            label=row.label, fmt=marker, color=color, markerfacecolor="none", markersize=4.5, linewidth=0.5,
        )  # fmt: skip
        below = below if inside else mean
        of_method = numbers.setdefault("published", {}).setdefault(row.method, {"seconds": row.search_seconds})
        of_method[dataset] = [mean, std]
    if below is not None:
        axes.text(0.60, 0.012, f"at {below:.2f}:", transform=axes.transAxes, ha="right", fontsize=6)
    return looks


def _ours(axes: Any, dataset: str, method: Method, runs: pd.DataFrame, looks: Looks, numbers: dict[str, Any]) -> None:
    """Draw the point of one method."""
    seconds, test = float(runs["seconds"].to_numpy().mean()), mean_of(runs["test"])
    marker, color = looks[method.published] if method.published else ("+", OKABE_ITO["black"])
    label = None if method.published else method.label
    axes.errorbar(
        seconds, test.mean, yerr=test.std, fmt=marker, color=color, markersize=4.5, linewidth=0.5, label=label
    )
    of_method = numbers.setdefault("ours", {}).setdefault(method.label, {})
    of_method[dataset] = {"seconds": seconds, "test": [test.mean, test.std]}
