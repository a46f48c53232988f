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

KINDS = {
    "gradient": ("gradient", OKABE_ITO["green"]),
    "RL": ("reinforcement learning", OKABE_ITO["orange"]),
    "random": ("random", OKABE_ITO["purple"]),
    "EA": ("evolution", OKABE_ITO["blue"]),
    "SMBO": ("model-based", OKABE_ITO["vermilion"]),
}
"""Type of a published row -> name and colour of the kind of search."""

LOOK_UP_SECONDS = 10.0
"""Printed costs below it are those of searches that looked accuracies up."""

LOWEST = {"cifar10": 85.0, "cifar100": 54.0, "ImageNet16-120": 28.0}
"""Lower end of the accuracy axes; what lies below (DARTS and ENAS, 40 points under the others) is written there."""

OURS = "#000000"


def report(methods: Sequence[Method], runs: pd.DataFrame, output: Output) -> None:
    """Write the figure; ``methods`` are those of ours whose fitness costs training time.

    One line per method: its cost in the first panel, its test accuracy on each data set in the others.
    """
    fitnesses = dict.fromkeys(fitness_label(method.fitness) for method in methods)
    note = words.SEARCH_COST_NOTE.format(fitness=", ".join(fitnesses))
    rows = [row for row in kit.published("nasbench201_methods").itertuples() if _shown(row)]
    rows.sort(key=lambda row: (list(KINDS).index(row.type), row.search_seconds))
    lines = [row.label for row in rows]
    taken = {row.method: row.label for row in rows}
    at = {method: taken.pop(method.published, None) or method.label for method in methods}
    lines += [label for label in dict.fromkeys(at.values()) if label not in lines]
    places = {label: -float(place) for place, label in enumerate(lines)}
    with kit.drawing(
        output, "search-cost", words.SEARCH_COST, note, panels=4, height_in=0.16 * len(places) + 1.1, sharey=True,
        width_ratios=(1.5, 1, 1, 1),
    ) as drawn:  # fmt: skip
        for row in rows:
            _published(drawn, row, places[row.label])
        for method in methods:
            _ours(drawn, method, kit.rows_where(runs, line=method), places[at[method]])
        _axes(drawn, places)
        _legend(drawn)


def _shown(row: Any) -> bool:
    return row.type in KINDS and not pd.isna(row.search_seconds)


def _published(drawn: kit.Drawing, row: Any, place: float) -> None:
    """Draw what is printed of one method."""
    color = KINDS[row.type][1]
    looked_up = row.search_seconds < LOOK_UP_SECONDS
    mark: dict[str, Any] = {"color": color, "markersize": 4, "linewidth": 0.8, "linestyle": "none"}
    face = "white" if looked_up else color
    drawn.grid[0, 0].plot(row.search_seconds, place, "o", markerfacecolor=face, **mark)
    numbers: dict[str, Any] = {"seconds": row.search_seconds, "looked_up": looked_up}
    for axes, dataset in zip(drawn.grid[0, 1:], kit.DATASETS, strict=True):
        mean, std = published_mean(row.method, dataset)
        numbers[dataset] = [mean, std]
        if mean < LOWEST[dataset]:
            axes.annotate(f"← {mean:.1f}", (LOWEST[dataset], place), fontsize=6, color=color, va="center")
        else:
            axes.errorbar(mean, place, xerr=std, fmt="o", markerfacecolor=face, **mark)
    drawn.numbers.setdefault("published", {})[row.method] = numbers


def _ours(drawn: kit.Drawing, method: Method, runs: pd.DataFrame, place: float) -> None:
    """Draw our runs of one method, a little below what is printed."""
    mark: dict[str, Any] = {"color": OURS, "markersize": 3.5, "linewidth": 0.8, "linestyle": "none"}
    numbers: dict[str, Any] = {}
    for axes, dataset in zip(drawn.grid[0, 1:], kit.DATASETS, strict=True):
        found = kit.rows_where(runs, dataset=dataset)
        seconds, test = float(found["seconds"].to_numpy().mean()), mean_of(found["test"])
        drawn.grid[0, 0].plot(seconds, place - 0.3, "D", **mark)
        axes.errorbar(test.mean, place - 0.3, xerr=test.std, fmt="D", **mark)
        numbers[dataset] = {"seconds": seconds, "test": [test.mean, test.std]}
    drawn.numbers.setdefault("ours", {})[method.label] = numbers


def _axes(drawn: kit.Drawing, places: dict[str, float]) -> None:
    cost, *accuracies = drawn.grid[0]
    cost.set_yticks(list(places.values()), list(places))
    cost.set_ylim(min(places.values()) - 0.8, 0.6)
    cost.set_xscale("log")
    cost.set_xlim(3e-3, 1e6)
    cost.set_xticks([1e-2, 1, 1e2, 1e4, 1e6])
    cost.set_xlabel("search cost (s)")
    for axes, dataset in zip(accuracies, kit.DATASETS, strict=True):
        axes.set_xlim(left=LOWEST[dataset])
        axes.set_xlabel("test accuracy (%)")
    kit.title_datasets(accuracies)
    for axes in drawn.grid[0]:
        axes.grid(linewidth=0.3, alpha=0.5)
        axes.tick_params(axis="y", length=0)


def _legend(drawn: kit.Drawing) -> None:
    from matplotlib.lines import Line2D

    def mark(label: str, marker: str, color: str, face: str) -> Any:
        return Line2D([], [], marker=marker, color=color, markerfacecolor=face, linestyle="none", label=label)

    grey = "#7F7F7F"
    handles = [
        mark("published, networks trained", "o", grey, grey),
        mark("published, looked up", "o", grey, "white"),
        mark("ours, simulated training", "D", OURS, OURS),
        *(mark(label, "s", color, color) for label, color in KINDS.values()),
    ]
    drawn.figure.legend(handles=handles, loc="outside upper center", ncols=4)
