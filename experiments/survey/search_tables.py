"""Tables: what estimation error does to the result of a search."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import notes
from experiments.kit import generator as bootstrap_generator
from experiments.survey.searches import BUDGET, COSTS, DATASET, FRONTS, QUANTILE, TRUE, cost_label
from suite.analysis.statistics import bootstrap_ci, wilcoxon_holm
from suite.report.output import Output
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS, DEVICES

RESAMPLES = 2000


def device_name(device: str) -> str:
    """Return the short name of a device."""
    return DEVICE_LABELS[device].split(" (")[0]


def search_notes(seeds: int) -> list[str]:
    """Return what stands below every table of the searches."""
    return [
        f"{DATASET_LABELS[DATASET]}, six devices, {seeds} seeds, {BUDGET.describe()} a run. The search sees estimated "
        "latency; what it found is scored on the tables' latency. Each seed draws measurements of its own and starts "
        "the search from the population of the search on true cost with the same seed.",
        notes.proxy_note("valid@200:mean"),
        "'look-up, all-none' without Edge TPU, which has no such base. Number after the colon: measured architectures.",
    ]


def report(fronts: pd.DataFrame, limits: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the rows per run, the summary over devices, and loss and violations by device."""
    output.rows(
        "search-fronts",
        fronts,
        "One row per multi-objective search on true or estimated latency: hypervolume on true latency, and its loss.",
        dict.fromkeys(("volume_returned", "volume_queried", "loss_returned", "loss_queried"), ".6f"),
    )
    output.rows(
        "search-limits",
        limits,
        "One row per HW-EvRSNAS search under a latency limit, on true or estimated latency: what it found.",
        {"limit_ms": ".3f", "latency_ms": ".5f", "excess_percent": ".4f", "valid_lost": ".4f"},
    )
    _fronts(fronts, seeds, output)
    _limits(limits, seeds, output)
    _by_device(fronts, limits, seeds, output)


def loss_interval(fronts: pd.DataFrame, method: str, cost: str, measure: str) -> tuple[float, float, float]:
    """Return the mean loss over devices and seeds with its 95 % bootstrap interval."""
    chosen = fronts[(fronts["method"] == method) & (fronts["cost"] == cost)]
    interval = bootstrap_ci(
        chosen[measure].to_numpy(), bootstrap_generator("survey", method, cost, measure), resamples=RESAMPLES
    )
    return interval.estimate, interval.low, interval.high


def _fronts(fronts: pd.DataFrame, seeds: int, output: Output) -> None:
    rows: list[dict[str, Any]] = []
    for method in FRONTS:
        by_cost = {
            cost: fronts[(fronts["method"] == method.name) & (fronts["cost"] == cost)].sort_values(["device", "seed"])
            for cost in COSTS
        }
        full = {cost: rows_of["volume_returned"].to_numpy() for cost, rows_of in by_cost.items()}
        everywhere = {cost: values for cost, values in full.items() if len(values) == len(full[TRUE])}
        tests = {each.second: each for each in wilcoxon_holm(everywhere, versus=TRUE)}
        for cost in COSTS:
            row: dict[str, Any] = {
                "method": method.label,
                "cost": cost_label(cost),
                "runs": len(full[cost]),
                "volume": float(full[cost].mean()),
            }
            for name in ("returned", "queried"):
                mean, low, high = loss_interval(fronts, method.name, cost, f"loss_{name}")
                row |= {f"loss_{name}": mean, f"loss_{name}_ci": f"{low:.4f} to {high:.4f}"}
            row |= {"worst": float(by_cost[cost]["loss_returned"].max()), "p_holm": None}
            if cost in tests:
                row["p_holm"] = tests[cost].p_holm
            rows.append(row)
    output.table(
        "search-loss",
        pd.DataFrame(rows),
        "Hypervolume lost by searching on estimated latency, against the same search on true latency.",
        [
            "Hypervolume of (valid@200 error, true latency) relative to that of the exact front; loss = that of the "
            "search on true cost minus this one's, mean over devices and seeds with 95 % bootstrap interval. "
            "'Returned': the set that the method returns; 'queried': everything it asked for, as if all of it were "
            "measured afterwards. 'Worst': largest loss of a single run, returned set.",
            "p: Wilcoxon's signed-rank test of the returned sets' hypervolumes against the search on true cost, paired "
            "by device and seed, Holm-corrected within a method.",
            *search_notes(seeds),
        ],
        headings={
            "volume": "HV, returned",
            "loss_returned": "loss, returned",
            "loss_returned_ci": "95 % CI",
            "loss_queried": "loss, queried",
            "loss_queried_ci": "95 % CI ",
            "p_holm": "p (Holm)",
        },
        formats=dict.fromkeys(("volume", "loss_returned", "loss_queried", "worst"), ".4f") | {"p_holm": ".1e"},
    )


def _limits(limits: pd.DataFrame, seeds: int, output: Output) -> None:
    rows = []
    for cost in COSTS:
        chosen = limits[limits["cost"] == cost]
        broken, kept = chosen[chosen["violates"]], chosen[~chosen["violates"]]
        rows.append(
            {
                "cost": cost_label(cost),
                "runs": len(chosen),
                "violations": float(chosen["violates"].mean()),
                "excess_median": float(broken["excess_percent"].median()) if len(broken) else None,
                "excess_max": float(broken["excess_percent"].max()) if len(broken) else None,
                "valid_lost": float(kept["valid_lost"].mean()) if len(kept) else None,
                "valid_lost_max": float(kept["valid_lost"].max()) if len(kept) else None,
            }
        )
    output.table(
        "search-violations",
        pd.DataFrame(rows),
        f"HW-EvRSNAS under a latency limit (the {100 * QUANTILE:.0f} % quantile of the device), limit kept on "
        "estimated latency: how often the architecture found breaks it on true latency.",
        [
            "'Excess': by how many per cent those that break the limit exceed it. 'Accuracy lost': validation "
            "accuracy (points) of the search on true cost minus that of the one found, over the runs within the limit.",
            *search_notes(seeds),
        ],
        headings={
            "violations": "share breaking the limit",
            "excess_median": "median excess (%)",
            "excess_max": "largest excess (%)",
            "valid_lost": "accuracy lost",
            "valid_lost_max": "largest",
        },
        formats=dict.fromkeys(("violations", "valid_lost", "valid_lost_max"), ".3f")
        | {"excess_median": ".1f", "excess_max": ".1f"},
    )


def _by_device(fronts: pd.DataFrame, limits: pd.DataFrame, seeds: int, output: Output) -> None:
    rows = []
    for cost in COSTS:
        row: dict[str, Any] = {"cost": cost_label(cost)}
        for device in DEVICES:
            found = fronts[(fronts["cost"] == cost) & (fronts["device"] == device)]["loss_returned"]
            row[device_name(device)] = float(found.mean()) if len(found) else None
        for device in DEVICES:
            broken = limits[(limits["cost"] == cost) & (limits["device"] == device)]["violates"]
            row[f"{device_name(device)} "] = float(np.mean(broken)) if len(broken) else None
        rows.append(row)
    output.table(
        "search-loss-by-device",
        pd.DataFrame(rows),
        "By device: hypervolume lost by the returned sets (mean over NSGA-II, MO-HDNAS and seeds), then the share of "
        "HW-EvRSNAS's runs that break the limit.",
        search_notes(seeds),
        headings={f"{device_name(device)} ": f"{device_name(device)}, violations" for device in DEVICES},
        formats={device_name(device): ".4f" for device in DEVICES}
        | {f"{device_name(device)} ": ".2f" for device in DEVICES},
    )
