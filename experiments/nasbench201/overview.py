"""The same results as one line per method: six accuracies with their spread, published lines first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.nasbench201.comparison import (
    ACCURACY_NOTE,
    LIKE_FOR_LIKE_NOTE,
    SPLITS,
    published_cell,
    published_method,
    published_runs,
)
from experiments.nasbench201.entries import Entry
from experiments.nasbench201.fitness import fitness_label, fitness_notes
from experiments.nasbench201.judgement import summary
from experiments.nasbench201.outcomes import Results
from experiments.published import published
from suite.report.output import Output
from suite.tables.columns import DATASETS

SHORT = {"cifar10": "C10", "cifar100": "C100", "ImageNet16-120": "IN16"}
SEARCHED = {"each": "each", "cifar10": "C10", "none": None}


def report(entries: Sequence[Entry], results: Results, output: Output) -> None:
    """Write the wide table: published lines, then ours."""
    lines = [_published_line(method) for method in published("nasbench201_methods")["method"]]
    lines += [_our_line(entry, results) for entry in entries]
    output.table(
        "overview",
        pd.DataFrame(lines).astype({"runs": "Int64", "evaluations": "Float64"}),
        "NAS-Bench-201: every published row and every row of ours at a glance; accuracy in per cent, mean ± standard "
        "deviation over runs.",
        [
            ACCURACY_NOTE,
            LIKE_FOR_LIKE_NOTE,
            *fitness_notes(fitness_label(entry.accuracy) for entry in entries),
            "C10: CIFAR-10; C100: CIFAR-100; IN16: ImageNet16-120. Evaluations: mean number of distinct architectures "
            "evaluated on the searched data set (C10 where each is searched). Differences and verdicts are in the "
            "table 'comparison'.",
        ],
        headings={"searched": "searched on"},
        formats={"evaluations": ".0f"},
    )


def _our_line(entry: Entry, results: Results) -> dict[str, Any]:
    found = {dataset: results[entry.name, dataset] for dataset in DATASETS}
    line: dict[str, Any] = {
        "origin": "ours",
        "method": entry.label,
        "fitness": fitness_label(entry.accuracy),
        "searched": SEARCHED[entry.searched_on],
        "runs": len(found["cifar10"].indices),
        "evaluations": float(np.mean(found["cifar10"].distinct)),
    }
    for dataset in DATASETS:
        for split in SPLITS:
            ours = summary(found[dataset].of(split))
            line[f"{SHORT[dataset]} {split}"] = f"{ours.mean:.2f} ± {ours.std:.2f}"
    return line


def _published_line(method: str) -> dict[str, Any]:
    about = published_method(method)
    fitness = {"none": "–"}.get(str(about["searched_on"]))
    line: dict[str, Any] = {
        "origin": "published",
        "method": str(about["label"]),
        "fitness": fitness or PUBLISHED_FITNESS.get(method, "trained supernet"),
        "searched": SEARCHED[str(about["searched_on"])],
        "runs": published_runs(method),
        "evaluations": None,
    }
    for dataset in DATASETS:
        for split in SPLITS:
            mean, std = published_cell(method, dataset, split)
            line[f"{SHORT[dataset]} {split}"] = f"{mean:.2f}" if std is None else f"{mean:.2f} ± {std:.2f}"
    return line


PUBLISHED_FITNESS = dict.fromkeys(
    ("rs", "rea", "reinforce", "bohb", "cmanas_h12_ep25", "cmanas_h12_ep100"), "12-epoch validation, one trial"
) | {"nevonas_novelty": "none (novelty only)"}
"""What the published rows searched with, where it is no trained supernet."""
