"""Stand-ins for the objects of the official APIs: an architecture's trials, and one trial."""

from __future__ import annotations

import random
from typing import Any

from suite.compat.facts import Facts, lacking
from suite.compat.records import EPOCHS, ESTIMATED, SETS, TRAINING_SETS, Records, check_epoch, check_training_set
from suite.errors import ConfigurationError, did_you_mean

_METRICS = ("loss", "cur_time", "all_time")


class ResultsCount:
    """One trial: a training of one architecture with one seed.

    Attributes:
        name: the training set.
        seed, epochs: of the training.
        flop, params: multiply-accumulates and parameters, both in millions.
        eval_names: the sets that it was measured on.
    """

    def __init__(self, records: Records, index: int, training_set: str, hp: str, seed: int) -> None:
        self._records, self._index, self._hp = records, index, hp
        self.name, self.seed, self.epochs = training_set, seed, EPOCHS[hp]
        self.flop, self.params = records.sizes(index, training_set)
        self.eval_names = list(SETS[training_set])

    def get_eval(self, name: str, iepoch: int | None = None) -> Facts:
        """Return the metrics on a set after the last epoch; of this trial alone, so only where the tables hold it.

        Raises:
            LackingError: for a trial that they do not hold, or another epoch.
            UnknownNameError: for a set that there is not.
        """
        epoch = check_epoch(iepoch, self._hp)
        where = _set(self.name, name)
        found = self._records.accuracy(self._index, self.name, where, self._hp, self.seed)
        if found is None:
            raise lacking(f"the trial with seed {self.seed} on {where} of {self.name} after {self._hp} epochs is")
        return Facts({"iepoch": epoch, "accuracy": found}, _METRICS)

    def get_train(self, iepoch: int | None = None) -> Facts:
        """Return the training time; accuracy and loss on the training images are not held."""
        epoch = check_epoch(iepoch, self._hp)
        seconds = self._records.train_seconds(self._index, self.name, self._hp)
        times = {"iepoch": epoch, "cur_time": seconds / self.epochs, "all_time": seconds}
        return Facts(times, ("accuracy", "loss"))

    def get_times(self) -> Facts:
        """Return training times in seconds, and estimated ones of the validation set."""
        return _times(self._records, self._index, self.name, self._hp)

    def get_latency(self) -> float:
        """Return -1: the latency is not held, which the original says in this way."""
        return -1.0

    def get_total_epoch(self) -> int:
        """Return the number of epochs."""
        return self.epochs

    def get_eval_set(self) -> list[str]:
        """Return the sets that it was measured on."""
        return self.eval_names

    def get_config(self, str2structure: Any = None) -> dict[str, Any]:
        """Return what describes the network; ``str2structure`` makes a genotype of the architecture string."""
        return net_config(self._records, self._index, self.name, str2structure)

    def get_net_param(self, clone: bool = False) -> Any:
        """Refuse: no weights are held."""
        raise lacking("trained weights are")

    def __repr__(self) -> str:
        arch = self._records.strings[self._index]
        return (
            f"ResultsCount({self.name}, arch={arch}, FLOP={self.flop:.2f}M, Param={self.params:.3f}MB, "
            f"seed={self.seed:04d}, {len(self.eval_names)} eval-sets: [{', '.join(self.eval_names)}])"
        )


