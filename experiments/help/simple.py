"""What needs no meta-training: MACs, and the look-up table, on the published query sets."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.help import words
from experiments.help.correlations import read
from experiments.help.trained import DEVICE, DEVICE_LABELS, SOURCES, TEST_DEVICES
from experiments.kit import ARITHMETIC, PRIMARY, SENSITIVITY, Basis, Column
from suite.correlation import spearman
from suite.estimators.help.tasks import trimmed
from suite.estimators.registry import create
from suite.report.output import Output
from suite.report.verdicts import CORRELATION, EXACT_CRITERION
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.closed_forms import macs_m, operation_counts
from suite.tables.help_latencies import HelpLatencies

SOURCE, DEVICES = SOURCES["nasbench201"], TEST_DEVICES["nasbench201"]
QUERY = np.arange(900, 1900)
POOLING_MACS_M = 0.24576
"""Additions of one 3x3 average pooling (a sixteenth of a 1x1 convolution's MACs), millions: an alternative reading."""

SETS = {
    "published query set": "",
    "the same, average pooling counted": "ours counts additions of pooling as well",
    "query set untrimmed": "no architecture is left out",
    "all 15,625": "all architectures",
}
"""What is correlated -> why it may differ; the first is the primary row, the rest shows what the choice matters."""

MACS = (Column("counted", heading="counted on"), DEVICE, *kit.compared_columns(3, reading_error=False))
LOOK_UP = (
    Column("strategy"),
    *(Column(device, ".3f", DEVICE_LABELS[device]) for device in DEVICES),
    Column("mean", ".3f"),
)


def trimmed_query(latencies: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the published query set of a device: the middle 80 % of architectures 900 to 1,899 by its latency."""
    return trimmed(QUERY, latencies)


def macs_report(tables: HelpLatencies, output: Output) -> None:
    """Write the FLOPs row: ours by convention and set of architectures, and the published one."""
    rows: list[dict[str, Any]] = []
    for label, values in _macs_correlations(tables).items():
        role = PRIMARY if label == next(iter(SETS)) else SENSITIVITY
        for device, ours in {**values, "mean": float(np.mean(list(values.values())))}.items():
            why = SETS[label] or words.WHY.get(device, words.SET_UNKNOWN)
            cells = kit.looked_up(read("nasbench201", "FLOPS", device), ours, why, Basis(ARITHMETIC, role))
            rows.append({"counted": label, "device": device, **cells})
    first = [row for row in rows if row["role"] == PRIMARY]
    near = sum(abs(row["difference"]) <= CORRELATION.amount for row in first)
    notes = [*words.MACS_NOTES, kit.verdict_note(first, EXACT_CRITERION)]
    filled = {"pooling": POOLING_MACS_M, "near": near, "all": len(first), "margin": CORRELATION}
    kit.write_table(output, "table3-macs", rows, MACS, words.MACS, notes, **filled)


def _macs_correlations(tables: HelpLatencies) -> dict[str, dict[str, float]]:
    """Return Spearman's correlation of MACs and latency by :data:`SETS` and device."""
    codes = NASBENCH201.all_codes
    macs = macs_m(codes, "cifar10")
    pooled = macs + POOLING_MACS_M * operation_counts(codes)[2]
    found: dict[str, dict[str, float]] = {label: {} for label in SETS}
    for device in DEVICES:
        latency = tables.nasbench201(device)
        query = trimmed_query(latency)
        chosen = ((macs, query), (pooled, query), (macs, QUERY), (macs, np.arange(len(macs))))
        for label, (amounts, rows) in zip(SETS, chosen, strict=True):
            found[label][device] = spearman(amounts[rows], latency[rows])
    return found


def look_up_rows(tables: HelpLatencies, output: Output) -> None:
    """Write the look-up table's row, as far as the data allow."""
    printed = kit.published_row(SOURCE, method="layer-wise predictor")
    rows = [{"strategy": "layer-wise predictor (published)", **printed[[*DEVICES, "mean"]].astype(float)}]
    for base in ("none", "skip", "3x3"):
        found = {device: _look_up(tables.nasbench201(device), base) for device in DEVICES}
        mean = float(np.mean(list(found.values())))
        rows.append({"strategy": f"look-up table, base all-{base}", **found, "mean": mean})
    kit.write_table(output, "table3-look-up", rows, LOOK_UP, words.LOOK_UP, words.LOOK_UP_NOTES)


def _look_up(latency: NDArray[np.float64], base: str) -> float:
    """Return the correlation of a look-up table's predictions on a device's trimmed query set."""
    query = trimmed_query(latency)
    estimator = create("lut", base=base)
    measured = estimator.measurements(25, np.random.default_rng(0))
    return spearman(estimator.fit(measured, latency[measured]).predict(query), latency[query])
