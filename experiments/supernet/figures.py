"""Figures: supernet score against true accuracy, and what searches find by fitness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.nasbench201 import comparison
from experiments.nasbench201.outcomes import Results
from experiments.supernet import settings
from experiments.supernet.quality import TRUTHS, reduced_mark
from experiments.supernet.ranking import TOPS, ranked_first, top_taus
from experiments.supernet.scores import label, own_data_set, panel_title
from experiments.supernet.searches import other_groups, quantiles
from suite.benchmark import Benchmark
from suite.report.fronts import draw_published, one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.scores import ScoreTable
from suite.tables.columns import DATASET_LABELS

Floats = NDArray[np.float64]
LOOKS = (
    (OKABE_ITO["black"], "P"), (OKABE_ITO["blue"], "o"), (OKABE_ITO["purple"], "^"), (OKABE_ITO["orange"], "s"),
    (OKABE_ITO["green"], "D"),
)  # fmt: skip
GROUPS = 25
"""Groups of cells, alike in size and by score, whose median accuracy is drawn."""


def report(tables: Sequence[ScoreTable], benchmark: Benchmark, results: Results, output: Output) -> None:
    """Write both figures."""
    _scatter(tables, benchmark, output)
    _searches(tables, benchmark, results, output)


def group_medians(score: Floats, truth: Floats) -> tuple[Floats, Floats]:
    """Return the mean score and the median true accuracy of groups of cells by score, ascending.

    The groups are alike in size but for ties: cells with equal scores are in one group, so that there may be fewer.
    """
    bounds = np.unique(np.quantile(score, np.linspace(0.0, 1.0, GROUPS + 1)[1:-1], method="lower"))
    group = np.searchsorted(bounds, score, side="left")
    members = [group == number for number in np.unique(group)]
    return np.array([score[each].mean() for each in members]), np.array([np.median(truth[each]) for each in members])


def _scatter(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(2, len(tables), height_in=4.6, sharex="col")
        for column, table in zip(grid.T, tables, strict=True):
            score, truth = table.values(), benchmark.column(TRUTHS["test"], table.dataset)
            first, best = ranked_first(score), int(truth.argmax())
            groups, medians = group_medians(score, truth)
            half = float(np.median(truth))
            for axes, low in zip(column, (float(truth.min()), half), strict=True):
                axes.scatter(score, truth, s=1.2, color=OKABE_ITO["sky"], alpha=0.35, linewidths=0, rasterized=True)
                axes.scatter([], [], s=8, color=OKABE_ITO["sky"], linewidths=0, label="cell")
                axes.plot(groups, medians, color=OKABE_ITO["black"], linewidth=0.9, label="median of cells by score")
                found = truth[first]
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
            column[0].set_title(
                f"{panel_title(table)}\ntau {taus['all']:.2f}, better half {taus['top 50 %']:.2f}",
                fontsize=7,
            )
            numbers[table.name] = {
                "dataset": DATASET_LABELS[table.dataset],
                "tau": {name: taus[name] for name in TOPS},
                "ranked_first": {"indices": first, "score": score[first], "test": truth[first]},
                "best": {"index": best, "score": score[best], "test": truth[best]},
                "median_by_score": {"score": groups, "test": medians},
                "better_half_from": half,
            }
        figure.supxlabel(f"supernet accuracy, {own_data_set(tables)} (%)")
        grid[0, 0].set_ylabel("test accuracy (%), all cells")
        grid[1, 0].set_ylabel("test accuracy (%), better half")
        one_legend(figure, [grid[0, 0]], columns=4)
        output.figure(
            "score-against-accuracy",
            figure,
            numbers,
            f"Accuracy of all 15,625 cells with a trained supernet's weights against their own test accuracy after 200 "
            f"epochs{reduced_mark(tables)}; below, the better half.",
            f"Black: median of up to {GROUPS} groups of all cells by score. Blue: mean and range of those that share "
            "the best score. Test accuracy is described, it selects nothing.",
        )


def _searches(tables: Sequence[ScoreTable], benchmark: Benchmark, results: Results, output: Output) -> None:
    labels = [_broken(entry.label) for entry in settings.MAIN]
    numbers: dict[str, Any] = {}
    places = np.arange(len(labels))[::-1]
    with publication_style():
        figure, grid = new_figure(1, len(tables), height_in=3.2, sharey=True, sharex=True)
        for axes, table in zip(grid[0], tables, strict=True):
            groups = {label(table): settings.on_table(table)[: len(labels)], **other_groups(table, benchmark)}
            numbers[table.name] = {}
            for number, (fitness, entries) in enumerate(groups.items()):
                color, marker = LOOKS[number]
                found = np.array([quantiles(entry, table.dataset, results, [0.25, 0.5, 0.75]) for entry in entries]).T
                low, middle, high = found
                name = _legend_name(number, fitness)
                axes.errorbar(
                    middle, places + 0.26 - 0.13 * number, xerr=[middle - low, high - middle], color=color,
                    marker=marker, markersize=3.5, linestyle="none", linewidth=0.7, label=name,
                )  # fmt: skip
                numbers[table.name][fitness] = {"methods": labels, "median": middle, "quartiles": [low, high]}
            published = [comparison.published_cell(e.published, table.dataset, "test") if e.published else None
                         for e in settings.MAIN]  # fmt: skip
            shown = [place for place, cell in zip(places, published, strict=True) if cell]
            values = [cell[0] for cell in published if cell]
            draw_published(axes, values, shown, "published (their own supernets)", s=18)
            numbers[table.name]["published"] = values
            axes.set_yticks(places, labels)
            axes.set_title(panel_title(table), fontsize=7)
            axes.grid(axis="x", linewidth=0.3, alpha=0.5)
        figure.supxlabel(f"test accuracy, {own_data_set(tables)} (%)")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            "searches",
            figure,
            numbers,
            f"Test accuracy of the cells that each method returns, by fitness: trained supernet, simulated ones, "
            f"validation accuracy itself{reduced_mark(tables)}.",
            "Median and quartiles over runs (published: mean); a simulated supernet is drawn anew in every run.",
        )


def _broken(label: str) -> str:
    """Return the name of a method in two lines where it is long."""
    return label.replace(" (public code's pick by test accuracy)", ",\npick by test").replace(", best", ",\nbest")


def _legend_name(number: int, fitness: str) -> str:
    """Return a name that holds in every panel."""
    return {0: "trained supernet", 1: "simulated, fitted to it"}.get(number, fitness)
