"""Rank correlation between devices on the FBNet space: 5,000 architectures whose latencies HELP's authors publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from experiments import Experiment, comparison
from experiments.published import published_for
from experiments.survey import ranges
from suite.benchmark import Benchmark
from suite.correlation import kendall, spearman
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION, exact
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DEVICE_LABELS
from suite.tables.help_latencies import help_latencies

DEVICES = ("raspi4", "pixel3", "eyeriss", "fpga")
"""Those of the six that HELP's files have; Edge GPU and Edge TPU are not among them."""
WHY = "the files that the suite fetched give another value"


def no_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return nothing: the correlations come from the files alone."""
    return []


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write correlations and latency ranges beside those of the pilot study."""
    files = help_latencies(benchmark.data_dir)
    rows = []
    for each in published_for("survey_correlations", space="fbnet").itertuples():
        a, b = files.fbnet(each.first), files.fbnet(each.second)
        ours = kendall(a, b)
        rows.append(
            {
                "first": DEVICE_LABELS[each.first],
                "second": DEVICE_LABELS[each.second],
                "n": len(a),
                "pilot": each.value,
                "kendall": ours,
                "difference": ours - each.value,
                "verdict": str(exact(each.value, ours, each.rounding, WHY)),
                "spearman": spearman(a, b),
            }
        )
    output.table(
        "fbnet-correlations",
        pd.DataFrame(rows),
        "Rank correlation of latency between devices on 5,000 random FBNet architectures (CIFAR-100 head).",
        [
            "Latencies as published with HELP (github.com/HayeonLee/HELP). Pilot: Kendall's tau recomputed from the "
            "same files before this suite; no published number.",
            comparison.verdict_note(rows, EXACT_CRITERION),
        ],
        headings={"kendall": "Kendall", "spearman": "Spearman"},
        formats={"pilot": ".3f", "kendall": ".4f", "difference": "+.4f", "spearman": ".4f"},
    )
    ranges.report(
        "fbnet",
        lambda line: files.fbnet(line.device),
        WHY,
        output,
        "fbnet-latency-ranges",
        "Smallest, median and largest latency of 5,000 random FBNet architectures beside those of the pilot study.",
    )


EXPERIMENT = Experiment(
    name="survey-fbnet",
    title="Device correlations on the FBNet space",
    introduction=(
        "How far devices agree on FBNet's space, beside the NAS-Bench-201 matrices of `suite reproduce survey`; from "
        "the latencies that HELP's authors publish."
    ),
    seeds=1,
    runs=no_runs,
    report=report,
    needs=("help",),
)
