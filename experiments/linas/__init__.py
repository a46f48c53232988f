"""LINAS / ConcurrentNAS (arXiv 2205.10358, 2202.12954): hypervolume against evaluations, and the papers' ablations."""

from __future__ import annotations

from collections.abc import Mapping

from experiments import Experiment
from experiments.linas import ablations, energy, hypervolume, predictors, settings, table3, targets, weaknas
from experiments.linas.curves import AllCurves
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    curves = AllCurves(benchmark, records, seeds)
    for item in (hypervolume, targets, table3, weaknas, energy, ablations):
        item.report(curves, output)
    predictors.report(benchmark, output)


EXPERIMENT = Experiment(
    name=settings.EXPERIMENT,
    title="LINAS / ConcurrentNAS: search with predictors in the loop, on six edge devices",
    introduction=(
        "Hypervolume against evaluations of LINAS (arXiv 2205.10358; ConcurrentNAS in 2202.12954) beside NSGA-II, "
        "random search, MO-HDNAS and a WeakNAS-style search, evaluations to targets beside the published ratios, and "
        "the papers' ablations: predictors, population, PopDB, warm start. A tabular adaptation: an evaluation is a "
        "look-up of validation accuracy and measured cost; their spaces are others, so directions alone are judged."
    ),
    seeds=settings.SEEDS,
    runs=settings.all_runs,
    report=report,
)
