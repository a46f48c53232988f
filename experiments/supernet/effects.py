"""What decoding, statistics of batch norm, images, seed and training change: a sample of cells, scored otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.kit import paired
from experiments.supernet.quality import TRUTHS, reduced_mark
from experiments.supernet.scores import KIND, label, short, table_notes
from suite.benchmark import Benchmark
from suite.errors import DataError
from suite.report.output import Output
from suite.scores import ScoreTable
from suite.scores.rows import OF
from suite.tables.columns import DATASET_LABELS

FILE = Path(__file__).resolve().parents[1] / "trained" / "supernet_effects.csv"


@dataclass(frozen=True, eq=False)
class Setting:
    """Scores of some cells by one protocol.

    Attributes:
        name: of the protocol, as score tables are called, without "supernet-".
        images: images that were classified.
        cells: ``(n,)`` indices.
        score: ``(n,)`` accuracy in per cent.
    """

    name: str
    images: int
    cells: NDArray[np.int64]
    score: NDArray[np.float64]


def read(file: Path) -> list[Setting]:
    """Return what ``suite data scores --csv`` wrote, one setting per column.

    Raises:
        DataError: for another kind of file, a cell that is named twice, or a count above the number of images.
    """
    frame = pd.read_csv(file)
    if frame.columns[0] != "index" or not all(OF in column for column in frame.columns[1:]):
        raise DataError(f"{file} is not of 'suite data scores --csv' on supernets' scores: make it again")
    if frame["index"].duplicated().any():
        raise DataError(f"{file} names a cell twice: make it again")
    found = []
    for column in frame.columns[1:]:
        name, _, number = column.rpartition(OF)
        images, rows = int(number), frame[frame[column].notna()]
        if ((rows[column] < 0) | (rows[column] > images)).any():
            raise DataError(f"{file} counts more correct ones than images in '{column}': make it again")
        score = 100.0 * rows[column].to_numpy(dtype=np.float64) / images
        found.append(
            Setting(name.removeprefix(f"{KIND}-"), images, rows["index"].to_numpy(dtype=np.int64), score)
        )  # fmt: skip
    return found


def settings(tables: Sequence[ScoreTable], file: Path = FILE) -> list[Setting]:
    """Return all that the first table is compared with: the columns of ``file``, and the other tables on its cells."""
    if not file.is_file():
        return []
    found = read(file)
    cells = np.unique(np.concatenate([each.cells for each in found]))
    others = [table for table in tables[1:] if table.dataset == tables[0].dataset]
    return found + [Setting(short(table), int(table.facts["images"]), cells, table.values()[cells]) for table in others]


def report(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output, file: Path = FILE) -> None:
    """Write the table; nothing if there is no sample."""
    table = tables[0]
    accuracy = benchmark.column(TRUTHS["validation"], table.dataset)
    rows = [
        {
            "setting": each.name,
            "images": each.images,
            "cells": len(each.cells),
            "mean": each.score.mean(),
            "spread": each.score.std(),
            **paired.compare(
                f"supernet-effects/{each.name}/{each.images}", each.score, table.values()[each.cells],
                accuracy[each.cells],
            ),
        }
        for each in settings(tables, file)
    ]  # fmt: skip
    if not rows:
        return
    frame = pd.DataFrame(rows)
    output.table(
        "effects",
        frame,
        "Effect of decoding, batch norm's statistics, images, seed and training on a supernet's scores: other settings "
        f"against {label(table)} on the same cells, {DATASET_LABELS[table.dataset]}{reduced_mark(tables)}.",
        [
            "Names: how a batch is mixed in training, n cells per stage, e epochs, i training images, b images in a "
            "batch; batchstats: batch norm uses the statistics of the images evaluated together (pEvoNAS, NEvoNAS) "
            "instead of running ones (EvNAS, CMANAS); hard: the single path instead of the published softmax; seed if "
            "not 0. What differs in evaluation alone is the same trained supernet.",
            "Images: how many were classified. Mean and spread of the scores over the cells, per cent.",
            paired.INTERVAL_NOTE,
            paired.summary(frame),
            "The sample is drawn uniformly from all 15,625 cells, once for all settings ('suite networks score "
            "--sample'); its rows are in experiments/trained/supernet_effects.csv.",
            *table_notes(tables),
        ],
        headings=paired.HEADINGS,
        formats=paired.FORMATS | {"mean": ".1f", "spread": ".1f"},
    )
