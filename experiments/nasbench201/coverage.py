"""How much of the space NEvoNAS's archive covers, generation by generation, beside its ablations and random search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Study
from experiments.kit.supernet_papers.methods import searches
from experiments.kit.supernet_papers.stand_ins import ONE_SHOT, fitness_label
from experiments.nasbench201 import words
from experiments.nasbench201.runs import NEVONAS, NEVONAS_ABLATIONS, NEVONAS_FRESH
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.spaces.base import Codes
from suite.study.record import Record

DATASET = "cifar10"
LOOKS = {
    "NEvoNAS": SeriesStyle("both objectives", OKABE_ITO["blue"], "", "-"),
    "NEvoNAS (fresh novelty)": SeriesStyle("both, fresh novelty", OKABE_ITO["sky"], "", (0, (5, 1, 1, 1))),
    "NEvoNAS (only Novelty)": SeriesStyle("only novelty", OKABE_ITO["green"], "", "--"),
    "NEvoNAS (only Accuracy)": SeriesStyle("only accuracy", OKABE_ITO["vermilion"], "", "-."),
}
MEASURES = {
    "archive": "distinct cells in the archive",
    "within_1": "cells at most 1 edge away (%)",
    "within_2": "cells at most 2 edges away (%)",
}


def report(study: Study, output: Output) -> None:
    """Write the figure."""
    methods = [line for line in (*NEVONAS, *NEVONAS_FRESH, *NEVONAS_ABLATIONS) if line.fitness == ONE_SHOT]
    cases = kit.chosen(searches(methods), dataset=DATASET)
    fitness, count = fitness_label(ONE_SHOT), len(study.runs(cases[0]))
    caption = words.COVERAGE.format(dataset=kit.dataset_name(DATASET), fitness=fitness, runs=count)
    numbers: dict[str, Any] = {}
    with kit.drawing(
        output, "archive-coverage", caption, words.COVERAGE_NOTE, panels=3, legend=4, height_in=2.7, sharex=True
    ) as drawn:
        for case in cases:
            look = LOOKS[case["line"].label]
            found = measures(study.runs(case), study.benchmark.space.all_codes)
            generations = np.arange(1, found["archive"].shape[1] + 1)
            numbers[look.label] = {
                name: kit.draw_quartiles(axes, generations, found[name], look)
                for axes, name in zip(drawn.grid[0], MEASURES, strict=True)
            }
        for axes, label in zip(drawn.grid[0], MEASURES.values(), strict=True):
            axes.set_ylabel(label)
            axes.set_ylim(0, None)
            axes.set_xlim(0, None)
            axes.grid(linewidth=0.3, alpha=0.5)
        drawn.grid[0, 1].set_xlabel("generation (20 new individuals each)")
        drawn.numbers |= {"fitness": fitness, "dataset": DATASET, "runs": count, "variants": numbers}


def measures(runs: Sequence[Record], codes: Codes) -> dict[str, NDArray[np.float64]]:
    """Return archive size and share of cells near it after each generation, ``(runs, generations)`` by measure.

    Args:
        runs: all with the same number of generations.
        codes: ``(size, n_edges)`` of every cell, by index.
    """
    found = []
    for run in runs:
        archive = np.zeros((int(codes.max()) + 1,) * codes.shape[1], dtype=bool)
        lines = []
        for batch in np.split(run.indices.astype(np.int64), np.cumsum(run.batch_sizes.astype(np.int64))[:-1]):
            archive[tuple(codes[batch].T)] = True
            near = neighbourhood(archive)
            lines.append((archive.sum(), 100.0 * near.mean(), 100.0 * neighbourhood(near).mean()))
        found.append(lines)
    return dict(zip(MEASURES, np.moveaxis(np.array(found, dtype=np.float64), 2, 0), strict=True))


def neighbourhood(members: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which cells differ from a member on at most one edge; one axis of operations per edge."""
    near = members.copy()
    for axis in range(members.ndim):
        near |= members.any(axis=axis, keepdims=True)
    return near
