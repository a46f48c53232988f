"""One cell for several devices: worst case, sum, a column each, or a search that knew one device only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments import kit
from experiments.formulations import words
from experiments.formulations.runs import DEVICE_SETS, FITNESS, several
from experiments.kit import Case, Column, Floats, Study
from suite.analysis.statistics import bootstrap_ci
from suite.objectives.costs import median_cost
from suite.objectives.devices import Devices
from suite.report.output import Output
from suite.study.record import Record
from suite.study.setting import Setting


def set_name(devices: Sequence[str]) -> str:
    """Return how tables call a set of devices."""
    return "all six" if len(devices) > 2 else " and ".join(map(kit.device_name, devices))


COLUMNS = (
    Column("devices", show=set_name),
    Column("search"),
    Column("runs", value=len),
    Column("all_kept", ".2f", "all kept", "mean"),
    Column("found", ".2f", value="mean"),
    Column("regret", ".3f", value="mean"),
    Column("largest", ".2f", value="median"),
    Column("valid", ".2f", "validation accuracy", "mean"),
    Column("test", ".2f", "test accuracy", "mean"),
)


def relative(study: Study, dataset: str, devices: Sequence[str]) -> Floats:
    """Return the latencies relative to the devices' medians ``(size, devices)``."""
    setting = Setting(dataset, FITNESS, f"each:{','.join(devices)}")
    costs = study.judged(setting).problem.values[:, 1:]
    return np.asarray(costs / [median_cost(study.benchmark, cost) for cost in costs.T])


def kept(searched: Devices, devices: Sequence[str], costs: Floats) -> NDArray[np.bool_]:
    """Return which cells ``(size,)`` keep what a search was asked for; a search of the front every limit.

    Args:
        searched: the devices of the search.
        devices: the devices that the cell has to serve.
        costs: their relative latencies ``(size, devices)``.
    """
    if searched.how == "sum":
        return np.asarray(costs.sum(axis=1) <= len(devices))
    if searched.how:
        return np.asarray(costs.max(axis=1) <= 1.0)
    return np.asarray(costs[:, devices.index(searched.text)] <= 1.0)


def best_of(seen: ArrayLike, allowed: NDArray[np.bool_], error: Floats) -> int:
    """Return the evaluated cell with the lowest error among those allowed, the first of equals; -1 if there is none."""
    inside = np.asarray(seen, dtype=np.int64)
    inside = inside[allowed[inside]]
    return int(inside[np.argmin(error[inside])]) if len(inside) else -1


def per_run(study: Study) -> pd.DataFrame:
    """Return one row per run: the cell chosen by what was asked for, and the best one that keeps every limit."""
    costs = {where: relative(study, *where) for where in product(kit.DATASETS, DEVICE_SETS)}

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        assert case.spec.device is not None
        devices, judged = case["devices"], study.judged(case)
        latency = costs[case["dataset"], devices]
        feasible = latency.max(axis=1) <= 1.0
        chosen = best_of(record.indices, kept(case.spec.device, devices, latency), judged.error)
        best = best_of(record.indices, feasible, judged.error)
        return {
            "all_kept": chosen >= 0 and bool(feasible[chosen]),
            "largest": float(latency[chosen].max()) if chosen >= 0 else float("nan"),
            "found": best >= 0,
            "regret": float(judged.error[best] - judged.error[feasible].min()) if best >= 0 else float("inf"),
            "valid": float(judged.valid[best]) if best >= 0 else float("nan"),
            "test": float(judged.test[best]) if best >= 0 else float("nan"),
        }

    return study.tidy(several(study.benchmark), measure)


def report(study: Study, output: Output) -> pd.DataFrame:
    """Write the table, and return its cells with intervals for the figure."""
    runs = per_run(study)
    rows = kit.summarise(runs, ("devices", "search"), COLUMNS)
    kit.write_table(output, "several-devices", rows, COLUMNS, words.SEVERAL, words.SEVERAL_NOTES, seeds=study.seeds)
    ends = kit.summarise(runs, ("devices", "search"), COLUMNS[:2], _ends)
    return kit.shown(rows, COLUMNS).join(ends[[name for name in ends if name.endswith(("_low", "_high"))]])


def _ends(group: pd.DataFrame) -> dict[str, float]:
    """Return the ends of the bars: 95 % intervals of the means, the quartiles of the largest latency."""
    ends: dict[str, float] = {}
    for column in ("all_kept", "regret"):
        sample = kit.finite(group[column].to_numpy(dtype=np.float64))
        found = bootstrap_ci(
            sample, kit.generator("several-devices", column, *map(str, group.iloc[0][["devices", "search"]]))
        )
        ends |= {f"{column}_low": found.low, f"{column}_high": found.high}
    low, high = np.nanquantile(group["largest"], [0.25, 0.75])
    return ends | {"largest_low": float(low), "largest_high": float(high)}
