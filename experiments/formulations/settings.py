"""Settings of the comparison of formulations as data, and the runs that it needs.

Every formulation gets the same search engine, NSGA-II, which with one objective is an elitist genetic algorithm, and
the same total budget: three runs of 300 queries (one per cost limit, lambda or tolerance), or one run of 900 for the
Pareto front. So what differs is the formulation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from suite.benchmark import Benchmark
from suite.objectives.costs import cost_objectives, median_cost
from suite.study.spec import Budget, RunSpec
from suite.tables.columns import DATASETS, DEVICES, HARDWARE_COLUMNS

EXPERIMENT = "survey-formulations"
SEEDS = 20
ACCURACY = "valid@200:mean"
ONE_RUN, THREE_RUNS = 300, 900
"""Queries of a run, and of the three runs that every formulation gets."""
QUANTILES = (0.25, 0.50, 0.75)
"""Cost limits: these quantiles of the device's measured costs."""

ENERGY = tuple(device for device in DEVICES if f"{device}_energy_mj" in HARDWARE_COLUMNS)
COSTS = tuple((device, "latency") for device in DEVICES) + tuple((device, "energy") for device in ENERGY)
SETTINGS = tuple((dataset, device, metric) for dataset in DATASETS for device, metric in COSTS)
"""Data set, device, metric: 27."""
Setting = tuple[str, str, str]


@dataclass(frozen=True)
class Family:
    """A formulation with what its three runs differ in.

    Attributes:
        name: as tables and figures call it.
        texts: formulation of each of the three runs, "{limit}" for the cost limits; empty: one long run on the columns.
        algorithm: who searches.
    """

    name: str
    texts: tuple[str, ...]
    algorithm: str = "nsga2"

    @property
    def per_limit(self) -> bool:
        """Whether there is a run per cost limit."""
        return any("{limit}" in text for text in self.texts)


def _thrice(text: str) -> tuple[str, ...]:
    return (text,) * len(QUANTILES)


PARETO = "Pareto (NSGA-II)"
FAMILIES = (
    Family("constrained, penalty", _thrice("constrained:{limit}")),
    Family("constrained, hard", _thrice("constrained:{limit},hard")),
    Family("weighted product, soft", _thrice("weighted-product:{limit},-0.07")),
    Family("weighted product, hard", _thrice("weighted-product:{limit},-1,hard")),
    Family("weighted sum", ("weighted-sum:0.25", "weighted-sum:0.5", "weighted-sum:0.75")),
    Family("two-stage", ("two-stage:0.5", "two-stage:1", "two-stage:3")),
    Family(PARETO, ()),
    Family("random search", (), "random_search"),
)

METHODS_DATASET = "cifar10"
METHODS = (
    Family("constrained, penalty", _thrice("constrained:{limit}"), "regularized_evolution"),
    Family("weighted product, soft", _thrice("weighted-product:{limit},-0.07"), "regularized_evolution"),
    Family("weighted sum 0.5", ("weighted-sum:0.5",), "regularized_evolution"),
    Family("two-stage 1", ("two-stage:1",), "regularized_evolution"),
    Family("Pareto", (), "nsga2"),
    Family("Pareto", (), "mo_hdnas"),
    Family("Pareto", (), "pymoo_moead"),
)
"""The second part: formulations by another one-objective method beside methods for fronts, one run each."""

DEVICE_SETS = (("raspi4", "pixel3"), ("eyeriss", "fpga"), DEVICES)
"""The third part: devices that one cell has to serve."""


@lru_cache(maxsize=256)
def limits(benchmark: Benchmark, setting: Setting) -> tuple[float, ...]:
    """Return the cost limits in ms or mJ: quantiles of what was measured, rounded up to 0.001."""
    (cost,) = cost_objectives(benchmark, *setting)
    known = cost.values[~np.isnan(cost.values)]
    return tuple(math.ceil(1000.0 * float(np.quantile(known, quantile))) / 1000.0 for quantile in QUANTILES)


def spec_of(setting: Setting, algorithm: str, text: str | None, queries: int, seed: int, **more: object) -> RunSpec:
    """Return one search."""
    dataset, device, metric = setting
    values: dict[str, object] = {"formulation": text, **more}
    return RunSpec(
        experiment=EXPERIMENT,
        algorithm=algorithm,
        dataset=dataset,
        device=device,
        metric=metric,
        fitness=ACCURACY,
        budget=Budget(queries=queries),
        seed=seed,
        **values,  # type: ignore[arg-type]
    )


def family_runs(
    benchmark: Benchmark, family: Family, setting: Setting, seed: int, long: int = THREE_RUNS
) -> list[RunSpec]:
    """Return the runs of a family for one seed: one per text, or one of ``long`` queries."""
    if not family.texts:
        return [spec_of(setting, family.algorithm, None, long, seed)]
    bounds = limits(benchmark, setting) if family.per_limit else (0.0,) * len(family.texts)
    return [
        spec_of(setting, family.algorithm, text.format(limit=repr(bound)), ONE_RUN, seed)
        for text, bound in zip(family.texts, bounds, strict=True)
    ]


def methods_settings() -> list[Setting]:
    """Return the settings of the second part: latency on six devices."""
    return [(METHODS_DATASET, device, "latency") for device in DEVICES]


def methods_runs(benchmark: Benchmark, family: Family, setting: Setting, seed: int) -> list[RunSpec]:
    """Return the runs of the second part; the front of NSGA-II is the start of its long run."""
    return family_runs(benchmark, family, setting, seed, THREE_RUNS if family.algorithm == "nsga2" else ONE_RUN)


def device_runs(benchmark: Benchmark, devices: Sequence[str], dataset: str, seed: int) -> dict[str, list[RunSpec]]:
    """Return the runs of the third part: each device's cost at most its median, by formulation of "each"."""
    text = ",".join(devices)
    alone = []
    for device in devices:
        (cost,) = cost_objectives(benchmark, dataset, device)
        limit = median_cost(benchmark, cost.values)
        alone.append(spec_of((dataset, device, "latency"), "nsga2", f"constrained:{limit!r}", ONE_RUN, seed))
    return {
        "worst, constrained": [spec_of((dataset, f"worst:{text}", "latency"), "nsga2", "constrained:1", ONE_RUN, seed)],
        "sum, constrained": [
            spec_of((dataset, f"sum:{text}", "latency"), "nsga2", f"constrained:{len(devices)}", ONE_RUN, seed)
        ],
        "each, Pareto": [spec_of((dataset, f"each:{text}", "latency"), "nsga2", None, ONE_RUN, seed)],
        "one device only": alone,
    }


def all_runs(benchmark: Benchmark, seeds: int) -> list[RunSpec]:
    """Return every run but those of :mod:`experiments.formulations.every_method`."""
    runs = []
    for family, setting, seed in product(FAMILIES, SETTINGS, range(seeds)):
        runs += family_runs(benchmark, family, setting, seed)
    for family, setting, seed in product(METHODS, methods_settings(), range(seeds)):
        runs += methods_runs(benchmark, family, setting, seed)
    for devices, dataset, seed in product(DEVICE_SETS, DATASETS, range(seeds)):
        runs += [spec for specs in device_runs(benchmark, devices, dataset, seed).values() for spec in specs]
    return runs
