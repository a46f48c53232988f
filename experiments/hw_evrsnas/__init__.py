"""HW-EvRSNAS (WACV 2024, arXiv 2311.03923): nine FPGA constraints on CIFAR-100, and three on every device."""

from __future__ import annotations

from collections.abc import Mapping

from experiments import Experiment
from experiments.hw_evrsnas import ceiling, nine, quantiles, settings
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    nine.report(benchmark, records, seeds, output)
    ceiling.report(benchmark, records, seeds, output)
    quantiles.report(benchmark, records, seeds, output)


EXPERIMENT = Experiment(
    name=settings.EXPERIMENT,
    title="HW-EvRSNAS: one search per latency constraint",
    introduction=(
        "Of HW-EvRSNAS (arXiv 2311.03923) only the abstract and MO-HDNAS's account were at hand: its nine FPGA points "
        "on CIFAR-100 are held against ours; its other tables are not reproducible. The fitness is the paper's kind, "
        "representation mutual information (RMI), by a score table of our own; beside it a look-up of validation "
        "accuracy, an upper bound. Added: three limits on each of six devices and three data sets, beside the "
        "enumerated best within the limit."
    ),
    seeds=settings.SEEDS,
    runs=settings.all_runs,
    report=report,
)
