"""Rows that need no search: cells that the papers report, and the best values of the tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import DATASETS
from experiments.kit.means import ROUNDING
from experiments.kit.supernet_papers.comparison import published_method, published_reading
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.nasbench201 import words
from suite.benchmark import Benchmark

SKIP = "|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|"
RESNET = "|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|skip_connect~2|"
"""The benchmark authors' ResNet cell: two convolutions and an identity around them."""

CELLS = {"darts_v1": SKIP, "darts_v2": SKIP, "enas": SKIP, "resnet": RESNET}
WHAT = {SKIP: "look-up: the cell of six skip connections", RESNET: "look-up: the ResNet cell"}
OPTIMAL = "look-up: largest value of the column"


def rows(benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return the look-up rows of the comparison table; the published ones beside them."""
    return [
        _row(benchmark, method, dataset, split)
        for method in ("optimal", *CELLS)
        for dataset in DATASETS
        for split in SPLITS
    ]


def _row(benchmark: Benchmark, method: str, dataset: str, split: str) -> dict[str, Any]:
    column = benchmark.column(SPLITS[split], dataset)
    cell = CELLS.get(method)
    ours = float(np.nanmax(column)) if cell is None else float(column[benchmark.space.parse(cell)])
    published = replace(published_reading(method, dataset, split), error=ROUNDING)
    return {
        "method": str(published_method(method)["label"]),
        "fitness": OPTIMAL if cell is None else WHAT[cell],
        "searched": "cifar10" if cell == SKIP else "–",
        "dataset": dataset,
        "split": split,
        **kit.looked_up(published, ours, words.EDITION),
    }
