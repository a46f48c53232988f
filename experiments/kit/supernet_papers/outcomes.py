"""What the runs of methods returned: validation and test accuracy of one architecture per run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.kit.columns import Column, groups, of_line, summarise
from experiments.kit.lines import Case
from experiments.kit.means import Mean, mean_of
from experiments.kit.study import Study
from experiments.kit.supernet_papers.methods import EACH, Method
from suite.study.record import Record

SPLITS = {"valid": "valid_accuracy_200", "test": "test_accuracy_200"}
"""What the papers report: accuracy after 200 epochs, mean over an architecture's trials (section 1.5 of their code)."""

Tests = Mapping[tuple[Method, str], NDArray[np.float64]]
"""Test accuracies ``(runs,)`` by method and data set, per cent."""

RETURNED_CELLS = (
    Column("entry", value=of_line("key")),
    Column("algorithm", value=of_line("algorithm")),
    Column("fitness", value=of_line("fitness")),
    Column("searched", value=lambda runs: runs["line"].iloc[0].searched(runs["dataset"].iloc[0])),
    Column("dataset"),
    Column("runs", value=len),
    Column("indices", value=lambda runs: " ".join(map(str, runs["index"]))),
)
"""The architecture that each run returned, in the order of the seeds; one row per method and data set."""


def returned(study: Study, cases: Iterable[Case]) -> pd.DataFrame:
    """Return one row per run of :func:`.methods.searches`.

    Returns:
        Columns of :meth:`.Study.tidy` and: index, valid, test (per cent, on the data set that is reported on), seconds
        (of simulated training; NaN where the fitness needs none of its own).
    """

    def measure(case: Case, record: Record) -> dict[str, Any]:
        index, seconds = picked(case["line"], record, study), record.counts["simulated_seconds"]
        found = {split: study.benchmark.column(name, case["dataset"])[index] for split, name in SPLITS.items()}
        return {"index": index, **found, "seconds": float("nan") if seconds is None else float(seconds)}

    return study.tidy(cases, measure)


def picked(method: Method, record: Record, study: Study) -> int:
    """Return the architecture that a run stands for.

    Of several that it returned, the one of best fitness, or, only where the method says so, of highest test accuracy on
    the data set that was searched.
    """
    found = record.recommended.astype(np.int64)
    if method.by_test:
        return int(found[np.argmax(study.benchmark.column(SPLITS["test"], record.spec.dataset)[found])])
    return int(found[0]) if len(found) == 1 else study.judged(record).pick(found)


def tests(runs: pd.DataFrame) -> Tests:
    """Return the test accuracies of what runs returned."""
    return {
        (keys["line"], keys["dataset"]): group["test"].to_numpy() for keys, group in groups(runs, ["line", "dataset"])
    }


def mean_tests(runs: pd.DataFrame) -> dict[tuple[Method, str], Mean]:
    """Return mean and spread of the test accuracies by method and data set."""
    return {key: mean_of(values) for key, values in tests(runs).items()}


def returned_cells(*runs: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of :data:`RETURNED_CELLS`, of methods alone whose search is of the data set reported on."""
    frame = pd.concat(runs)
    return summarise(frame[[line.searched_on == EACH for line in frame["line"]]], ["line", "dataset"], RETURNED_CELLS)
