"""What single-edge changes do to the latency, over the whole space and from the cell of 3x3 convolutions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Column, Study
from experiments.mobilenetv3 import words
from experiments.mobilenetv3.runs import DELTAS, FITNESS, SEED_CELL
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.setting import Setting

BEST_SHARE = 0.01
COLUMNS = (
    kit.DATASET,
    kit.DEVICE_IN_FULL,
    Column("latency", ".3f", "cell (ms)"),
    *(Column(f"qualify_{100 * delta:.0f}", heading=f"qualify at {100 * delta:.0f} %") for delta in DELTAS),
    Column("raise_from_cell", heading="raise"),
    Column("median_from_cell", ".1f", "median change (%)"),
    Column("raise_best", ".3f", "raise, best 1 %"),
    Column("stuck", ".4f"),
)


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


def facts(study: Study, dataset: str, device: str) -> dict[str, Any]:
    """Return how single-edge changes act on a device's latency.

    Counts and the median are of the 24 changes of the 3x3 cell. Of the connected, measured architectures: the share of
    changes of the best 1 % by searched fitness that raise the latency (over all of them it is one half, as every
    change can be undone), and the share without a qualifying change. A change without a measurement counts for nothing.
    """
    judged = study.judged(Setting(dataset, FITNESS, device))
    error, latency = judged.error, judged.cost
    cell = study.benchmark.space.parse(SEED_CELL)
    near = neighbours(study.benchmark)
    with np.errstate(invalid="ignore"):
        change = latency[near] / latency[:, None] - 1.0
    usable = (kit.connected_cells(study.benchmark) & ~np.isnan(latency))[:, None] & ~np.isnan(change)
    able = usable.any(axis=1)
    stuck = able & ~((change <= -DELTAS[0]) & usable).any(axis=1)
    best = usable & (error <= np.quantile(error[able], BEST_SHARE))[:, None]
    return {
        "dataset": dataset,
        "device": device,
        "latency": float(latency[cell]),
        **{f"qualify_{100 * delta:.0f}": int((change[cell] <= -delta).sum()) for delta in DELTAS},
        "raise_from_cell": int((change[cell] > 0.0).sum()),
        "median_from_cell": 100.0 * float(np.nanmedian(change[cell])),
        "raise_best": float((change[best] > 0.0).mean()),
        "stuck": float(stuck.sum() / able.sum()),
    }


def report(study: Study, output: Output) -> None:
    """Write the table."""
    rows = [facts(study, dataset, device) for dataset in kit.DATASETS for device in kit.FIGURE_DEVICES]
    kit.write_table(output, "edits", rows, COLUMNS, words.EDITS, words.EDITS_NOTES)
