"""Every method on every problem at equal budgets: who wins where, by how much, with which certainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments import Experiment
from experiments.arena import report as tables
from experiments.arena.methods import SEEDS
from experiments.arena.runs import specs
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every run."""
    return [spec for found in specs(benchmark, seeds).values() for spec in found]


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    tables.report(benchmark, records, seeds, output)


EXPERIMENT = Experiment(
    name="arena",
    title="The arena: methods on 18 latency and 9 energy problems at equal budgets",
    introduction=(
        "No paper's numbers are reproduced here. Every method that can search a cell's error with a hardware cost "
        "meets the others on the 27 problems of the tables, with its defaults, and is read at 100, 200, 500 and 2,000 "
        "distinct architectures. What a method was given, and how often it ran, stands below every table."
    ),
    seeds=SEEDS,
    runs=runs,
    report=report,
)
