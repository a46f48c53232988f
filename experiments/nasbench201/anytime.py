"""Anytime curves of all methods on one fitness: regret of the incumbent against evaluations and simulated seconds."""

from __future__ import annotations

from collections.abc import Mapping
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
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.study.cost import evaluation_seconds
from suite.study.record import Record

POINTS = 60
"""Budgets at which the curves are read, evenly spaced on the logarithmic axis."""

FIRST = 5
"""Distinct architectures at which the curves begin."""

AXES = {"evaluations": "distinct cells evaluated", "seconds": "simulated training (s)"}
REGRETS = {"valid": "validation regret (points)", "test": "test regret (points)"}
LOOKS = {
    "RS": (OKABE_ITO["purple"], "P", ":"),
    "REA": (OKABE_ITO["green"], "D", "-."),
    "REINFORCE (learning rate 0.1)": (OKABE_ITO["blue"], ">", (0, (4, 2))),
    "REINFORCE (learning rate 0.5)": (OKABE_ITO["sky"], "v", (0, (5, 1, 1, 1, 1, 1))),
    "BOHB": ("#7F7F7F", "X", (0, (3, 1))),
    "local search": (OKABE_ITO["black"], "<", (0, (1, 1))),
    "CMANAS": (OKABE_ITO["vermilion"], "o", "-"),
    "EvNAS": (OKABE_ITO["blue"], "s", "-"),
    "pEvoNAS": (OKABE_ITO["orange"], "^", "-"),
    "NEvoNAS": ("#8B4513", ">", "-"),
}
"""Colour, marker and line by label."""

Curves = Mapping[str, Mapping[str, Any]]


def report(study: Study, output: Output) -> None:
    """Write one figure per data set."""
    for dataset in kit.DATASETS:
        found = {
            group: {case["line"].label: curves(case, study) for case in kit.chosen(cases, dataset=dataset)}
            for group, cases in ANYTIME.items()
        }
        _figure(dataset, found, output)


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


def _figure(dataset: str, found: Mapping[str, Curves], output: Output) -> None:
    fitness = fitness_label(VALID_12)
    columns = [(group, name) for name in AXES for group in found]
    with kit.drawing(
        output, f"anytime-{dataset}", words.ANYTIME.format(dataset=kit.dataset_name(dataset), fitness=fitness),
        words.ANYTIME_NOTE, rows=2, panels=len(columns), legend=5, height_in=4.6, sharex="col", sharey="row",
    ) as drawn:  # fmt: skip
        for column, (group, name) in zip(drawn.grid.T, columns, strict=True):
            for label, curve in found[group].items():
                x, look = curve[name]["budget"], SeriesStyle(label, *LOOKS[label])
                for axes, split in zip(column, REGRETS, strict=True):
                    kit.draw_band(axes, x, curve[name][split], look, 0.13, markersize=3.5, markevery=[len(x) - 1])
            column[0].set_title(group)
            column[1].set_xlabel(AXES[name])
            column[1].set_xscale("log")
        for line, (split, label) in zip(drawn.grid, REGRETS.items(), strict=True):
            line[0].set_ylabel(label)
            line[0].set_ylim(0, _top(found, split))
        for axes in drawn.grid.flat:
            axes.grid(linewidth=0.3, alpha=0.5)
        drawn.legend_of = list(drawn.grid[0, : len(found)])
        drawn.numbers |= {"fitness": fitness, "dataset": dataset, "methods": found}


def _top(found: Mapping[str, Curves], split: str) -> float:
    """Return the upper end of an axis of regrets: a little above the medians at the start of the curves."""
    medians = [curve["evaluations"][split]["median"] for group in found.values() for curve in group.values()]
    return 1.3 * float(max(median[0] for median in medians))
