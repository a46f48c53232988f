"""The trial records that NAS-Bench-201 and NATS-Bench share, reduced to the numbers that the tables hold.

An architecture's record lists its trials by (training set, seed). A trial has its accuracy after every epoch under
keys such as ``x-valid@199`` (epochs count from 0) and the time of every training epoch. Layout: the packages
``nas-bench-201`` and ``nats_bench``, classes ArchResults and ResultsCount.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError
from suite.reading.budget import shown
from suite.spaces import NASBENCH201
from suite.tables.checks import Columns, N, accuracies, positive

EPOCHS = (12, 200)
_SPLITS = ("x-valid", "x-test", "ori-test")
_TRIAL = "trial"
_SEEDS_AT_MOST = 16
_NUMBERS = frozenset({int, float, type(None)})

# (training set, split of the record) -> (dataset of the tables, split of the tables)
_MEANING = {
    ("cifar10-valid", "x-valid"): ("cifar10", "valid"),
    ("cifar10-valid", "ori-test"): ("cifar10", "train_only"),
    ("cifar10", "ori-test"): ("cifar10", "test"),
    **{
        (dataset, split): (dataset, ours)
        for dataset in ("cifar100", "ImageNet16-120")
        for split, ours in (("x-valid", "valid"), ("x-test", "test"), ("ori-test", "validtest"))
    },
}
_TRAINING_SETS = {training_set for training_set, _ in _MEANING}
_TIMED = {"cifar10-valid": "cifar10", "cifar100": "cifar100", "ImageNet16-120": "ImageNet16-120"}
"""Training set -> dataset whose training time it gives: that of the run behind the validation accuracy."""


def shrink(record: dict[Any, Any]) -> int:
    """Reduce a trial, as soon as it is read, to its last accuracies, total time and epochs; leave the rest alone.

    The curves take nearly all of the memory: they are emptied, since the reader's memo still refers to them.

    Returns:
        How many items of dictionaries were dropped.
    """
    curve, times = record.get("eval_acc1es"), record.get("train_times", ())
    if curve is None or times == ():
        return 0
    epochs = record["epochs"]
    last = [curve.get(f"{split}@{epochs - 1}") for split in _SPLITS]
    seconds = sum(times.values()) if times else None
    dropped = len(record) - 1
    for value in list(record.values()):
        if type(value) is dict and value is not record:
            dropped += len(value)
            value.clear()
        elif type(value) is list:
            value.clear()
    record.clear()
    record[_TRIAL] = (epochs, seconds, *last)
    return dropped


class AccuracyTable:
    """Collects the records of architectures and makes the columns of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._strings = NASBENCH201.strings(np.arange(N))
        self._values: dict[tuple[str, str, int], dict[int, NDArray[np.float64]]] = {}

    def add(self, index: int, epochs: int, record: Any) -> None:
        """Add the record of architecture ``index`` for the schedule of ``epochs``.

        Raises:
            DataError: if it is not that record, or has values out of range.
        """
        what = f"{self._source}: the {epochs}-epoch record of architecture {index}"
        try:
            if record["arch_str"] != self._strings[index]:
                raise DataError(f"{what} belongs to another architecture: get the file again from its source")
            trials = [(dataset, seed, *trial[_TRIAL]) for (dataset, seed), trial in record["all_results"].items()]
            for dataset, seed, ran, seconds, *last in trials:
                sound = type(ran) is type(seed) is int and type(dataset) is str
                if not sound or ran != epochs or dataset not in _TRAINING_SETS or not 0 <= seed < 10**6:
                    found = f"{shown(dataset)}, {shown(seed)}, {shown(ran)} epochs"
                    raise DataError(f"{what} has a trial of another kind ({found})")
                if all(value is None for value in last):
                    raise DataError(f"{what} has no accuracy after the last epoch (seed {seed}, {dataset})")
                if not all(type(value) in _NUMBERS for value in (seconds, *last)):
                    raise TypeError("a value is no number")
                for split, value in zip(_SPLITS, last, strict=True):
                    if value is not None and (dataset, split) in _MEANING:
                        self._put(_MEANING[dataset, split], epochs, seed, index, float(value))
                if seconds is not None and dataset in _TIMED:
                    self._put((_TIMED[dataset], "seconds"), epochs, seed, index, float(seconds))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise DataError(f"{what} has another layout: get the file again from its source") from None

    def _put(self, meaning: tuple[str, str], epochs: int, seed: int, index: int, value: float) -> None:
        seeds = self._values.setdefault((*meaning, epochs), {})
        if seed not in seeds:
            if len(seeds) == _SEEDS_AT_MOST:
                raise DataError(f"{self._source} has more seeds than the benchmark: get it again from its source")
            seeds[seed] = np.full(N, np.nan)
        seeds[seed][index] = value

    def columns(self) -> Columns:
        """Return the columns: each trial's accuracy, means over the trials that exist, counts and training seconds."""
        result: Columns = {}
        for (dataset, split, epochs), seeds in sorted(self._values.items()):
            trials = np.stack([seeds[seed] for seed in sorted(seeds)])
            what = f"{self._source}: {split} of {dataset} after {epochs} epochs"
            if split == "seconds":
                result[f"{dataset}/train_seconds_{epochs}"] = _mean(positive(trials, what))
                continue
            accuracies(trials, what)
            if split == "train_only":
                if epochs == EPOCHS[-1]:
                    result[f"{dataset}/test_accuracy_{epochs}_train_only"] = _mean(trials)
                continue
            for seed in sorted(seeds):
                result[f"{dataset}/{split}_accuracy_{epochs}_seed{seed}"] = seeds[seed]
            if split != "validtest":
                result[f"{dataset}/{split}_accuracy_{epochs}"] = _mean(trials)
            if split == "valid" and epochs == EPOCHS[-1]:
                counts = np.isfinite(trials).sum(axis=0).astype(np.float64)
                result[f"{dataset}/n_trials"] = np.where(counts > 0, counts, np.nan)
        return result


def _mean(trials: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the first axis of the values that exist, NaN where there is none."""
    present = np.isfinite(trials)
    counts = present.sum(axis=0)
    total = np.where(present, trials, 0.0).sum(axis=0)
    result: NDArray[np.float64] = np.where(counts > 0, total / np.maximum(counts, 1), np.nan)
    return result
