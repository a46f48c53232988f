"""The digitised accuracies beside the highest test accuracy that any architecture within the limit has (enumerated)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments import comparison, notes
from experiments.hw_evrsnas.settings import NINE_LIMITS_MS, NINE_PANEL, nine_constraints
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
        found = [
            record.recommended[0]
            for record in (records[spec] for spec in nine_constraints(seeds)[limit])
            if len(record.recommended) and latency[record.recommended[0]] <= limit
        ]
        rows.append(
            {
                "limit_ms": limit,
                "published": published,
                "reading_error": error,
                "ceiling": ceiling,
                "difference": ceiling - published,
                "verdict": str(exact(published, ceiling, error, WHY)),
                "ours_at_ceiling": sum(test[index] >= ceiling - error for index in found) / seeds,
            }
        )
    output.table(
        "nine-constraints-ceiling",
        pd.DataFrame(rows),
        "HW-EvRSNAS on FPGA, CIFAR-100: digitised test accuracy (%) beside the highest test accuracy of all "
        "architectures within the limit.",
        [
            "The ceiling is a maximum over test accuracies: it marks what a choice by test accuracy would give and is "
            "no target. 'Ours at ceiling': share of our seeds (search on valid@200) that come within the reading error "
            "of it.",
            comparison.verdict_note(rows, EXACT_CRITERION),
            notes.REPORTED_NOTE,
        ],
        headings={
            "limit_ms": "limit (ms)",
            "reading_error": "reading error",
            "ours_at_ceiling": "ours at ceiling",
        },
        formats=dict.fromkeys(("published", "reading_error", "ceiling", "ours_at_ceiling"), ".2f")
        | {"limit_ms": ".1f", "difference": "+.2f"},
    )
