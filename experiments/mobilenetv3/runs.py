"""Which runs: random search, platform-aware search, NetAdapt, and one after the other, at three targets per problem.

The fitness that guides search and adaptation is the validation accuracy after 12 epochs, which stands in for the short
trainings of the papers (MnasNet's few epochs, NetAdapt's T = 10,000 steps); 200 epochs stand for the final training.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from experiments import kit
from experiments.kit import DATASETS, FIGURE_DEVICES, QUANTILES, Case, Line
from suite.benchmark import Benchmark
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.study.spec import Budget, RunSpec, Scalar
from suite.tables.columns import cost_column

NAME = "mobilenetv3"
SEEDS = 20
ENERGY_DEVICES = tuple(device for device in FIGURE_DEVICES if device in kit.ENERGY_DEVICES)
BUDGET = Budget(queries=300)
FITNESS = kit.VALID_12
SEED_CELL = "333333"
"""All edges 3x3 convolutions, the slowest cell on most devices: the longest way for NetAdapt. It trains slowly: on
CIFAR-10 three quarters of its neighbours are more accurate after 12 epochs, one eighth after 200."""
DELTAS = (0.01, 0.05, 0.10)
CRITERIA = ("ratio", "accuracy")


@dataclass(frozen=True)
class Method(Line):
    """One column of the comparison.

    Attributes:
        tells: "target": it is told the target; "any": a target, the same in all its runs, as its course does not depend
            on it (the soft reward, see docs/algorithms/mnasnet.md); "nothing": it takes none. With "any" and "nothing"
            one run serves all targets.
    """

    tells: str = "target"


def method(
    key: str,
    label: str,
    algorithm: str,
    tells: str = "target",
    look: tuple[str, str, Any] | None = None,
    **params: Scalar,
) -> Method:
    """Return a method with its parameters other than the target; ``look`` is colour, marker and line."""
    style = SeriesStyle(label, OKABE_ITO[look[0]], look[1], look[2]) if look else None
    return Method(key, label, algorithm, params, style=style, tells=tells)


RANDOM = method("random", "random search", "random_search", "nothing", ("purple", "P", ":"))
NETADAPT = method("netadapt", "NetAdapt (restarted)", "netadapt", look=("green", "s", "-."), descents=0)
SOFT = method("search_soft", "search, w = -0.07", "mnasnet", "any", ("orange", "<", "--"))
SOFT_SMALL = method("search_soft_small", "search, w = -0.15", "mnasnet", "any", w=-0.15)
HARD = method("search_hard", "search, hard", "mnasnet", look=("sky", "v", (0, (5, 1, 1, 1, 1, 1))), reward="hard")
BOTH_SOFT = method("both_soft", "search, w = -0.07, then NetAdapt", "mobilenetv3")
BOTH_HARD = method("both_hard", "search, hard, then NetAdapt", "mobilenetv3", look=("black", "*", "-"), reward="hard")
METHODS = (RANDOM, NETADAPT, SOFT, SOFT_SMALL, HARD, BOTH_SOFT, BOTH_HARD)
"""Compared on every device and data set."""

COMBINATIONS = ((BOTH_SOFT, SOFT), (BOTH_HARD, HARD))
"""Each combination with the search that it starts with."""

AUTOREGRESSIVE = method(
    "search_autoregressive", "search, w = -0.07, autoregressive", "mnasnet", "any", controller="autoregressive"
)
HEADROOMS = tuple(
    method(f"both_hard_{factor:g}", f"hard, headroom {factor:g}", "mobilenetv3", reward="hard", headroom=factor)
    for factor in (1.0, 1.25, 2.0)
)
VARIANTS = (AUTOREGRESSIVE, *HEADROOMS)
"""Compared on CIFAR-10 only."""

DESCENTS = tuple(
    method(
        f"descent_{criterion}_{delta:g}", f"{criterion}, delta {100 * delta:g} %", "netadapt", criterion=criterion,
        delta=delta,
    )
    for criterion in CRITERIA
    for delta in DELTAS
)  # fmt: skip
"""One descent each from a found seed, CIFAR-10 only."""


def from_cell(descent: Method) -> Method:
    """Return one descent from the cell of 3x3 convolutions; nothing in it is random, so one run is enough."""
    params = {**descent.params, "seed_architecture": SEED_CELL}
    return Method(f"{descent.key}_from_cell", descent.label, "netadapt", params, most=1)


@lru_cache(maxsize=256)
def target(benchmark: Benchmark, dataset: str, device: str, quantile: float, metric: str = "latency") -> float:
    """Return the target in ms or mJ, rounded up to 0.001: a quantile over connected, measured architectures."""
    cost = benchmark.column(cost_column(device, metric), dataset)
    return kit.quantile_of(cost[kit.connected_cells(benchmark)], quantile)


def search(line: Line, dataset: str, device: str, limit: float | None, metric: str = "latency") -> RunSpec:
    """Return one search of a method, told ``limit`` unless that is None."""
    params: dict[str, Scalar] = {} if limit is None else {"cost_limit": limit}
    return line.spec(NAME, params, dataset=dataset, device=device, metric=metric, fitness=FITNESS, budget=BUDGET)


def at_targets(
    benchmark: Benchmark,
    methods: Iterable[Method],
    datasets: Sequence[str] = DATASETS,
    devices: Sequence[str] = FIGURE_DEVICES,
    metric: str = "latency",
) -> tuple[Case, ...]:
    """Return the searches of methods for the targets at three quantiles."""

    def at(dataset: str, device: str, quantile: float, line: Method) -> RunSpec:
        told = quantile if line.tells == "target" else QUANTILES[0]
        limit = None if line.tells == "nothing" else target(benchmark, dataset, device, told, metric)
        return search(line, dataset, device, limit, metric)

    return kit.grid(at, dataset=datasets, device=devices, quantile=QUANTILES, line=tuple(methods))


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    return (
        *at_targets(benchmark, METHODS),
        *at_targets(benchmark, (*VARIANTS, *DESCENTS), ("cifar10",)),
        *at_targets(benchmark, map(from_cell, DESCENTS)),
        *at_targets(benchmark, METHODS, ("cifar10",), ENERGY_DEVICES, "energy"),
    )
