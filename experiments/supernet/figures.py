"""Figures: supernet score against true accuracy, and what searches find by fitness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import Floats
from experiments.kit.supernet_papers.comparison import published_mean
from experiments.kit.supernet_papers.methods import MAIN
from experiments.kit.supernet_papers.outcomes import SPLITS, Tests
from experiments.supernet import words
from experiments.supernet.ranking import TOPS, ranked_first, top_taus
from experiments.supernet.runs import Groups, beside, on_table
from experiments.supernet.scores import label, own_data_set, panel_title, reduced_mark, trained_longest
from experiments.supernet.search_tables import quantiles
from suite.benchmark import Benchmark
from suite.report.fronts import draw_published
from suite.report.output import Output
from suite.report.style import OKABE_ITO
from suite.scores import ScoreTable

LOOKS = (
    (OKABE_ITO["black"], "P"), (OKABE_ITO["blue"], "o"), (OKABE_ITO["purple"], "^"), (OKABE_ITO["orange"], "s"),
    (OKABE_ITO["green"], "D"),
)  # fmt: skip
GROUPS = 25
"""Groups of cells, alike in size and by score, whose median accuracy is drawn."""


def report(tables: Sequence[ScoreTable], benchmark: Benchmark, tests: Tests, output: Output) -> None:
    """Write both figures."""
    shown = trained_longest(tables)
    _scatter(shown, benchmark, output)
    _searches(shown, benchmark, tests, output)


def group_medians(score: Floats, truth: Floats) -> tuple[Floats, Floats]:
    """Return the mean score and the median true accuracy of groups of cells by score, ascending.

    The groups are alike in size but for ties: cells with equal scores are in one group, so that there may be fewer.
    """
    bounds = np.unique(np.quantile(score, np.linspace(0.0, 1.0, GROUPS + 1)[1:-1], method="lower"))
    group = np.searchsorted(bounds, score, side="left")
    members = [group == number for number in np.unique(group)]
    return np.array([score[each].mean() for each in members]), np.array([np.median(truth[each]) for each in members])


def _scatter(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    caption = words.SCATTER.format(mark=reduced_mark(tables))
    note = f"{words.SCATTER_NOTE.format(groups=GROUPS)} {words.SHOWN}"
    with kit.drawing(
        output, "score-against-accuracy", caption, note, rows=2, panels=len(tables), legend=4, height_in=4.6,
        sharex="col",
    ) as drawn:  # fmt: skip
        for column, table in zip(drawn.grid.T, tables, strict=True):
            test = benchmark.column(SPLITS["test"], table.dataset)
            drawn.numbers[table.name] = _scatter_column(column, table, test)
        drawn.figure.supxlabel(f"supernet accuracy, {own_data_set(tables)} (%)")
        drawn.grid[0, 0].set_ylabel("test accuracy (%), all cells")
        drawn.grid[1, 0].set_ylabel("test accuracy (%), better half")


def _scatter_column(column: Sequence[Any], table: ScoreTable, truth: Floats) -> dict[str, Any]:
    """Draw all cells of one table, and the better half below; return the plotted numbers."""
    score = table.values()
    first, best = ranked_first(score), int(truth.argmax())
    groups, medians = group_medians(score, truth)
    half, found = float(np.median(truth)), truth[first]
    for axes, low in zip(column, (float(truth.min()), half), strict=True):
        axes.scatter(score, truth, s=1.2, color=OKABE_ITO["sky"], alpha=0.35, linewidths=0, rasterized=True)
        axes.scatter([], [], s=8, color=OKABE_ITO["sky"], linewidths=0, label="cell")
        shown = truth >= low
        axes.plot(
            *group_medians(score[shown], truth[shown]), color=OKABE_ITO["black"], linewidth=0.9,
            label="median of the cells shown, by score",
        )  # fmt: skip
        axes.errorbar(
            score[first][:1], [found.mean()], yerr=[[found.mean() - found.min()], [found.max() - found.mean()]],
            color=OKABE_ITO["blue"], marker="D", markersize=4, linewidth=1.0, zorder=6,
            label="ranked first by the supernet",
        )  # fmt: skip
        axes.scatter(
            score[best], truth[best], s=26, marker="^", color="#CC0000", zorder=7, linewidths=0,
            label="highest test accuracy",
        )  # fmt: skip
        margin = 0.03 * (truth.max() - low)
        axes.set_ylim(low - margin, truth.max() + margin)
    taus = top_taus(score, truth)
    title = f"{panel_title(table)}\ntau {taus['all']:.2f}, better half {taus['top 50 %']:.2f}"
    column[0].set_title(title, fontsize=7)
    return {
        "dataset": kit.dataset_name(table.dataset),
        "tau": {name: taus[name] for name in TOPS},
        "ranked_first": {"indices": first, "score": score[first], "test": truth[first]},
        "best": {"index": best, "score": score[best], "test": truth[best]},
        "median_by_score": {"score": groups, "test": medians},
        "better_half_from": half,
    }


def _searches(tables: Sequence[ScoreTable], benchmark: Benchmark, tests: Tests, output: Output) -> None:
    caption = words.SEARCHES.format(mark=reduced_mark(tables))
    with kit.drawing(
        output, "searches", caption, f"{words.SEARCHES_NOTE} {words.SHOWN}", panels=len(tables), legend=3,
        height_in=3.2, sharey=True, sharex=True,
    ) as drawn:  # fmt: skip
        for axes, table in zip(drawn.grid[0], tables, strict=True):
            groups = {label(table): on_table(table)[: len(MAIN)], **beside(table, benchmark)}
            drawn.numbers[table.name] = _searches_panel(axes, groups, table.dataset, tests)
            axes.set_title(panel_title(table), fontsize=7)
            axes.grid(axis="x", linewidth=0.3, alpha=0.5)
        medians = [
            values["median"] for panel in drawn.numbers.values() for values in panel.values() if "median" in values
        ]
        # shared by the panels; a cell of 10 % would leave no room
        drawn.axes.set_xlim(min(map(np.min, medians)) - 1.0, max(map(np.max, medians)) + 1.0)
        drawn.figure.supxlabel(f"test accuracy, {own_data_set(tables)} (%)")


def _searches_panel(axes: Any, groups: Groups, dataset: str, tests: Tests) -> dict[str, Any]:
    """Draw what the main methods find by fitness; return the plotted numbers."""
    labels = [_broken(method.label) for method in MAIN]
    places = np.arange(len(labels))[::-1]
    numbers: dict[str, Any] = {}
    for number, (fitness, methods) in enumerate(groups.items()):
        color, marker = LOOKS[number]
        found = np.array([quantiles(tests[method, dataset], [0.25, 0.5, 0.75]) for method in methods]).T
        low, middle, high = found
        axes.errorbar(
            middle, places + 0.26 - 0.13 * number, xerr=[middle - low, high - middle], color=color, marker=marker,
            markersize=3.5, linestyle="none", linewidth=0.7, label=_legend_name(number, fitness),
        )  # fmt: skip
        numbers[fitness] = {"methods": labels, "median": middle, "quartiles": [low, high]}
    shown = [place for place, method in zip(places, MAIN, strict=True) if method.published]
    values = [published_mean(method.published, dataset)[0] for method in MAIN if method.published]
    draw_published(axes, values, shown, "published (their own supernets)", s=18)
    axes.set_yticks(places, labels)
    return {**numbers, "published": values}


def _broken(label: str) -> str:
    """Return the name of a method in two lines where it is long."""
    return label.replace(" (public code's pick by test accuracy)", ",\npick by test").replace(", best", ",\nbest")


def _legend_name(number: int, fitness: str) -> str:
    """Return a name that holds in every panel."""
    return {0: "trained supernet", 1: "simulated, fitted to it"}.get(number, fitness)
