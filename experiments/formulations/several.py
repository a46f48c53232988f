"""One cell for several devices: worst case, sum, a column each, or a search that knew one device only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import notes
from experiments.formulations.outcomes import finite_mean, visited
from experiments.formulations.settings import ACCURACY, DEVICE_SETS, ONE_RUN, device_runs
from experiments.quantities import reported_error
from suite.benchmark import Benchmark
from suite.objectives import accuracy_error
from suite.objectives.costs import cost_objectives, median_cost
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASETS, DEVICE_LABELS

Floats = NDArray[np.float64]
NO_CELL = -1


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> pd.DataFrame:
    """Write the table, and return it for the figure."""
    rows = [row for devices in DEVICE_SETS for row in _rows(benchmark, records, seeds, devices)]
    frame = pd.DataFrame(rows)
    output.table(
        "several-devices",
        frame,
        "One cell for several devices: latency at most the median on every one of them.",
        [
            f"Searched on validation accuracy after 200 epochs ({ACCURACY}); {ONE_RUN} queries a run by NSGA-II; "
            f"three data sets, {seeds} seeds. Latencies are relative to the device's median over connected cells.",
            "'worst' and 'sum': a penalty above 1 and above the number of devices; 'each': a column per device, "
            "NSGA-II; 'one device only': a penalty above that device's median, all devices of the set in turn. Chosen: "
            "the cell with the best validation accuracy among those evaluated that keep what the search was asked for "
            "('each': every limit).",
            "'all kept': share of runs whose chosen cell keeps the limit on every device; 'largest': the largest "
            "relative latency of the chosen cell, median. 'found': share of runs that evaluated any cell within all "
            "limits; regret and accuracies (means) are those of the best such cell by validation accuracy; "
            "regret: that of the enumerated best one minus its validation accuracy, points.",
            notes.EDGETPU_NOTE.replace("; the paper's figures show them at -1 ms", ""),
            notes.REPORTED_NOTE,
        ],
        headings={"all_kept": "all kept", "valid": "validation accuracy", "test": "test accuracy"},
        formats={"all_kept": ".2f", "found": ".2f", "regret": ".3f", "largest": ".2f", "valid": ".2f", "test": ".2f"},
    )
    return frame


@lru_cache(maxsize=32)
def _relative(benchmark: Benchmark, dataset: str, devices: tuple[str, ...]) -> Floats:
    """Return the relative latencies ``(size, devices)``."""
    columns = []
    for device in devices:
        (cost,) = cost_objectives(benchmark, dataset, device)
        columns.append(cost.values / median_cost(benchmark, cost.values))
    return np.stack(columns, axis=1)


def chosen(benchmark: Benchmark, dataset: str, devices: tuple[str, ...], spec: RunSpec, seen: Any) -> int:
    """Return the evaluated cell with the best validation accuracy that keeps what was asked for; -1 if none does."""
    relative = _relative(benchmark, dataset, devices)
    if str(spec.device).startswith("sum:"):
        kept = relative.sum(axis=1) <= len(devices)
    elif ":" in str(spec.device):
        kept = relative.max(axis=1) <= 1.0
    else:
        kept = relative[:, devices.index(str(spec.device))] <= 1.0
    inside = seen[kept[seen]]
    error = accuracy_error(benchmark, dataset, ACCURACY).values
    return int(inside[np.argmin(error[inside])]) if len(inside) else NO_CELL


def _rows(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, devices: Sequence[str]
) -> list[dict[str, Any]]:
    several = tuple(devices)
    label = "all six" if len(several) > 2 else " and ".join(DEVICE_LABELS[device].split(" (")[0] for device in several)
    found: dict[str, list[dict[str, float]]] = {}
    for dataset in DATASETS:
        error = accuracy_error(benchmark, dataset, ACCURACY).values
        test = 100.0 - reported_error(benchmark, dataset)
        relative = _relative(benchmark, dataset, several)
        feasible = relative.max(axis=1) <= 1.0
        best = float(error[feasible].min())
        for seed in range(seeds):
            for name, specs in device_runs(benchmark, several, dataset, seed).items():
                for spec, seen in zip(specs, visited(records, specs), strict=True):
                    cell = chosen(benchmark, dataset, several, spec, seen)
                    kept = cell != NO_CELL and bool(feasible[cell])
                    inside = seen[feasible[seen]]
                    best_seen = int(inside[np.argmin(error[inside])]) if len(inside) else None
                    found.setdefault(name, []).append(
                        {
                            "all_kept": float(kept),
                            "found": float(best_seen is not None),
                            "regret": float("inf") if best_seen is None else float(error[best_seen]) - best,
                            "largest": float(relative[cell].max()) if cell != NO_CELL else float("nan"),
                            "valid": float("nan") if best_seen is None else 100.0 - float(error[best_seen]),
                            "test": float("nan") if best_seen is None else float(test[best_seen]),
                        }
                    )
    return [
        {
            "devices": label,
            "search": name,
            "runs": len(runs),
            **{key: finite_mean([run[key] for run in runs]) for key in ("all_kept", "found", "regret")},
            "largest": float(np.nanmedian([run["largest"] for run in runs])),
            **{key: finite_mean([run[key] for run in runs]) for key in ("valid", "test")},
        }
        for name, runs in found.items()
    ]
