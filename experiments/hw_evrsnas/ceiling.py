"""The digitised accuracies beside the highest test accuracy that any architecture within the limit has (enumerated)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments import comparison, notes
from experiments.hw_evrsnas.settings import FITNESSES, NINE_LIMITS_MS, NINE_PANEL, nine_constraints
from experiments.published import published_for
from experiments.quantities import latency_ms, reported_error
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION, exact
from suite.study.record import Record
from suite.study.spec import RunSpec

WHY = "the published point is not the architecture with the highest test accuracy within the limit"


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write how far published points and our runs are from a choice by test accuracy, which no search may make."""
    dataset, device = NINE_PANEL
    test = 100.0 - reported_error(benchmark, dataset)
    latency = latency_ms(benchmark, dataset, device)
    rows = []
    for limit in NINE_LIMITS_MS:
        reading = published_for("hw_evrsnas_fpga_cifar100", latency_limit_ms=limit).iloc[0]
        published, error = float(reading["test_accuracy"]), float(reading["accuracy_error"])
        ceiling = float(np.nanmax(np.where(latency <= limit, test, np.nan)))
        shares = {}
        for name, accuracy in zip(("rmi", "upper"), FITNESSES, strict=True):
            runs = [records[spec] for spec in nine_constraints(seeds, accuracy=accuracy)[limit]]
            found = [run.recommended[0] for run in runs if len(run.recommended)]
            shares[f"ours_{name}"] = (
                sum(latency[index] <= limit and test[index] >= ceiling - error for index in found) / seeds
            )
        rows.append(
            {
                "limit_ms": limit,
                "published": published,
                "reading_error": error,
                "ceiling": ceiling,
                "difference": ceiling - published,
                "verdict": str(exact(published, ceiling, error, WHY)),
                **shares,
            }
        )
    output.table(
        "nine-constraints-ceiling",
        pd.DataFrame(rows),
        "HW-EvRSNAS on FPGA, CIFAR-100: digitised test accuracy (%) beside the highest test accuracy of all "
        "architectures within the limit.",
        [
            "The ceiling is a maximum over test accuracies: it marks what a choice by test accuracy would give and is "
            "no target. 'Ours at ceiling': share of our seeds that come within the reading error of it, by the fitness "
            "searched on.",
            *notes.fitness_notes(*FITNESSES),
            comparison.verdict_note(rows, EXACT_CRITERION),
            notes.REPORTED_NOTE,
        ],
        headings={
            "limit_ms": "limit (ms)",
            "reading_error": "reading error",
            **{
                f"ours_{name}": f"ours at ceiling, {notes.short(accuracy)}"
                for name, accuracy in zip(("rmi", "upper"), FITNESSES, strict=True)
            },
        },
        formats=dict.fromkeys(("published", "reading_error", "ceiling", "ours_rmi", "ours_upper"), ".2f")
        | {"limit_ms": ".1f", "difference": "+.2f"},
    )
