"""How good the fitness stand-ins are, and what each method makes of them, beside the pilot study's numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import VALID, VALID_12, Column
from experiments.kit.means import mean_of
from experiments.kit.supernet_papers.comparison import ACCURACY_NOTE
from experiments.kit.supernet_papers.methods import Method
from experiments.kit.supernet_papers.outcomes import SPLITS
from experiments.kit.supernet_papers.stand_ins import FEW_SHOT, NOISE, ONE_SHOT, STAND_INS, fitness_label, fitness_notes
from experiments.nasbench201 import runs, words
from suite.benchmark import Benchmark
from suite.correlation import kendall
from suite.objectives.stand_in import fitness_objectives
from suite.report.output import Output

PILOT_FITNESS = {
    VALID: "oracle (test accuracy itself)",
    ONE_SHOT: "simulated one-shot",
    FEW_SHOT: "simulated few-shot",
    NOISE: "white rank noise, tau 0.5",
}
PILOT_METHODS: dict[str, tuple[Method, ...]] = {
    "evnas": runs.EVNAS,
    "cmanas": runs.CMANAS_STAND_INS,
    "pevonas": runs.PEVONAS,
    "nevonas": runs.NEVONAS,
    "nevonas_test_pick": runs.NEVONAS_TEST_PICK,
    "best_of_500": runs.BEST_OF_500,
}
PILOTS = (
    Column("fitness", show=fitness_label),
    Column("method"),
    Column("pilot", ".2f"),
    Column("pilot_std", ".2f", "± (pilot)"),
    Column("ours", ".2f"),
    Column("ours_std", ".2f", "± (ours)"),
    Column("runs"),
    Column("difference", "+.2f", "difference (points)"),
)

TOPS = {"all": 1.0, "top_50": 0.5, "top_20": 0.2, "top_10": 0.1}
DRAWS = 10
"""Draws of a simulated fitness behind its Kendall tau."""

QUALITY = (
    kit.DATASET,
    Column("fitness", show=fitness_label),
    *(Column(name, ".3f", "" if share == 1.0 else f"top {100 * share:.0f} %") for name, share in TOPS.items()),
    Column("best_cell_test", ".2f", "test of its best cell (%)"),
    Column("draws"),
)


def report(compared: pd.DataFrame, best_of_500: pd.DataFrame, benchmark: Benchmark, output: Output) -> None:
    """Write both tables; the frames are those of :func:`.outcomes.returned`."""
    rows = _pilots(pd.concat([compared, best_of_500]))
    notes = [words.PILOTS_NOTE, ACCURACY_NOTE, *fitness_notes(row["fitness"] for row in rows)]
    kit.write_table(output, "stand-in-pilots", rows, PILOTS, words.PILOTS, notes)
    quality = [_quality(dataset, fitness, benchmark) for dataset in kit.DATASETS for fitness in STAND_INS]
    notes = [words.STAND_INS_NOTE, *fitness_notes(row["fitness"] for row in quality)]
    kit.write_table(output, "stand-in-quality", quality, QUALITY, words.STAND_INS, notes)


def _pilots(found: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what each method found on CIFAR-10 beside the pilot study's mean, by fitness."""
    rows = []
    for fitness, name in PILOT_FITNESS.items():
        for key, methods in PILOT_METHODS.items():
            for method in (each for each in methods if each.fitness == fitness):
                pilot = kit.published_row("nasbench201_standin_pilots", method=key, fitness=name)
                ours = mean_of(kit.rows_where(found, line=method, dataset="cifar10")["test"])
                rows.append(
                    {
                        "fitness": fitness,
                        "method": method.label,
                        "pilot": float(pilot["mean"]),
                        "pilot_std": float(pilot["std"]),
                        "ours": ours.mean,
                        "ours_std": ours.std,
                        "runs": ours.runs,
                        "difference": ours.mean - float(pilot["mean"]),
                    }
                )
    return rows


def _quality(dataset: str, fitness: str, benchmark: Benchmark) -> dict[str, Any]:
    """Return how a stand-in ranks cells, mean over its draws."""
    test = benchmark.column(SPLITS["test"], dataset)
    order = np.argsort(-test, kind="stable")
    draws = DRAWS if fitness not in (VALID, VALID_12) else 1
    drawn = [-fitness_objectives(benchmark, dataset, fitness, seed)[0].values for seed in range(draws)]
    best = {name: order[: round(share * len(order))] for name, share in TOPS.items()}
    taus = {name: float(np.mean([kendall(v[cells], test[cells]) for v in drawn])) for name, cells in best.items()}
    of_best_cell = float(np.mean([test[np.argmax(values)] for values in drawn]))
    return {"dataset": dataset, "fitness": fitness, **taus, "best_cell_test": of_best_cell, "draws": draws}
