"""Hardware-cost estimation: the strategies of the survey (arXiv 2101.09336) on every device, and what error costs."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from experiments import kit
from experiments.kit import Study
from experiments.survey import (
    correlations,
    estimation,
    estimation_figures,
    estimation_tables,
    heat_maps,
    laube,
    network_grid,
    pilot,
    runs,
    search_figures,
    searches,
    trained,
)
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    benchmark, seeds = study.benchmark, study.seeds
    correlations.report(benchmark, output)
    heat_maps.report(benchmark, output)
    estimation_figures.predicted_and_measured(benchmark, output)
    grid = estimation.grid(benchmark, seeds)
    with_networks = pd.concat([grid, trained.trained_rows(benchmark)], ignore_index=True)
    estimation_tables.report(with_networks, output)
    estimation_figures.tau(with_networks, output)
    pilot.correlations(benchmark, output)
    pilot.ranges(benchmark, output)
    pilot.strategies(benchmark, grid, output)
    laube.report(pd.concat([grid, laube.intensity_rows(benchmark, seeds)], ignore_index=True), output)
    fronts, limits = searches.front_runs(study), searches.limit_runs(study)
    searches.report(fronts, limits, seeds, output)
    search_figures.by_strategy(fronts, limits, seeds, output)
    search_figures.against_tau(grid, fronts, seeds, output)


EXPERIMENT = replace(
    kit.experiment(
        name=runs.NAME,
        title="Hardware-cost estimation: which strategy for which device and budget",
        introduction=(
            "The survey of Benmeziane et al. (arXiv 2101.09336) names four ways to know a cost: measurement, look-up "
            "table, analytical estimation, prediction model. Its own tables were not available; here the four are "
            "compared on six devices, latency and energy, three data sets and six numbers of measurements, beside "
            "values from a public comparison (read from a plot) and a pilot study. Added: what estimation error does "
            "to the result of a search."
        ),
        seeds=runs.SEEDS,
        cases=runs.cases,
        report=report,
    ),
    networks=network_grid.evaluate,
)
