"""Anytime curves of the sum cell, and the distribution of positives that it is made from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import DATASETS, VALID, Study
from experiments.kit.cells import EDGE_LABELS, OPERATION_LABELS
from experiments.rmi_nas import words
from experiments.rmi_nas.runs import RMI_LOSS
from experiments.rmi_nas.traces import Trace, best_of
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle, series_style
from suite.study.record import Record

CURVES = {
    "sum": SeriesStyle("sum of the positives so far", OKABE_ITO["blue"], "o", "-"),
    "lowest": SeriesStyle("lowest loss so far", OKABE_ITO["orange"], "s", "--"),
    "random": SeriesStyle("random search, lowest loss", series_style("random_search").color, "P", ":"),
}
SHOWN = (RMI_LOSS, VALID)
STEP = 10


def anytime(runs: pd.DataFrame, study: Study, output: Output) -> None:
    """Draw the regret of what each rule would return after so many cells."""
    panels: dict[str, Any] = {}
    with kit.drawing(
        output, "anytime", words.anytime(study.seeds), words.ANYTIME_NOTE, rows=len(SHOWN), panels=len(DATASETS),
        legend=3, height_in=4.4, sharex="row",
    ) as drawn:  # fmt: skip
        for line, fitness in zip(drawn.grid, SHOWN, strict=True):
            panels[fitness] = {
                dataset: _panel(axes, study, kit.rows_where(runs, fitness=fitness, dataset=dataset))
                for axes, dataset in zip(line, DATASETS, strict=True)
            }
            line[0].set_ylabel(f"validation regret (points),\n{kit.short(fitness)}")
        kit.title_datasets(drawn.grid[0])
        for axes in drawn.grid.flat:
            axes.set_xlabel("cells evaluated")
        drawn.numbers |= {"fitnesses": SHOWN, "seeds": study.seeds, "panels": panels}


def _panel(axes: Any, study: Study, runs: pd.DataFrame) -> dict[str, Any]:
    """Draw one data set and fitness; return the plotted numbers."""
    traces: list[Trace] = runs["trace"].tolist()
    others: list[Record] = runs["other"].tolist()
    first, last = max(run.warmup for run in traces), max(len(run.losses) for run in traces)
    x = np.append(np.arange(first, last, STEP), last)
    cells: dict[str, list[list[int]]] = {name: [] for name in CURVES}
    for run, other in zip(traces, others, strict=True):
        at = np.minimum(x, len(run.losses))
        cells["sum"].append([run.sum_at(n) if n < len(run.losses) else run.returned for n in at])
        cells["lowest"].append([run.best_at(n) for n in at])
        cells["random"].append([best_of(run, other, n) for n in at])
    valid = study.judged(traces[0].record).valid
    numbers: dict[str, Any] = {"evaluations": x}
    for name, look in CURVES.items():
        regret = valid.max() - valid[np.array(cells[name])]
        numbers[name] = kit.draw_quartiles(axes, x, regret, look, alpha=0.18, markevery=max(1, len(x) // 5))
    axes.set_ylim(0, None)
    return numbers


def positives(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw how often each operation stands on each edge of the positives."""
    dataset, names = DATASETS[0], list(OPERATION_LABELS.values())
    fitnesses = [each for each in dict.fromkeys(runs["fitness"]) if each not in kit.BESIDE]
    panels: dict[str, Any] = {}
    with kit.drawing(
        output, "positives", words.positives(dataset, seeds), panels=len(fitnesses), height_in=2.6, sharey=True
    ) as drawn:
        for axes, fitness in zip(drawn.grid[0], fitnesses, strict=True):
            traces = kit.rows_where(runs, fitness=fitness, dataset=dataset)["trace"]
            shares = np.mean([run.shares() for run in traces], axis=0)
            best = traces.iloc[0].best_cell
            image = axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
            axes.scatter(best, np.arange(len(best)), marker="o", s=14, facecolors="none", edgecolors=OKABE_ITO["black"])
            axes.set_xticks(range(len(names)), names, rotation=50, ha="right")
            axes.set_yticks(range(len(EDGE_LABELS)), EDGE_LABELS)
            axes.tick_params(length=0)
            axes.set_title(kit.short(fitness))
            panels[fitness] = {"shares": shares, "lowest_loss": best}
        drawn.axes.set_ylabel("edge")
        bar = drawn.figure.colorbar(image, ax=list(drawn.grid[0]), fraction=0.04, pad=0.02)
        bar.set_label("share of the positives")
        bar.outline.set_linewidth(0.4)
        facts = {"fitnesses": fitnesses, "seeds": seeds, "dataset": dataset, "operations": names}
        drawn.numbers |= {**facts, "panels": panels}
