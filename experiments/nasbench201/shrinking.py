"""pEvoNAS's shrinking space from real runs: the operations left on each edge, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import DATASETS, Study
from experiments.kit.again import run_again
from experiments.kit.cells import EDGE_LABELS, OPERATION_LABELS
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.kit.supernet_papers.stand_ins import fitness_label
from experiments.nasbench201 import words
from experiments.nasbench201.runs import PEVONAS_STAGED
from suite.algorithms.pevonas import PEvoNAS, Stage
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.style import FAINT, OKABE_ITO
from suite.spaces.nasbench201 import OPERATIONS

METHOD = PEVONAS_STAGED[0]
SEED = 0
"""Of the run that is shown, the one that a search has before it is repeated."""


def report(study: Study, output: Output) -> None:
    """Write the figure: one line per data set, one column per stage after the first, which allows everything."""
    with kit.drawing(
        output, "shrinking-space", words.SHRINKING.format(seed=SEED, fitness=fitness_label(METHOD.fitness)),
        words.SHRINKING_NOTE, rows=len(DATASETS), panels=3, legend=3, height_in=5.2,
        gridspec_kw={"width_ratios": [1, 1, 1.15]},
    ) as drawn:  # fmt: skip
        stages = {
            dataset: _line(line, dataset, study) for line, dataset in zip(drawn.grid, DATASETS, strict=True)
        }  # fmt: skip
        _ticks(drawn.grid)
        drawn.legend_of = [drawn.grid[0, 0], drawn.grid[0, 2]]
        drawn.numbers |= {
            "fitness": METHOD.fitness,
            "seed": SEED,
            "edges": EDGE_LABELS,
            "operations": OPERATIONS,
            "stages": stages,
        }


def _line(line: Sequence[Any], dataset: str, study: Study) -> list[dict[str, Any]]:
    """Draw the stages of one data set's run; return what is said of each."""
    algorithm = run_again(study.records[METHOD.search(dataset)], study.benchmark)
    assert isinstance(algorithm, PEvoNAS)
    test = study.benchmark.column(SPLITS["test"], dataset)
    left = [_cells(stage, study.benchmark) for stage in algorithm.stages]
    line[0].set_ylabel(kit.dataset_name(dataset))
    said = []
    for number, (stage, cells) in enumerate(zip(algorithm.stages, left, strict=True), start=1):
        if number > 1:
            _panel(line[number - 2], stage)
            line[number - 2].set_title(f"stage {number}: {len(cells):,} cells")
        said.append(
            {
                "allowed": stage.allowed,
                "cells": len(cells),
                "best": stage.best[0],
                "generations": stage.generations,
                "evaluated": stage.queries,
                "largest_test_accuracy_left": float(test[cells].max()),
            }
        )
    _distributions(line[2], left, test)
    return said


def _cells(stage: Stage, benchmark: Benchmark) -> NDArray[np.int64]:
    """Return the indices of all cells that the stage may search."""
    codes = benchmark.space.all_codes
    allowed = np.ones(len(codes), dtype=bool)
    for edge, operations in enumerate(stage.allowed):
        allowed &= np.isin(codes[:, edge], operations)
    return np.flatnonzero(allowed)


def _panel(axes: Any, stage: Stage) -> None:
    """Draw edges by operations: allowed ones filled, the stage's best cell marked."""
    edges, operations = len(EDGE_LABELS), len(OPERATIONS)
    allowed = np.zeros((edges, operations), dtype=bool)
    np.put_along_axis(allowed, stage.allowed.astype(np.int64), True, axis=1)
    rows, columns = np.nonzero(allowed)
    axes.scatter(columns, rows, marker="s", s=70, color=OKABE_ITO["sky"], linewidths=0, label="allowed operation")
    rows, columns = np.nonzero(~allowed)
    axes.scatter(columns, rows, marker="s", s=70, facecolors="none", edgecolors=FAINT, linewidths=0.5, label="removed")
    axes.scatter(
        stage.best[0], range(edges), marker="o", s=14, color=OKABE_ITO["vermilion"], linewidths=0,
        label="best cell of the stage",
    )  # fmt: skip
    axes.set_xlim(-0.6, operations - 0.4)
    axes.set_ylim(edges - 0.4, -0.6)
    axes.set_xticks(range(operations), [""] * operations)
    axes.set_yticks(range(edges), EDGE_LABELS)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _distributions(axes: Any, left: Sequence[NDArray[np.int64]], accuracy: NDArray[np.float64]) -> None:
    """Draw the share of each stage's cells up to an accuracy."""
    for number, (cells, style) in enumerate(zip(left, (":", "--", "-"), strict=True), start=1):
        values = np.sort(accuracy[cells])
        share = np.arange(1, len(values) + 1) / len(values)
        axes.plot(
            values, share, linestyle=style, color=OKABE_ITO["black"], linewidth=0.9, label=f"cells of stage {number}"
        )
    axes.set_xlim(np.quantile(accuracy, 0.10), accuracy.max())
    axes.set_ylim(0, 1.02)
    axes.set_ylabel("share of cells")
    axes.grid(linewidth=0.3, alpha=0.5)


def _ticks(grid: Any) -> None:
    """Label the outer axes alone."""
    for axes in grid[:-1].flat:
        axes.tick_params(labelbottom=False)
    for axes in grid[-1, :2]:
        axes.set_xticks(range(len(OPERATIONS)), [OPERATION_LABELS[name] for name in OPERATIONS], rotation=90)
    for axes in grid[:, 1]:
        axes.tick_params(labelleft=False)
    for axes in grid[:, 2]:
        axes.tick_params(labelbottom=True)
    grid[-1, 2].set_xlabel("test accuracy (%)")
