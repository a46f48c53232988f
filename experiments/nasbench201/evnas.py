"""EvNAS (GECCO 2021, arXiv 2012.12540): its NAS-Bench-201 row, and the ablations that need no supernet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import Experiment
from experiments.nasbench201 import comparison, settings
from experiments.nasbench201.fitness import fitness_label, fitness_notes
from experiments.nasbench201.judgement import summary
from experiments.nasbench201.outcomes import Results, collect
from experiments.published import published
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DATASETS

ENTRIES = (*settings.EVNAS, *settings.EVNAS_ABLATIONS)
DECODING = "decoding acts on a supernet's weights, which no table or stand-in has"


def runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every search."""
    return [spec for entry in ENTRIES for spec in entry.all_specs(seeds)]


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table."""
    results = collect(ENTRIES, benchmark, records, seeds)
    comparison.write(
        output,
        "nas-bench-201",
        comparison.frame(settings.EVNAS, results),
        "EvNAS on NAS-Bench-201: the published row beside ours.",
        [
            "The published search cost is 20249.70 s in EvNAS's own table, 20250 s in pEvoNAS's and 22445 s in "
            "NEvoNAS's. Returned: the best of the last generation; on a fixed fitness the elite makes it the best seen."
        ],
    )
    _ablations(results, output)


def _ablations(results: Results, output: Output) -> None:
    rows = [_row(entry, results) for entry in (*settings.EVNAS, *settings.EVNAS_ABLATIONS)]
    output.table(
        "ablations",
        pd.DataFrame(rows),
        "EvNAS's ablations of its operators on NAS-Bench-201, test accuracy in per cent; the paper gives them in the "
        "DARTS space only.",
        [
            "Mean ± standard deviation over runs; evaluations: mean number of distinct cells on CIFAR-10 (2,500 "
            "queries each). EvNAS-Mut: mutation only; EvNAS-Cross: crossover only; EvNAS-Rand: random, but for the "
            "elite. Their meaning is inferred from the names.",
            *fitness_notes(row["fitness"] for row in rows),
            comparison.ACCURACY_NOTE,
        ],
        formats={"evaluations": ".0f"},
    )
    quoted = published("evnas_ablation_s1").drop(columns=["kind", "source"])
    here = {entry.label for entry in ENTRIES} | {"EvNAS-A"}
    verdicts = [
        "reported: DARTS space" if name in here else f"reported: DARTS space; {DECODING}"
        for name in quoted["architecture"]
    ]
    output.table(
        "ablations-darts-space",
        quoted.assign(verdict=verdicts),
        "EvNAS's ablations as printed: CIFAR-10 test error in per cent of networks found in the DARTS space.",
        ["Quoted only: networks of the DARTS space are in no table here."],
        headings={
            "cifar10_test_error": "CIFAR-10 test error (%)",
            "std": "±",
            "params_millions": "parameters (M)",
            "gpu_days": "search (GPU days)",
        },
        formats={"cifar10_test_error": ".2f", "std": ".2f", "params_millions": ".1f", "gpu_days": ".2f"},
    )


def _row(entry: Any, results: Results) -> dict[str, Any]:
    row: dict[str, Any] = {"method": entry.label, "fitness": fitness_label(entry.accuracy)}
    for dataset in DATASETS:
        ours = summary(results[entry.name, dataset].test)
        row[DATASET_LABELS[dataset]] = f"{ours.mean:.2f} ± {ours.std:.2f}"
        row["runs"] = ours.runs
    return {**row, "evaluations": float(np.mean(results[entry.name, "cifar10"].distinct))}


EXPERIMENT = Experiment(
    name="evnas",
    title="EvNAS: a genetic algorithm on architecture parameters",
    introduction=(
        "The NAS-Bench-201 row of EvNAS (arXiv 2012.12540) on stand-ins for its supernet, and its operator ablations. "
        "The ablations of decoding (ND, NDF, NDT) need a supernet and are quoted. "
        "The same methods on supernets that this project trained: `suite reproduce supernet`."
    ),
    seeds=settings.SEEDS,
    runs=runs,
    report=report,
)
