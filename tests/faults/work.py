"""Writing of single things, for tests that refuse one call of the system after another."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from suite.benchmark import load_benchmark
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec
from suite.tables.store import N_ROWS, write_store


@cache
def record() -> Record:
    """Return a small record."""
    spec = RunSpec(
        experiment="x", algorithm="random_search", dataset="cifar10", device="raspi4", fitness="valid@200:mean",
        budget=Budget(queries=20), seed=0,
    )  # fmt: skip
    return run(spec, load_benchmark(source="surrogate"))


def write_a_record(folder: Path) -> None:
    """Write a record into a new folder."""
    record().save(folder / "runs" / "a.npz")


def write_a_store(folder: Path) -> None:
    """Write a store of two columns."""
    columns = {f"cifar10/c{number}": np.arange(N_ROWS) + number for number in range(2)}
    write_store(folder, columns, {key: {"source": "made-up", "edition": "1"} for key in columns})
