"""The comparison table: one row per method, fitness, data set and split, published beside ours, with a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments.nasbench201.entries import Entry
from experiments.nasbench201.fitness import NOT_FROM_TABLES, fitness_label, fitness_notes
from experiments.nasbench201.judgement import CRITERIA, judge, reported_only, summary, within
from experiments.nasbench201.outcomes import Results
from experiments.published import published_for
from suite.report.output import Output
from suite.report.verdicts import tally
from suite.tables.columns import DATASET_LABELS, DATASETS

SPLITS = ("valid", "test")
COLUMNS = [
    "method", "fitness", "searched", "dataset", "split", "published", "published_std", "published_runs", "ours",
    "ours_std", "runs", "difference", "within_spread", "verdict",
]  # fmt: skip
HEADINGS = {
    "searched": "searched on",
    "dataset": "reported on",
    "published_std": "± (published)",
    "published_runs": "published runs",
    "ours_std": "± (ours)",
    "runs": "our runs",
    "difference": "difference (points)",
    "within_spread": "within published spread",
}
FORMATS = dict.fromkeys(("published", "published_std", "ours", "ours_std"), ".2f") | {"difference": "+.2f"}
ACCURACY_NOTE = (
    "Accuracy in per cent after 200 epochs, mean over an architecture's trials: the architecture that a run returned "
    "is looked up. ± is the population standard deviation over runs, as in the papers' code. Test accuracy selects "
    "nothing, but in rows that are named for it."
)
LIKE_FOR_LIKE_NOTE = (
    "The published rows of RS, REA, REINFORCE, BOHB, RSPS, DARTS, GDAS, SETN and ENAS searched on CIFAR-10 only and "
    "report that architecture on all three data sets; the four supernet papers searched on each. Both protocols are "
    "given here where there is a search, and 'searched on' names which."
)
COST_NOTE = (
    "Budgets of the baselines: simulated seconds on the data set that is searched; every evaluation costs its 12 "
    "epochs of training (table) and one validation pass, which the tables do not hold and which is estimated as 0.392 "
    "of the training time per image (mean of three official records; the cost of each of them is then off by less "
    "than 1 %)."
)
PUBLISHED_COLUMNS = ["published", "published_std", "published_runs", "difference", "within_spread", "verdict"]


def published_cell(method: str, dataset: str, split: str) -> tuple[float, float | None]:
    """Return the printed mean and standard deviation, None where none is printed."""
    found = published_for("nasbench201_accuracy", method=method, dataset=dataset, split=split).iloc[0]
    return float(found["mean"]), (None if found["std"] != found["std"] else float(found["std"]))


def published_method(method: str) -> Any:
    """Return the row of ``reported/nasbench201_methods.csv``."""
    return published_for("nasbench201_methods", method=method).iloc[0]


def published_runs(method: str) -> int | None:
    """Return the number of published runs, None where it is unknown."""
    runs = published_method(method)["runs"]
    return None if runs != runs else int(runs)


def frame(
    entries: Sequence[Entry],
    results: Results,
    quoted: Sequence[str] = (),
    fixed: Sequence[dict[str, Any]] = (),
) -> pd.DataFrame:
    """Return the table: ``fixed`` look-up rows, searches, and the ``quoted`` rows, which tables cannot give."""
    rows: list[dict[str, Any]] = list(fixed)
    for entry in entries:
        for dataset in DATASETS:
            found = results[entry.name, dataset]
            rows += [_row(entry, dataset, split, found.of(split)) for split in SPLITS]
    for method in quoted:
        rows += [_quoted(method, dataset, split) for dataset in DATASETS for split in SPLITS]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"published_runs": "Int64", "runs": "Int64"})


def _row(entry: Entry, dataset: str, split: str, values: Any) -> dict[str, Any]:
    ours = summary(values)
    row: dict[str, Any] = {
        "method": entry.label,
        "fitness": fitness_label(entry.accuracy),
        "searched": DATASET_LABELS[entry.searched(dataset)],
        "dataset": DATASET_LABELS[dataset],
        "split": split,
        "ours": ours.mean,
        "ours_std": ours.std,
        "runs": ours.runs,
    }
    if entry.published is None:
        return {**row, "verdict": "no published number"}
    published, std = published_cell(entry.published, dataset, split)
    return {
        **row,
        "published": published,
        "published_std": std,
        "published_runs": published_runs(entry.published),
        "difference": ours.mean - published,
        "within_spread": within(ours.mean, published, std),
        "verdict": str(judge(ours.mean, published, std, dataset, entry.replays, _why(entry, dataset))),
    }


def _why(entry: Entry, dataset: str) -> str:
    """Return the reason to give where an entry deviates: another protocol, or what the entry notes."""
    about = published_method(str(entry.published))
    if about["searched_on"] == "cifar10" and entry.searched(dataset) != "cifar10":
        return "another protocol: the published row searched on CIFAR-10"
    return entry.note


def _quoted(method: str, dataset: str, split: str) -> dict[str, Any]:
    published, std = published_cell(method, dataset, split)
    about = published_method(method)
    searched = dataset if about["searched_on"] == "each" else str(about["searched_on"])
    return {
        "method": str(about["label"]),
        "fitness": "trained supernet (not in the tables)",
        "searched": DATASET_LABELS[searched],
        "dataset": DATASET_LABELS[dataset],
        "split": split,
        "published": published,
        "published_std": std,
        "published_runs": published_runs(method),
        "verdict": str(reported_only(NOT_FROM_TABLES)),
    }


def write(output: Output, stem: str, table: pd.DataFrame, caption: str, notes: Sequence[str] = ()) -> None:
    """Write a comparison table with the notes that every one of them needs."""
    notes = [*notes, ACCURACY_NOTE, *fitness_notes(table["fitness"])]
    if "verdict" in table:
        notes += [*CRITERIA, f"Here: {tally(table['verdict'])}."]
    output.table(
        stem,
        table,
        caption,
        notes,
        headings={column: text for column, text in HEADINGS.items() if column in table},
        formats={column: text for column, text in FORMATS.items() if column in table},
    )
