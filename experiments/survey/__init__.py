"""Hardware-cost estimation: the strategies of the survey (arXiv 2101.09336) on every device, and what error costs."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from experiments import Experiment
from experiments.survey import (
    correlations,
    estimation,
    heat_maps,
    laube,
    network_grid,
    recomputed,
    scatter_figure,
    search_figures,
    search_tables,
    searches,
    settings,
    summaries,
    tau_figure,
    trained,
)
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write every table and figure."""
    correlations.report(benchmark, output)
    heat_maps.report(benchmark, output)
    scatter_figure.report(benchmark, output)
    grid = estimation.grid(benchmark, seeds)
    with_networks = pd.concat([grid, trained.trained_rows(benchmark)], ignore_index=True)
    summaries.report(with_networks, output)
    tau_figure.report(with_networks, output)
    recomputed.report(benchmark, grid, output)
    laube.report(pd.concat([grid, laube.intensity_rows(benchmark, seeds)], ignore_index=True), output)
    fronts = searches.front_rows(benchmark, records, seeds)
    limits = searches.limit_rows(benchmark, records, seeds)
    search_tables.report(fronts, limits, seeds, output)
    search_figures.report(grid, fronts, limits, seeds, output)


EXPERIMENT = Experiment(
    name=settings.EXPERIMENT,
    title="Hardware-cost estimation: which strategy for which device and budget",
    introduction=(
        "The survey of Benmeziane et al. (arXiv 2101.09336) names four ways to know a cost: measurement, look-up "
        "table, analytical estimation, prediction model. Its own tables were not at hand; here the four are compared "
        "on six devices, latency and energy, three data sets and six numbers of measurements, beside values from a "
        "public comparison (read from a plot) and a pilot study. Added: what estimation error does "
        "to the result of a search."
    ),
    seeds=settings.SEEDS,
    runs=searches.all_runs,
    report=report,
    networks=network_grid.evaluate,
)
