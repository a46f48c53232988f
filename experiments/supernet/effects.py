"""What decoding, statistics of batch norm, images, seed and training change: a sample of cells, scored otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Column, paired
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.supernet import words
from experiments.supernet.scores import KIND, label, reduced_mark, short, table_notes
from suite.benchmark import Benchmark
from suite.errors import DataError
from suite.reading.texts import read_frame
from suite.report.output import Output
from suite.scores import ScoreTable
from suite.scores.rows import OF

FILE = Path(__file__).resolve().parents[1] / "trained" / "supernet_effects.csv"
COLUMNS = (
    Column("setting"),
    Column("images"),
    Column("cells"),
    Column("mean", ".1f"),
    Column("spread", ".1f"),
    *paired.columns(),
)


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
    frame = read_frame(file)
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
    accuracy = benchmark.column(SPLITS["valid"], table.dataset)
    rows = [_row(each, table.values(), accuracy) for each in settings(tables, file)]
    if not rows:
        return
    caption = words.EFFECTS.format(
        table=label(table), dataset=kit.dataset_name(table.dataset), mark=reduced_mark(tables)
    )  # fmt: skip
    notes = [
        words.EFFECTS_NAMES,
        words.EFFECTS_IMAGES,
        paired.INTERVAL_NOTE,
        paired.summary(pd.DataFrame(rows)),
        words.EFFECTS_SAMPLE,
        *table_notes(tables),
    ]
    kit.write_table(output, "effects", rows, COLUMNS, caption, notes)


def _row(setting: Setting, default: NDArray[np.float64], accuracy: NDArray[np.float64]) -> dict[str, Any]:
    """Return the comparison of one setting with the default's scores ``(15625,)``."""
    key, cells = f"supernet-effects/{setting.name}/{setting.images}", setting.cells
    return {
        "setting": setting.name,
        "images": setting.images,
        "cells": len(cells),
        "mean": setting.score.mean(),
        "spread": setting.score.std(),
        **paired.compare(key, setting.score, default[cells], accuracy[cells]),
    }
