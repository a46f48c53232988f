"""LINAS / ConcurrentNAS (arXiv 2205.10358, 2202.12954): hypervolume against evaluations, and the papers' ablations."""

from __future__ import annotations

from experiments.kit import DATASETS, Study, experiment
from experiments.linas import ablations, figures, predictors, ratios, runs, tables
from experiments.linas.curves import measured
from experiments.linas.reach import reaches
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    seeds = study.seeds
    comparison(study, output)
    of_ablations, of_transfer = (measured(study, each) for each in (runs.ABLATIONS, runs.transfer(study.benchmark)))
    accuracy = predictors.accuracy(study)
    ablations.ablations(of_ablations, seeds, output)
    ablations.transfer(of_transfer, study, output)
    figures.predictors(of_ablations, accuracy, seeds, output)
    figures.transfer(of_transfer, seeds, output)
    predictors.latency(study, output)
    predictors.accuracy_table(accuracy, output)


def comparison(study: Study, output: Output) -> None:
    """Write the tables and figures of the main comparison, by latency and by energy."""
    seeds, compared = study.seeds, measured(study, runs.COMPARISON)
    reached = reaches(compared)
    tables.hypervolume(compared, seeds, output)
    for dataset in DATASETS:
        figures.hypervolume(compared, dataset, seeds, output)
    tables.public_logs(compared, output)
    tables.targets(reached, seeds, output)
    figures.targets(reached, seeds, output)
    ratios.table3(reached, output)
    ratios.weaknas(compared, seeds, output)
    tables.energy(measured(study, runs.ENERGY), seeds, output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="LINAS / ConcurrentNAS: search with predictors in the loop, on six edge devices",
    introduction=(
        "Hypervolume against evaluations of LINAS (arXiv 2205.10358; ConcurrentNAS in 2202.12954) beside NSGA-II, "
        "random search, MO-HDNAS and a WeakNAS-style search, evaluations to targets beside the published ratios, and "
        "the papers' ablations: predictors, population, PopDB, warm start. A tabular adaptation: an evaluation is a "
        "look-up of validation accuracy and measured cost; the papers' search spaces differ, so only directions are "
        "judged."
    ),
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
)
