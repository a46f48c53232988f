"""Added: three constraints (25, 50, 75 % latency quantile) for each of six devices and three data sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import notes
from experiments.hw_evrsnas.outcomes import VALID, best_within, outcomes
from experiments.hw_evrsnas.settings import (
    BUDGET,
    DATASETS,
    DEVICES,
    FITNESSES,
    QUANTILES,
    quantile_constraints,
    quantile_limit,
)
from experiments.quantities import front_problem, hours, reported_error
from suite.benchmark import Benchmark
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.report.verdicts import spread
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS

MARKERS = {0.25: ("o", OKABE_ITO["blue"]), 0.50: ("s", OKABE_ITO["orange"]), 0.75: ("^", OKABE_ITO["green"])}


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the table, one row per seed, and the figure."""
    rows = [
        row
        for accuracy in FITNESSES
        for dataset in DATASETS
        for device in DEVICES
        for row in _rows(benchmark, records, seeds, dataset, device, accuracy)
    ]
    output.table(
        "quantile-constraints",
        pd.DataFrame(rows),
        "Added to HW-EvRSNAS: accuracy found at three latency limits for six devices and three data sets.",
        [
            *notes.fitness_notes(*FITNESSES),
            "Limits: quantiles of the device's measured latencies. Accuracies: median over the seeds (%); 'best': of "
            "the architecture with the best searched fitness within the limit, enumerated; 'gap': the highest "
            "validation accuracy within the limit minus the one found, mean and largest in points; 'optimal': share of "
            "seeds that find the best fitness within the limit.",
            *change(rows),
            f"{seeds} seeds, {BUDGET.describe()} each, one-sided penalty; 'distinct', 'hours': mean number of distinct "
            "architectures and their simulated training time (look-up only).",
            notes.EDGETPU_NOTE,
            notes.REPORTED_NOTE,
        ],
        headings={
            "limit_ms": "limit (ms)",
            "latency_ms": "latency (ms)",
            "best_valid": "best valid",
            "best_test": "best's test",
            "gap_mean": "gap",
            "gap_max": "largest gap",
        },
        formats=dict.fromkeys(
            ("quantile", "feasible", "valid", "test", "best_valid", "best_test", "gap_mean", "gap_max", "optimal"),
            ".2f",
        )
        | {"limit_ms": ".3f", "latency_ms": ".3f", "distinct": ".0f", "hours": ".0f"},
    )
    output.rows(
        "quantile-constraints-per-seed",
        per_seed(benchmark, records, seeds),
        "HW-EvRSNAS, quantile limits: what every seed found.",
        {
            "quantile": ".2f",
            "limit_ms": ".3f",
            "latency_ms": ".5f",
            "valid": ".4f",
            "test": ".4f",
            "gap": ".4f",
            "fitness_gap": ".4f",
        },
    )
    _figure(pd.DataFrame(rows), seeds, output)


def change(rows: list[dict[str, Any]]) -> list[str]:
    """Return what the fitness changes, from the table's rows."""
    said = []
    for accuracy in FITNESSES:
        chosen = [row for row in rows if row["proxy"] == notes.short(accuracy)]
        gaps, optimal = (np.array([row[name] for row in chosen]) for name in ("gap_mean", "optimal"))
        said.append(
            f"on {notes.short(accuracy)} the mean gap is {np.nanmean(gaps):.2f} points ({np.nanmin(gaps):.2f} to "
            f"{np.nanmax(gaps):.2f} over the {len(chosen)} problems), and {100 * np.mean(optimal):.0f} % of the runs "
            "find the best fitness within the limit"
        )
    return [f"What the fitness changes: {'; '.join(said)}."]


