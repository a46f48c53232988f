"""The published rows of three papers beside what each variant of the score reaches on the scored cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import Column, Floats
from experiments.kit.constrained import NINE_LIMITS_MS, NINE_PANEL
from experiments.rmi_protocol.removal import HIGHEST, PICKS
from suite.report.verdicts import ACCURACY

PUBLISHED = "published"
REPORTED = "rmi_nas_nasbench201"
COLUMNS = (
    Column("variant", heading="score"),
    Column("pick", heading="choice"),
    Column("tau", "+.2f", "tau, CIFAR-10"),
    Column("tau_best", "+.2f", "tau, best decile"),
    *(
        Column(f"{dataset} {part}", ".2f", f"RMI-NAS, {kit.dataset_name(dataset)} (%)" if part == "mean" else "±")
        for dataset in kit.DATASETS
        for part in ("mean", "std")
    ),
    Column("hw", "+.2f", "HW-EvRSNAS, nine limits: less published (points)"),
    Column("hw_within", ".1f", "of 9 within margin"),
    Column("mo", "+.2f", "MO-HDNAS at the limits: less published (points)"),
    Column("mo_within", ".1f", "of 9 within margin "),
    Column("reaches", ".2f", "front reaches the best"),
)

Found = Mapping[str, Mapping[str, Mapping[str, Any]]]


def published_limits() -> dict[str, tuple[Floats, Floats]]:
    """Return HW-EvRSNAS's nine accuracies and the highest of MO-HDNAS's points within each limit, with their errors."""
    hw = [
        kit.reading("hw_evrsnas_fpga_cifar100", "test_accuracy", "accuracy_error", latency_limit_ms=limit)
        for limit in NINE_LIMITS_MS
    ]
    points = kit.published("mo_hdnas_fig5_points")
    within = [points[points["latency_ms"] <= limit] for limit in NINE_LIMITS_MS]
    return {
        "hw": (np.array([each.value for each in hw]), np.array([each.error for each in hw])),
        "mo": (
            np.array([each["test_accuracy"].max() for each in within], dtype=np.float64),
            np.array([each["accuracy_error"].max() for each in within], dtype=np.float64),
        ),
    }


def published_row() -> dict[str, Any]:
    """Return the row of the papers' own numbers."""
    row: dict[str, Any] = {"variant": PUBLISHED, "pick": "", "hw": 0.0, "mo": 0.0, "reaches": 1.0}
    for dataset in kit.DATASETS:
        line = kit.published_row(REPORTED, method="RMI-NAS", dataset=dataset)
        row |= {f"{dataset} mean": float(line["test_accuracy"]), f"{dataset} std": float(line["test_std"])}
    return row


def rows(found: Found) -> list[dict[str, Any]]:
    """Return the published row, then one per variant and pick: means over the draws."""
    limits = published_limits()
    made = [published_row()]
    for variant, by_dataset in found.items():
        for pick in PICKS:
            row: dict[str, Any] = {"variant": variant, "pick": pick}
            for dataset, each in by_dataset.items():
                values = each[f"forest {pick}"]
                row |= {f"{dataset} mean": values.mean(), f"{dataset} std": values.std(ddof=1)}
                if f"limits {pick}" in each:
                    row |= _at_limits(each[f"limits {pick}"], limits)
                if "reaches" in each and pick == HIGHEST:
                    row |= {"reaches": each["reaches"].mean(), "tau": each["tau all"].mean()}
                    row["tau_best"] = each["tau best decile"].mean()
            made.append(row)
    return made


def _at_limits(accuracies: Floats, limits: Mapping[str, tuple[Floats, Floats]]) -> dict[str, float]:
    """Return mean difference and how many limits lie within margin and reading error; ``accuracies`` (draws, 9)."""
    margin = ACCURACY[NINE_PANEL[0]].amount
    row: dict[str, float] = {}
    for name, (values, errors) in limits.items():
        difference = accuracies - values
        means = difference.mean(axis=1)
        low, high = np.nanquantile(means, [0.025, 0.975])
        row |= {name: float(np.nanmean(means)), f"{name}_low": float(low), f"{name}_high": float(high)}
        row[f"{name}_within"] = float((np.abs(difference) <= margin + errors).sum(axis=1).mean())
    return row
