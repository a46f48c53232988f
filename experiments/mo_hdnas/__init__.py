"""MO-HDNAS (CVPR Workshops 2024, arXiv 2404.12403): Figs. 2 to 6, Table 1, and front quality, which the paper lacks."""

from __future__ import annotations

from collections.abc import Mapping

from experiments import Experiment
from experiments.mo_hdnas import (
    best,
    change,
    fig2,
    fig3,
    fig4,
    fig4_figures,
    fig5,
    fig6,
    fig6_figures,
    quality,
    quality_summary,
    settings,
    table1,
)
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure, in the paper's order."""
    reached = best.report(benchmark, records, seeds, output)
    rows = {"Fig. 2": fig2.report(benchmark, records, seeds, output)}
    fig3.report(benchmark, records, seeds, output)
    rows["Fig. 4"] = fig4.report(benchmark, records, seeds, output)
    fig4_figures.report(benchmark, records, seeds, output)
    rows["Fig. 5"] = fig5.report(benchmark, records, seeds, output)
    rows["Fig. 6"] = fig6.report(benchmark, records, seeds, output)
    fig6_figures.report(benchmark, records, seeds, output)
    table1.report(benchmark, records, seeds, output)
    change.report(reached, rows, seeds, output)
    runs = quality.per_run(benchmark, records, seeds)
    quality.report(benchmark, runs, seeds, output)
    quality_summary.report(benchmark, records, runs, seeds, output)


EXPERIMENT = Experiment(
    name=settings.EXPERIMENT,
    title="MO-HDNAS: multi-objective search with hardware cost diversity on six edge devices",
    introduction=(
        "Figures 2 to 6 and Table 1 of MO-HDNAS (arXiv 2404.12403v1) with the published or digitised value, ours, the "
        "difference and a verdict by a stated criterion; added: distance to the exact front per device and data set. "
        "The fitness is the paper's kind, representation mutual information (RMI), by a score table of our own; beside "
        "it a look-up of validation accuracy, an upper bound on what a proxy knows."
    ),
    seeds=settings.SEEDS,
    runs=settings.all_runs,
    report=report,
)
