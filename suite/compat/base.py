"""What the drop-in APIs of NAS-Bench-201 and NATS-Bench share: the methods that both originals have."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from suite.compat.facts import Facts, lacking
from suite.compat.infos import Infos
from suite.compat.records import (
    EPOCHS,
    ESTIMATED,
    SETS,
    Records,
    check_epoch,
    check_hp,
    check_training_set,
    table_error,
    table_of,
)
from suite.compat.results import ArchResults, chosen_seed, mean_for_trial, net_config
from suite.compat.text import cell_lists, cell_matrix, information
from suite.errors import ArchitectureError, ConfigurationError
from suite.tables.columns import DATASETS, check_name

_SHORT = {"x-valid": "valid", "x-test": "test", "ori-test": "valtest"}


class BenchmarkAPI:
    """The architectures of NAS-Bench-201 in official order, with what the compact tables hold of their records.

    Draws (:meth:`random`, ``is_random=True``) come from Python's ``random`` and in the number and order of the
    originals, so that a script's own ``random.seed`` decides as it did before.

    Args:
        file_path_or_dict: of the original; a path is not opened, the answers come from the suite's own tables.
        verbose: say on standard output which tables these are.
        data_dir, source: of these tables, as of :func:`suite.load_benchmark`.

    Raises:
        DataError: for something else than a path or None, and for tables that are absent or damaged.
    """

    def __init__(
        self,
        file_path_or_dict: str | Path | None = None,
        verbose: bool = True,
        *,
        data_dir: str | Path | None = None,
        source: str = "auto",
    ) -> None:
        if file_path_or_dict is not None and not isinstance(file_path_or_dict, (str, Path)):
            raise table_error(file_path_or_dict)
        self.filename = None if file_path_or_dict is None else Path(file_path_or_dict).name
        self.verbose = verbose
        self._records = Records(data_dir, source)
        self.evaluated_indexes = list(range(self._records.benchmark.space.size))
        self.arch2infos_dict: Mapping[int, Mapping[str, ArchResults]] = Infos(self)
        self.reset_time()
        if verbose:
            unread = f"; {self.filename} is not opened" if self.filename else ""
            print(f"suite.compat: {len(self)} architectures from {self._records}{unread}")

    # -- architectures ---------------------------------------------------------------------------------------------
    @property
    def meta_archs(self) -> list[str]:
        """All architecture strings in official order."""
        return list(self._records.strings)

    @property
    def archstr2index(self) -> dict[str, int]:
        """Architecture string -> index."""
        return dict(self._records.index_of)

    def __len__(self) -> int:
        return len(self._records.strings)

    def __getitem__(self, index: int) -> str:
        return self._records.strings[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._records.strings)

    def __repr__(self) -> str:
        n = len(self)
        return f"{type(self).__name__}({n}/{n} architectures, tables={self._records})"

    def arch(self, index: int) -> str:
        """Return the architecture string of an index."""
        return self._records.strings[self._index(index)]

    def random(self) -> int:
        """Return a random index, from Python's ``random``."""
        return random.randint(0, len(self) - 1)

    def query_index_by_arch(self, arch: Any) -> int:
        """Return the index of an architecture string, of an object with ``tostr()``, or an index itself.

        -1 for anything that is no architecture, as the originals answer.

        Raises:
            ArchitectureError: for an index out of range.
        """
        if isinstance(arch, (int, np.integer)) and not isinstance(arch, bool):
            return self._index(arch)
        text = arch.tostr() if hasattr(arch, "tostr") else arch
        return self._records.index_of.get(text, -1) if isinstance(text, str) else -1

    # -- results ---------------------------------------------------------------------------------------------------
    @property
    def avaliable_hps(self) -> list[str]:
        """The numbers of epochs, as the originals spell it."""
        return list(EPOCHS)

    def query_meta_info_by_index(self, arch_index: int, hp: str = "12") -> ArchResults:
        """Return all trials of an architecture after ``hp`` epochs."""
        return ArchResults(self._records, self._index(arch_index), check_hp(hp))

    def query_by_index(self, arch_index: int, dataname: str | None = None, hp: str = "12") -> Any:
        """Return all trials, or seed -> trial of one training set."""
        found = self.query_meta_info_by_index(arch_index, hp)
        return found if dataname is None else found.query(dataname)

    def query_info_str_by_arch(self, arch: Any, hp: str = "12") -> str:
        """Return what is held of an architecture, in lines for people."""
        return "\n".join(information(self.query_meta_info_by_index(self._found(arch), hp)))

    def query_by_arch(self, arch: Any, hp: str = "12") -> str:
        """Return what :meth:`query_info_str_by_arch` does."""
        return self.query_info_str_by_arch(arch, hp)

    def show(self, index: int = -1) -> None:
        """Print what is held of an architecture after 12 and 200 epochs; of all for -1."""
        for each in self.evaluated_indexes if index < 0 else [self._index(index)]:
            print(f"architecture {each}")
            for hp in EPOCHS:
                print(f"{hp} epochs:")
                print(self.query_info_str_by_arch(each, hp))

    def get_more_info(
        self, index: Any, dataset: str, iepoch: int | None = None, hp: str = "12", is_random: bool | int = True
    ) -> Facts:
        """Return accuracies in per cent and times in seconds after the last epoch, under the originals' keys.

        Args:
            index: index or architecture string.
            dataset: training set.
            iepoch: the last epoch, or None for it.
            hp: epochs of the training.
            is_random: True for a random trial, False for the mean over trials, or a seed.

        Raises:
            LackingError: for another epoch; and, when it is looked up, for a key that the tables lack.
        """
        where, hp = self._found(index), check_hp(hp)
        check_epoch(iepoch, hp)
        records, epochs = self._records, EPOCHS[hp]
        seeds = records.seeds(where, check_training_set(dataset), hp)
        drawn = is_random is True
        seed = random.choice(seeds) if drawn else None if is_random is False else chosen_seed(is_random, seeds)
        found = {name: records.accuracy(where, dataset, name, hp, seed) for name in SETS[dataset]}
        mean = {name: records.accuracy(where, dataset, name, hp) for name in SETS[dataset]}
        if drawn and any(found[name] is None and mean[name] is not None for name in found):
            records.notes.say(mean_for_trial(dataset, hp))
            found = mean
        seconds = records.train_seconds(where, dataset, hp)
        values: dict[str, Any] = {"train-per-time": seconds / epochs, "train-all-time": seconds}
        keys, estimated = ["train-loss", "train-accuracy"], {}
        for name, accuracy in found.items():
            short = "test" if table_of(dataset) == "cifar10" and name == "ori-test" else _SHORT[name]
            if accuracy is not None:
                values[f"{short}-accuracy"] = accuracy
            if short == "valid":
                one = records.validation_seconds(where, dataset, hp)
                values |= {"valid-per-time": one, "valid-all-time": one * epochs}
                estimated = dict.fromkeys(("valid-per-time", "valid-all-time"), ESTIMATED)
            keys += [f"{short}-{what}" for what in ("loss", "accuracy", "per-time", "all-time")]
        return Facts(values, keys, estimated, records.notes)

    def get_cost_info(self, index: int, dataset: str, hp: str = "12") -> Facts:
        """Return ``flops`` and ``params`` in millions, training times in seconds, and None as ``latency``."""
        return self.query_meta_info_by_index(index, hp).get_compute_costs(dataset)

    def get_latency(self, index: int, dataset: str, hp: str = "12") -> None:
        """Return None, by which the originals say that a latency is unknown; devices: ``HWNASBenchAPI``."""
        self.get_cost_info(index, dataset, hp)

    def get_net_config(self, index: int, dataset: str) -> dict[str, Any]:
        """Return what describes the network of an architecture on a training set."""
        return net_config(self._records, self._index(index), check_training_set(dataset))

    def get_net_param(self, index: int, dataset: str, seed: int | None, hp: str = "12") -> Any:
        """Refuse: no weights are held."""
        raise lacking("trained weights are")

    def clear_params(self, index: int, hp: str | None = None) -> None:
        """Do nothing: there are no weights."""

    def reload(self, archive_root: str | None = None, index: int | None = None) -> None:
        """Do nothing; refuse a folder, which is not read here.

        Raises:
            ConfigurationError: for a folder.
        """
        if archive_root is not None:
            raise ConfigurationError(
                "suite.compat reads the suite's tables: 'suite data import FOLDER' adds official ones"
            )

    def statistics(self, dataset: str, hp: str | int) -> dict[int, int]:
        """Return number of trials -> how many architectures have so many."""
        counts = [
            len(self._records.seeds(each, check_training_set(dataset), check_hp(hp))) for each in range(len(self))
        ]
        return {int(n): counts.count(n) for n in sorted(set(counts))}

    # -- simulated training ----------------------------------------------------------------------------------------
    @property
    def used_time(self) -> float:
        """Simulated seconds since the last :meth:`reset_time`."""
        return self._used_time

    def reset_time(self) -> None:
        """Set the simulated seconds to 0."""
        self._used_time = 0.0

    def _simulate(
        self, arch: Any, dataset: str, iepoch: int | None, hp: str, account_time: bool
    ) -> tuple[float, None, float, float]:
        trained_on = "cifar10-valid" if check_name(dataset, DATASETS, "dataset") == "cifar10" else dataset
        found = self.get_more_info(self._found(arch), trained_on, iepoch=iepoch, hp=hp, is_random=True)
        seconds = found["train-all-time"] + found["valid-per-time"]
        if account_time:
            self._used_time += seconds
        return found["valid-accuracy"], None, seconds, self._used_time

    @staticmethod
    def str2lists(arch_str: str) -> list[tuple[tuple[str, int], ...]]:
        """Return for each node the pairs of operation and source node."""
        return cell_lists(arch_str)

    @staticmethod
    def str2matrix(arch_str: str, search_space: Any = None) -> Any:
        """Return the matrix ``(4, 4)`` whose entry (target, source) is the operation's number."""
        return cell_matrix(arch_str, search_space)

    def _index(self, index: Any) -> int:
        if isinstance(index, bool) or not isinstance(index, (int, np.integer)) or not 0 <= index < len(self):
            raise ArchitectureError(f"no architecture has the index {index!r}: they are 0 to {len(self) - 1}")
        return int(index)

    def _found(self, arch: Any) -> int:
        index = self.query_index_by_arch(arch)
        if index < 0:
            raise ArchitectureError(f"'{arch}' is no architecture of the search space")
        return index
