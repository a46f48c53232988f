"""Evolution of the mean of CMANAS's distribution: the weight of each operation on each edge, by generation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.kit.again import run_again
from experiments.kit.cells import EDGE_LABELS, OPERATION_COLORS, OPERATION_LABELS
from experiments.nasbench201 import settings
from experiments.nasbench201.fitness import fitness_label
from suite.algorithms.cmanas import CMANAS
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from suite.spaces.nasbench201 import OPERATIONS
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DATASETS

ENTRY = settings.CMANAS_H12[1]
SEED = 0
SHOWN = (0, 5, 10, 25, 50, 100)
EVERY = 4
"""Generations between two frames of the animation."""

Floats = NDArray[np.float64]


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], output: Output) -> None:
    """Write the figure at a few generations and the animation of all, from one run per data set."""
    histories: dict[str, Floats] = {}
    returned: dict[str, str] = {}
    for dataset in DATASETS:
        record = records[ENTRY.specs(dataset, 1)[SEED]]
        algorithm = run_again(record, benchmark)
        assert isinstance(algorithm, CMANAS)
        histories[dataset] = algorithm.operation_weights
        returned[dataset] = benchmark.space.strings(record.recommended)[0]
    _figure(histories, returned, output)
    _animation(histories, output)


def _figure(histories: Mapping[str, Floats], returned: Mapping[str, str], output: Output) -> None:
    with publication_style():
        figure, grid = new_figure(len(DATASETS), len(SHOWN), height_in=4.6, sharex=True, sharey=True)
        for line, dataset in zip(grid, DATASETS, strict=True):
            for axes, generation in zip(line, SHOWN, strict=True):
                _bars(axes, histories[dataset][generation])
            line[0].set_ylabel(DATASET_LABELS[dataset])
        for axes, generation in zip(grid[0], SHOWN, strict=True):
            axes.set_title(f"generation {generation}")
        for axes in grid[-1]:
            axes.tick_params(axis="x", labelrotation=90)
        figure.supylabel("weight of the operation (softmax of the mean)")
        figure.supxlabel("edge (to←from node)")
        _legend(figure, grid[0, 0])
        output.figure(
            "mean-evolution",
            figure,
            {
                "fitness": fitness_label(ENTRY.accuracy),
                "method": ENTRY.label,
                "seed": SEED,
                "operations": OPERATIONS,
                "edges": EDGE_LABELS,
                "returned": returned,
                "weights": {
                    dataset: {f"generation {generation}": history[generation] for generation in SHOWN}
                    for dataset, history in histories.items()
                },
            },
            f"CMANAS-h12-Ep100, evolution of the mean (fitness {fitness_label(ENTRY.accuracy)}, seed {SEED}): weight "
            "of each operation on each edge.",
            "Softmax over the five operations of the mean of the CMA-ES distribution, which starts at zero, i.e. at "
            "0.2 each. The largest share of an edge is the operation that the method would return there.",
        )


def _animation(histories: Mapping[str, Floats], output: Output) -> None:
    last = min(len(history) for history in histories.values()) - 1
    generations = [*range(0, last, EVERY), last]
    with publication_style():
        figure, grid = new_figure(1, len(DATASETS), height_in=2.6, sharey=True)
        bars = []
        for axes, dataset in zip(grid[0], DATASETS, strict=True):
            bars.append(_bars(axes, histories[dataset][0]))
            axes.set_title(DATASET_LABELS[dataset])
            axes.set_xlabel("edge")
        grid[0, 0].set_ylabel("softmax of the mean")
        heading = figure.supxlabel("generation 100")
        _legend(figure, grid[0, 0])

        def draw(frame: int) -> None:
            generation = generations[frame]
            heading.set_text(f"generation {generation}")
            for containers, dataset in zip(bars, DATASETS, strict=True):
                weights = histories[dataset][generation]
                bottoms = np.cumsum(weights, axis=1) - weights
                for operation, container in enumerate(containers):
                    for edge, bar in enumerate(container):
                        bar.set_y(bottoms[edge, operation])
                        bar.set_height(weights[edge, operation])

        output.animation(
            "mean-evolution-animation",
            figure,
            draw,
            len(generations),
            f"The same runs at every fourth generation, 0 to {last} (fitness {fitness_label(ENTRY.accuracy)}, seed "
            f"{SEED}).",
        )


def _bars(axes: Any, weights: Floats) -> list[Any]:
    """Draw one stacked bar per edge, ``weights`` ``(edges, operations)``, and return the bars of each operation."""
    containers = []
    bottom = np.zeros(len(weights))
    for operation, name in enumerate(OPERATIONS):
        containers.append(
            axes.bar(
                EDGE_LABELS, weights[:, operation], bottom=bottom, width=0.8, color=OPERATION_COLORS[name],
                label=OPERATION_LABELS[name],
            )
        )  # fmt: skip
        bottom = bottom + weights[:, operation]
    axes.set_ylim(0, 1)
    return containers


def _legend(figure: Any, axes: Any) -> None:
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=len(OPERATIONS))
