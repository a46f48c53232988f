"""Curves of the comparison; fronts moved between costs, and searches with a history."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.linas.curves import curves_of
from experiments.linas.ofa import words
from experiments.linas.ofa.runs import COMPARED, MOVED
from suite.report.output import Output

POINTS, FIRST = 60, 10


def curves(runs: pd.DataFrame, output: Output, note: str) -> None:
    """Draw the hypervolume against evaluations, a panel per problem."""
    with kit.drawing(
        output, "hypervolume", words.FIGURE, f"{words.BAND} {note}", panels=3, legend=5, height_in=2.6, sharey=True
    ) as drawn:
        numbers: dict[str, Any] = {}
        for axes, problem in zip(drawn.grid[0], COMPARED, strict=True):
            numbers[problem.key] = _curves(axes, kit.rows_where(runs, problem=problem))
            axes.set_title(problem.label, fontsize=8)
        drawn.legend_of = [drawn.grid[0][1]]  # the panel with all lines
        drawn.grid[0][0].set_ylabel("share of the best-known hypervolume")
        drawn.label("distinct networks evaluated")
        drawn.numbers |= {"panels": numbers}


def _curves(axes: Any, runs: pd.DataFrame, low: float = 0.4) -> dict[str, Any]:
    numbers = {}
    for keys, group in kit.groups(runs, ("line",)):
        line, found = keys["line"], curves_of(group)
        grid = np.unique(np.geomspace(FIRST, found.end, POINTS).round().astype(np.int64))
        look: dict[str, Any] = {"alpha": 0.12, "markersize": 3.5, "markevery": [len(grid) - 1]}
        numbers[line.key] = {"evaluations": grid, **kit.draw_quartiles(axes, grid, found.at(grid), line.look, **look)}
    axes.set_xscale("log")
    axes.grid(linewidth=0.3, alpha=0.5)
    axes.set_ylim(low, 1.02)
    return numbers


def moved(shares: pd.DataFrame, runs: pd.DataFrame, output: Output, note: str) -> None:
    """Draw the shares of moved fronts as a heat map, and LINAS with another device's history."""
    with kit.drawing(
        output, "transfer", words.TRANSFER_FIGURE, f"{words.BAND} {note}", panels=2, height_in=3.2
    ) as drawn:
        left, right = drawn.grid[0]
        labels = [problem.label.partition(", ")[2] for problem in MOVED]
        table = shares[[problem.key for problem in MOVED]].to_numpy(dtype=np.float64)
        left.imshow(table, cmap="viridis", vmin=0.0, vmax=1.0, aspect="auto")
        for row, line in enumerate(table):
            for column, value in enumerate(line):
                color = "white" if value < 0.6 else "black"
                left.text(column, row, f"{value:.2f}", ha="center", va="center", color=color, fontsize=7)
        left.set_xticks(range(len(labels)), labels, rotation=30, ha="right")
        left.set_yticks(range(len(labels)), labels)
        left.set_xlabel("measured on")
        left.set_ylabel("found for")
        numbers = _curves(right, runs, 0.5)
        right.legend(loc="lower right")
        right.set_xlabel("distinct networks evaluated")
        right.set_ylabel("share of the best-known hypervolume")
        drawn.numbers |= {"shares": table, "history": numbers}
