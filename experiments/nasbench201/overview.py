"""The same results as one line per method: six accuracies with their spread, published lines first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments import kit
from experiments.kit import DATASETS, Column
from experiments.kit.supernet_papers import comparison
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.kit.supernet_papers.stand_ins import fitness_label, fitness_notes
from experiments.nasbench201 import words
from suite.report.output import Output

SHORT = {"cifar10": "C10", "cifar100": "C100", "ImageNet16-120": "IN16"}
SEARCHED = {"each": "each", "cifar10": "C10", "none": None}
PUBLISHED_FITNESS = {
    **dict.fromkeys(
        ("rs", "rea", "reinforce", "bohb", "cmanas_h12_ep25", "cmanas_h12_ep100"), "12-epoch validation, one trial"
    ),
    "nevonas_novelty": "none (novelty only)",
}
"""What the published rows searched with, where it is no trained supernet."""

COLUMNS = (
    Column("origin", value=lambda runs: "ours"),
    Column("method", value=kit.of_line("label")),
    Column("fitness", value=kit.of_line("fitness"), show=fitness_label),
    Column("searched", heading="searched on", value=lambda runs: SEARCHED[runs["line"].iloc[0].searched_on]),
    Column("runs", "d", value=lambda runs: len(runs) // len(DATASETS)),
    Column("evaluations", ".0f", value=lambda runs: runs.loc[runs["dataset"] == "cifar10", "distinct"].mean()),
    *(
        Column(f"{SHORT[dataset]} {split}", value=comparison.mean_text(dataset, split))
        for dataset in DATASETS
        for split in SPLITS
    ),
)  # fmt: skip


def report(runs: pd.DataFrame, output: Output) -> None:
    """Write the wide table: published lines, then ours."""
    lines = [_published(method) for method in kit.published("nasbench201_methods")["method"]]
    ours = kit.summarise(runs, ["line"], COLUMNS)
    notes = [comparison.ACCURACY_NOTE, words.LIKE_FOR_LIKE, *fitness_notes(ours["fitness"]), words.OVERVIEW_NOTE]
    kit.write_table(output, "overview", [*lines, *ours.to_dict("records")], COLUMNS, words.OVERVIEW, notes)


def _published(method: str) -> dict[str, Any]:
    about = comparison.published_method(method)
    cells = {}
    for dataset in DATASETS:
        for split in SPLITS:
            mean, std = comparison.published_mean(method, dataset, split)
            cells[f"{SHORT[dataset]} {split}"] = f"{mean:.2f}" if std is None else f"{mean:.2f} ± {std:.2f}"
    fitness = PUBLISHED_FITNESS.get(method, "trained supernet")
    return {
        "origin": "published",
        "method": str(about["label"]),
        "fitness": "–" if about["searched_on"] == "none" else fitness,
        "searched": SEARCHED[str(about["searched_on"])],
        "runs": comparison.published_runs(method),
        **cells,
    }
