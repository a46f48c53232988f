"""The comparison table: one row per method, fitness, data set and split, published beside ours, with a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from numpy.typing import ArrayLike

from experiments.kit.columns import Column, groups, write_table
from experiments.kit.inventory import cell_of
from experiments.kit.means import ROUNDING, mean_of
from experiments.kit.names import DATASETS
from experiments.kit.nulls import null_cells, nulls_reached
from experiments.kit.published import (
    NO_NETWORK,
    NULL,
    SENSITIVITY,
    Basis,
    Reading,
    compared,
    compared_columns,
    judged,
    published_row,
    verdict_note,
)
from experiments.kit.supernet_papers.methods import EACH, Method
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.kit.supernet_papers.stand_ins import NOT_FROM_TABLES, fitness_label, fitness_notes
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import ACCURACY, EXACT_CRITERION, MEAN_CRITERION, QUOTED, quoted
from suite.tables.columns import DATASET_LABELS

ACCURACIES = "nasbench201_accuracy"
NULL_CELLS = 500
"""Random cells that a null baseline draws: about what the four papers' methods evaluate."""

CRITERIA = (
    f"{MEAN_CRITERION}. Margins: 0.15 points on CIFAR-10, 0.4 on CIFAR-100 and ImageNet16-120. Where no "
    "spread is printed, ours is taken in its place; an unknown number of published runs counts as one",
    "Kind: 'replay' searches what the published row searched, 'own network' the scores of a supernet that this project "
    "trained, 'stand-in' a look-up or a simulation in a supernet's place, which replicates no supernet; 'look-up' rows "
    f"need no search: {EXACT_CRITERION}. Each published number has one primary row; the others show what the fitness "
    "or the protocol changes",
)
ACCURACY_NOTE = (
    "Accuracy in per cent after 200 epochs, mean over an architecture's trials: the architecture that a run returned "
    "is looked up. ± is the population standard deviation over runs, as in the papers' code. Test accuracy selects "
    "nothing, except in the rows named for it."
)


def _dataset(name: str) -> str:
    return DATASET_LABELS.get(name, name)


OURS = (
    Column("method"),
    Column("fitness", show=fitness_label),
    Column("searched", heading="searched on", show=_dataset),
    Column("dataset", heading="reported on", show=_dataset),
    Column("split"),
    Column("ours", ".2f"),
    Column("ours_std", ".2f", "± (ours)"),
    Column("runs", "d", "our runs"),
)
"""Of rows without published numbers."""

COLUMNS = (*OURS[:5], *compared_columns(2, spread=True, reading_error=False), Column("ours_std", ".2f", "± (ours)"))


def published_mean(method: str, dataset: str, split: str = "test") -> tuple[float, float | None]:
    """Return the printed mean and standard deviation, None where none is printed."""
    found = published_row(ACCURACIES, method=method, dataset=dataset, split=split)
    return float(found["mean"]), (None if pd.isna(found["std"]) else float(found["std"]))


def published_method(method: str) -> Any:
    """Return the row of ``reported/nasbench201_methods.csv``."""
    return published_row("nasbench201_methods", method=method)


def published_runs(method: str) -> int | None:
    """Return the number of published runs, None where it is unknown."""
    runs = published_method(method)["runs"]
    return None if pd.isna(runs) else int(runs)


def published_reading(method: str, dataset: str, split: str = "test") -> Reading:
    """Return the printed mean with its spread and number of runs, and which published cell it is."""
    mean, std = published_mean(method, dataset, split)
    cell = cell_of(ACCURACIES, "mean", method=method, dataset=dataset, split=split)
    return Reading(mean, ROUNDING, std, published_runs(method), cell)


