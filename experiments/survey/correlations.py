"""Rank correlation between devices, and of MACs and parameters with every device, over the enumerated space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments.survey.quantities import connected
from suite.benchmark import Benchmark
from suite.correlation import kendall, significant, spearman
from suite.report.output import Output
from suite.tables.columns import DATASET_LABELS, DATASETS, DEVICE_LABELS, DEVICES, HARDWARE_COLUMNS, METRIC_UNITS

Floats = NDArray[np.float64]
COEFFICIENTS: dict[str, Callable[[ArrayLike, ArrayLike], float]] = {"kendall": kendall, "spearman": spearman}
ANALYTICAL = {"macs_m": "MACs", "params": "parameters"}


@dataclass(frozen=True)
class Pair:
    """Two columns of one data set and how they go together.

    Attributes:
        first: name of a column; ``second`` the other.
        n: architectures that both have a value for.
        kendall: tau-b over them; NaN if a column is missing or constant.
        spearman: rank correlation over them.
    """

    first: str
    second: str
    n: int
    kendall: float
    spearman: float


def quantities(metrics: Sequence[str] = ("latency", "energy")) -> tuple[str, ...]:
    """Return the columns that are correlated: costs that were measured, then MACs and parameters."""
    costs = [f"{device}_{metric}_{METRIC_UNITS[metric].lower()}" for metric in metrics for device in DEVICES]
    return (*(column for column in costs if column in HARDWARE_COLUMNS), *ANALYTICAL)


def label(column: str) -> str:
    """Return the name of a column for readers."""
    for metric, unit in METRIC_UNITS.items():
        device = column.removesuffix(f"_{metric}_{unit.lower()}")
        if device in DEVICE_LABELS:
            return f"{DEVICE_LABELS[device].split(' (')[0]} {metric}"
    return ANALYTICAL[column]


def pair(benchmark: Benchmark, dataset: str, first: str, second: str, *, only_connected: bool = False) -> Pair:
    """Return the correlation of two columns over the architectures that both have a value for."""
    a, b = benchmark.column(first, dataset), benchmark.column(second, dataset)
    both = ~(np.isnan(a) | np.isnan(b))
    if only_connected:
        both &= connected(benchmark)
    a, b = significant(a[both]), significant(b[both])
    return Pair(first, second, int(both.sum()), **{name: of(a, b) for name, of in COEFFICIENTS.items()})


@lru_cache(maxsize=32)
def pairs(benchmark: Benchmark, dataset: str, only_connected: bool = False) -> tuple[Pair, ...]:
    """Return every unordered pair of :func:`quantities`, the diagonal left out."""
    names = quantities()
    return tuple(
        pair(benchmark, dataset, first, second, only_connected=only_connected)
        for place, first in enumerate(names)
        for second in names[place + 1 :]
    )


def report(benchmark: Benchmark, output: Output) -> None:
    """Write every pair of every data set, and the columns of one device across data sets."""
    rows: list[dict[str, Any]] = []
    for dataset in DATASETS:
        linked = {(each.first, each.second): each for each in pairs(benchmark, dataset, True)}
        for each in pairs(benchmark, dataset):
            inside = linked[each.first, each.second]
            rows.append(
                {
                    "dataset": DATASET_LABELS[dataset],
                    "first": label(each.first),
                    "second": label(each.second),
                    "n": each.n,
                    "kendall": each.kendall,
                    "spearman": each.spearman,
                    "n_connected": inside.n,
                    "kendall_connected": inside.kendall,
                    "spearman_connected": inside.spearman,
                }
            )
    output.table(
        "correlations",
        pd.DataFrame(rows),
        "Rank correlation of hardware costs between devices, and of MACs and parameters with each, NAS-Bench-201.",
        [
            "Over all architectures that both have a value for ('n'; on Edge TPU those that it could run), and over "
            "the connected ones among them. No sampling: the whole space, hence no interval.",
            ROUNDING_NOTE,
            "Kendall: tau-b, which corrects for ties.",
        ],
        headings={
            "kendall": "Kendall",
            "spearman": "Spearman",
            "n_connected": "n connected",
            "kendall_connected": "Kendall, connected",
            "spearman_connected": "Spearman, connected",
        },
    )
    _between_datasets(benchmark, output)


ROUNDING_NOTE = (
    "Costs are rounded to nine significant digits first: ASIC-Eyeriss and FPGA costs are sums of few terms, and the "
    "last bit of such a sum is no difference in cost."
)


def _between_datasets(benchmark: Benchmark, output: Output) -> None:
    rows = []
    for column in quantities():
        if column in ANALYTICAL:
            continue
        for place, first in enumerate(DATASETS):
            for second in DATASETS[place + 1 :]:
                a, b = benchmark.column(column, first), benchmark.column(column, second)
                both = ~(np.isnan(a) | np.isnan(b)) & connected(benchmark)
                a, b = significant(a[both]), significant(b[both])
                rows.append(
                    {
                        "cost": label(column),
                        "first": DATASET_LABELS[first],
                        "second": DATASET_LABELS[second],
                        "n": int(both.sum()),
                        "kendall": kendall(a, b),
                        "spearman": spearman(a, b),
                    }
                )
    output.table(
        "correlations-between-data-sets",
        pd.DataFrame(rows),
        "Rank correlation of one device's cost between data sets: what measurements with one input say of another.",
        ["Connected architectures that both have a value for.", ROUNDING_NOTE],
        headings={"kendall": "Kendall", "spearman": "Spearman"},
    )
