"""``nats_bench`` on the suite's tables: the import line of a script is all that changes.

``from suite.compat.nats_bench import create`` for ``from nats_bench import create``. The calls are those of the package
nats_bench (Dong et al., TPAMI 2021), version 1.8, of its topology space; the size space is in no table of the suite.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from suite.compat.base import BenchmarkAPI
from suite.compat.best import find_best
from suite.compat.facts import lacking
from suite.errors import did_you_mean

_TOPOLOGY, _SIZE = ("tss", "topology"), ("sss", "size")


class NATStopology(BenchmarkAPI):
    """NATS-Bench's topology space; see :class:`.BenchmarkAPI` for arguments and errors.

    Args:
        file_path_or_dict: see there.
        fast_mode: kept, and without effect: nothing is loaded before it is asked for.
        verbose: see there.
        data_dir, source: likewise.
    """

    is_size, is_topology = False, True
    search_space_name = "topology"
    full_train_epochs = full_epochs_in_paper = 200

    def __init__(
        self,
        file_path_or_dict: str | Path | None = None,
        fast_mode: bool = False,
        verbose: bool = True,
        *,
        data_dir: str | Path | None = None,
        source: str = "auto",
    ) -> None:
        super().__init__(file_path_or_dict, verbose, data_dir=data_dir, source=source)
        self.fast_mode = fast_mode

    def simulate_train_eval(
        self, arch: Any, dataset: str, iepoch: int | None = None, hp: str = "12", account_time: bool = True
    ) -> tuple[float, None, float, float]:
        """Return validation accuracy (%), None as latency, seconds of this training and of all so far.

        The seconds are those of the training and of one validation pass, which is estimated.
        """
        return self._simulate(arch, dataset, iepoch, hp, account_time)

    def find_best(
        self,
        dataset: str,
        metric_on_set: str,
        flop_max: float | None = None,
        param_max: float | None = None,
        hp: str = "12",
        enforce_all: bool | None = None,
    ) -> tuple[int, float]:
        """Return the index with the highest mean validation accuracy within limits (millions), and that accuracy.

        All architectures are looked at, whatever ``enforce_all`` says.
        """
        return find_best(self._records, dataset, metric_on_set, flop_max, param_max, hp)

    def get_unique_str(self, arch: Any) -> str:
        """Return the text that equivalent architectures share."""
        from suite.spaces.isomorphism import canonical_forms

        space = self._records.benchmark.space
        return canonical_forms(space.codes([self._found(arch)]), space.operations)[0]


def create(
    file_path_or_dict: str | Path | None,
    search_space: str,
    fast_mode: bool = False,
    verbose: bool = True,
    *,
    data_dir: str | Path | None = None,
    source: str = "auto",
) -> NATStopology:
    """Return the API of a search space.

    Raises:
        LackingError: for the size space.
        UnknownNameError: for another name.
    """
    if search_space in _SIZE:
        raise lacking("NATS-Bench's size space is")
    if search_space not in _TOPOLOGY:
        raise did_you_mean(search_space, (*_TOPOLOGY, *_SIZE), "search space")
    return NATStopology(file_path_or_dict, fast_mode, verbose, data_dir=data_dir, source=source)


def search_space_info(main_tag: str, aux_tag: str | None) -> dict[str, Any]:
    """Return operations and number of nodes of the topology space, by the names of NATS-Bench.

    Raises:
        LackingError: for the size space.
        UnknownNameError: for another name.
    """
    from suite.spaces.nasbench201 import OPERATIONS

    if main_tag == "nats-bench" and aux_tag in _SIZE:
        raise lacking("NATS-Bench's size space is")
    if (main_tag, aux_tag) != ("nas-bench-201", None) and not (main_tag == "nats-bench" and aux_tag in _TOPOLOGY):
        raise did_you_mean(f"{main_tag}, {aux_tag}", ("nats-bench, tss", "nas-bench-201, None"), "search space")
    return {"op_names": list(OPERATIONS), "num_nodes": 4}
