"""Accuracy after 12 epochs (id ``accuracy-12``): a pickled pandas data frame, read without pandas.

A row per architecture with the architecture string; means over the training runs of the 12-epoch record: two for the
validation accuracy of CIFAR-10, one for everything else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.tables.checks import Columns, N, accuracies, aligned, full
from suite.tables.pickles.reader import PickleReader
from suite.tables.pickles.values import FRAMES, as_array

_THEIR_NAMES = {"cifar10": "cifar10", "cifar100": "cifar100", "ImageNet16-120": "imagenet"}


def read(data: bytes, source: str) -> Columns:
    """Return ``<dataset>/valid_accuracy_12`` and ``<dataset>/test_accuracy_12`` in per cent.

    Raises:
        DataError: for another file, another order or values out of range.
    """
    frame = PickleReader(data, source, FRAMES).load()
    try:
        table = frame_columns(frame)
        indices, strings = table["arch"], table["cellstr"].tolist()
        values = {
            f"{dataset}/{split}_accuracy_12": table[f"{name}-{'val' if split == 'valid' else 'test'}"]
            for dataset, name in _THEIR_NAMES.items()
            for split in ("valid", "test")
        }
        columns = {key: accuracies(full(values[key], f"{source}: {key}"), f"{source}: {key}") for key in values}
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise DataError(f"{source} is not the table of 12-epoch accuracies: get it again from its source") from None
    if not np.array_equal(indices, np.arange(N)):
        raise DataError(f"{source}: its index column is not 0 to {N - 1}: get it again from its source")
    aligned(strings, source)
    return columns


def frame_columns(frame: Any) -> dict[str, NDArray[Any]]:
    """Return the columns of a data frame that was read as inert parts (:data:`suite.tables.pickles.values.FRAMES`).

    Raises:
        KeyError, TypeError, ValueError, AttributeError, IndexError: if the parts do not make a data frame.
    """
    if frame.kind != "DataFrame":
        raise TypeError(frame.kind)
    described = frame.state["_data"].state[3]["0.14.1"]  # pandas' name for the layout: axes and blocks
    _, description = described["axes"][0].arguments
    names = as_array(description["data"]).tolist()
    columns: dict[str, NDArray[Any]] = {}
    count = 0
    for block in described["blocks"]:
        places = range(len(names))[block["mgr_locs"]]
        count += max(len(places), 1)
        if count > len(names):  # else a few bytes could name the same columns again and again
            raise ValueError("blocks of a data frame")
        values = as_array(block["values"])
        if values.ndim != 2 or len(places) != len(values):
            raise ValueError("block of a data frame")
        columns.update({names[place]: values[row] for row, place in enumerate(places)})
    return columns
