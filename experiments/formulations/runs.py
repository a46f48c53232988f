"""Which runs: formulations at one total budget, other methods on them, one cell for several devices, every method.

Every formulation gets the same search engine, NSGA-II, which with one objective is an elitist genetic algorithm, and
the same total budget: three runs of 300 queries (one per cost limit, lambda or tolerance), or one run of 900 for the
Pareto front. So what differs is the formulation.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import DATASETS, DEVICES, ENERGY_DEVICES, QUANTILES, Case, Line
from suite.algorithms import registry
from suite.benchmark import Benchmark
from suite.objectives.costs import median_cost
from suite.objectives.devices import cost_columns
from suite.study.problem import problem_of
from suite.study.setting import Setting
from suite.study.spec import Budget
from suite.tables.columns import cost_column

NAME = "survey-formulations"
SEEDS = 20
FITNESS = kit.VALID
ONE_RUN, THREE_RUNS = 300, 900
"""Queries of a run, and of the three runs that every formulation gets."""

PROBLEM = ("dataset", "device", "metric")
"""What tells a problem from another: keys of a case, columns of a frame."""
Problem = tuple[str, str, str]
COSTS = (*((device, "latency") for device in DEVICES), *((device, "energy") for device in ENERGY_DEVICES))
PROBLEMS: tuple[Problem, ...] = tuple((dataset, *cost) for dataset in DATASETS for cost in COSTS)
"""Data set, device and metric: 27."""


@dataclass(frozen=True)
class Family(Line):
    """A formulation with what its runs differ in.

    Attributes:
        texts: one formulation with "{limit}" makes a run per cost limit, others a run each; none: one run on the
            columns.
    """

    texts: tuple[str, ...] = ()

    @property
    def per_limit(self) -> bool:
        """Whether there is a run per cost limit."""
        return any("{limit}" in text for text in self.texts)


def formulation(name: str, *texts: str, by: str = "nsga2") -> Family:
    """Return a formulation, as tables call it, with its texts and who searches."""
    return Family(name, name, by, texts=texts)


PARETO = "Pareto (NSGA-II)"
FAMILIES = (
    formulation("constrained, penalty", "constrained:{limit}"),
    formulation("constrained, hard", "constrained:{limit},hard"),
    formulation("weighted product, soft", "weighted-product:{limit},-0.07"),
    formulation("weighted product, hard", "weighted-product:{limit},-1,hard"),
    formulation("weighted sum", "weighted-sum:0.25", "weighted-sum:0.5", "weighted-sum:0.75"),
    formulation("two-stage", "two-stage:0.5", "two-stage:1", "two-stage:3"),
    formulation(PARETO),
    formulation("random search", by="random_search"),
)


def limits(benchmark: Benchmark, problem: Problem) -> dict[float, float]:
    """Return the cost limits by quantile, ms or mJ."""
    dataset, device, metric = problem
    return {quantile: kit.quantile_limit(benchmark, dataset, device, quantile, metric) for quantile in QUANTILES}


def searches(benchmark: Benchmark, family: Family, problem: Problem, long: int = THREE_RUNS) -> tuple[Case, ...]:
    """Return the searches of a formulation on a problem; ``quantile`` is that of the limit it is told, if any.

    Args:
        benchmark: the tables.
        family: the formulation.
        problem: data set, device and metric.
        long: queries of a search on the columns.
    """
    place: dict[str, Any] = dict(zip(PROBLEM, problem, strict=True))

    def case(text: str | None, variant: str, quantile: float | None = None) -> Case:
        budget = Budget(queries=ONE_RUN if text else long)
        spec = family.spec(NAME, fitness=FITNESS, formulation=text, budget=budget, **place)
        return Case(spec, {"line": family, **place, "variant": variant, "quantile": quantile})

    if family.per_limit:
        (text,) = family.texts
        told = limits(benchmark, problem)
        return tuple(case(text.format(limit=repr(limit)), family.key, quantile) for quantile, limit in told.items())
    return tuple(case(text, text) for text in family.texts) or (case(None, family.key),)


METHODS = (
    formulation("constrained, penalty", "constrained:{limit}", by="regularized_evolution"),
    formulation("weighted product, soft", "weighted-product:{limit},-0.07", by="regularized_evolution"),
    formulation("weighted sum 0.5", "weighted-sum:0.5", by="regularized_evolution"),
    formulation("two-stage 1", "two-stage:1", by="regularized_evolution"),
    formulation("Pareto"),
    formulation("Pareto", by="mo_hdnas"),
    formulation("Pareto", by="pymoo_moead"),
)
"""Formulations by another one-objective method beside methods for fronts, one run each."""


def methods(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return the searches of the methods: latency on six devices. NSGA-II's front is the start of its long run."""
    problems = [("cifar10", device, "latency") for device in DEVICES]
    return tuple(
        case
        for one, problem in product(METHODS, problems)
        for case in searches(benchmark, one, problem, THREE_RUNS if one.algorithm == "nsga2" else ONE_RUN)
    )


