"""Table 4 by single trials: how far one training of a cell, not the mean of its trials, moves the accuracies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.help import searches, trained, words
from experiments.kit import OWN_NETWORK, SENSITIVITY, Basis, Column
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import ACCURACY
from suite.tables.help_latencies import HelpLatencies

DATASET = "cifar100"
SEEDS = (777, 888, 999)
SAME = 0.01
COLUMNS = (
    trained.DEVICE,
    Column("limit_ms", ".1f", "limit (ms)"),
    Column("trial"),
    *kit.compared_columns(1, reading_error=False),
)


def report(tables: HelpLatencies, benchmark: Benchmark, output: Output) -> None:
    """Write the printed accuracies beside those of the cells found, trial by trial."""
    shifts = trial_shifts(benchmark)
    rows = []
    for _, line in kit.published(searches.TABLE).iterrows():
        device, limit = line["device"], line["limit_ms"]
        found = searches.searches(device, limit, searches.PRIMARY_LABEL).dropna(subset=["index"])
        theirs = replace(
            kit.reading(searches.TABLE, "accuracy", device=device, limit_ms=limit), error=searches.ROUNDING
        )
        for seed in SEEDS:
            ours = found["accuracy"].to_numpy() + shifts[seed][found["index"].to_numpy(dtype=np.int64)]
            if np.isnan(ours).all():
                continue
            basis, margin = Basis(OWN_NETWORK, SENSITIVITY), ACCURACY[DATASET]
            cells = kit.compared(theirs, ours, margin, basis, above=words.ABOVE, below=words.BELOW)
            rows.append({"device": device, "limit_ms": limit, "trial": str(seed), **cells})
    indices, accuracies = tables.metad2a
    apart = np.abs(benchmark.column("test_accuracy_200", DATASET)[indices] - accuracies)
    filled = {
        "same": f"{100 * np.mean(apart < SAME):.0f}",
        "most": float(apart.max()),
        "spread": float(np.sqrt(np.nanmean([shifts[seed][indices] ** 2 for seed in SEEDS]))),
    }
    notes = [*words.TRIALS_NOTES, kit.verdict_note(rows)]
    kit.write_table(output, "table4-trials", rows, COLUMNS, words.TRIALS, notes, **filled)


def trial_shifts(benchmark: Benchmark) -> dict[int, NDArray[np.float64]]:
    """Return by trial seed how far each cell's trial lies from the mean of its trials, ``(size,)``; NaN without it."""
    trials = [benchmark.column(f"validtest_accuracy_200_seed{seed}", DATASET) for seed in SEEDS]
    mean = np.nanmean(trials, axis=0)
    return {seed: trial - mean for seed, trial in zip(SEEDS, trials, strict=True)}
