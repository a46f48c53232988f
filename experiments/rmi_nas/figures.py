"""Anytime curves of the sum cell, and the distribution of positives that it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments import notes
from experiments.rmi_nas.settings import FITNESSES, RMI_LOSS, UPPER
from experiments.rmi_nas.traces import Trace, random_best, traces
from suite.benchmark import Benchmark
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle, new_figure, publication_style, series_style
from suite.spaces.nasbench201 import EDGES
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DATASETS

CURVES = {
    "sum": SeriesStyle("sum of the positives so far", OKABE_ITO["blue"], "o", "-"),
    "lowest": SeriesStyle("lowest loss so far", OKABE_ITO["orange"], "s", "--"),
    "random": SeriesStyle("random search, lowest loss", series_style("random_search").color, "P", ":"),
}
SHOWN = (RMI_LOSS, UPPER)
STEP = 10
OPERATIONS = {
    "none": "none",
    "skip_connect": "skip",
    "nor_conv_1x1": "conv 1×1",
    "nor_conv_3x3": "conv 3×3",
    "avg_pool_3x3": "pool 3×3",
}


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write both figures."""
    _anytime(benchmark, records, seeds, output)
    _positives(benchmark, records, seeds, output)


def _anytime(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(len(SHOWN), len(DATASETS), height_in=4.4, sharex=True, sharey="col")
        for line, fitness in zip(grid, SHOWN, strict=True):
            numbers[fitness] = {}
            for axes, dataset in zip(line, DATASETS, strict=True):
                runs = traces(benchmark, records, dataset, fitness, seeds)
                numbers[fitness][dataset] = _panel(axes, benchmark, records, runs, dataset)
            line[0].set_ylabel(f"validation regret (points),\n{notes.short(fitness)}")
        for axes, dataset in zip(grid[0], DATASETS, strict=True):
            axes.set_title(DATASET_LABELS[dataset])
        for axes in grid[-1]:
            axes.set_xlabel("cells evaluated")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            "anytime",
            figure,
            {"proxies": SHOWN, "seeds": seeds, "panels": numbers},
            f"RMI-NAS: validation regret (200 epochs) of the cell that each rule would return, median and quartiles "
            f"over {seeds} seeds; search on {notes.short(RMI_LOSS)} (top) and on a look-up of valid@200 (bottom).",
            "Regret to the highest validation accuracy of the space; a run that has ended keeps its last cell. The "
            "curves begin with the first positives, after the random cells that set the threshold.",
        )


def _panel(
    axes: Any, benchmark: Benchmark, records: Mapping[RunSpec, Record], runs: list[Trace], dataset: str
) -> dict[str, Any]:
    valid = benchmark.column("valid_accuracy_200", dataset)
    first, last = max(run.warmup for run in runs), max(len(run.losses) for run in runs)
    x = np.append(np.arange(first, last, STEP), last)
    curves: dict[str, list[list[float]]] = {name: [] for name in CURVES}
    for run in runs:
        at = np.minimum(x, len(run.losses))
        cells = {
            "sum": [run.sum_at(position) if position < len(run.losses) else run.returned for position in at],
            "lowest": [run.best_at(position) for position in at],
            "random": [random_best(benchmark, records, run, position) for position in at],
        }
        for name, found in cells.items():
            curves[name].append((valid.max() - valid[found]).tolist())
    numbers: dict[str, Any] = {"evaluations": x}
    for name, style in CURVES.items():
        low, median, high = np.quantile(curves[name], [0.25, 0.5, 0.75], axis=0)
        axes.fill_between(x, low, high, color=style.color, alpha=0.18, linewidth=0)
        axes.plot(x, median, label=style.label, marker=style.marker, markevery=max(1, len(x) // 5), **style.line())
        numbers[name] = {"low": low, "median": median, "high": high}
    axes.set_ylim(0, None)
    return numbers


def _positives(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    dataset = DATASETS[0]
    names = [OPERATIONS[name] for name in benchmark.space.operations]
    edges = [f"{source}→{target}" for target, source in EDGES]
    with publication_style():
        figure, grid = new_figure(1, len(FITNESSES), height_in=2.6, sharey=True)
        for axes, fitness in zip(grid[0], FITNESSES, strict=True):
            runs = traces(benchmark, records, dataset, fitness, seeds)
            shares = np.mean([run.shares() for run in runs], axis=0)
            best = benchmark.space.codes([int(runs[0].all_losses.argmin())])[0]
            image = axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
            axes.scatter(best, np.arange(len(best)), marker="o", s=14, facecolors="none", edgecolors=OKABE_ITO["black"])
            axes.set_xticks(range(len(names)), names, rotation=50, ha="right")
            axes.set_yticks(range(len(edges)), edges)
            axes.tick_params(length=0)
            axes.set_title(notes.short(fitness))
            numbers[fitness] = {"shares": shares, "lowest_loss": best}
        grid[0, 0].set_ylabel("edge")
        bar = figure.colorbar(image, ax=list(grid[0]), fraction=0.04, pad=0.02)
        bar.set_label("share of the positives")
        bar.outline.set_linewidth(0.4)
        output.figure(
            "positives",
            figure,
            {"proxies": FITNESSES, "seeds": seeds, "dataset": dataset, "operations": names, "panels": numbers},
            f"RMI-NAS, {DATASET_LABELS[dataset]}: operations on each edge of the positives that make the sum cell, "
            f"mean over {seeds} seeds, search on {', '.join(notes.short(fitness) for fitness in FITNESSES)}; ring: the "
            "cell of lowest loss in the space.",
        )
