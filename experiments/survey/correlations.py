"""Rank correlation between devices, and of MACs and parameters with every device, over the enumerated space."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments import kit
from experiments.kit import DATASETS, Column, Floats
from experiments.survey.costs import KINDS, cost_name
from suite.benchmark import Benchmark
from suite.correlation import kendall, significant, spearman
from suite.report.output import Output
from suite.tables.columns import cost_column

COEFFICIENTS: dict[str, Callable[[ArrayLike, ArrayLike], float]] = {"kendall": kendall, "spearman": spearman}
ANALYTICAL = {"macs_m": "MACs", "params": "parameters"}
MEASURED = {cost_column(*kind): cost_name(*kind) for kind in KINDS}
LABELS = MEASURED | ANALYTICAL
"""Column -> name for readers of what is correlated: costs that were measured, then MACs and parameters."""

COLUMNS = (
    kit.DATASET,
    Column("first", show=LABELS.__getitem__),
    Column("second", show=LABELS.__getitem__),
    Column("n"),
    Column("kendall", heading="Kendall"),
    Column("spearman", heading="Spearman"),
    Column("n_connected", heading="n connected"),
    Column("kendall_connected", heading="Kendall, connected"),
    Column("spearman_connected", heading="Spearman, connected"),
)
BETWEEN_COLUMNS = (
    Column("cost", show=LABELS.__getitem__),
    Column("first", show=kit.dataset_name),
    Column("second", show=kit.dataset_name),
    Column("n"),
    Column("kendall", heading="Kendall"),
    Column("spearman", heading="Spearman"),
)
ROUNDING_NOTE = (
    "Costs are rounded to nine significant digits first: ASIC-Eyeriss and FPGA costs are sums of few terms, and the "
    "last bit of such a sum is no difference in cost."
)


@dataclass(frozen=True)
class Pair:
    """Two columns and how they go together.

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


def correlated(a: Floats, b: Floats, among: NDArray[np.bool_] | None = None) -> tuple[int, float, float]:
    """Return n, Kendall's tau-b and Spearman's correlation of two costs where both have a value, ``among`` some."""
    both = ~(np.isnan(a) | np.isnan(b))
    if among is not None:
        both &= among
    x, y = significant(a[both]), significant(b[both])
    return int(both.sum()), kendall(x, y), spearman(x, y)


@lru_cache(maxsize=32)
def pairs(benchmark: Benchmark, dataset: str, only_connected: bool = False) -> tuple[Pair, ...]:
    """Return every unordered pair of :data:`LABELS` on one data set, the diagonal left out."""
    among = kit.connected_cells(benchmark) if only_connected else None
    column = {name: benchmark.column(name, dataset) for name in LABELS}
    return tuple(
        Pair(first, second, *correlated(column[first], column[second], among))
        for first, second in combinations(LABELS, 2)
    )


def report(benchmark: Benchmark, output: Output) -> None:
    """Write every pair of every data set, and the columns of one device across data sets."""
    rows = [
        {
            "dataset": dataset,
            **vars(pair),
            **{f"{name}_connected": getattr(inside, name) for name in ("n", "kendall", "spearman")},
        }
        for dataset in DATASETS
        for pair, inside in zip(pairs(benchmark, dataset), pairs(benchmark, dataset, True), strict=True)
    ]
    caption = "Rank correlation of hardware costs between devices, and of MACs and parameters with each, NAS-Bench-201."
    notes = [
        "Over all architectures that both have a value for ('n'; on Edge TPU those that it could run), and over "
        "the connected ones among them. No sampling: the whole space, hence no interval.",
        ROUNDING_NOTE,
        "Kendall: tau-b, which corrects for ties.",
    ]
    kit.write_table(output, "correlations", rows, COLUMNS, caption, notes)
    _between_datasets(benchmark, output)


def _between_datasets(benchmark: Benchmark, output: Output) -> None:
    rows = []
    for name in MEASURED:
        for first, second in combinations(DATASETS, 2):
            a, b = benchmark.column(name, first), benchmark.column(name, second)
            n, tau, rho = correlated(a, b, kit.connected_cells(benchmark))
            rows.append({"cost": name, "first": first, "second": second, "n": n, "kendall": tau, "spearman": rho})
    caption = (
        "Rank correlation of one device's cost between data sets: what measurements with one input say of another."
    )
    notes = ["Connected architectures that both have a value for.", ROUNDING_NOTE]
    kit.write_table(output, "correlations-between-data-sets", rows, BETWEEN_COLUMNS, caption, notes)
