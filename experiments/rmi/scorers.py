"""Everything that ranks cells here: RMI tables with their variants, 12-epoch accuracy, sizes, zero-cost proxies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.kit import Floats
from suite import scores
from suite.benchmark import Benchmark
from suite.correlation import significant
from suite.tables.freerea import PROXY_LABELS, cached_proxy
from suite.tables.proxies import PROXY_DATASETS, zero_cost_proxies

PROXY_NAMES = {
    "epe_nas": "EPE-NAS", "fisher": "Fisher", "grad_norm": "gradient norm", "grasp": "GraSP", "jacov": "Jacobian cov.",
    "l2_norm": "L2 norm", "nwot": "NWOT", "plain": "plain", "snip": "SNIP", "synflow": "SynFlow", "zen": "Zen",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Scorer:
    """One score of cells.

    Attributes:
        name: key in figures.
        label: for readers.
        values: ``(15625,)``, higher is meant to be better, NaN where there is no score.
    """

    name: str
    label: str
    values: Floats

    @property
    def covered(self) -> NDArray[np.bool_]:
        """``(15625,)``: which cells have a score."""
        return ~np.isnan(self.values)


def tables(benchmark: Benchmark) -> list[scores.ScoreTable]:
    """Return the RMI tables that are there, the default one first.

    Raises:
        UnknownNameError: if the default table is missing, with how to make one.
    """
    default = scores.load(scores.DEFAULT_RMI, benchmark.data_dir)
    found = [scores.load(name, benchmark.data_dir) for name in scores.names(benchmark.data_dir)]
    return [default, *(table for table in found if table.kind == "rmi" and table.name != default.name)]


def rmi_scorers(table: scores.ScoreTable) -> list[Scorer]:
    """Return mixed loss and sum of the similarities after the last step of a table."""
    return [rmi_scorer(table, table.steps[-1], summed) for summed in (False, True)]


def main_scorer(table: scores.ScoreTable) -> Scorer:
    """Return the score that the table's plain name means: mixed loss, or the sum after few steps with the teacher."""
    return rmi_scorer(table, table.steps[-1], scores.parse_selection(table.name).summed)


def rmi_scorer(table: scores.ScoreTable, steps: int, summed: bool) -> Scorer:
    """Return one score of a table."""
    chosen = scores.parse_selection(f"{table.name}@{steps}" + (":sum" if summed else ":mixed"))
    label = f"RMI {table.name}, {'sum' if summed else 'mixed loss'}"
    return Scorer(chosen.text, label, significant(table.values(chosen.variant)))


def simple_scorers(benchmark: Benchmark, dataset: str) -> list[Scorer]:
    """Return what needs no network of ours: 12-epoch accuracy, multiply-accumulates, parameters."""
    labels = {"valid_accuracy_12": "validation accuracy, 12 epochs", "macs_m": "MACs", "params": "parameters"}
    return [Scorer(name, label, benchmark.column(name, dataset)) for name, label in labels.items()]


def proxy_scorers(benchmark: Benchmark, dataset: str) -> list[Scorer]:
    """Return the zero-cost proxies of ``dataset``; none where nobody published them (CIFAR-100)."""
    if dataset not in PROXY_DATASETS:
        return []
    found = zero_cost_proxies(benchmark.data_dir, dataset)
    return [Scorer(name, PROXY_NAMES.get(name, name), significant(values)) for name, values in found.items()]


def complete_scorers(benchmark: Benchmark, dataset: str) -> list[Scorer]:
    """Return FreeREA's zero-cost proxies of all cells; what has no determinant ranks below all others."""
    return [
        Scorer(f"freerea_{name}", f"{label}, all cells", significant(cached_proxy(benchmark.data_dir, name, dataset)))
        for name, label in PROXY_LABELS.items()
    ]
