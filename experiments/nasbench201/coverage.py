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
    distances = Distances(benchmark)
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=2.7, sharex=True)
        for entry in entries:
            runs = [records[spec] for spec in entry.specs(DATASET, count)]
            found = quartiles(runs, distances)
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


def quartiles(runs: Sequence[Record], distances: Distances) -> dict[str, dict[str, Floats]]:
    """Return quartiles over runs of archive size and of the share of cells near it, after each generation."""
    curves: dict[str, list[Floats]] = {"archive": [], "within_1": [], "within_2": []}
    for run in runs:
        indices = run.indices.astype(np.int64)
        ends = np.cumsum(run.batch_sizes.astype(np.int64))
        nearest = np.full(distances.shape[1], np.iinfo(np.uint8).max, dtype=np.uint8)
        sizes, near, start = [], [], 0
        for end in ends:
            nearest = np.minimum(nearest, distances[np.unique(indices[start:end])].min(axis=0))
            sizes.append(len(np.unique(indices[:end])))
            near.append([100.0 * float((nearest <= radius).mean()) for radius in (1, 2)])
            start = int(end)
        curves["archive"].append(np.array(sizes, dtype=np.float64))
        for position, name in enumerate(("within_1", "within_2")):
            curves[name].append(np.array(near)[:, position])
    return {
        name: dict(zip(("low", "median", "high"), np.quantile(lines, [0.25, 0.5, 0.75], axis=0), strict=True))
        for name, lines in curves.items()
    }


class Distances:
    """Number of differing edges between any cells and all cells, computed for the cells that are asked for."""

    def __init__(self, benchmark: Benchmark) -> None:
        self._codes = benchmark.space.all_codes
        self.shape = (len(self._codes), len(self._codes))

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        found = np.zeros((len(rows), len(self._codes)), dtype=np.uint8)
        for edge in range(self._codes.shape[1]):
            found += self._codes[rows, edge][:, None] != self._codes[:, edge][None, :]
        return found
