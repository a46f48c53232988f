"""Anytime curves of all methods on one fitness: regret of the incumbent against evaluations and simulated seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.nasbench201.entries import Entry
from experiments.nasbench201.fitness import fitness_label
from experiments.nasbench201.outcomes import COLUMNS
from experiments.nasbench201.styles import method_style
from suite.analysis.anytime import at_budgets, budget_axes
from suite.benchmark import Benchmark
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import SeriesStyle, new_figure, publication_style
from suite.study.cost import evaluation_seconds
from suite.study.problem import searched_problem
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DATASETS

Floats = NDArray[np.float64]
POINTS = 60
"""Budgets at which the curves are read, evenly spaced on the logarithmic axis."""

FIRST = 5
"""Distinct architectures at which the curves begin."""

AXES = {"evaluations": "distinct cells evaluated", "seconds": "simulated training (s)"}
SPLITS = {"valid": "validation regret (points)", "test": "test regret (points)"}


def report(
    groups: Mapping[str, Sequence[Entry]],
    benchmark: Benchmark,
    records: Mapping[RunSpec, Record],
    seeds: int,
    output: Output,
) -> None:
    """Write one figure per data set; each of the two ``groups`` of entries has its own columns."""
    for dataset in DATASETS:
        found = {
            group: {
                entry.label: curves([records[spec] for spec in entry.specs(dataset, seeds)], benchmark, dataset)
                for entry in entries
            }
            for group, entries in groups.items()
        }
        fitness = fitness_label(next(iter(groups.values()))[0].accuracy)
        _figure(dataset, found, fitness, output)


def incumbents(record: Record, benchmark: Benchmark) -> NDArray[np.int64]:
    """Return the architecture of best search fitness after each query, ``(queries,)``; the earliest among equals."""
    indices = record.indices.astype(np.int64)
    error = searched_problem(record.spec, benchmark).values[indices, 0]
    error = np.where(np.isnan(error), np.inf, error)
    best = np.minimum.accumulate(error)
    improves = np.concatenate([[True], error[1:] < best[:-1]])
    found: NDArray[np.int64] = indices[np.maximum.accumulate(np.where(improves, np.arange(len(error)), 0))]
    return found


def curves(runs: Sequence[Record], benchmark: Benchmark, dataset: str) -> dict[str, dict[str, Any]]:
    """Return for each axis a grid of budgets and, for both splits, the quartiles of the regret over ``runs``.

    The regret is the largest accuracy of the space minus that of the incumbent, after 200 epochs. A curve ends at the
    median budget that the runs spent; a run that ended earlier keeps its last incumbent.
    """
    regret = {split: np.nanmax(values := benchmark.column(name, dataset)) - values for split, name in COLUMNS.items()}
    seconds = evaluation_seconds(runs[0].spec, benchmark)
    spent, leads = [], []
    for run in runs:
        indices = run.indices.astype(np.int64)
        axes = budget_axes(indices, None if seconds is None else seconds[indices])
        spent.append({"evaluations": axes.distinct.astype(np.float64), "seconds": axes.seconds})
        leads.append(incumbents(run, benchmark))
    result: dict[str, dict[str, Any]] = {}
    for name in AXES:
        start = float(np.max([run[name][np.searchsorted(run["evaluations"], FIRST)] for run in spent]))
        end = float(np.median([run[name][-1] for run in spent]))
        grid = np.unique(np.geomspace(max(start, 1.0), end, POINTS).round(0 if name == "evaluations" else 6))
        result[name] = {"runs": len(runs), "budget": grid}
        for split, values in regret.items():
            read = [at_budgets(run[name], values[lead], grid) for run, lead in zip(spent, leads, strict=True)]
            low, median, high = np.quantile(read, [0.25, 0.5, 0.75], axis=0)
            result[name][split] = {"low": low, "median": median, "high": high}
    return result


def _figure(dataset: str, found: Mapping[str, Mapping[str, Any]], fitness: str, output: Output) -> None:
    columns = [(group, name) for name in AXES for group in found]
    with publication_style():
        figure, grid = new_figure(2, len(columns), height_in=4.6, sharex="col", sharey="row")
        for column, (group, name) in enumerate(columns):
            for label, curve in found[group].items():
                for axes, split in zip(grid[:, column], SPLITS, strict=True):
                    _draw(axes, curve[name]["budget"], curve[name][split], method_style(label))
            grid[0, column].set_title(group)
            grid[1, column].set_xlabel(AXES[name])
            grid[1, column].set_xscale("log")
        for row, (split, label) in enumerate(SPLITS.items()):
            grid[row, 0].set_ylabel(label)
            grid[row, 0].set_ylim(0, _top(found, split))
        for axes in grid.flat:
            axes.grid(linewidth=0.3, alpha=0.5)
        one_legend(figure, list(grid[0, : len(found)]), columns=5)
        output.figure(
            f"anytime-{dataset}",
            figure,
            {"fitness": fitness, "dataset": dataset, "methods": found},
            f"Anytime curves, {DATASET_LABELS[dataset]}, fitness {fitness}: regret of the architecture of best fitness "
            "so far, after 200 epochs; median and 25 to 75 % over the runs.",
            "The incumbent is chosen by the search's own fitness, so a regret may rise. A line begins at five distinct "
            "cells and ends, with a marker, at the median budget that the method's runs spent. The test regret is "
            "reported only.",
        )


def _draw(axes: Any, x: Floats, band: Mapping[str, Floats], style: SeriesStyle) -> None:
    axes.fill_between(x, band["low"], band["high"], color=style.color, alpha=0.13, linewidth=0)
    axes.plot(
        x, band["median"], label=style.label, marker=style.marker, markersize=3.5, markevery=[len(x) - 1],
        **style.line(),
    )  # fmt: skip


def _top(found: Mapping[str, Mapping[str, Any]], split: str) -> float:
    """Return the upper end of an axis of regrets: a little above the medians at the start of the curves."""
    medians = [curve["evaluations"][split]["median"] for group in found.values() for curve in group.values()]
    return 1.3 * float(max(median[0] for median in medians))
