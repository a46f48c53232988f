"""What the runs of an entry returned: validation and test accuracy of one architecture per run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.nasbench201.entries import TEST_PICK, Entry
from suite.benchmark import Benchmark
from suite.study.problem import searched_problem
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASETS

Floats = NDArray[np.float64]
COLUMNS = {"valid": "valid_accuracy_200", "test": "test_accuracy_200"}
"""What the papers report: accuracy after 200 epochs, mean over an architecture's trials (section 1.5 of their code)."""


@dataclass(frozen=True)
class Outcomes:
    """One number per run, in the order of the seeds.

    Attributes:
        indices: the architecture that each run returned.
        valid: its validation accuracy after 200 epochs, per cent.
        test: its test accuracy after 200 epochs, per cent; selects nothing, but in the pick that is named for it.
        queries: architectures asked for, repeats included.
        distinct: distinct architectures evaluated.
        seconds: simulated training time of these; NaN where the fitness needs no training of its own.
    """

    indices: NDArray[np.int64]
    valid: Floats
    test: Floats
    queries: NDArray[np.int64]
    distinct: NDArray[np.int64]
    seconds: Floats

    def of(self, split: str) -> Floats:
        """Return the accuracies of the split "valid" or "test"."""
        return self.valid if split == "valid" else self.test


Results = Mapping[tuple[str, str], Outcomes]
"""By the name of the entry and the data set."""


def collect(
    entries: Iterable[Entry], benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int
) -> dict[tuple[str, str], Outcomes]:
    """Return the outcomes of every entry on every data set."""
    return {
        (entry.name, dataset): outcomes(entry, dataset, benchmark, records, seeds)
        for entry in entries
        for dataset in DATASETS
    }


def returned_cells(entries: Iterable[Entry], results: Results) -> pd.DataFrame:
    """Return one row per entry and data set with the architecture that each run returned, in the order of the seeds."""
    rows = [
        {
            "entry": entry.name,
            "algorithm": entry.algorithm,
            "fitness": entry.accuracy,
            "searched": entry.searched(dataset),
            "dataset": dataset,
            "runs": len(results[entry.name, dataset].indices),
            "indices": " ".join(map(str, results[entry.name, dataset].indices.tolist())),
        }
        for entry in entries
        for dataset in DATASETS
        if entry.searched_on == "each"
    ]
    return pd.DataFrame(rows)


def outcomes(
    entry: Entry, dataset: str, benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int
) -> Outcomes:
    """Return what the searches of ``entry`` are worth on ``dataset``."""
    runs = [records[spec] for spec in entry.specs(dataset, seeds)]
    indices = np.array([picked(entry, run, benchmark) for run in runs], dtype=np.int64)
    seconds = [run.counts["simulated_seconds"] for run in runs]
    return Outcomes(
        indices=indices,
        valid=benchmark.column(COLUMNS["valid"], dataset)[indices],
        test=benchmark.column(COLUMNS["test"], dataset)[indices],
        queries=np.array([run.counts["queries"] for run in runs], dtype=np.int64),
        distinct=np.array([run.counts["distinct"] for run in runs], dtype=np.int64),
        seconds=np.array([np.nan if value is None else value for value in seconds], dtype=np.float64),
    )


def picked(entry: Entry, run: Record, benchmark: Benchmark) -> int:
    """Return the architecture that a run stands for.

    Of several that it returned, the one of best fitness, or, only where the entry says so, of highest test accuracy on
    the data set that was searched.
    """
    returned = run.recommended.astype(np.int64)
    if entry.pick == TEST_PICK:
        return int(returned[np.argmax(benchmark.column(COLUMNS["test"], run.spec.dataset)[returned])])
    if len(returned) == 1:
        return int(returned[0])
    error = searched_problem(run.spec, benchmark).values[returned, -1]
    return int(returned[np.argmin(error)])
