"""pEvoNAS's shrinking space from real runs: the operations left on each edge, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.kit.again import run_again
from experiments.kit.cells import EDGE_LABELS, OPERATION_LABELS
from experiments.nasbench201 import settings
from experiments.nasbench201.fitness import fitness_label
from suite.algorithms.pevonas import PEvoNAS, Stage
from suite.benchmark import Benchmark
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import FAINT, OKABE_ITO, new_figure, publication_style
from suite.spaces.nasbench201 import OPERATIONS
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DATASETS

ENTRY = settings.PEVONAS_STAGED[0]
SEED = 0


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], output: Output) -> None:
    """Write the figure: one line per data set, one column per stage, and the test accuracies that are left."""
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(len(DATASETS), 4, height_in=5.4, gridspec_kw={"width_ratios": [1, 1, 1, 1.15]})
        for line, dataset in zip(grid, DATASETS, strict=True):
            algorithm = run_again(records[ENTRY.specs(dataset, 1)[SEED]], benchmark)
            assert isinstance(algorithm, PEvoNAS)
            numbers[dataset] = []
            left = [_cells(stage, benchmark) for stage in algorithm.stages]
            for number, (axes, stage, cells) in enumerate(zip(line, algorithm.stages, left, strict=False), start=1):
                _panel(axes, stage)
                if number == 1:
                    axes.set_ylabel(DATASET_LABELS[dataset])
                axes.set_title(f"stage {number}: {len(cells):,} cells", fontsize=7)
                numbers[dataset].append(
                    {
                        "allowed": stage.allowed,
                        "cells": len(cells),
                        "best": stage.best[0],
                        "generations": stage.generations,
                        "evaluated": stage.queries,
                        "largest_test_accuracy_left": float(
                            benchmark.column("test_accuracy_200", dataset)[cells].max()
                        ),
                    }
                )
            _distributions(line[3], left, benchmark.column("test_accuracy_200", dataset))
        for axes in grid[:-1].flat:
            axes.tick_params(labelbottom=False)
        for axes in grid[-1, :3]:
            axes.set_xticks(range(len(OPERATIONS)), [OPERATION_LABELS[name] for name in OPERATIONS], rotation=90)
        for axes in grid[:, 1:3].flat:
            axes.tick_params(labelleft=False)
        for axes in grid[:, 3]:
            axes.tick_params(labelbottom=True)
        grid[-1, 3].set_xlabel("test accuracy (%)")
        one_legend(figure, [grid[0, 0], grid[0, 3]], columns=5)
        output.figure(
            "shrinking-space",
            figure,
            {
                "fitness": ENTRY.accuracy,
                "seed": SEED,
                "edges": EDGE_LABELS,
                "operations": OPERATIONS,
                "stages": numbers,
            },
            f"pEvoNAS's shrinking space, one run per data set (seed {SEED}; fitness: {fitness_label(ENTRY.accuracy)}): "
            "operations left on each edge by stage, best cell of the stage, and test accuracy of the cells left.",
            "Right: share of the cells left whose test accuracy is at most the value; it selects nothing.",
        )


def _cells(stage: Stage, benchmark: Benchmark) -> Any:
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


def _distributions(axes: Any, left: list[Any], accuracy: Any) -> None:
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
