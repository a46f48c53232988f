"""HW-EvRSNAS (WACV 2024, arXiv 2311.03923): nine FPGA constraints on CIFAR-100, and three on every device."""

from __future__ import annotations

from experiments.hw_evrsnas import figures, inference, runs, tables
from experiments.kit import Study, experiment
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    nine = study.tidy(runs.NINE)
    tables.nine_constraints(nine, study, output)
    figures.nine_constraints(nine, study, output)
    tables.ceiling(nine, study, output)
    inference.report(study, output)
    quantiles = tables.quantile_constraints(study, output)
    figures.quantile_constraints(quantiles, study.seeds, output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="HW-EvRSNAS: one search per latency constraint",
    introduction=(
        "Of HW-EvRSNAS (arXiv 2311.03923) only the abstract and MO-HDNAS's account were at hand: its nine FPGA points "
        "on CIFAR-100 are held against ours; its other tables are not reproducible. The fitness is the paper's kind, "
        "representation mutual information (RMI), by a score table of our own; beside it a look-up of validation "
        "accuracy, an upper bound. Added: three limits on each of six devices and three data sets, beside the "
        "enumerated best within the limit."
    ),
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
    beside=("freerea",),
)
