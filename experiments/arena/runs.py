"""The runs of the arena: three groups of methods, each with its own budget and number of seeds."""

from __future__ import annotations

from experiments.arena.methods import LONG, TO_200, TO_500, TO_2000
from suite.benchmark import Benchmark
from suite.comparison.problems import OpenBenchmark, expand
from suite.comparison.specs import run_specs
from suite.comparison.study import ComparisonStudy, StudyMethod
from suite.objectives.predicted import AnyBenchmark
from suite.study.budget import Budget
from suite.study.spec import RunSpec

NAME = "arena"
FITNESS = "valid@200:mean"
SEEDS = 30
MOST_SEEDS = {TO_2000: 30, TO_500: 10, TO_200: 5}
"""Group of methods -> seeds: fewer where a run costs more."""
BUDGETS = (100, 200, 500, LONG)
"""Distinct architectures at which runs are read."""


def opened(benchmark: Benchmark) -> OpenBenchmark:
    """Return what opens the tables of any data set: this benchmark."""

    def open_benchmark(dataset: str | None = None) -> AnyBenchmark:
        return benchmark

    return open_benchmark


def study(benchmark: Benchmark, methods: tuple[StudyMethod, ...], seeds: int) -> ComparisonStudy:
    """Return the study of one group."""
    problems = expand("all", "all", "both", opened(benchmark))
    budget = Budget(distinct=LONG)
    return ComparisonStudy(NAME, problems, methods, FITNESS, budget, min(seeds, MOST_SEEDS[methods]), experiment=NAME)


def specs(benchmark: Benchmark, seeds: int) -> dict[tuple[str, str], list[RunSpec]]:
    """Return problem and method -> runs, seed by seed."""
    found: dict[tuple[str, str], list[RunSpec]] = {}
    for methods in MOST_SEEDS:
        found |= run_specs(study(benchmark, methods, seeds), opened(benchmark))
    return found


def at(budget: int) -> tuple[StudyMethod, ...]:
    """Return the methods that were given at least so many distinct architectures."""
    every = (*TO_2000, *TO_500, *TO_200)
    return tuple(method for method in every if method.budget is not None and method.budget.limit >= budget)
