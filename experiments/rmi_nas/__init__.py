"""RMI-NAS (CVPR 2022): random forest exploring on NAS-Bench-201, its table, and what the forest finds."""

from __future__ import annotations

from experiments.kit import Study, experiment
from experiments.rmi_nas import figures, runs, tables
from experiments.rmi_nas.traces import measured
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    found = measured(study, runs.searches(runs.FOREST))
    tables.accuracy(found, study, output)
    tables.exploration(found, study.seeds, output)
    figures.anytime(found, study, output)
    figures.positives(found, study.seeds, output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="RMI-NAS: random forest exploring on representation mutual information",
    introduction=(
        "The NAS-Bench-201 table of RMI-NAS (CVPR 2022; from the authors' README; the paper's body was not available). "
        "Its search runs on a score table of our own, by representation mutual information of real networks, and on "
        "look-ups of validation accuracy, after 200 epochs as the upper bound. Added: random search with as many "
        "cells, how often the forest is right, and how close its result comes to the best of the space."
    ),
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
    beside=("freerea",),
)
