"""The 200-epoch training runs one by one (id ``runs-200``): a pickle of numpy arrays, one row per run.

Rows are in official index order, two or three runs per architecture. Where one architecture ends and the next begins
shows in the training time and the number of parameters, which the runs of an architecture share. That the order is the
official one is checked by the parameters: for 150 architectures the record states those of an equivalent cell with one
convolution more or less, for all others those of the cell itself. ``loss`` is the error in per cent: of CIFAR-10 on
the validation half of the training images (trained on the other half), of CIFAR-100 and ImageNet16-120 on both
held-out halves.
The file does not name the seeds; their order 777, 888, 999 is the one of the official records (checked where those are
at hand), so a pair of runs is taken to be 777 and 888.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.spaces import NASBENCH201
from suite.tables.checks import Columns, N, accuracies, positive
from suite.tables.closed_forms import params
from suite.tables.pickles.reader import PickleReader
from suite.tables.pickles.values import NUMBERS, as_array

SEEDS = (777, 888, 999)
EPOCHS = 200
SHORT_EPOCHS = 12
_THEIR_NAMES = {"cifar10": "cifar10", "cifar100": "cifar100", "ImageNet16-120": "imagenet"}
_RUNS_PER_ARCHITECTURE = (2, 3)
_OF_ANOTHER_CELL = 150


def read(data: bytes, source: str) -> Columns:
    """Return per dataset: ``n_trials``, training seconds, and the accuracy of each run and their mean.

    The accuracies are ``valid_accuracy_200`` of CIFAR-10 and ``validtest_accuracy_200`` of the others, in per cent;
    the training seconds of 12 epochs are 12/200 of those of 200 (the time per epoch is the same in both records).

    Raises:
        DataError: for another file, another order or values out of range.
    """
    content = PickleReader(data, source, NUMBERS).load()
    table = {dataset: _dataset(content, name, source) for dataset, name in _THEIR_NAMES.items()}
    first_rows, counts = _boundaries(table["cifar10"], source)
    trial = np.arange(len(table["cifar10"]["loss"])) - np.repeat(first_rows, counts)
    columns: Columns = {}
    for dataset, values in table.items():
        seconds = values["runtime"][first_rows]
        differs = np.abs(1e6 * values["size_in_mb"][first_rows] - params(NASBENCH201.all_codes, dataset)) > 0.5
        shared = np.array_equal(np.repeat(seconds, counts), values["runtime"])
        if not shared or differs.sum() > _OF_ANOTHER_CELL:
            raise DataError(f"{source}: the runs of {dataset} belong to other architectures: the order is another")
        split = "valid" if dataset == "cifar10" else "validtest"
        runs = np.full((N, len(SEEDS)), np.nan)
        runs[np.repeat(np.arange(N), counts), trial] = 100.0 - values["loss"]
        accuracies(runs, f"{source}: {dataset}")
        columns[f"{dataset}/n_trials"] = counts.astype(np.float64)
        columns[f"{dataset}/train_seconds_{EPOCHS}"] = positive(seconds, f"{source}: training seconds of {dataset}")
        columns[f"{dataset}/train_seconds_{SHORT_EPOCHS}"] = seconds * SHORT_EPOCHS / EPOCHS
        columns[f"{dataset}/{split}_accuracy_{EPOCHS}"] = np.nanmean(runs, axis=1)
        for k, seed in enumerate(SEEDS):
            columns[f"{dataset}/{split}_accuracy_{EPOCHS}_seed{seed}"] = runs[:, k].copy()
    return columns


def _dataset(content: Any, name: str, source: str) -> dict[str, NDArray[np.float64]]:
    try:
        arrays = {field: as_array(content[name][field]) for field in ("loss", "runtime", "size_in_mb")}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DataError(f"{source} lacks the runs of {name}: it is another file; get it from its source") from None
    shapes = {array.shape for array in arrays.values()}
    if len(shapes) != 1 or any(array.dtype != np.float64 or array.ndim != 1 for array in arrays.values()):
        raise DataError(f"{source}: the arrays of {name} do not belong together: get the file again from its source")
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise DataError(f"{source}: the runs of {name} are not all finite numbers: get the file again from its source")
    return arrays


def _boundaries(values: dict[str, NDArray[np.float64]], source: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first row ``(15625,)`` and the number of runs ``(15625,)`` of each architecture."""
    time, size = values["runtime"], values["size_in_mb"]
    changes = 1 + np.flatnonzero((np.diff(time) != 0) | (np.diff(size) != 0))
    first_rows = np.concatenate([[0], changes]).astype(np.int64)
    counts = np.diff(np.concatenate([first_rows, [len(time)]])).astype(np.int64)
    if len(counts) != N or not np.isin(counts, _RUNS_PER_ARCHITECTURE).all():
        raise DataError(f"{source}: the runs do not fall into {N} groups of two or three: it is another file")
    return first_rows, counts