DEVICE_SETS = (("raspi4", "pixel3"), ("eyeriss", "fpga"), DEVICES)
"""Devices that one cell has to serve."""
NSGA2 = Line("nsga2", "NSGA-II", "nsga2")


def for_devices(benchmark: Benchmark, devices: tuple[str, ...], dataset: str) -> tuple[Case, ...]:
    """Return the searches for one cell whose latency is at most the median on each of the devices."""

    def case(search: str, device: str, text: str | None) -> Case:
        budget = Budget(queries=ONE_RUN)
        spec = NSGA2.spec(NAME, dataset=dataset, device=device, fitness=FITNESS, formulation=text, budget=budget)
        return Case(spec, {"devices": devices, "dataset": dataset, "search": search})

    together = ",".join(devices)
    medians = {
        device: median_cost(benchmark, benchmark.column(cost_column(device, "latency"), dataset)) for device in devices
    }
    return (
        case("worst, constrained", f"worst:{together}", "constrained:1"),
        case("sum, constrained", f"sum:{together}", f"constrained:{len(devices)}"),
        case("each, Pareto", f"each:{together}", None),
        *(case("one device only", device, f"constrained:{median!r}") for device, median in medians.items()),
    )


def several(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return the searches for several devices at once."""
    return tuple(
        case for devices, dataset in product(DEVICE_SETS, DATASETS) for case in for_devices(benchmark, devices, dataset)
    )


SHOWN_METHODS = ("hw_evrsnas", "mo_hdnas", "nsga2", "pymoo_moead", "linas", "fbnet_dnas", "mnasnet", "netadapt")
SHOWN_COSTS = (
    ("fpga", "latency"),
    ("fpga", "energy"),
    ("fpga", "latency+energy"),
    ("worst:raspi4,fpga", "latency"),
    ("sum:raspi4,fpga", "latency"),
    ("each:raspi4,fpga", "latency"),
)
SHOWN_DATASET, SHOWN_SEEDS = "cifar10", 3
"""At most so many of the seeds: a demonstration, not a comparison."""


def every_method(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every hardware-aware method on every kind of cost that it takes.

    A parameter without a default is the cost limit; its value, the median of the cost, is the key ``limit``.
    """
    cases = []
    for name, (device, metric) in product(SHOWN_METHODS, SHOWN_COSTS):
        most = registry.get(name).n_objectives[1]
        if most is not None and 1 + len(cost_columns(device, metric)) > most:
            continue
        needed = [key for key, default in registry.parameters(name).items() if default is registry.REQUIRED]
        place: dict[str, Any] = {"dataset": SHOWN_DATASET, "device": device, "metric": metric}
        values = problem_of(Setting(fitness=FITNESS, **place), benchmark).values
        limit = float(np.nanmedian(values[:, 1])) if needed else None
        spec = Line(name, name, name, dict.fromkeys(needed, limit)).spec(
            NAME, fitness=FITNESS, budget=Budget(queries=ONE_RUN), **place
        )
        cases.append(Case(spec, {"method": name, "device": device, "metric": metric, "limit": limit}, SHOWN_SEEDS))
    return tuple(cases)


def cases(benchmark: Benchmark) -> tuple[Case, ...]:
    """Return every search of the tables and figures."""
    formulations = [case for one, problem in product(FAMILIES, PROBLEMS) for case in searches(benchmark, one, problem)]
    return (*formulations, *methods(benchmark), *several(benchmark), *every_method(benchmark))
