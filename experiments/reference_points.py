"""The fixed hypervolume reference points: one per data set, device, hardware metric and accuracy proxy.

Objectives are in physical units; ideal and nadir are those of the exact Pareto front of all 15,625 architectures, and
the reference point lies 10 % of their distance beyond the nadir in every objective. The points depend on the tables
and the objectives alone, never on a run, so hypervolumes of different studies can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments import Experiment
from suite.benchmark import Benchmark
from suite.objectives import Problem, accuracy_error, hardware_cost
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASETS, DEVICES, HARDWARE_COLUMNS, METRIC_UNITS

PROXIES = ("valid@200:mean", "valid@12:mean")


def points(benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return one row per data set, device, metric and proxy."""
    rows = []
    for dataset in DATASETS:
        for device in DEVICES:
            for metric, unit in METRIC_UNITS.items():
                if f"{device}_{metric}_{unit.lower()}" not in HARDWARE_COLUMNS:
                    continue
                for proxy in PROXIES:
                    problem = Problem(
                        [accuracy_error(benchmark, dataset, proxy), hardware_cost(benchmark, dataset, device, metric)]
                    )
                    reference = problem.reference()
                    row: dict[str, Any] = {"dataset": dataset, "device": device, "metric": metric, "proxy": proxy}
                    row["front_size"] = len(problem.exact_front())
                    for name in ("ideal", "nadir", "point"):
                        row[f"{name}_error"], row[f"{name}_cost"] = getattr(reference, name)
                    rows.append({**row, "sha256": reference.sha256})
    return rows


def no_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return nothing: the points come from the tables alone."""
    return []


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the table of reference points."""
    numbers = [f"{name}_{axis}" for name in ("ideal", "nadir", "point") for axis in ("error", "cost")]
    output.table(
        "reference-points",
        pd.DataFrame(points(benchmark)),
        "Fixed hypervolume reference points of (validation error, hardware cost), from the exact Pareto front.",
        [
            "Error in per cent (100 - validation accuracy, mean over trials, after 200 or 12 epochs); cost in ms "
            "(latency) or mJ (energy). Unmeasured architectures are infeasible.",
            "point = ideal + 1.1 (nadir - ideal). sha256: first 16 digits of the hash of the point as two "
            "little-endian float64.",
        ],
        headings={name: name.replace("_", " ") for name in numbers},
        formats=dict.fromkeys(numbers, ".6f"),
    )


EXPERIMENT = Experiment(
    name="reference-points",
    title="Hypervolume reference points",
    introduction="The reference point and the normalisation of every hypervolume, hypervolume regret and IGD+ here.",
    seeds=1,
    runs=no_runs,
    report=report,
)
