"""The survey's formulations (Benmeziane et al., 2021, arXiv 2101.09336): which finds what, on every device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments import Experiment
from experiments.formulations import every_method, figures, one_run, settings, several, three_runs
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every run."""
    return [*settings.all_runs(benchmark, seeds), *every_method.all_runs(benchmark, seeds)]


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    results = three_runs.collect(benchmark, records, seeds)
    three_runs.report(benchmark, results, output)
    one_run.report(benchmark, records, seeds, output)
    frame = several.report(benchmark, records, seeds, output)
    every_method.report(benchmark, records, seeds, output)
    figures.per_device(results, output)
    figures.overall(results, output)
    figures.several(frame, output)


EXPERIMENT = Experiment(
    name=settings.EXPERIMENT,
    title="The survey's formulations: two-stage, constrained, weighted, Pareto, and several devices",
    introduction=(
        "The survey of Benmeziane et al. (2021) names the formulations of hardware-aware search; it prints no numbers "
        "to reproduce, and its equations were not at hand: the forms are working definitions (docs/formulations.md). "
        "Here they run with one engine, one total budget and paired seeds on six devices and three data sets, latency "
        "and energy, and are measured against the enumerated space."
    ),
    seeds=settings.SEEDS,
    runs=runs,
    report=report,
)
