"""Evolution of the mean of CMANAS's distribution: the weight of each operation on each edge, by generation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import DATASETS, Floats, Study
from experiments.kit.again import run_again
from experiments.kit.cells import EDGE_LABELS, draw_shares
from experiments.kit.supernet_papers.stand_ins import fitness_label
from experiments.nasbench201 import words
from experiments.nasbench201.runs import CMANAS_H12
from suite.algorithms.cmanas import CMANAS
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from suite.spaces.nasbench201 import OPERATIONS

METHOD = CMANAS_H12[1]
SEED = 0
"""Of the run that is shown, the one that a search has before it is repeated."""
SHOWN = (0, 5, 10, 25, 50, 100)
EVERY = 4
"""Generations between two frames of the animation."""

ABOUT = {"fitness": fitness_label(METHOD.fitness), "seed": SEED}


def report(study: Study, output: Output) -> None:
    """Write the figure at a few generations and the animation of all, from one run per data set."""
    histories: dict[str, Floats] = {}
    returned: dict[str, str] = {}
    for dataset in DATASETS:
        record = study.records[METHOD.search(dataset)]
        algorithm = run_again(record, study.benchmark)
        assert isinstance(algorithm, CMANAS)
        histories[dataset] = algorithm.operation_weights
        returned[dataset] = study.benchmark.space.strings(record.recommended)[0]
    _figure(histories, returned, output)
    _animation(histories, output)


def _figure(histories: Mapping[str, Floats], returned: Mapping[str, str], output: Output) -> None:
    with kit.drawing(
        output, "mean-evolution", words.MEAN_EVOLUTION.format(**ABOUT), words.MEAN_EVOLUTION_NOTE,
        rows=len(DATASETS), panels=len(SHOWN), height_in=4.6, sharex=True, sharey=True,
    ) as drawn:  # fmt: skip
        for line, dataset in zip(drawn.grid, DATASETS, strict=True):
            for axes, generation in zip(line, SHOWN, strict=True):
                draw_shares(axes, histories[dataset][generation])
            line[0].set_ylabel(kit.dataset_name(dataset))
        for axes, generation in zip(drawn.grid[0], SHOWN, strict=True):
            axes.set_title(f"generation {generation}")
        for axes in drawn.grid[-1]:
            axes.tick_params(axis="x", labelrotation=90)
        drawn.figure.supylabel("weight of the operation (softmax of the mean)")
        drawn.figure.supxlabel("edge (to←from node)")
        _legend(drawn.figure, drawn.axes)
        drawn.numbers |= {
            "fitness": ABOUT["fitness"],
            "method": METHOD.label,
            "seed": SEED,
            "operations": OPERATIONS,
            "edges": EDGE_LABELS,
            "returned": returned,
            "weights": {
                dataset: {f"generation {generation}": history[generation] for generation in SHOWN}
                for dataset, history in histories.items()
            },
        }


def _animation(histories: Mapping[str, Floats], output: Output) -> None:
    last = min(len(history) for history in histories.values()) - 1
    generations = [*range(0, last, EVERY), last]
    with publication_style():
        figure, grid = new_figure(1, len(DATASETS), height_in=2.6, sharey=True)
        bars = []
        for axes, dataset in zip(grid[0], DATASETS, strict=True):
            bars.append(draw_shares(axes, histories[dataset][0]))
            axes.set_xlabel("edge")
        kit.title_datasets(grid[0])
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

        caption = words.ANIMATION.format(last=last, **ABOUT)
        output.animation("mean-evolution-animation", figure, draw, len(generations), caption)


def _legend(figure: Any, axes: Any) -> None:
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=len(OPERATIONS))
