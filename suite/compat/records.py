"""The compact tables, read as the official records name things: training set, hyper-parameters, set, seed.

===================  ===================================================================================================
training set         sets measured, and where the tables hold them
===================  ===================================================================================================
``cifar10-valid``    ``x-valid``: validation accuracy of ``cifar10``; ``ori-test`` after an import of official records
``cifar10``          ``ori-test``: test accuracy of ``cifar10``
``cifar100``, ...    ``x-valid``, ``x-test``, and ``ori-test``, which is both halves together: their mean
===================  ===================================================================================================

A record of 12 epochs has one trial (seed 111), on ``cifar10-valid`` two (111, 777). One of 200 epochs has two or three
(777, 888, 999). Single trials are held for some: validation accuracy of CIFAR-10 after 200 epochs, both halves of the
other sets, and all where the tables were imported from official records.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from suite.benchmark import Benchmark, load_benchmark
from suite.compat.facts import Notes, lacking
from suite.errors import ConfigurationError, DataError
from suite.study.cost import VALIDATION_RATIO, validation_seconds
from suite.tables.columns import DATASETS, check_name

EPOCHS: Final = {"12": 12, "200": 200}
TRAINING_SETS: Final = ("cifar10-valid", "cifar10", "cifar100", "ImageNet16-120")
SETS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "cifar10-valid": {"x-valid": "valid", "ori-test": "train_only"},
        "cifar10": {"ori-test": "test"},
        "cifar100": {"x-valid": "valid", "x-test": "test", "ori-test": "validtest"},
        "ImageNet16-120": {"x-valid": "valid", "x-test": "test", "ori-test": "validtest"},
    }
)
"""Training set -> set of the official records -> split of the tables."""

SURROGATE = (
    "suite.compat answers from the embedded SURROGATE, a fitted stand-in, no measurements: run 'suite data fetch' for "
    "the real tables"
)
ESTIMATED = (
    f"validation times are estimated: {VALIDATION_RATIO:.3f} of the training time per image, the mean of three "
    "official records; the compact tables hold training times alone"
)
_SHORT_SEEDS, _SEEDS = (111, 777), (777, 888, 999)


class Records:
    """The tables behind the drop-in APIs.

    Args:
        data_dir: data directory, as of :func:`suite.load_benchmark`.
        source: "auto", "real" or "surrogate"; the surrogate is said in a warning, however it came about.

    Raises:
        DataError: if the tables are absent (source "real") or damaged.
    """

    def __init__(self, data_dir: str | Path | None = None, source: str = "auto") -> None:
        self.benchmark: Benchmark = load_benchmark(data_dir, source)
        self.notes = Notes()
        if self.benchmark.is_surrogate:
            self.notes.say(SURROGATE)

    def __str__(self) -> str:
        store = "the embedded SURROGATE" if self.benchmark.is_surrogate else str(self.benchmark.data_dir)
        return f"{store} ({self.benchmark.edition})"

    @cached_property
    def strings(self) -> list[str]:
        """All architecture strings in official order."""
        return self.benchmark.space.strings(range(self.benchmark.space.size))

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Architecture string -> index."""
        return {text: index for index, text in enumerate(self.strings)}

    def seeds(self, index: int, training_set: str, hp: str) -> list[int]:
        """Return the seeds of the trials, ascending.

        Raises:
            LackingError: where the tables hold no trial of the architecture.
        """
        of, epochs = table_of(training_set), EPOCHS[hp]
        stems = tuple(f"{split}_accuracy_{epochs}_seed" for split in SETS[training_set].values())
        known = {
            int(column.rpartition("_seed")[2])
            for column in self._columns(of)
            if column.startswith(stems) and self._known(of, column, index) is not None
        }
        if known:
            return sorted(known)
        if epochs == EPOCHS["12"]:
            return list(_SHORT_SEEDS[: 2 if training_set == "cifar10-valid" else 1])
        if self.benchmark.is_surrogate:
            return [_SEEDS[0]]  # one number an architecture, which stands for every trial
        n_trials = self._value(of, "n_trials", index) if "n_trials" in self._columns(of) else math.nan
        if math.isnan(n_trials):
            raise lacking(f"the {hp}-epoch trials of architecture {index} on {training_set} are")
        return list(_SEEDS[: int(n_trials)])

    def accuracy(self, index: int, training_set: str, name: str, hp: str, seed: int | None = None) -> float | None:
        """Return the accuracy in per cent on the set ``name``, the mean over trials or that of one ``seed``.

        None where the tables do not hold it.
        """
        split, of, epochs = SETS[training_set][name], table_of(training_set), EPOCHS[hp]
        if split == "train_only":
            return self._known(of, f"test_accuracy_{epochs}_train_only", index) if seed is None else None
        stem = f"{split}_accuracy_{epochs}"
        if seed is not None:
            held = self._known(of, f"{stem}_seed{seed}", index)
            if held is not None or len(self.seeds(index, training_set, hp)) > 1:
                return held
        if split != "validtest":
            return self._known(of, stem, index)
        halves = [self._known(of, f"{half}_accuracy_{epochs}", index) for half in ("valid", "test")]
        return None if halves[0] is None or halves[1] is None else (halves[0] + halves[1]) / 2  # halves of one size

    def train_seconds(self, index: int, training_set: str, hp: str) -> float:
        """Return the training time in seconds; the whole of CIFAR-10 takes twice its half, as in the records.

        Raises:
            LackingError: where the tables do not hold it.
        """
        found = self._known(table_of(training_set), f"train_seconds_{EPOCHS[hp]}", index)
        if found is None:
            raise lacking(f"the training time of architecture {index} on {training_set} is")
        return 2.0 * found if training_set == "cifar10" else found

    def validation_seconds(self, index: int, training_set: str, hp: str) -> float:
        """Return the estimated time of one pass over ``x-valid`` (:data:`ESTIMATED`)."""
        import numpy as np

        epoch = self.train_seconds(index, training_set, hp) / EPOCHS[hp]
        return float(validation_seconds(np.array([epoch]), table_of(training_set))[0])

    def sizes(self, index: int, training_set: str) -> tuple[float, float]:
        """Return multiply-accumulates in millions ("flops") and parameters in millions ("MB")."""
        of = table_of(training_set)
        return self._value(of, "macs_m", index), self._value(of, "params", index) / 1e6

    def _known(self, dataset: str, column: str, index: int) -> float | None:
        if column not in self._columns(dataset):
            return None
        value = self._value(dataset, column, index)
        return None if math.isnan(value) else value

    def _value(self, dataset: str, column: str, index: int) -> float:
        return float(self.benchmark.column(column, dataset)[index])

    def _columns(self, dataset: str) -> frozenset[str]:
        return self._held[dataset]

    @cached_property
    def _held(self) -> dict[str, frozenset[str]]:
        return {dataset: frozenset(self.benchmark.table_columns(dataset)) for dataset in DATASETS}


