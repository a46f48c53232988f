"""``hw_nas_bench_api`` on the suite's tables: the import line of a script is all that changes.

``from suite.compat.hw_nas_bench_api import HWNASBenchAPI as HWAPI`` for ``from hw_nas_bench_api import HWNASBenchAPI as
HWAPI``. The calls are those of the API of HW-NAS-Bench (Li et al., ICLR 2021), of its NAS-Bench-201 part.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import numpy as np

from suite.compat.facts import Facts, lacking
from suite.compat.records import Records, table_error
from suite.compat.results import net_config
from suite.errors import ArchitectureError, did_you_mean
from suite.tables.columns import DATASETS, check_name
from suite.tables.hardware import COLUMN_OF_METRIC

SPACES: Final = ("nasbench201", "fbnet")
UNMEASURED: Final = -1.0
"""What the original's file holds where an architecture could not be measured (4,699 on the Edge TPU)."""


class HWNASBenchAPI:
    """Latencies (ms), energies (mJ) and the arithmetic intensity of HW-NAS-Bench, by index and data set.

    Args:
        file_path_or_dict: of the original; a path is not opened, the answers come from the suite's own tables.
        search_space: "nasbench201".
        data_dir, source: of these tables, as of :func:`suite.load_benchmark`.

    Raises:
        LackingError: for the space "fbnet".
        UnknownNameError: for another one.
        DataError: for something else than a path or None, and for tables that are absent or damaged.
    """

    def __init__(
        self,
        file_path_or_dict: str | Path | None = None,
        search_space: str = "nasbench201",
        *,
        data_dir: str | Path | None = None,
        source: str = "auto",
    ) -> None:
        if file_path_or_dict is not None and not isinstance(file_path_or_dict, (str, Path)):
            raise table_error(file_path_or_dict)
        if search_space == "fbnet":
            raise lacking("the operation tables of HW-NAS-Bench's FBNet space are")
        if search_space not in SPACES:
            raise did_you_mean(search_space, SPACES, "search space")
        self.search_space = search_space
        self._records = Records(data_dir, source)

    def query_by_index(self, arch_index: int, dataname: str) -> Facts:
        """Return metric -> value, -1 where the architecture was not measured.

        ``average_hw_metric`` is the product of all but the arithmetic intensity, as the original computes it.

        Raises:
            LackingError: when a metric is looked up that the tables do not hold.
        """
        index = self._index(arch_index)
        benchmark = self._records.benchmark
        held = benchmark.table_columns(check_name(dataname, DATASETS, "dataset"))
        values: dict[str, Any] = {}
        for metric, column in COLUMN_OF_METRIC.items():
            if column in held:
                value = float(benchmark.column(column, dataname)[index])
                values[metric] = UNMEASURED if math.isnan(value) else value
        factors = [metric for metric in COLUMN_OF_METRIC if metric != "eyeriss_arithmetic_intensity"]
        if all(metric in values for metric in factors):
            values["average_hw_metric"] = math.prod(values[metric] for metric in factors)
        return Facts(values, (*COLUMN_OF_METRIC, "average_hw_metric"))

    def get_net_config(self, arch_index: int, dataname: str) -> dict[str, Any]:
        """Return what describes the network of an architecture on a data set."""
        return net_config(self._records, self._index(arch_index), check_name(dataname, DATASETS, "dataset"))

    def _index(self, index: int) -> int:
        size = self._records.benchmark.space.size
        if isinstance(index, bool) or not isinstance(index, (int, np.integer)) or not 0 <= index < size:
            raise ArchitectureError(f"no architecture has the index {index!r}: they are 0 to {size - 1}")
        return int(index)