def _rows(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, dataset: str, device: str, accuracy: str
) -> list[dict[str, Any]]:
    valid = 100.0 - front_problem(benchmark, dataset, device, VALID).values[:, 0]
    rows = []
    for quantile, specs in quantile_constraints(benchmark, dataset, device, seeds, accuracy).items():
        found = outcomes(records, specs, benchmark)
        limit = quantile_limit(benchmark, dataset, device, quantile)
        best = best_within(benchmark, dataset, device, accuracy, limit)
        gaps = np.array([each.gap for each in found])
        rows.append(
            {
                "proxy": notes.short(accuracy),
                "dataset": DATASET_LABELS[dataset],
                "device": DEVICE_LABELS[device],
                "quantile": quantile,
                "limit_ms": limit,
                "latency_ms": spread([each.latency_ms for each in found])["median"],
                "feasible": float(np.mean([each.feasible for each in found])),
                "valid": spread([each.valid for each in found])["median"],
                "best_valid": float(valid[best]),
                "gap_mean": float(np.nanmean(gaps)),
                "gap_max": float(np.nanmax(gaps)),
                "optimal": float(np.mean([abs(each.fitness_gap) < 1e-9 for each in found])),
                "test": spread([each.test for each in found])["median"],
                "best_test": 100.0 - float(reported_error(benchmark, dataset)[best]),
                "distinct": float(np.mean([records[spec].counts["distinct"] for spec in specs])),
                "hours": float(np.mean([hours(records[spec].counts["simulated_seconds"]) for spec in specs])),
            }
        )
    return rows


def per_seed(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> pd.DataFrame:
    """Return one row per fitness, data set, device, quantile and seed."""
    rows = []
    for accuracy in FITNESSES:
        for dataset in DATASETS:
            for device in DEVICES:
                for quantile, specs in quantile_constraints(benchmark, dataset, device, seeds, accuracy).items():
                    limit = quantile_limit(benchmark, dataset, device, quantile)
                    for spec, found in zip(specs, outcomes(records, specs, benchmark), strict=True):
                        shared = {"dataset": dataset, "device": device, "quantile": quantile, "limit_ms": limit}
                        run = {"seed": spec.seed, **vars(found), "distinct": records[spec].counts["distinct"]}
                        rows.append({"proxy": spec.fitness.text, **shared, **run})
    return pd.DataFrame(rows)


def _figure(frame: pd.DataFrame, seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(len(FITNESSES), 3, height_in=4.4, sharex=True, sharey="row")
        for line, accuracy in zip(grid, FITNESSES, strict=True):
            searched = frame[frame["proxy"] == notes.short(accuracy)]
            numbers[accuracy] = {
                dataset: _panel(axes, searched[searched["dataset"] == DATASET_LABELS[dataset]])
                for axes, dataset in zip(line, DATASETS, strict=True)
            }
            line[0].set_ylim(
                min(0.0, 1.05 * float(searched["gap_mean"].min())), 1.05 * float(searched["gap_max"].max())
            )
            line[0].set_ylabel(f"gap in validation\naccuracy (points),\n{notes.short(accuracy)}")
        for axes, dataset in zip(grid[0], DATASETS, strict=True):
            axes.set_title(DATASET_LABELS[dataset])
        names = [DEVICE_LABELS[device].split(" (")[0] for device in DEVICES]
        for axes in grid[-1]:
            axes.set_xticks(range(len(DEVICES)), names, rotation=40, ha="right")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            "quantile-constraints",
            figure,
            {"proxies": FITNESSES, "seeds": seeds, "devices": DEVICES, "gap": numbers},
            "Added to HW-EvRSNAS: highest validation accuracy within the limit (enumerated) minus the one found, mean "
            f"(marker) and largest (bar) over {seeds} seeds; search on {notes.short(FITNESSES[0])} (top) and on a "
            "look-up of valid@200 (bottom).",
        )


def _panel(axes: Any, chosen: pd.DataFrame) -> dict[str, Any]:
    """Draw one data set and fitness; return the plotted numbers."""
    numbers: dict[str, Any] = {}
    for place, quantile in enumerate(QUANTILES):
        line = chosen[chosen["quantile"] == quantile]
        marker, color = MARKERS[quantile]
        mean, largest = line["gap_mean"].to_numpy(), line["gap_max"].to_numpy()
        x = np.arange(len(DEVICES)) + 0.2 * (place - 1)
        label = f"limit at the {100 * quantile:.0f} % quantile"
        axes.errorbar(
            x, mean, yerr=[np.zeros_like(mean), largest - mean], fmt=marker, color=color, markersize=3.5,
            linewidth=0.8, capsize=1.5, linestyle="none", label=label,
        )  # fmt: skip
        numbers[label] = {"mean": mean, "largest": largest}
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    return numbers