class ArchResults:
    """All trials of an architecture after 12 or 200 epochs.

    Attributes:
        arch_index, arch_str: the architecture.
        dataset_seed: training set -> seeds of its trials.
    """

    def __init__(self, records: Records, index: int, hp: str) -> None:
        self._records, self._hp = records, hp
        self.arch_index, self.arch_str = index, records.strings[index]
        self.dataset_seed = {name: records.seeds(index, name, hp) for name in TRAINING_SETS}

    def get_dataset_names(self) -> list[str]:
        """Return the training sets."""
        return list(self.dataset_seed)

    def get_dataset_seeds(self, dataset: str) -> list[int]:
        """Return the seeds of the trials on a training set."""
        return list(self.dataset_seed[check_training_set(dataset)])

    def get_total_epoch(self, dataset: str | None = None) -> int:
        """Return the number of epochs."""
        return EPOCHS[self._hp]

    def query(self, dataset: str, seed: int | None = None) -> Any:
        """Return the trial with ``seed`` on a training set, or all as seed -> trial.

        Raises:
            ConfigurationError: for a seed that there is not.
        """
        seeds = self.get_dataset_seeds(dataset)
        if seed is not None and seed not in seeds:
            raise ConfigurationError(f"the trials on {dataset} after {self._hp} epochs have the seeds {seeds}")
        trials = {each: ResultsCount(self._records, self.arch_index, dataset, self._hp, each) for each in seeds}
        return trials if seed is None else trials[seed]

    def get_metrics(
        self, dataset: str, setname: str, iepoch: int | None = None, is_random: bool | int = False
    ) -> Facts:
        """Return the metrics on a set after the last epoch.

        Args:
            dataset: training set.
            setname: "train", "x-valid", "x-test" or "ori-test".
            iepoch: the last epoch, or None for it.
            is_random: False for the mean over trials, True for a random one, or a seed.

        Raises:
            LackingError: for what the tables do not hold.
        """
        epoch, seeds = check_epoch(iepoch, self._hp), self.get_dataset_seeds(dataset)
        drawn = is_random is True
        if drawn:
            is_random = seeds[random.randint(0, len(seeds) - 1)]
        seed = None if is_random is False else chosen_seed(is_random, seeds)
        if setname == "train":  # trials share their times
            return ResultsCount(self._records, self.arch_index, dataset, self._hp, seeds[0]).get_train(iepoch)
        where = _set(dataset, setname)
        found = self._records.accuracy(self.arch_index, dataset, where, self._hp, seed)
        if found is None and drawn:
            self._records.notes.say(mean_for_trial(dataset, self._hp))
            found = self._records.accuracy(self.arch_index, dataset, where, self._hp)
        if found is None:
            which = "accuracy" if seed is None else f"trial with seed {seed}"
            raise lacking(f"the {which} on {where} of {dataset} after {self._hp} epochs is")
        return Facts({"iepoch": epoch, "accuracy": found}, _METRICS)

    def get_compute_costs(self, dataset: str) -> Facts:
        """Return ``flops`` and ``params`` in millions, training times in seconds, and None as ``latency``."""
        check_training_set(dataset)
        flops, params = self._records.sizes(self.arch_index, dataset)
        times = _times(self._records, self.arch_index, dataset, self._hp)
        values = {"flops": flops, "params": params, "latency": None, **dict(times)}
        return Facts(values, times.lacks, times.estimated, self._records.notes)

    def get_latency(self, dataset: str) -> float:
        """Refuse: latencies of the training machines are not held."""
        raise lacking("latencies of the training machines are")

    def get_net_param(self, dataset: str, seed: int | None = None) -> Any:
        """Refuse: no weights are held."""
        raise lacking("trained weights are")

    def clear_params(self) -> None:
        """Do nothing: there are no weights."""

    def arch_idx_str(self) -> str:
        """Return the index as six digits."""
        return f"{self.arch_index:06d}"

    def __repr__(self) -> str:
        runs = sum(map(len, self.dataset_seed.values()))
        return f"ArchResults(arch-index={self.arch_index}, arch={self.arch_str}, {runs} runs, clear=True)"


def net_config(records: Records, index: int, training_set: str, str2structure: Any = None) -> dict[str, Any]:
    """Return what describes the network of an architecture: 16 channels and five cells a stage."""
    from suite.compat.records import table_of
    from suite.tables.columns import CLASSES

    text = records.strings[index]
    cell = {"arch_str": text} if str2structure is None else {"genotype": str2structure(text)}
    return {"name": "infer.tiny", "C": 16, "N": 5, **cell, "num_classes": CLASSES[table_of(training_set)]}


def chosen_seed(seed: int, seeds: list[int]) -> int:
    """Return ``seed`` if there is such a trial.

    Raises:
        ConfigurationError: if not.
    """
    if isinstance(seed, bool) or seed not in seeds:
        raise ConfigurationError(f"no trial has the seed {seed!r}: there are {', '.join(map(str, seeds))}")
    return int(seed)


def mean_for_trial(training_set: str, hp: str) -> str:
    """Return what is said where a random trial is asked for and only the mean is held."""
    return (
        f"{training_set} after {hp} epochs: the compact tables hold the mean over trials, which is returned where a "
        "random trial is asked for (is_random=False asks for it)"
    )


def _times(records: Records, index: int, training_set: str, hp: str) -> Facts:
    seconds, names = records.train_seconds(index, training_set, hp), SETS[training_set]
    values = {"T-train@epoch": seconds / EPOCHS[hp], "T-train@total": seconds}
    if "x-valid" in names:
        one = records.validation_seconds(index, training_set, hp)
        values |= {"T-x-valid@epoch": one, "T-x-valid@total": one * EPOCHS[hp]}
    lacks = [f"T-{name}@{of}" for name in names for of in ("epoch", "total")]
    estimated = dict.fromkeys((key for key in values if "x-valid" in key), ESTIMATED)
    return Facts(values, lacks, estimated, records.notes)


def _set(training_set: str, name: str) -> str:
    """Return the set's name in the records; "valid" is short for "x-valid"."""
    name = "x-valid" if name == "valid" else name
    known = SETS[check_training_set(training_set)]
    if name not in known:
        raise did_you_mean(name, ("train", *known), f"set of {training_set}")
    return name
