"""The survey's formulations (Benmeziane et al., 2021, arXiv 2101.09336): which finds what, on every device."""

from __future__ import annotations

from experiments.formulations import equal_budget, every_method, figures, one_run, runs, several
from experiments.formulations.found import at_equal_budget
from experiments.kit import Study, experiment
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    found = at_equal_budget(study)
    equal_budget.report(found, study.seeds, output)
    one_run.report(study, output)
    rows = several.report(study, output)
    every_method.report(study, output)
    figures.per_device(found, study.seeds, output)
    figures.overall(found, study.seeds, output)
    figures.several(rows, output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="The survey's formulations: two-stage, constrained, weighted, Pareto, and several devices",
    introduction=(
        "The survey of Benmeziane et al. (2021) names the formulations of hardware-aware search; it prints no numbers "
        "to reproduce, and its equations were not available: the forms are working definitions "
        "(docs/formulations.md). Here they run with one engine, one total budget and one start a seed on six devices "
        "and three data sets, latency and energy, and are measured against the enumerated space."
    ),
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
)