def rows(runs: pd.DataFrame, *, judging: bool = True) -> list[dict[str, Any]]:
    """Return the rows of searches; ``runs`` are those of :func:`.outcomes.returned`.

    Args:
        runs: one row per run.
        judging: False where another experiment's table judges the same rows for the ledger.
    """
    found = [
        _row(keys["line"], keys["dataset"], split, group[split])
        for keys, group in groups(runs, ["line", "dataset"])
        for split in SPLITS
    ]
    return found if judging else [{**row, "cell": ""} for row in found]


def _row(method: Method, dataset: str, split: str, values: ArrayLike) -> dict[str, Any]:
    ours = mean_of(values)
    row: dict[str, Any] = {
        "method": method.label,
        "fitness": method.fitness,
        "searched": method.searched(dataset),
        "dataset": dataset,
        "split": split,
        "ours": ours.mean,
        "ours_std": ours.std,
        "runs": ours.runs,
    }
    if not method.published:
        return row
    theirs, why = published_reading(method.published, dataset, split), _why(method, dataset)
    basis = Basis(method.kind, method.role)
    return {**row, **compared(theirs, values, ACCURACY[dataset], basis, above=why, below=why)}


def _why(method: Method, dataset: str) -> str:
    """Return the reason to give where a method is different: another protocol, or what the method says."""
    if published_method(method.published)["searched_on"] == "cifar10" and method.searched(dataset) != "cifar10":
        return "another protocol: the published row searched on CIFAR-10"
    return method.why


def null_rows(benchmark: Benchmark, methods: Iterable[Method], seeds: int) -> list[dict[str, Any]]:
    """Return what choices without a network reach, one row per published cell and null baseline.

    Args:
        benchmark: the tables.
        methods: the primary ones; each is held against as many random cells as it evaluates at most.
        seeds: number of runs of a null baseline.
    """
    found = []
    for method in methods:
        for dataset in DATASETS:
            searched = method.searched(dataset)
            for label, cells in null_cells(benchmark, searched, NULL_CELLS, seeds).items():
                for split, name in SPLITS.items():
                    values = benchmark.column(name, dataset)[cells]
                    found.append(
                        {
                            "method": f"{label} (beside {method.label})",
                            "null": label,
                            "fitness": "none",
                            "searched": searched,
                            "dataset": dataset,
                            "split": split,
                            "ours_std": mean_of(values).std,
                            **compared(
                                published_reading(method.published, dataset, split), values, ACCURACY[dataset],
                                Basis(NO_NETWORK, NULL),
                            ),
                        }
                    )  # fmt: skip
    return found


def quoted_rows(methods: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows of published methods that tables cannot give."""
    found = []
    for method in methods:
        about = published_method(method)
        for dataset in DATASETS:
            for split in SPLITS:
                verdict = quoted(NOT_FROM_TABLES)
                found.append(
                    {
                        "method": str(about["label"]),
                        "fitness": "trained supernet (not in the tables)",
                        "searched": dataset if about["searched_on"] == EACH else str(about["searched_on"]),
                        "dataset": dataset,
                        "split": split,
                        **judged(published_reading(method, dataset, split), verdict, Basis(QUOTED, SENSITIVITY)),
                    }
                )
    return found


def write(
    output: Output,
    stem: str,
    rows: Sequence[Mapping[str, Any]],
    caption: str,
    notes: Iterable[str] = (),
    columns: Sequence[Column] = COLUMNS,
) -> None:
    """Write a comparison table with the notes that every one of them needs."""
    said = [*notes, ACCURACY_NOTE, *fitness_notes(row["fitness"] for row in rows)]
    if any(column.key == "outcome" for column in columns):
        said += [verdict_note(rows, *CRITERIA), *nulls_reached(rows)]
    write_table(output, stem, rows, columns, caption, said)


def mean_text(dataset: str, split: str = "test") -> Callable[[pd.DataFrame], str]:
    """Return how the runs of a method on all data sets become "mean ± deviation" on one of them."""
    return lambda runs: str(mean_of(runs.loc[runs["dataset"] == dataset, split]))