def table_of(training_set: str) -> str:
    """Return the data set of the tables that holds a training set of the records."""
    return training_set.removesuffix("-valid")


def check_training_set(name: str) -> str:
    """Return ``name`` if the records have it.

    Raises:
        UnknownNameError: naming the nearest one.
    """
    return check_name(name, TRAINING_SETS, "training set")


def check_hp(hp: str | int) -> str:
    """Return "12" or "200".

    Raises:
        ConfigurationError: for another number of epochs.
    """
    if str(hp) not in EPOCHS:
        raise ConfigurationError(f"the hyper-parameters are '12' or '200' epochs, not {hp!r}")
    return str(hp)


def check_epoch(iepoch: int | None, hp: str) -> int:
    """Return the last epoch, counted from 0.

    Raises:
        LackingError: for an earlier one.
        ConfigurationError: for one that there is not.
    """
    last = EPOCHS[hp] - 1
    if iepoch is None or iepoch == last:
        return last
    if not 0 <= iepoch < last:
        raise ConfigurationError(f"a training of {hp} epochs has the epochs 0 to {last}, not {iepoch!r}")
    raise lacking(f"epoch {iepoch} of {last} is no last one: learning curves are")


def table_error(path: object) -> DataError:
    """Return the refusal of a dictionary or file object where the store is read."""
    return DataError(f"suite.compat reads the suite's own tables, not a {type(path).__name__}: give a path or None")
