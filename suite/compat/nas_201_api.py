"""``nas_201_api`` on the suite's tables: the import line of a script is all that changes.

``from suite.compat.nas_201_api import NASBench201API as API`` for ``from nas_201_api import NASBench201API as API``.
The calls are those of the package nas-bench-201 (Dong and Yang, ICLR 2020), version 2.1.
"""

from __future__ import annotations

from typing import Any

from suite.compat.base import BenchmarkAPI
from suite.compat.best import find_best


class NASBench201API(BenchmarkAPI):
    """The NAS-Bench-201 API; see :class:`.BenchmarkAPI` for arguments and errors."""

    def simulate_train_eval(
        self, arch: Any, dataset: str, hp: str = "12", account_time: bool = True
    ) -> tuple[float, None, float, float]:
        """Return validation accuracy (%), None as latency, seconds of this training and of all so far.

        The seconds are those of the training and of one validation pass, which is estimated.
        """
        return self._simulate(arch, dataset, None, hp, account_time)

    def find_best(
        self,
        dataset: str,
        metric_on_set: str,
        FLOP_max: float | None = None,
        Param_max: float | None = None,
        hp: str = "12",
    ) -> tuple[int, float]:
        """Return the index with the highest mean validation accuracy within limits (millions), and that accuracy."""
        return find_best(self._records, dataset, metric_on_set, FLOP_max, Param_max, hp)
