"""How much of the space NEvoNAS's archive covers, generation by generation, beside its ablations and random search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.nasbench201 import settings
from experiments.nasbench201.fitness import ONE_SHOT, fitness_label
from suite.benchmark import Benchmark
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.spaces.base import Codes
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS

Floats = NDArray[np.float64]
DATASET = "cifar10"
SEEDS = 30

_LOOKS = {
    "NEvoNAS": ("both objectives", OKABE_ITO["blue"], "-"),
    "NEvoNAS (fresh novelty)": ("both, fresh novelty", OKABE_ITO["sky"], (0, (5, 1, 1, 1))),
    "NEvoNAS (only Novelty)": ("only novelty", OKABE_ITO["green"], "--"),
    "NEvoNAS (only Accuracy)": ("only accuracy", OKABE_ITO["vermilion"], "-."),
}
MEASURES = {
    "archive": "distinct cells in the archive",
    "within_1": "cells at most 1 edge away (%)",
    "within_2": "cells at most 2 edges away (%)",
}


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the figure."""
    entries = [
        entry
        for entry in (*settings.NEVONAS, *settings.NEVONAS_FRESH, *settings.NEVONAS_ABLATIONS)
        if entry.accuracy == ONE_SHOT
    ]
    count = min(seeds, SEEDS)
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=2.7, sharex=True)
        for entry in entries:
            runs = [records[spec] for spec in entry.specs(DATASET, count)]
            found = quartiles(runs, benchmark.space.all_codes)
            label, color, line = _LOOKS[entry.label]
            numbers[label] = found
            generations = np.arange(1, len(found["archive"]["median"]) + 1)
            for axes, name in zip(grid[0], found, strict=True):
                band = found[name]
                axes.fill_between(generations, band["low"], band["high"], color=color, alpha=0.2, linewidth=0)
                axes.plot(generations, band["median"], color=color, linestyle=line, label=label)
        for axes, name in zip(grid[0], MEASURES, strict=True):
            axes.set_ylabel(MEASURES[name])
            axes.set_ylim(0, None)
            axes.set_xlim(0, None)
            axes.grid(linewidth=0.3, alpha=0.5)
        grid[0, 1].set_xlabel("generation (20 new individuals each)")
        one_legend(figure, [grid[0, 0]], columns=4)
        output.figure(
            "archive-coverage",
            figure,
            {"fitness": fitness_label(ONE_SHOT), "dataset": DATASET, "runs": count, "variants": numbers},
            f"NEvoNAS, coverage of the space by its archive, {DATASET_LABELS[DATASET]}, fitness "
            f"{fitness_label(ONE_SHOT)}: median and 25 to 75 % over {count} runs.",
            "Archive: all distinct cells evaluated so far, of 15,625. A cell is near the archive if a member differs "
            "from it on at most one, or two, of the six edges.",
        )


def quartiles(runs: Sequence[Record], codes: Codes) -> dict[str, dict[str, Floats]]:
    """Return quartiles over runs of archive size and of the share of cells near it, after each generation.

    Args:
        runs: all with the same number of generations.
        codes: ``(size, n_edges)`` of every cell, by index.
    """
    shape = (int(codes.max()) + 1,) * codes.shape[1]
    curves: dict[str, list[list[float]]] = {"archive": [], "within_1": [], "within_2": []}
    for run in runs:
        archive = np.zeros(shape, dtype=bool)
        lines: list[list[float]] = [[], [], []]
        for batch in np.split(run.indices.astype(np.int64), np.cumsum(run.batch_sizes.astype(np.int64))[:-1]):
            archive[tuple(codes[batch].T)] = True
            near = neighbourhood(archive)
            for line, value in zip(
                lines,
                (archive.sum(), 100.0 * near.mean(), 100.0 * neighbourhood(near).mean()),
                strict=True,
            ):
                line.append(float(value))
        for name, line in zip(curves, lines, strict=True):
            curves[name].append(line)
    return {
        name: dict(zip(("low", "median", "high"), np.quantile(lines, [0.25, 0.5, 0.75], axis=0), strict=True))
        for name, lines in curves.items()
    }


def neighbourhood(members: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which cells differ from a member on at most one edge; one axis of operations per edge."""
    near = members.copy()
    for axis in range(members.ndim):
        near |= members.any(axis=axis, keepdims=True)
    return near
