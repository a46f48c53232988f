"""The paper's table on NAS-Bench-201: test accuracy of what was found, published beside ours, with a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import notes
from experiments.kit.means import judged, mean_of, reported_only, within
from experiments.published import published, published_for
from experiments.rmi_nas.settings import FITNESSES, FOREST, RANDOM, RMI_LOSS
from experiments.rmi_nas.traces import random_best, traces
from suite import scores
from suite.benchmark import Benchmark
from suite.objectives.fitness import parse_fitness
from suite.report.output import Output
from suite.report.verdicts import tally
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DATASETS

PUBLISHED = "RMI-NAS"
QUOTED = "another method, quoted from the same table"
COLUMNS = [
    "method", "fitness", "dataset", "published", "published_std", "ours", "ours_std", "difference", "within_spread",
    "valid", "evaluations", "verdict",
]  # fmt: skip
CRITERION = (
    "Verdict: match = our mean lies within the published standard deviation of the published mean (rounding where that "
    "is zero). 'reported': quoted only. The published number of runs is not known."
)


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the table and what every seed returned."""
    rows = [row for fitness in FITNESSES for d in DATASETS for row in _rows(benchmark, records, seeds, d, fitness)]
    quoted = [_quoted(line) for line in published("rmi_nas_nasbench201").itertuples() if line.method != PUBLISHED]
    output.table(
        "accuracy",
        pd.DataFrame([*quoted, *rows], columns=COLUMNS),
        f"RMI-NAS on NAS-Bench-201: test accuracy (%) of the cell found, search on {notes.short(RMI_LOSS)} and others.",
        [
            "The paper's method is the row 'RMI-NAS (random forest exploring), sum'; 'lowest loss': the best-scored "
            "cell of the same run instead; random search: the best-scored of as many random cells. ± is the population "
            f"standard deviation over {seeds} seeds.",
            *notes.fitness_notes(*FITNESSES),
            "Published teachers: ResNet-20 on CIFAR-10, ResNet-101 on CIFAR-100, cell 9930 on ImageNet16-120.",
            f"{CRITERION} Here: {tally(str(row['verdict']) for row in [*quoted, *rows] if row.get('verdict'))}.",
            *sentences(rows),
            *_costs(benchmark, records, seeds),
            notes.REPORTED_NOTE,
        ],
        headings={
            "published_std": "± (published)",
            "ours_std": "± (ours)",
            "difference": "difference (points)",
            "within_spread": "within published spread",
        },
        formats=dict.fromkeys(("published", "published_std", "ours", "ours_std", "valid"), ".2f")
        | {"difference": "+.2f", "evaluations": ".0f"},
    )
    output.rows("returned-cells", _returned(benchmark, records, seeds), "RMI-NAS: the cell that each run returned.")


def _quoted(line: Any) -> dict[str, Any]:
    return {
        "method": line.method,
        "fitness": "its own",
        "dataset": DATASET_LABELS[line.dataset],
        "published": line.test_accuracy,
        "published_std": line.test_std,
        "verdict": str(reported_only(QUOTED)),
    }


def _rows(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, dataset: str, fitness: str
) -> list[dict[str, Any]]:
    runs = traces(benchmark, records, dataset, fitness, seeds)
    picks = {
        f"{FOREST.label}, sum": [run.returned for run in runs],
        f"{FOREST.label}, lowest loss": [run.best_at(len(run.losses)) for run in runs],
        f"{RANDOM.label}, as many cells": [random_best(benchmark, records, run) for run in runs],
    }
    valid, test = (benchmark.column(f"{split}_accuracy_200", dataset) for split in ("valid", "test"))
    rows = []
    for place, (label, cells) in enumerate(picks.items()):
        ours = mean_of(test[cells])
        row: dict[str, Any] = {
            "method": label,
            "fitness": notes.short(fitness),
            "dataset": DATASET_LABELS[dataset],
            "ours": ours.mean,
            "ours_std": ours.std,
            "valid": float(valid[cells].mean()),
            "evaluations": float(np.mean([len(run.losses) for run in runs])),
        }
        if place == 0:
            line = published_for("rmi_nas_nasbench201", method=PUBLISHED, dataset=dataset).iloc[0]
            mean, std = float(line["test_accuracy"]), float(line["test_std"])
            row |= {
                "published": mean,
                "published_std": std,
                "difference": ours.mean - mean,
                "within_spread": within(ours.mean, mean, std),
                "verdict": str(judged(within(ours.mean, mean, std), why(fitness))),
            }
        rows.append(row)
    return rows


def why(fitness: str) -> str:
    """Return how the search on ``fitness`` differs from the published one."""
    chosen = parse_fitness(fitness)
    if chosen.column is None:
        return "the fitness is a validation accuracy looked up, not a score of networks on one batch"
    table = scores.load(scores.parse_selection(chosen.column).name)
    protocol = f"a reduced protocol ({scores.reductions(table)})" if table.reduced else "one protocol"
    return f"our scores are of {protocol} and one reference model for all data sets"


def sentences(rows: list[dict[str, Any]]) -> list[str]:
    """Return in words how the picks compare, counted over fitnesses and data sets."""
    picked = [row for row in rows if row["method"].endswith("sum")]
    said = []
    for words in ("lowest loss", "as many cells"):
        others = {(row["fitness"], row["dataset"]): row for row in rows if row["method"].endswith(words)}
        higher = sum(row["ours"] > others[row["fitness"], row["dataset"]]["ours"] for row in picked)
        said.append(f"than the row '{next(iter(others.values()))['method']}' in {higher} of {len(picked)}")
    return [f"The sum's mean test accuracy is higher {' and '.join(said)} pairs of fitness and data set."]


def _costs(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> list[str]:
    """Return what a search costs: scoring where the table knows its speed, simulated training for look-ups."""
    line = published_for("rmi_nas_nasbench201", method=PUBLISHED, dataset="cifar10").iloc[0]
    said = [f"published {float(line['search_seconds']):,.1f} s on an unnamed GPU"]
    for fitness in FITNESSES:
        runs = [trace.record for trace in traces(benchmark, records, "cifar10", fitness, seeds)]
        column = parse_fitness(fitness).column
        if column is None:
            seconds = float(np.mean([float(run.counts["simulated_seconds"] or 0.0) for run in runs]))
            said.append(f"{notes.short(fitness)}: {seconds:,.0f} s of simulated training")
            continue
        speed = scores.load(scores.parse_selection(column).name).speed
        if "seconds_per_architecture" in speed:
            evaluated = float(np.mean([float(run.counts["distinct_classes"] or 0) for run in runs]))
            seconds = evaluated * float(speed["seconds_per_architecture"])
            where = f" ({speed['device']})" if "device" in speed else ""
            said.append(f"{notes.short(fitness)}: {seconds:,.0f} s of scoring its distinct networks{where}")
    return [f"Search cost on CIFAR-10: {'; '.join(said)}. Costs depend on the machine and are not judged."]


def _returned(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> pd.DataFrame:
    rows = []
    for fitness in FITNESSES:
        for dataset in DATASETS:
            for run in traces(benchmark, records, dataset, fitness, seeds):
                rows.append(
                    {
                        "fitness": run.record.spec.fitness.text,
                        "dataset": dataset,
                        "seed": run.record.spec.seed,
                        "evaluations": len(run.losses),
                        "sum": run.returned,
                        "lowest_loss": run.best_at(len(run.losses)),
                        "random": random_best(benchmark, records, run),
                    }
                )
    return pd.DataFrame(rows)
