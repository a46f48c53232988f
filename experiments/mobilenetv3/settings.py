"""Settings of the MobileNetV3 experiments as data, and the runs that they need.

The accuracy that guides search and adaptation is that of 12 epochs of training, which stands in for the short trainings
of the papers (MnasNet's few epochs, NetAdapt's T = 10,000 steps); 200 epochs stand for the final training.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from suite.benchmark import Benchmark
from suite.spaces.cell_graph import connected
from suite.study.spec import Budget, RunSpec, Scalar
from suite.tables.columns import cost_column

EXPERIMENT = "mobilenetv3"
SEEDS = 20
DATASETS = ("cifar10", "cifar100", "ImageNet16-120")
DEVICES = ("eyeriss", "edgetpu", "edgegpu", "fpga", "pixel3", "raspi4")
ENERGY_DEVICES = ("eyeriss", "edgegpu", "fpga")
"""Devices whose energy is in the tables."""
QUANTILES = (0.25, 0.50, 0.75)
"""Targets: quantiles of the cost of connected architectures that the device could run."""
BUDGET = Budget(queries=300)
PROXY = "valid@12:mean"
FULL = "valid_accuracy_200"
TEST = "test_accuracy_200"
SEED_CELL = "333333"
"""All edges 3x3 convolutions, the slowest cell on most devices: the longest way for NetAdapt. It trains slowly: on
CIFAR-10 three quarters of its neighbours are more accurate after 12 epochs, one eighth after 200."""
DELTAS = (0.01, 0.05, 0.10)
CRITERIA = ("ratio", "accuracy")


@dataclass(frozen=True)
class Method:
    """One column of the comparison.

    Attributes:
        name: identifier.
        label: for tables and figures.
        algorithm: name in the registry.
        params: without the target.
        tells: "target": it is told the target; "any": a target, the same in all its runs, as its course does not depend
            on it (the soft reward, see docs/algorithms/mnasnet.md); "nothing": it takes none. With "any" and "nothing"
            one run serves all targets.
    """

    name: str
    label: str
    algorithm: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    tells: str = "target"


RANDOM = Method("random", "random search", "random_search", tells="nothing")
NETADAPT = Method("netadapt", "NetAdapt (restarted)", "netadapt", {"descents": 0})
SOFT = Method("search_soft", "search, w = -0.07", "mnasnet", tells="any")
SOFT_SMALL = Method("search_soft_small", "search, w = -0.15", "mnasnet", {"w": -0.15}, "any")
HARD = Method("search_hard", "search, hard", "mnasnet", {"reward": "hard"})
BOTH_SOFT = Method("both_soft", "search, w = -0.07, then NetAdapt", "mobilenetv3")
BOTH_HARD = Method("both_hard", "search, hard, then NetAdapt", "mobilenetv3", {"reward": "hard"})
METHODS = (RANDOM, NETADAPT, SOFT, SOFT_SMALL, HARD, BOTH_SOFT, BOTH_HARD)
"""Compared on every device and data set."""

COMBINATIONS = ((BOTH_SOFT, SOFT), (BOTH_HARD, HARD))
"""Each combination with the search that it starts with."""

AUTOREGRESSIVE = Method(
    "search_autoregressive", "search, w = -0.07, autoregressive", "mnasnet", {"controller": "autoregressive"}, "any"
)
HEADROOMS = tuple(
    Method(f"both_hard_{factor:g}", f"hard, headroom {factor:g}", "mobilenetv3", {"reward": "hard", "headroom": factor})
    for factor in (1.0, 1.25, 2.0)
)
VARIANTS = (AUTOREGRESSIVE, *HEADROOMS)
"""Compared on CIFAR-10 only."""

DESCENTS = tuple(
    Method(
        f"descent_{criterion}_{delta:g}",
        f"{criterion}, delta {100 * delta:g} %",
        "netadapt",
        {"criterion": criterion, "delta": delta},
    )
    for criterion in CRITERIA
    for delta in DELTAS
)
"""One descent each from a found seed, CIFAR-10 only."""


def from_cell(descent: Method) -> Method:
    """Return one descent from the cell of 3x3 convolutions; nothing in it is random, so one run is enough."""
    return Method(
        f"{descent.name}_from_cell", descent.label, "netadapt", {**descent.params, "seed_architecture": SEED_CELL}
    )


@lru_cache(maxsize=1)
def connected_cells(benchmark: Benchmark) -> np.ndarray:
    """Return which architectures ``(15625,)`` connect their input with their output."""
    return connected(benchmark.space.all_codes)


@lru_cache(maxsize=256)
def target(benchmark: Benchmark, dataset: str, device: str, quantile: float, metric: str = "latency") -> float:
    """Return the target in ms or mJ, rounded up to 0.001: a quantile over connected, measured architectures."""
    cost = benchmark.column(cost_column(device, metric), dataset)
    cost = cost[connected_cells(benchmark) & ~np.isnan(cost)]
    return math.ceil(1000.0 * float(np.quantile(cost, quantile))) / 1000.0


def search(
    method: Method, dataset: str, device: str, limit: float | None, seed: int, metric: str = "latency"
) -> RunSpec:
    """Return one run of a method, told ``limit`` unless that is None."""
    params = {**method.params, **({} if limit is None else {"cost_limit": limit})}
    return RunSpec(
        experiment=EXPERIMENT,
        algorithm=method.algorithm,
        params=tuple(params.items()),
        dataset=dataset,
        device=device,
        metric=metric,
        fitness=PROXY,
        budget=BUDGET,
        seed=seed,
    )


def searches(
    benchmark: Benchmark,
    method: Method,
    dataset: str,
    device: str,
    quantile: float,
    seeds: int,
    metric: str = "latency",
) -> list[RunSpec]:
    """Return a run per seed of a method for the target at a quantile."""
    told = quantile if method.tells == "target" else QUANTILES[0]
    limit = None if method.tells == "nothing" else target(benchmark, dataset, device, told, metric)
    return [search(method, dataset, device, limit, seed, metric) for seed in range(seeds)]


def all_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every run of the tables and figures."""
    runs: list[RunSpec] = []
    for quantile in QUANTILES:
        for device in DEVICES:
            for dataset in DATASETS:
                extra = (*VARIANTS, *DESCENTS) if dataset == "cifar10" else ()
                for method in (*METHODS, *extra):
                    runs += searches(benchmark, method, dataset, device, quantile, seeds)
                for descent in DESCENTS:
                    runs += searches(benchmark, from_cell(descent), dataset, device, quantile, 1)
        for device in ENERGY_DEVICES:
            for method in METHODS:
                runs += searches(benchmark, method, "cifar10", device, quantile, seeds, "energy")
    return runs
