"""Settings of the HW-EvRSNAS experiments as data, and the runs that they need.

Population, generations, operators and penalty of the paper are unknown (only its abstract and MO-HDNAS's account of it
were at hand); the budget is MO-HDNAS's 20 x 100 queries, so that both methods spend the same per run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from suite.benchmark import Benchmark
from suite.study.spec import Budget, RunSpec

EXPERIMENT = "hw-evrsnas"
SEEDS = 20
DATASETS = ("cifar10", "cifar100", "ImageNet16-120")
DEVICES = ("eyeriss", "edgetpu", "edgegpu", "fpga", "pixel3", "raspi4")
BUDGET = Budget(queries=2000)
PROXY = "valid@200:mean"
PENALTIES = ("one-sided", "two-sided")

NINE_PANEL = ("cifar100", "fpga")
NINE_LIMITS_MS = (2.0, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0)
"""Latency constraints of MO-HDNAS Fig. 5."""

QUANTILES = (0.25, 0.50, 0.75)
"""Added: constraints at these quantiles of the device's measured latencies."""


def search(dataset: str, device: str, limit_ms: float, seed: int, penalty: str) -> RunSpec:
    """Return one constrained search."""
    return RunSpec(
        experiment=EXPERIMENT,
        algorithm="hw_evrsnas",
        params=(("cost_limit", limit_ms), ("penalty", penalty)),
        dataset=dataset,
        device=device,
        accuracy=PROXY,
        budget=BUDGET,
        seed=seed,
    )


def nine_constraints(seeds: int, penalty: str = "one-sided") -> dict[float, list[RunSpec]]:
    """Return for each of the nine limits (ms) one search per seed, on FPGA and CIFAR-100."""
    return {limit: [search(*NINE_PANEL, limit, seed, penalty) for seed in range(seeds)] for limit in NINE_LIMITS_MS}


def quantile_limit(benchmark: Benchmark, dataset: str, device: str, quantile: float) -> float:
    """Return the latency in ms, rounded up to 0.001, at a quantile of the architectures that the device could run."""
    latency = benchmark.column(f"{device}_latency_ms", dataset)
    return math.ceil(1000.0 * float(np.quantile(latency[~np.isnan(latency)], quantile))) / 1000.0


def quantile_constraints(benchmark: Benchmark, dataset: str, device: str, seeds: int) -> dict[float, list[RunSpec]]:
    """Return for each quantile one search per seed."""
    limits = {quantile: quantile_limit(benchmark, dataset, device, quantile) for quantile in QUANTILES}
    return {
        quantile: [search(dataset, device, limit, seed, "one-sided") for seed in range(seeds)]
        for quantile, limit in limits.items()
    }


def all_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every run of the HW-EvRSNAS tables and figures."""
    runs = [spec for penalty in PENALTIES for specs in nine_constraints(seeds, penalty).values() for spec in specs]
    for dataset in DATASETS:
        for device in DEVICES:
            constraints = quantile_constraints(benchmark, dataset, device, seeds)
            runs += [spec for specs in constraints.values() for spec in specs]
    return runs
