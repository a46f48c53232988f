"""How good the fitness stand-ins are, and what each method makes of them, beside the pilot study's numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.nasbench201 import settings
from experiments.nasbench201.comparison import ACCURACY_NOTE
from experiments.nasbench201.entries import Entry
from experiments.nasbench201.fitness import FEW_SHOT, H12, NOISE, ONE_SHOT, ORACLE, STAND_INS, fitness_label
from experiments.nasbench201.fitness import fitness_notes as notes_on
from experiments.nasbench201.judgement import summary
from experiments.nasbench201.outcomes import Results
from experiments.published import published_for
from suite.benchmark import Benchmark
from suite.objectives.stand_in import fitness_objectives
from suite.report.output import Output
from suite.tables.columns import DATASET_LABELS, DATASETS

PILOT_FITNESS = {
    ORACLE: "oracle (test accuracy itself)",
    ONE_SHOT: "simulated one-shot",
    FEW_SHOT: "simulated few-shot",
    NOISE: "white rank noise, tau 0.5",
}
PILOT_METHODS: dict[str, tuple[Entry, ...]] = {
    "evnas": settings.EVNAS,
    "cmanas": settings.CMANAS_STAND_INS,
    "pevonas": settings.PEVONAS,
    "nevonas": settings.NEVONAS,
    "nevonas_test_pick": settings.NEVONAS_TEST_PICK,
    "best_of_500": settings.BEST_OF_500,
}
TOPS = {"all": 1.0, "top_50": 0.5, "top_20": 0.2, "top_10": 0.1}
DRAWS = 10
"""Draws of a simulated fitness behind its Kendall tau."""


def report(results: Results, benchmark: Benchmark, output: Output) -> None:
    """Write both tables."""
    _pilots(results, output)
    _quality(benchmark, output)


def _pilots(results: Results, output: Output) -> None:
    rows = [
        _pilot_row(method, entry, results)
        for accuracy in PILOT_FITNESS
        for method, entries in PILOT_METHODS.items()
        for entry in entries
        if entry.accuracy == accuracy
    ]
    output.table(
        "stand-in-pilots",
        pd.DataFrame(rows),
        "CIFAR-10 test accuracy (%) of the returned cell by fitness and method: a pilot study's numbers, not published "
        "ones, beside ours.",
        [
            "Pilot: 30 seeds (20 for the best of 500 on simulated supernets), public code's settings. Its true "
            "accuracy is the test accuracy, also of the oracle and under the simulated error; ours is the validation "
            "accuracy, for no fitness here sees test accuracy. The two columns are therefore not quite like for like.",
            ACCURACY_NOTE,
            *notes_on(row["fitness"] for row in rows),
        ],
        headings={"pilot_std": "± (pilot)", "ours_std": "± (ours)", "difference": "difference (points)"},
        formats=dict.fromkeys(("pilot", "pilot_std", "ours", "ours_std"), ".2f") | {"difference": "+.2f"},
    )


def _pilot_row(method: str, entry: Entry, results: Results) -> dict[str, Any]:
    pilot = published_for("nasbench201_standin_pilots", method=method, fitness=PILOT_FITNESS[entry.accuracy]).iloc[0]
    ours = summary(results[entry.name, "cifar10"].test)
    return {
        "fitness": fitness_label(entry.accuracy),
        "method": entry.label,
        "pilot": float(pilot["mean"]),
        "pilot_std": float(pilot["std"]),
        "ours": ours.mean,
        "ours_std": ours.std,
        "runs": ours.runs,
        "difference": ours.mean - float(pilot["mean"]),
    }


def _quality(benchmark: Benchmark, output: Output) -> None:
    from scipy.stats import kendalltau

    rows = []
    for dataset in DATASETS:
        test = benchmark.column("test_accuracy_200", dataset)
        order = np.argsort(-test, kind="stable")
        for accuracy in STAND_INS:
            draws = DRAWS if accuracy not in (ORACLE, H12) else 1
            tables = [-fitness_objectives(benchmark, dataset, accuracy, seed)[0].values for seed in range(draws)]
            row: dict[str, Any] = {"dataset": DATASET_LABELS[dataset], "fitness": fitness_label(accuracy)}
            for name, share in TOPS.items():
                cells = order[: round(share * len(order))]
                row[name] = float(np.mean([kendalltau(table[cells], test[cells]).statistic for table in tables]))
            row["best_cell_test"] = float(np.mean([test[np.argmax(table)] for table in tables]))
            rows.append({**row, "draws": draws})
    output.table(
        "stand-in-quality",
        pd.DataFrame(rows),
        "Fitness stand-ins: Kendall tau to the test accuracy among all cells and among the best by test accuracy, and "
        "test accuracy of the cell that the stand-in ranks first.",
        [
            "Mean over the draws. Described only: no search sees the test accuracy. A trained one-shot supernet's "
            "published scores have 0.485, -0.050, -0.191, -0.230 on CIFAR-10, a few-shot one's 0.551, 0.155, 0.005, "
            "-0.079 (experiments/reported/nasbench201_supernet_tau.csv).",
            *notes_on(row["fitness"] for row in rows),
        ],
        headings={
            "top_50": "top 50 %",
            "top_20": "top 20 %",
            "top_10": "top 10 %",
            "best_cell_test": "test of its best cell (%)",
        },
        formats=dict.fromkeys(TOPS, ".3f") | {"best_cell_test": ".2f"},
    )
