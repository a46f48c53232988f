"""Which searches: on true and on estimated cost, from one start a seed; all are scored on true cost."""

from __future__ import annotations

from collections.abc import Iterable

from experiments import kit
from experiments.kit import DEVICES, Case, Line
from experiments.survey.costs import Cost
from experiments.survey.estimation import has_base
from experiments.survey.strategies import LOOK_UP, of_source
from suite.benchmark import Benchmark
from suite.study.spec import Budget, RunSpec

NAME = "survey"
SEEDS = 5
"""Searches per problem."""

DATASET = "cifar100"
BUDGET = Budget(queries=2000)
"""MO-HDNAS's 20 x 100, for all methods."""

TRUE = "table"
SOURCES = (
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
"""Cost sources, the true cost first."""

QUANTILE = 0.5
"""HW-EvRSNAS's limit: the median of the device's measured latencies."""

FRONTS = (Line("nsga2", "NSGA-II", "nsga2", {"population_size": 20}), Line("mo_hdnas", "MO-HDNAS", "mo_hdnas"))
LIMITED = Line("hw_evrsnas", "HW-EvRSNAS", "hw_evrsnas")


def source_name(source: str) -> str:
    """Return the name of a cost source for readers, its number of measurements behind a colon."""
    if source == TRUE:
        return "true cost"
    strategy, size = of_source(source)
    return f"{strategy.label}: {size}"


def sources(benchmark: Benchmark, device: str) -> tuple[str, ...]:
    """Return the cost sources that ``device`` has (Edge TPU has no all-none base for a look-up table)."""
    latency = Cost(DATASET, device, "latency")
    absent = {strategy.estimator for strategy in LOOK_UP if not has_base(benchmark, latency, strategy)}
    return tuple(source for source in SOURCES if source not in absent)


def searches(benchmark: Benchmark, **axes: Iterable[object]) -> tuple[Case, ...]:
    """Return the searches of these lines, devices and cost sources.

    The random stream of a search does not depend on the cost source: searches of one seed start alike.
    """
    there = {device: sources(benchmark, device) for device in DEVICES}

    def search(line: Line, device: str, cost_source: str) -> RunSpec | None:
        if cost_source not in there[device]:
            return None
        limit = kit.quantile_limit(benchmark, DATASET, device, QUANTILE)
        params = {"cost_limit": limit} if line == LIMITED else {}
        fields = {"dataset": DATASET, "device": device, "fitness": kit.VALID, "budget": BUDGET}
        return line.spec(NAME, params, cost_source=cost_source, **fields)

    return kit.grid(search, **axes)


def for_fronts(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return the multi-objective searches."""
    return searches(benchmark, device=DEVICES, line=FRONTS, cost_source=SOURCES)


def within_limits(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return the searches under a cost limit."""
    return searches(benchmark, line=(LIMITED,), device=DEVICES, cost_source=SOURCES)


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search; those of one estimate stand together, so that a worker makes the estimate once."""
    return searches(benchmark, device=DEVICES, cost_source=SOURCES, line=(*FRONTS, LIMITED))
