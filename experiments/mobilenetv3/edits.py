"""What single-edge changes do to the latency, over the whole space and from the cell of 3x3 convolutions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.mobilenetv3.outcomes import values
from experiments.mobilenetv3.settings import DATASETS, DELTAS, DEVICES, SEED_CELL, connected_cells
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS

BEST_SHARE = 0.01


@lru_cache(maxsize=1)
def neighbours(benchmark: Benchmark) -> NDArray[np.int64]:
    """Return the architectures one edge away from each, ``(15625, 24)``, edge by edge."""
    codes = benchmark.space.all_codes
    columns = []
    for edge in range(benchmark.space.n_edges):
        for shift in range(1, benchmark.space.n_operations):
            changed = codes.copy()
            changed[:, edge] = (codes[:, edge] + shift) % benchmark.space.n_operations
            columns.append(benchmark.space.index(changed))
    return np.stack(columns, axis=1)


def facts(benchmark: Benchmark, dataset: str, device: str) -> dict[str, Any]:
    """Return how single-edge changes act on a device's latency.

    Counts and the median are of the 24 changes of the 3x3 cell. Of the connected, measured architectures: the share of
    changes of the best 1 % by searched accuracy that raise the latency (over all of them it is one half, as every
    change can be undone), and the share without a qualifying change. A change without a measurement counts for nothing.
    """
    error, latency = values(benchmark, dataset, device).T
    cell = benchmark.space.parse(SEED_CELL)
    near = neighbours(benchmark)
    with np.errstate(invalid="ignore"):
        change = latency[near] / latency[:, None] - 1.0
        usable = (connected_cells(benchmark) & ~np.isnan(latency))[:, None] & ~np.isnan(change)
        kept = usable.any(axis=1)
        stuck = kept & ~((change <= -DELTAS[0]) & usable).any(axis=1)
        row: dict[str, Any] = {"dataset": DATASET_LABELS[dataset], "device": DEVICE_LABELS[device]}
        row["latency"] = float(latency[cell])
        row |= {f"qualify_{100 * delta:.0f}": int((change[cell] <= -delta).sum()) for delta in DELTAS}
    row["raise_from_cell"] = int((change[cell] > 0.0).sum())
    row["median_from_cell"] = 100.0 * float(np.nanmedian(change[cell]))
    best = usable & (error <= np.quantile(error[kept], BEST_SHARE))[:, None]
    row["raise_best"] = float((change[best] > 0.0).mean())
    row["stuck"] = float(stuck.sum() / kept.sum())
    return row


def report(benchmark: Benchmark, output: Output) -> None:
    """Write the table."""
    output.table(
        "edits",
        pd.DataFrame([facts(benchmark, dataset, device) for dataset in DATASETS for device in DEVICES]),
        "Single-edge changes and latency: proposals that NetAdapt could accept.",
        [
            "From the cell whose six edges are all 3x3 convolutions ('cell'), 24 changes: how many reduce its latency "
            "by at least 1, 5 or 10 % and so qualify, how many raise it, and the median change in per cent.",
            "'raise, best 1 %': of all changes of the 1 % most accurate connected, measured architectures (12-epoch "
            "validation), the share that raise the latency. 'stuck': share of all connected, measured architectures "
            "without any change that reduces the latency by 1 % of its own.",
            "No search is behind this table.",
        ],
        headings={
            "latency": "cell (ms)",
            **{f"qualify_{100 * delta:.0f}": f"qualify at {100 * delta:.0f} %" for delta in DELTAS},
            "raise_from_cell": "raise",
            "median_from_cell": "median change (%)",
            "raise_best": "raise, best 1 %",
        },
        formats={"latency": ".3f", "median_from_cell": ".1f", "raise_best": ".3f", "stuck": ".4f"},
    )
