"""The runs of the arena: every method with its own budget and number of seeds."""

from __future__ import annotations

from dataclasses import replace

from experiments.arena.methods import LONG, METHODS, SEEDS
from suite.benchmark import Benchmark
from suite.comparison.problems import OpenBenchmark, expand
from suite.comparison.specs import run_specs
from suite.comparison.study import ComparisonStudy, StudyMethod
from suite.objectives.predicted import AnyBenchmark
from suite.study.budget import Budget
from suite.study.spec import RunSpec

NAME = "arena"
FITNESS = "valid@200:mean"
BUDGETS = (100, 200, 500, LONG)
"""Distinct architectures at which runs are read."""


def opened(benchmark: Benchmark) -> OpenBenchmark:
    """Return what opens the tables of any data set: this benchmark."""

    def open_benchmark(dataset: str | None = None) -> AnyBenchmark:
        return benchmark

    return open_benchmark


def study(benchmark: Benchmark, seeds: int = SEEDS, methods: tuple[StudyMethod, ...] = METHODS) -> ComparisonStudy:
    """Return the comparison of ``methods``, each with at most so many seeds."""
    problems = expand("all", "all", "both", opened(benchmark))
    fewer = tuple(replace(method, seeds=min(seeds, method.seeds or SEEDS)) for method in methods)
    return ComparisonStudy(NAME, problems, fewer, FITNESS, Budget(distinct=LONG), seeds, experiment=NAME)


def specs(benchmark: Benchmark, seeds: int = SEEDS) -> dict[tuple[str, str], list[RunSpec]]:
    """Return problem and method -> runs, seed by seed."""
    return run_specs(study(benchmark, seeds), opened(benchmark))


def at(budget: int) -> tuple[StudyMethod, ...]:
    """Return the methods that were given at least so many distinct architectures."""
    return tuple(method for method in METHODS if method.budget is not None and method.budget.limit >= budget)
