"""Every hardware-aware method on every kind of cost: latency, energy, both, and several devices at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from experiments.formulations.settings import spec_of
from suite.algorithms import registry
from suite.analysis.evaluation import Evaluator
from suite.benchmark import Benchmark
from suite.objectives.costs import cost_objectives
from suite.objectives.devices import cost_columns
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec

DATASET = "cifar10"
QUERIES = 300
SEEDS = 3
"""At most so many of the seeds: a demonstration, not a comparison."""

METHODS = ("hw_evrsnas", "mo_hdnas", "nsga2", "pymoo_moead", "linas", "fbnet_dnas", "mnasnet", "netadapt")
COSTS = (
    ("fpga", "latency"),
    ("fpga", "energy"),
    ("fpga", "latency+energy"),
    ("worst:raspi4,fpga", "latency"),
    ("sum:raspi4,fpga", "latency"),
    ("each:raspi4,fpga", "latency"),
)


@lru_cache(maxsize=16)
def middle(benchmark: Benchmark, device: str, metric: str) -> float:
    """Return the median of the (first) cost: the limit of the methods that need one."""
    return float(np.nanmedian(cost_objectives(benchmark, DATASET, device, metric)[0].values))


def takes(method: str, device: str, metric: str) -> bool:
    """Return whether the method takes as many objectives as that is."""
    most = registry.get(method).n_objectives[1]
    return most is None or 1 + len(cost_columns(device, metric)) <= most


def search(benchmark: Benchmark, method: str, device: str, metric: str, seed: int) -> RunSpec:
    """Return one run; a parameter without a default is the cost limit."""
    needed = [key for key, default in registry.parameters(method).items() if default is registry.REQUIRED]
    params = tuple((key, middle(benchmark, device, metric)) for key in needed)
    return spec_of((DATASET, device, metric), method, None, QUERIES, seed, params=params)


def all_runs(benchmark: Benchmark, seeds: int) -> list[RunSpec]:
    """Return every run of the demonstration."""
    return [
        search(benchmark, method, device, metric, seed)
        for method in METHODS
        for device, metric in COSTS
        if takes(method, device, metric)
        for seed in range(min(seeds, SEEDS))
    ]


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the table."""
    count = min(seeds, SEEDS)
    rows = []
    for method in METHODS:
        row: dict[str, Any] = {"method": method}
        for device, metric in COSTS:
            row[f"{device} {metric}"] = _cell(benchmark, records, method, device, metric, count)
        rows.append(row)
    headings = {
        f"{device} {metric}": ", ".join(c.title for c in cost_columns(device, metric)) for device, metric in COSTS
    }
    headings |= {f"fpga {metric}": f"FPGA {metric}" for metric in ("latency", "energy", "latency+energy")}
    headings |= {f"{how}:raspi4,fpga latency": f"{how} of Raspberry Pi 4, FPGA" for how in ("worst", "sum", "each")}
    output.table(
        "every-method",
        pd.DataFrame(rows),
        f"Every hardware-aware method on latency, energy, both and several devices (CIFAR-10, {QUERIES} queries).",
        [
            f"Mean of {count} seeds: 'HV': hypervolume regret of everything evaluated; for methods that search one "
            "cost limit (the median cost) 'limit': validation accuracy of the enumerated best cell within the limit "
            "minus that of the best one evaluated, points. A dash: the method takes one cost only (worst: or sum: put "
            "several together). 'worst', 'sum': relative to the devices' medians.",
            "It shows that they run and is no comparison: the measures differ, and the budget suits none.",
        ],
        headings=headings,
    )


def _cell(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], method: str, device: str, metric: str, count: int
) -> str:
    if not takes(method, device, metric):
        return "-"
    specs = [search(benchmark, method, device, metric, seed) for seed in range(count)]
    limit = middle(benchmark, device, metric) if specs[0].params else None
    evaluator = Evaluator(specs[0], benchmark, limit)
    found = [evaluator.evaluate(records[spec]) for spec in specs]
    if limit is None:
        return f"HV {np.mean([each.hypervolume_regret for each in found]):.4f}"
    regrets = [each.error_regret for each in found]
    failed = sum(np.isinf(regrets))
    known = [regret for regret in regrets if np.isfinite(regret)]
    return (f"limit {np.mean(known):.2f}" if known else "none feasible") + (f" ({failed} failed)" if failed else "")
