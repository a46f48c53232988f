"""What needs no meta-training: MACs, and the look-up table, on the published query sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.help import words
from experiments.help.trained import DEVICE, DEVICE_LABELS, SOURCES, TEST_DEVICES
from experiments.kit import Column
from suite.correlation import spearman
from suite.estimators.help.tasks import trimmed
from suite.estimators.registry import create
from suite.report.output import Output
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.closed_forms import macs_m, operation_counts
from suite.tables.help_latencies import HelpLatencies

SOURCE, DEVICES = SOURCES["nasbench201"], TEST_DEVICES["nasbench201"]
QUERY = np.arange(900, 1900)
TOLERANCE = 0.02
POOLING_MACS_M = 0.24576
"""Additions of one 3x3 average pooling (a sixteenth of a 1x1 convolution's MACs), millions: an alternative reading."""

MACS = (
    DEVICE,
    *kit.compared_columns(3),
    Column("with_pooling", ".3f", "with pooling"),
    Column("untrimmed", ".3f"),
    Column("all", ".3f", "all 15,625"),
)
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
    codes = NASBENCH201.all_codes
    macs = macs_m(codes, "cifar10")
    pooled = macs + POOLING_MACS_M * operation_counts(codes)[2]
    rows: list[dict[str, Any]] = []
    for device in DEVICES:
        latency = tables.nasbench201(device)
        query = trimmed_query(latency)
        rows.append(
            {
                "device": device,
                "ours": spearman(macs[query], latency[query]),
                "with_pooling": spearman(pooled[query], latency[query]),
                "untrimmed": spearman(macs[QUERY], latency[QUERY]),
                "all": spearman(macs, latency),
            }
        )
    rows.append({"device": "mean", **pd.DataFrame(rows).drop(columns="device").mean()})
    shown = [row | _beside_published(row["device"], row["ours"]) for row in rows]
    filled = {"pooling": POOLING_MACS_M, "tolerance": TOLERANCE}
    kit.write_table(output, "table3-macs", shown, MACS, words.MACS, words.MACS_NOTES, **filled)


def _beside_published(device: str, ours: float) -> dict[str, Any]:
    published = replace(kit.reading(SOURCE, device, method="FLOPS"), error=TOLERANCE)
    basis = kit.Basis(kit.ARITHMETIC)
    return kit.looked_up(published, ours, words.WHY.get(device, "beyond the tolerance"), basis)


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
