"""Settings of the HW-EvRSNAS experiments as data, and the runs that they need.

Population, generations, operators and penalty of the paper are unknown (only its abstract and MO-HDNAS's account of it
were at hand); the budget is MO-HDNAS's 20 x 100 queries, so that both methods spend the same per run. On RMI the
penalty has the weight of the fitness's range.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from suite.benchmark import Benchmark
from suite.objectives.fitness import parse_fitness
from suite.study.spec import Budget, RunSpec, Scalar

EXPERIMENT = "hw-evrsnas"
SEEDS = 20
DATASETS = ("cifar10", "cifar100", "ImageNet16-120")
DEVICES = ("eyeriss", "edgetpu", "edgegpu", "fpga", "pixel3", "raspi4")
BUDGET = Budget(queries=2000)
RMI = "score:rmi:sum"
"""The paper's fitness: the sum of the representation mutual information, by the default score table."""

UPPER = "valid@200:mean"
"""Upper bound: what a search finds that knows the accuracy itself."""

FITNESSES = (RMI, UPPER)
RMI_WEIGHT = 3.0
"""Penalty at twice the limit on RMI: the whole range of the sum of three similarities, as 100 is of an accuracy."""

PENALTIES = ("one-sided", "two-sided")

NINE_PANEL = ("cifar100", "fpga")
NINE_LIMITS_MS = (2.0, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0)
"""Latency constraints of MO-HDNAS Fig. 5."""

QUANTILES = (0.25, 0.50, 0.75)
"""Added: constraints at these quantiles of the device's measured latencies."""


def search(dataset: str, device: str, limit_ms: float, seed: int, penalty: str, accuracy: str = RMI) -> RunSpec:
    """Return one constrained search."""
    params: dict[str, Scalar] = {"cost_limit": limit_ms, "penalty": penalty}
    if parse_fitness(accuracy).column is not None:
        params["penalty_weight"] = RMI_WEIGHT
    return RunSpec(
        experiment=EXPERIMENT,
        algorithm="hw_evrsnas",
        params=tuple(params.items()),
        dataset=dataset,
        device=device,
        fitness=accuracy,
        budget=BUDGET,
        seed=seed,
    )


def nine_constraints(seeds: int, penalty: str = "one-sided", accuracy: str = RMI) -> dict[float, list[RunSpec]]:
    """Return for each of the nine limits (ms) one search per seed, on FPGA and CIFAR-100."""
    return {
        limit: [search(*NINE_PANEL, limit, seed, penalty, accuracy) for seed in range(seeds)]
        for limit in NINE_LIMITS_MS
    }


def quantile_limit(benchmark: Benchmark, dataset: str, device: str, quantile: float) -> float:
    """Return the latency in ms, rounded up to 0.001, at a quantile of the architectures that the device could run."""
    latency = benchmark.column(f"{device}_latency_ms", dataset)
    return math.ceil(1000.0 * float(np.quantile(latency[~np.isnan(latency)], quantile))) / 1000.0


def quantile_constraints(
    benchmark: Benchmark, dataset: str, device: str, seeds: int, accuracy: str = RMI
) -> dict[float, list[RunSpec]]:
    """Return for each quantile one search per seed."""
    limits = {quantile: quantile_limit(benchmark, dataset, device, quantile) for quantile in QUANTILES}
    return {
        quantile: [search(dataset, device, limit, seed, "one-sided", accuracy) for seed in range(seeds)]
        for quantile, limit in limits.items()
    }


def all_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every run of the HW-EvRSNAS tables and figures."""
    runs: list[RunSpec] = []
    for accuracy in FITNESSES:
        for penalty in PENALTIES:
            runs += [spec for specs in nine_constraints(seeds, penalty, accuracy).values() for spec in specs]
        for dataset in DATASETS:
            for device in DEVICES:
                constraints = quantile_constraints(benchmark, dataset, device, seeds, accuracy)
                runs += [spec for specs in constraints.values() for spec in specs]
    return runs
