"""Anytime curves of all methods on one fitness: regret of the incumbent against evaluations and simulated seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import VALID_12, Case, Study
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.kit.supernet_papers.stand_ins import fitness_label
from experiments.nasbench201 import words
from experiments.nasbench201.runs import ANYTIME
from suite.analysis.anytime import at_budgets, budget_axes
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle, series_style
from suite.study.cost import evaluation_seconds
from suite.study.record import Record

POINTS = 60
"""Budgets at which the curves are read, evenly spaced on the logarithmic axis."""

FIRST = 5
"""Distinct architectures at which the curves begin."""

AXES = {"evaluations": "distinct cells evaluated", "seconds": "simulated training (s)"}
LOOKS = {
    "RS": series_style("random_search"),
    "REA": series_style("regularized_evolution"),
    "REINFORCE (learning rate 0.1)": series_style("reinforce"),
    "REINFORCE (learning rate 0.5)": SeriesStyle("", OKABE_ITO["green"], "o", (0, (5, 1, 1, 1, 1, 1))),
    "BOHB": series_style("bohb"),
    "local search": series_style("local_search"),
    "CMANAS": series_style("cmanas"),
    "EvNAS": series_style("evnas"),
    "pEvoNAS": series_style("pevonas"),
    "NEvoNAS": series_style("nevonas"),
}
"""By label."""

LOWEST = 0.05
"""Regret in points below which nothing is told apart: the lower end of the logarithmic axes, where 0 is drawn."""
HIGHEST = 9.0

Curves = Mapping[str, Mapping[str, Any]]


def report(study: Study, output: Output) -> None:
    """Write the figure: a panel for each data set and axis."""
    fitness = fitness_label(VALID_12)
    with kit.drawing(
        output, "anytime", words.ANYTIME.format(fitness=fitness), words.ANYTIME_NOTE.format(lowest=LOWEST),
        rows=len(AXES), panels=len(kit.DATASETS), legend=5, height_in=4.6, sharex="row", sharey=True,
    ) as drawn:  # fmt: skip
        for column, dataset in zip(drawn.grid.T, kit.DATASETS, strict=True):
            drawn.numbers[dataset] = {
                case["line"].label: curves(case, study)
                for cases in ANYTIME.values()
                for case in kit.chosen(cases, dataset=dataset)
            }
            for axes, name in zip(column, AXES, strict=True):
                _panel(axes, drawn.numbers[dataset], name)
        kit.title_datasets(drawn.grid[0])
        drawn.label(y="validation regret (points)")
        drawn.numbers["fitness"] = fitness


def incumbents(record: Record, study: Study) -> NDArray[np.int64]:
    """Return the architecture of best search fitness after each query, ``(queries,)``; the earliest among equals."""
    indices = record.indices.astype(np.int64)
    error = study.judged(record).error[indices]
    error = np.where(np.isnan(error), np.inf, error)
    best = np.minimum.accumulate(error)
    improves = np.concatenate([[True], error[1:] < best[:-1]])
    found: NDArray[np.int64] = indices[np.maximum.accumulate(np.where(improves, np.arange(len(error)), 0))]
    return found


def curves(case: Case, study: Study) -> dict[str, dict[str, Any]]:
    """Return for each axis a grid of budgets and, for both splits, the quartiles of the regret over the runs.

    The regret is the largest accuracy of the space minus that of the incumbent, after 200 epochs. A curve ends at the
    median budget that the runs spent; a run that ended earlier keeps its last incumbent.
    """
    runs, dataset = study.runs(case), case.spec.dataset
    accuracy = {split: study.benchmark.column(name, dataset) for split, name in SPLITS.items()}
    regret = {split: np.nanmax(values) - values for split, values in accuracy.items()}
    seconds = evaluation_seconds(case.spec, study.benchmark)
    spent, leads = [], []
    for run in runs:
        indices = run.indices.astype(np.int64)
        axes = budget_axes(indices, None if seconds is None else seconds[indices])
        spent.append({"evaluations": axes.distinct.astype(np.float64), "seconds": axes.seconds})
        leads.append(incumbents(run, study))
    result: dict[str, dict[str, Any]] = {}
    for name in AXES:
        start = float(np.max([run[name][np.searchsorted(run["evaluations"], FIRST)] for run in spent]))
        end = float(np.median([run[name][-1] for run in spent]))
        grid = np.unique(np.geomspace(max(start, 1.0), end, POINTS).round(0 if name == "evaluations" else 6))
        result[name] = {"runs": len(runs), "budget": grid}
        for split, values in regret.items():
            read = [at_budgets(run[name], values[lead], grid) for run, lead in zip(spent, leads, strict=True)]
            result[name][split] = kit.quartiles(read)
    return result


def _panel(axes: Any, found: Curves, name: str) -> None:
    """Draw the validation regret of every method against one budget."""
    for label, curve in found.items():
        x, look = curve[name]["budget"], replace(LOOKS[label], label=label)
        band = {part: np.maximum(values, LOWEST) for part, values in curve[name]["valid"].items()}
        every = max(1, len(x) // 4)
        kit.draw_band(axes, x, band, look, 0.08, markersize=3, markevery=every)
    axes.set(xscale="log", yscale="log", xlabel=AXES[name])
    axes.set_ylim(LOWEST, HIGHEST)
    kit.plain_ticks(axes.yaxis, (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10))
    axes.grid(linewidth=0.3, alpha=0.5)
