"""RMI-NAS (CVPR 2022): random forest exploring on NAS-Bench-201, its table, and what the forest finds."""

from __future__ import annotations

from collections.abc import Mapping

from experiments import Experiment
from experiments.rmi_nas import accuracy, exploration, figures, settings
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    accuracy.report(benchmark, records, seeds, output)
    exploration.report(benchmark, records, seeds, output)
    figures.report(benchmark, records, seeds, output)


EXPERIMENT = Experiment(
    name=settings.EXPERIMENT,
    title="RMI-NAS: random forest exploring on representation mutual information",
    introduction=(
        "The NAS-Bench-201 table of RMI-NAS (CVPR 2022; from the authors' README, the paper's body was not at hand). "
        "Its search runs on a score table of our own, by representation mutual information of real networks, and on "
        "look-ups of validation accuracy, after 200 epochs as the upper bound. Added: random search with as many "
        "cells, how often the forest is right, and how close its result comes to the best of the space."
    ),
    seeds=settings.SEEDS,
    runs=settings.all_runs,
    report=report,
)
