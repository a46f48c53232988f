"""Added: how close each method's sets come to the exact front, per device and data set, at equal budget.

Hypervolume regret and IGD+ on (valid@200 error, latency), whatever the search itself looked up, so that all methods
stand on one scale. The paper reports no front metric.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import notes
from experiments.mo_hdnas.panels import DEVICE_TITLES
from experiments.mo_hdnas.settings import (
    BUDGET,
    CHEAP_PROXY,
    COMPARED,
    DATASETS,
    DEVICES,
    MAIN,
    PROXIES,
    PYMOO,
    THREE,
    UPPER,
    Variant,
    searches,
)
from experiments.quantities import best_architectures, contains_any, front_problem, hours, latency_range
from suite.analysis.indicators import hypervolume_regret, igd_plus
from suite.analysis.statistics import bootstrap_ci
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS

MEASURES = ("regret_returned", "regret_queried", "igd_returned", "igd_queried")
KEY = ("variant", "proxy", "dataset", "device")
EVERYWHERE: tuple[tuple[Variant, str], ...] = (
    *((variant, accuracy) for accuracy in MAIN for variant in COMPARED),
    (THREE, CHEAP_PROXY),
)
"""Methods with runs on all 18 problems, and the proxy that they search on."""
METHODS = (*EVERYWHERE, (PYMOO, UPPER))

QUALITY_NOTES = (
    "Both objectives normalised by the exact ideal and nadir of the enumerated front of (valid@200 error, latency); "
    "reference point of the hypervolume at 1.1 in each. 'Returned': the set a method returns; 'queried': everything it "
    "evaluated.",
    "The queried set favours methods that meet many distinct architectures: random search never repeats one, "
    "NSGA-II here eliminates duplicates, MO-HDNAS with the paper's encoding does not.",
)


def per_run(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> pd.DataFrame:
    """Return one row per run of the comparison with its costs, indicators and reach."""
    rows = []
    for variant, accuracy in METHODS:
        for dataset in variant.datasets:
            best = best_architectures(benchmark, dataset)
            for device in DEVICES:
                problem = front_problem(benchmark, dataset, device, UPPER)
                reference = problem.reference()
                exact = problem.values[problem.exact_front()]
                for spec in searches(variant, dataset, device, seeds, accuracy):
                    record = records[spec]
                    sets = {"returned": record.recommended, "queried": np.unique(record.indices)}
                    values = {name: problem.values[indices] for name, indices in sets.items()}
                    smallest, largest = latency_range(record, benchmark)
                    rows.append(
                        {
                            "variant": variant.name,
                            "proxy": notes.short(accuracy),
                            "dataset": dataset,
                            "device": device,
                            "seed": spec.seed,
                            **{name: record.counts[name] for name in ("queries", "distinct", "distinct_classes")},
                            "simulated_hours": hours(record.counts["simulated_seconds"]),
                            "returned": len(record.recommended),
                            **{f"regret_{k}": hypervolume_regret(v, exact, reference) for k, v in values.items()},
                            **{f"igd_{k}": igd_plus(v, exact, reference) for k, v in values.items()},
                            "smallest_latency_ms": smallest,
                            "largest_latency_ms": largest,
                            "reaches_best": contains_any(record.recommended, best),
                        }
                    )
    return pd.DataFrame(rows)


def report(benchmark: Benchmark, runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the rows per run and the table per device and data set."""
    output.rows(
        "runs",
        runs,
        "One row per run of the front-quality comparison: costs, indicators, extent, whether the best is reached.",
        dict.fromkeys(MEASURES, ".6f")
        | {"simulated_hours": ".3f", "smallest_latency_ms": ".5f", "largest_latency_ms": ".5f"},
    )
    rows = [_summary(key, group) for key, group in runs.groupby(list(KEY), sort=False)]
    order = {name: position for position, name in enumerate((*DATASETS, *DEVICES))}
    rows.sort(key=lambda row: (order[row["dataset"]], order[row["device"]]))  # stable: methods keep their order
    labels = {variant.name: variant.label for variant, _ in METHODS}
    frame = pd.DataFrame(rows)
    frame = frame.assign(
        dataset=frame["dataset"].map(DATASET_LABELS),
        device=frame["device"].map(DEVICE_TITLES),
        variant=frame["variant"].map(labels),
    )
    output.table(
        "front-quality",
        frame[["dataset", "device", "variant", "proxy", *frame.columns[len(KEY) :]]],
        "Added to MO-HDNAS: distance to the exact front (valid@200 error, latency) per data set and device, mean with "
        "95 % bootstrap interval.",
        [
            *QUALITY_NOTES,
            f"{seeds} seeds, {BUDGET.describe()} each; 'distinct': mean number of distinct architectures among them.",
            *notes.fitness_notes(*PROXIES),
            f"{PYMOO.label}: on one data set and fitness only, and for one version of pymoo: its runs may change with "
            "another.",
            notes.EDGETPU_NOTE,
        ],
        headings={
            "variant": "method",
            "regret_returned": "HV regret, returned",
            "regret_returned_ci": "95 % CI",
            "regret_queried": "HV regret, queried",
            "regret_queried_ci": "95 % CI ",
            "igd_returned": "IGD+, returned",
            "igd_returned_ci": "95 % CI  ",
            "igd_queried": "IGD+, queried",
            "igd_queried_ci": "95 % CI   ",
        },
        formats=dict.fromkeys(MEASURES, ".4f") | {"distinct": ".0f"},
    )


def bootstrap_generator(*key: str) -> np.random.Generator:
    """Return the generator of one interval, derived from what it is an interval of."""
    digest = hashlib.sha256("/".join(key).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def _summary(key: Any, group: pd.DataFrame) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(KEY, key, strict=True)) | {"distinct": float(group["distinct"].mean())}
    for measure in MEASURES:
        interval = bootstrap_ci(group[measure].to_numpy(), bootstrap_generator(*key, measure), resamples=2000)
        row[measure] = interval.estimate
        row[f"{measure}_ci"] = f"{interval.low:.4f} to {interval.high:.4f}"
    return row
