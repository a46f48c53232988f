"""Fig. 6, the figures: populations over the space at six generations, and the diversity series over all generations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments import notes
from experiments.mo_hdnas.fig6 import PRINTED_GENERATIONS, SERIES, diversity_series, populations
from experiments.mo_hdnas.panels import ERROR_LIMITS
from experiments.mo_hdnas.settings import FIG6_PANEL, MAIN, RMI, THREE, TWO, search
from experiments.published import published_for
from experiments.quantities import best_architectures, latency_ms, reported_error
from suite.benchmark import Benchmark
from suite.report.fronts import draw_best, draw_set, draw_space, error_axis, one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle, new_figure, publication_style, series_style
from suite.study.record import Record
from suite.study.spec import RunSpec

STYLES: dict[str, SeriesStyle] = {
    "mo_hdnas_two": series_style("mo_hdnas_two"),
    "mo_hdnas": SeriesStyle("with χ, stale", OKABE_ITO["blue"], "o", "-"),
    "mo_hdnas_fresh": SeriesStyle("with χ, fresh", OKABE_ITO["green"], "D", "-."),
}
PRINTED = {
    "without diversity": ("without χ, printed", "x", OKABE_ITO["vermilion"]),
    "with diversity": ("with χ, printed", "*", OKABE_ITO["black"]),
}


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write both figures."""
    _populations(benchmark, records, output)
    _series(benchmark, records, seeds, output)


def _populations(benchmark: Benchmark, records: Mapping[RunSpec, Record], output: Output) -> None:
    dataset, device = FIG6_PANEL
    latency, error = latency_ms(benchmark, dataset, device), reported_error(benchmark, dataset)
    best = best_architectures(benchmark, dataset)
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(2, len(PRINTED_GENERATIONS), height_in=3.3, sharex=True, sharey=True)
        for line, variant in zip(grid, (TWO, THREE), strict=True):
            members = populations(records[search(variant, dataset, device, seed=0)])
            numbers[variant.name] = {}
            for axes, generation in zip(line, PRINTED_GENERATIONS, strict=True):
                rows = np.unique(members[generation - 1])
                draw_space(axes, latency, error)
                draw_set(
                    axes, latency[rows], error[rows], np.zeros(len(rows)), series_style(variant.name), variant.label
                )
                draw_best(axes, latency[best], error[best])
                error_axis(axes, *ERROR_LIMITS[dataset])
                numbers[variant.name][f"generation {generation}"] = {
                    "index": rows,
                    "latency_ms": latency[rows],
                    "test_error": error[rows],
                }
        for axes, generation in zip(grid[0], PRINTED_GENERATIONS, strict=True):
            axes.set_title(f"generation {generation}")
        figure.supxlabel("FPGA latency (ms)")
        figure.supylabel("CIFAR-10 test error (%)")
        one_legend(figure, [grid[0, 0], grid[1, 0]], columns=3)
        output.figure(
            "fig6-populations",
            figure,
            {"proxy": RMI, "seed": 0, "panels": numbers},
            "MO-HDNAS Fig. 6: population of one run (seed 0) at six generations, without χ (top) and with χ (bottom); "
            f"FPGA, CIFAR-10, search on {notes.short(RMI)}.",
        )


def _series(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, len(MAIN), height_in=2.9, sharey=True)
        for axes, accuracy in zip(grid[0], MAIN, strict=True):
            series = diversity_series(benchmark, records, seeds, accuracy)
            numbers[accuracy] = {}
            for variant, _, _ in SERIES:
                style = STYLES[variant.name]
                low, median, high = np.quantile(series[variant.name], [0.25, 0.5, 0.75], axis=0)
                generations = np.arange(1, len(median) + 1)
                axes.fill_between(generations, low, high, color=style.color, alpha=0.2, linewidth=0)
                axes.plot(generations, median, label=style.label, marker=style.marker, markevery=20, **style.line())
                numbers[accuracy][variant.name] = {"low": low, "median": median, "high": high}
            for name, (label, marker, color) in PRINTED.items():
                printed = published_for("mo_hdnas_fig6", series=name)
                axes.plot(
                    printed["generation"], printed["population_diversity"], marker=marker, color=color, linestyle=":",
                    linewidth=0.7, markersize=5, label=label,
                )  # fmt: skip
                numbers[label] = printed["population_diversity"].tolist()
            axes.set_title(f"search on {notes.short(accuracy)}")
            axes.set_xlabel("generation")
            axes.set_xlim(0, 102)
            axes.set_ylim(0, None)
        grid[0, 0].set_ylabel("population diversity (ms²)")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            "fig6-diversity",
            figure,
            {"proxies": MAIN, "seeds": seeds, "printed_generations": PRINTED_GENERATIONS, "series": numbers},
            f"MO-HDNAS Fig. 6: population diversity (Eq. 4) by generation; median and 25 to 75 % over {seeds} seeds "
            f"beside the printed values; FPGA, CIFAR-10, search on {notes.short(RMI)} and on a look-up of valid@200.",
        )
