"""Added: what the forest finds, and how close the "sum" cell comes to the best of the space by the searched fitness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import notes
from experiments.rmi_nas.settings import FITNESSES
from experiments.rmi_nas.traces import Trace, traces
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DATASETS


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the table."""
    rows = [
        _row(traces(benchmark, records, dataset, fitness, seeds), dataset, fitness)
        for fitness in FITNESSES
        for dataset in DATASETS
    ]
    output.table(
        "exploration",
        pd.DataFrame(rows),
        "Added to RMI-NAS: how often the forest's choice is positive, and where the sum cell stands in the space.",
        [
            "'Positive': share of the forest's choices below the threshold; 'by chance': share of the space below it; "
            "'sum new': share of seeds whose sum cell had not been evaluated before.",
            "'Rank': how many cells of the space have a lower loss than the sum cell, or a higher validation accuracy, "
            "median over seeds. 'Edges': mean number of edges in which it differs from the cell of lowest loss. "
            "'Not worse': share of seeds whose sum cell is at least as good as the lowest loss told, by each.",
            *sentences(rows),
            *notes.fitness_notes(*FITNESSES),
            f"{seeds} seeds. Validation accuracy (200 epochs) is looked up to describe what was found.",
        ],
        headings={
            "chance": "by chance",
            "new": "sum new",
            "rank_loss": "rank, loss",
            "rank_valid": "rank, valid",
            "edges": "edges",
            "not_worse_loss": "not worse, loss",
            "not_worse_valid": "not worse, valid",
        },
        formats=dict.fromkeys(("positive", "new", "not_worse_loss", "not_worse_valid"), ".2f")
        | {"chance": ".3f", "edges": ".1f", "rank_loss": ".0f", "rank_valid": ".0f", "evaluations": ".0f"},
    )


def _row(runs: list[Trace], dataset: str, fitness: str) -> dict[str, Any]:
    benchmark = runs[0].benchmark
    losses, valid = runs[0].all_losses, benchmark.column("valid_accuracy_200", dataset)
    best = benchmark.space.codes(np.flatnonzero(losses == losses.min()))
    cells = np.array([run.returned for run in runs])
    told = np.array([run.best_at(len(run.losses)) for run in runs])
    new = [bool(len(run.losses) > run.explored[-1] + 1) for run in runs]
    codes = benchmark.space.codes(cells)
    return {
        "fitness": notes.short(fitness),
        "dataset": DATASET_LABELS[dataset],
        "evaluations": float(np.mean([len(run.losses) for run in runs])),
        "positive": float(np.mean([(run.losses[run.explored] < run.threshold).mean() for run in runs])),
        "chance": float(np.mean([(run.all_losses < run.threshold).mean() for run in runs])),
        "new": float(np.mean(new)),
        "rank_loss": float(np.median([(losses < losses[cell]).sum() for cell in cells])),
        "rank_valid": float(np.median([(valid > valid[cell]).sum() for cell in cells])),
        "edges": float((codes[:, None, :] != best[None]).sum(axis=2).min(axis=1).mean()),
        "not_worse_loss": float(np.mean(losses[cells] <= losses[told])),
        "not_worse_valid": float(np.mean(valid[cells] >= valid[told])),
    }


def sentences(rows: list[dict[str, Any]]) -> list[str]:
    """Return in words what the rows say of the forest and of the sum."""
    lift = [row["positive"] / row["chance"] for row in rows if row["chance"] > 0]
    by_loss, by_valid = (sum(row[name] >= 0.5 for row in rows) for name in ("not_worse_loss", "not_worse_valid"))
    return [
        f"The forest's choices are positive {min(lift):.0f} to {max(lift):.0f} times as often as random cells. The sum "
        "cell is at least as good as the lowest loss told in half of the seeds or more in "
        f"{by_loss} of {len(rows)} lines by loss, and in {by_valid} by validation accuracy."
    ]
