"""Searches on estimated cost, paired by seed with searches on true cost; all are scored on true cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.kit import quantile_limit
from experiments.quantities import front_problem, latency_ms
from experiments.survey.estimation import has_base
from experiments.survey.quantities import Setting
from experiments.survey.settings import EXPERIMENT, LABELS, LOOK_UP
from suite.analysis.indicators import hypervolume
from suite.benchmark import Benchmark
from suite.estimators.cost_source import parse_cost_source
from suite.study.record import Record
from suite.study.spec import Budget, RunSpec, Scalar
from suite.tables.columns import DEVICES

DATASET = "cifar100"
PROXY = "valid@200:mean"
BUDGET = Budget(queries=2000)
"""MO-HDNAS's 20 x 100, for all methods."""
TRUE = "table"
COSTS = (
    TRUE,
    "macs:10",
    "lut:none",
    "lut:skip",
    "ridge:10",
    "ridge:50",
    "ridge:124",
    "svr:124",
    "random_forest:124",
    "gradient_boosting:124",
    "mlp:124",
    "gradient_boosting:900",
)
QUANTILE = 0.5
"""HW-EvRSNAS's limit: the median of the device's measured latencies."""


@dataclass(frozen=True)
class Method:
    """A search method of the comparison."""

    name: str
    label: str
    params: tuple[tuple[str, Scalar], ...] = ()


FRONTS = (Method("nsga2", "NSGA-II", (("population_size", 20),)), Method("mo_hdnas", "MO-HDNAS"))
LIMITED = Method("hw_evrsnas", "HW-EvRSNAS")


def costs(benchmark: Benchmark, device: str) -> tuple[str, ...]:
    """Return the costs that can be had on ``device`` (Edge TPU has no all-none base for a look-up table)."""
    absent = {
        strategy.estimator
        for strategy in LOOK_UP
        if not has_base(benchmark, Setting(DATASET, device, "latency"), strategy)
    }
    return tuple(cost for cost in COSTS if cost not in absent)


def cost_label(text: str) -> str:
    """Return the name of a cost for readers, its number of measurements behind a colon."""
    if text == TRUE:
        return "true cost"
    if text.startswith("lut:"):
        return f"{LABELS[text.replace(':', '_')]}: 25"
    chosen = parse_cost_source(text)
    return f"{LABELS[chosen.name]}: {chosen.n}"


def search(benchmark: Benchmark, method: Method, device: str, cost: str, seed: int) -> RunSpec:
    """Return one search; its random stream does not depend on ``cost``, so costs are compared in pairs."""
    params = method.params
    if method is LIMITED:
        params = (("cost_limit", quantile_limit(benchmark, DATASET, device, QUANTILE)),)
    return RunSpec(
        experiment=EXPERIMENT,
        algorithm=method.name,
        params=params,
        dataset=DATASET,
        device=device,
        fitness=PROXY,
        budget=BUDGET,
        seed=seed,
        cost_source=cost,
    )


def all_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every search; those of one estimate stand together, so that a worker makes the estimate once."""
    return [
        search(benchmark, method, device, cost, seed)
        for device in DEVICES
        for cost in costs(benchmark, device)
        for seed in range(seeds)
        for method in (*FRONTS, LIMITED)
    ]


def front_rows(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> pd.DataFrame:
    """Return one row per multi-objective search: hypervolume on true cost, and what was lost to the one on true cost.

    Columns: method, device, cost, seed; ``volume_returned``, ``volume_queried`` relative to the exact front's;
    ``loss_returned``, ``loss_queried``: those of the search on true cost with the same seed minus these.
    """
    rows: list[dict[str, Any]] = []
    for device in DEVICES:
        problem = front_problem(benchmark, DATASET, device, PROXY)
        reference = problem.reference()
        best = hypervolume(problem.values[problem.exact_front()], reference)
        for method in FRONTS:
            true: dict[tuple[int, str], float] = {}
            for cost in costs(benchmark, device):
                for seed in range(seeds):
                    record = records[search(benchmark, method, device, cost, seed)]
                    row: dict[str, Any] = {"method": method.name, "device": device, "cost": cost, "seed": seed}
                    for name, indices in (
                        ("returned", record.recommended.astype(np.int64)),
                        ("queried", np.unique(record.indices).astype(np.int64)),
                    ):
                        volume = hypervolume(problem.values[indices], reference) / best
                        if cost == TRUE:
                            true[seed, name] = volume
                        row |= {f"volume_{name}": volume, f"loss_{name}": true[seed, name] - volume}
                    rows.append(row)
    return pd.DataFrame(rows)


def limit_rows(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> pd.DataFrame:
    """Return one row per search under a cost limit: true cost, whether it breaks the limit, accuracy lost.

    Columns: device, cost, seed, index; ``latency_ms`` true; ``violates``: above the limit; ``excess_percent``: by how
    much, 0 within; ``valid_lost``: validation accuracy of the search on true cost with the same seed minus this one's.
    """
    rows: list[dict[str, Any]] = []
    for device in DEVICES:
        limit = quantile_limit(benchmark, DATASET, device, QUANTILE)
        latency = latency_ms(benchmark, DATASET, device)
        error = front_problem(benchmark, DATASET, device, PROXY).values[:, 0]
        true: dict[int, float] = {}
        for cost in costs(benchmark, device):
            for seed in range(seeds):
                # an elite is kept, and every device runs most cells: a run that returns nothing is an error here
                index = int(records[search(benchmark, LIMITED, device, cost, seed)].recommended[0])
                if cost == TRUE:
                    true[seed] = float(error[index])
                rows.append(
                    {
                        "device": device,
                        "cost": cost,
                        "seed": seed,
                        "index": index,
                        "limit_ms": limit,
                        "latency_ms": float(latency[index]),
                        "violates": bool(latency[index] > limit),
                        "excess_percent": 100.0 * max(0.0, float(latency[index]) / limit - 1.0),
                        "valid_lost": float(error[index]) - true[seed],
                    }
                )
    return pd.DataFrame(rows)
