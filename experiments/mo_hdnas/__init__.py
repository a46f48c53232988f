"""MO-HDNAS (CVPR Workshops 2024, arXiv 2404.12403): Figs. 2 to 6, Table 1, and front quality, which the paper lacks."""

from __future__ import annotations

from experiments.kit import Study, experiment, first_figure
from experiments.mo_hdnas import (
    best,
    change,
    constrained,
    devices,
    diversity,
    diversity_figures,
    extent,
    figures,
    first_look,
    points,
    quality,
    runs,
)
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure, in the paper's order."""
    every = quality.per_run(study)
    best.latency(study, output)
    best.reached(every, study.seeds, output)
    rows = {"Fig. 2": extent.fig2(study, output)}
    figures.fig2(study, output)
    diversity.fig3(output)
    diversity_figures.fig3(output)
    rows["Fig. 4"] = extent.fig4(study, output)
    figures.fig4(study, output)
    points.report(study, output)
    rows["Fig. 5"] = constrained.fig5(study, output)
    rows["Fig. 6"] = diversity.fig6(study, output)
    diversity_figures.report(study, output)
    constrained.table1(study, output)
    change.report(every, rows, study.seeds, output)
    quality.report(every, study.seeds, output)
    devices.report(every, study.seeds, output)
    quality.summary(every, study.seeds, output)
    quality.sensitivity(every, study.seeds, output)
    quality.figure(every, study.seeds, output)


EXPERIMENT = experiment(
    name=runs.NAME,
    title="MO-HDNAS: multi-objective search with hardware cost diversity on six edge devices",
    introduction=(
        "Figures 2 to 6 and Table 1 of MO-HDNAS (arXiv 2404.12403v1) with the published or digitised value, ours, the "
        "difference and a verdict by a stated criterion; added: distance to the exact front per device and data set. "
        "The fitness is the paper's kind, representation mutual information (RMI), by a score table of our own; beside "
        "it a look-up of validation accuracy, an upper bound on what a proxy knows."
    ),
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
    beside=("freerea",),
    first=first_figure(first_look.STEM, first_look.cases, first_look.draw),
)
