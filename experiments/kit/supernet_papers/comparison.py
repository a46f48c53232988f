"""The comparison table: one row per method, fitness, data set and split, published beside ours, with a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from numpy.typing import ArrayLike

from experiments.kit.columns import Column, groups, write_table
from experiments.kit.means import judged, mean_of, reported_only, within
from experiments.kit.names import DATASETS
from experiments.kit.published import published_row
from experiments.kit.supernet_papers.methods import EACH, Method
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.kit.supernet_papers.stand_ins import NOT_FROM_TABLES, fitness_label, fitness_notes
from suite.report.output import Output
from suite.report.verdicts import Verdict, tally
from suite.tables.columns import DATASET_LABELS

TOLERANCE = {"cifar10": 0.15, "cifar100": 0.4, "ImageNet16-120": 0.4}
"""Points by which the means of a replayed protocol may differ."""

CRITERIA = (
    "Difference: our mean minus the published mean, in points; within spread: whether it is at most the published "
    "standard deviation (rounding of the printed numbers where that is zero or not printed).",
    "Verdict where the tables hold the published fitness (500 published runs): match = the means differ by at most "
    "0.15 points on CIFAR-10 and 0.4 on the others. Where the published fitness is a trained supernet's accuracy and "
    "ours a stand-in, and for fixed architectures: match = within the published spread; for a stand-in this is no "
    "replication of the supernet. 'reported': not available from tables, only quoted.",
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

COLUMNS = (
    *OURS[:5],
    Column("published", ".2f"),
    Column("published_std", ".2f", "± (published)"),
    Column("published_runs", "d", "published runs"),
    *OURS[5:],
    Column("difference", "+.2f", "difference (points)"),
    Column("within_spread", heading="within published spread"),
    Column("verdict"),
)


def published_mean(method: str, dataset: str, split: str = "test") -> tuple[float, float | None]:
    """Return the printed mean and standard deviation, None where none is printed."""
    found = published_row("nasbench201_accuracy", method=method, dataset=dataset, split=split)
    return float(found["mean"]), (None if pd.isna(found["std"]) else float(found["std"]))


def published_method(method: str) -> Any:
    """Return the row of ``reported/nasbench201_methods.csv``."""
    return published_row("nasbench201_methods", method=method)


def published_runs(method: str) -> int | None:
    """Return the number of published runs, None where it is unknown."""
    runs = published_method(method)["runs"]
    return None if pd.isna(runs) else int(runs)


def verdict_on(mean: float, published: float, std: float | None, dataset: str, replays: bool, why: str) -> Verdict:
    """Return the verdict on one published mean by :data:`CRITERIA`."""
    close = abs(mean - published) <= TOLERANCE[dataset] + 1e-9 if replays else within(mean, published, std)
    return judged(close, why)


def rows(runs: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of searches; ``runs`` are those of :func:`.outcomes.returned`."""
    return [
        _row(keys["line"], keys["dataset"], split, group[split])
        for keys, group in groups(runs, ["line", "dataset"])
        for split in SPLITS
    ]


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
        return {**row, "verdict": "no published number"}
    published, std = published_mean(method.published, dataset, split)
    return {
        **row,
        "published": published,
        "published_std": std,
        "published_runs": published_runs(method.published),
        "difference": ours.mean - published,
        "within_spread": within(ours.mean, published, std),
        "verdict": str(verdict_on(ours.mean, published, std, dataset, method.replays, _why(method, dataset))),
    }


def _why(method: Method, dataset: str) -> str:
    """Return the reason to give where a method deviates: another protocol, or what the method says."""
    if published_method(method.published)["searched_on"] == "cifar10" and method.searched(dataset) != "cifar10":
        return "another protocol: the published row searched on CIFAR-10"
    return method.why


def quoted(methods: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows of published methods that tables cannot give."""
    found = []
    for method in methods:
        about = published_method(method)
        for dataset in DATASETS:
            for split in SPLITS:
                published, std = published_mean(method, dataset, split)
                found.append(
                    {
                        "method": str(about["label"]),
                        "fitness": "trained supernet (not in the tables)",
                        "searched": dataset if about["searched_on"] == EACH else str(about["searched_on"]),
                        "dataset": dataset,
                        "split": split,
                        "published": published,
                        "published_std": std,
                        "published_runs": published_runs(method),
                        "verdict": str(reported_only(NOT_FROM_TABLES)),
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
    if any(column.key == "verdict" for column in columns):
        said += [*CRITERIA, f"Here: {tally(row['verdict'] for row in rows)}."]
    write_table(output, stem, rows, columns, caption, said)


def mean_text(dataset: str, split: str = "test") -> Callable[[pd.DataFrame], str]:
    """Return how the runs of a method on all data sets become "mean ± deviation" on one of them."""
    return lambda runs: str(mean_of(runs.loc[runs["dataset"] == dataset, split]))
