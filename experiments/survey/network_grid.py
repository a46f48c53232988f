"""The reduced grid of the strategies that train networks, and one unit of it; needs torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.kit import DATASETS, DEVICES
from experiments.kit.kept import WORK_REMEDY, kept
from experiments.survey.costs import Cost
from experiments.survey.estimation import FORMATS, row
from experiments.survey.strategies import BY_NAME
from experiments.survey.trained import FILE
from suite.benchmark import Benchmark
from suite.errors import ConfigurationError, did_you_mean
from suite.files import make_folder, write_atomically
from suite.reading.texts import read_frame
from suite.report.tables import csv_text

GRID: dict[str, tuple[tuple[str, ...], tuple[int, ...], int]] = {
    "help": (DATASETS, (10, 20, 50), 2),
    "brp_nas": (("cifar10",), (25, 124, 300), 1),
}
"""Strategy -> data sets, numbers of measurements, draws: latency on the six devices. Reduced to minutes of one core."""


@dataclass(frozen=True)
class Unit:
    """One estimate: a strategy, a cost, a number of measurements and a draw."""

    strategy: str
    cost: Cost
    size: int
    seed: int

    @property
    def text(self) -> str:
        """The cost source, as ``--cost-source`` takes it."""
        return f"{self.strategy}:{self.size}"

    def path(self, work: Path, benchmark: Benchmark) -> Path:
        """Return where the finished unit is kept; rows of other tables are others."""
        cost = self.cost
        parts = [self.text, cost.dataset, cost.device, cost.metric, self.seed, benchmark.data_hash]
        key = json.dumps(parts)
        return work / f"{self.strategy}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"


def units(strategies: Iterable[str], sizes: Sequence[int] = (), draws: int | None = None) -> list[Unit]:
    """Return the units of the reduced grid, those of few measurements first.

    Args:
        strategies: names in :data:`GRID`, each once.
        sizes: keep these numbers of measurements only; none keeps all.
        draws: at most so many; None for the grid's.

    Raises:
        UnknownNameError: for another strategy.
        ConfigurationError: for a number of measurements that is not in the grid of any of the strategies.
    """
    names = list(strategies)
    for name in names:
        if name not in GRID:
            raise did_you_mean(name, GRID, "strategy of networks")
    known = sorted({size for name in names for size in GRID[name][1]})
    for size in sizes:
        if size not in known:
            raise ConfigurationError(f"the grid has {', '.join(map(str, known))} measurements, not {size}")
    return [
        Unit(name, Cost(dataset, device, "latency"), size, seed)
        for name in names
        for size in GRID[name][1]
        if not sizes or size in sizes
        for seed in range(GRID[name][2] if draws is None else min(draws, GRID[name][2]))
        for dataset in GRID[name][0]
        for device in DEVICES
    ]


def evaluated(benchmark: Benchmark, unit: Unit, work: Path) -> dict[str, Any]:
    """Return the row of one unit: read from ``work``, or made and kept there.

    Raises:
        ConfigurationError: if torch is missing.
        DataError: if ``work`` cannot be written, or holds a damaged unit.
    """

    def make() -> dict[str, Any]:
        return row(benchmark, unit.cost, BY_NAME[unit.strategy], unit.text, unit.seed)

    return kept(unit.path(work, benchmark), make)


def write(benchmark: Benchmark, rows: list[dict[str, Any]], out: Path) -> Path:
    """Write ``rows`` to ``out``; what it holds of other tables and of other strategies stays."""
    frame = pd.DataFrame(rows).assign(data_hash=benchmark.data_hash)
    if out.is_file():
        old = read_frame(out, dtype={"data_hash": str})
        stays = (old["data_hash"] != benchmark.data_hash) | ~old["strategy"].isin(frame["strategy"])
        frame = pd.concat([old[stays], frame], ignore_index=True)
    order = ["strategy", "metric", "dataset", "device", "measurements", "seed", "data_hash"]
    return write_atomically(out, csv_text(frame.sort_values(order, kind="stable"), FORMATS))


def evaluate(
    benchmark: Benchmark,
    strategies: Sequence[str],
    sizes: Sequence[int],
    draws: int | None,
    work: Path,
    out: Path | None,
    progress: Callable[[str, int, int], object] = lambda unit, done, total: None,
) -> tuple[int, Path]:
    """Make the rows of a part of the grid and write them; return their number and the path.

    Args:
        benchmark: the tables that predictions are compared with.
        strategies: names in :data:`GRID`; none takes all.
        sizes, draws: as for :func:`units`.
        work: folder of finished units; made if it is not there.
        out: the CSV; default :data:`.trained.FILE`.
        progress: called before each unit with its name and how many of how many are finished, and once at the end.

    Raises:
        UnknownNameError, ConfigurationError: as :func:`units`.
        DataError: if a folder cannot be written, or ``work`` holds a damaged unit.
    """
    wanted = units(dict.fromkeys(strategies or GRID), sizes, draws)
    make_folder(work, WORK_REMEDY)
    rows = []
    for done, unit in enumerate(wanted):
        progress(f"{unit.text}, {unit.cost.label}", done, len(wanted))
        rows.append(evaluated(benchmark, unit, work))
    progress("", len(wanted), len(wanted))
    return len(rows), write(benchmark, rows, out or FILE)
