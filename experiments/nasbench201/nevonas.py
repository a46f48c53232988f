"""NEvoNAS (GECCO 2022 companion, arXiv 2204.00188): its NAS-Bench-201 rows, both picks, and the archive's coverage."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments import kit
from experiments.kit import Column, Study
from experiments.kit.supernet_papers import comparison, outcomes
from experiments.kit.supernet_papers.methods import searches
from experiments.kit.supernet_papers.stand_ins import fitness_label, fitness_notes
from experiments.nasbench201 import coverage, words
from experiments.nasbench201.runs import NEVONAS, NEVONAS_ABLATIONS, NEVONAS_FRESH, NEVONAS_TEST_PICK, SEEDS
from suite.report.output import Output

CASES = searches((*NEVONAS, *NEVONAS_TEST_PICK, *NEVONAS_FRESH, *NEVONAS_ABLATIONS))

PICKS = (
    Column("fitness", show=fitness_label),
    kit.DATASET,
    Column("runs"),
    Column("fitness_pick", ".2f", "best fitness on the front"),
    Column("fitness_pick_std", ".2f", "±"),
    Column("test_pick", ".2f", "public code's pick by test accuracy"),
    Column("test_pick_std", ".2f", "±"),
    Column("gain", "+.2f", "gain (points)"),
)


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    runs = outcomes.returned(study, CASES)
    notes = [words.PICKS_NOTE, words.NEVONAS_NOTE]
    comparison.write(output, "nas-bench-201", comparison.rows(runs), words.NEVONAS, notes)
    picks(runs, output)
    coverage.report(study, output)


def picks(runs: pd.DataFrame, output: Output) -> None:
    """Write both picks of the same runs side by side."""
    means = outcomes.mean_tests(runs)
    rows: list[dict[str, Any]] = []
    for by_fitness, by_test in zip(NEVONAS, NEVONAS_TEST_PICK, strict=True):
        for dataset in kit.DATASETS:
            plain, selected = means[by_fitness, dataset], means[by_test, dataset]
            rows.append(
                {
                    "fitness": by_fitness.fitness,
                    "dataset": dataset,
                    "runs": plain.runs,
                    "fitness_pick": plain.mean,
                    "fitness_pick_std": plain.std,
                    "test_pick": selected.mean,
                    "test_pick_std": selected.std,
                    "gain": selected.mean - plain.mean,
                }
            )
    notes = [words.PICKS_NOTE, comparison.ACCURACY_NOTE, *fitness_notes(row["fitness"] for row in rows)]
    kit.write_table(output, "picks", rows, PICKS, words.PICKS, notes)


EXPERIMENT = kit.experiment(
    name="nevonas",
    title="NEvoNAS: novelty and fitness as two objectives",
    introduction=(
        "The NAS-Bench-201 rows of NEvoNAS (arXiv 2204.00188) on stand-ins for its supernet, with both final picks, "
        "stale and fresh novelty, and its ablations; how much of the space its archive covers. "
        f"{words.ON_SUPERNETS}"
    ),
    seeds=SEEDS,
    cases=lambda _: CASES,
    report=report,
)
