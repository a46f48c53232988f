"""Figs. 3 and 6, the figures: example populations, populations at six generations, and diversity by generation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import RMI, Case, Study
from experiments.mo_hdnas.diversity import PRINTED_GENERATIONS, SHOWN, populations, series
from experiments.mo_hdnas.figures import ERROR_LIMITS
from experiments.mo_hdnas.runs import FIG6_MANY, FIG6_PANEL, THREE, TWO, search
from suite.algorithms.mo_hdnas import population_diversity, unnormalised_diversity
from suite.equivalence import median_interval
from suite.report.fronts import draw_best, draw_set, draw_space, error_axis
from suite.report.output import Output
from suite.report.style import OKABE_ITO

PRINTED = {
    "without diversity": ("without χ, printed", "x", OKABE_ITO["vermilion"]),
    "with diversity": ("with χ, printed", "*", OKABE_ITO["black"]),
}

PRINTED_SERIES = {TWO.key: "without diversity", THREE.key: "with diversity"}

SERIES_NOTE = "Lines: medians; dark bands: their 95 % intervals; light bands: 25 to 75 % of the seeds."


def fig3(output: Output) -> None:
    """Draw the paper's four example populations, each with the printed diversity and the two readings of it."""
    caption = "MO-HDNAS Fig. 3: example populations of equal accuracy; population diversity in ms²."
    note = "Latencies digitised. Printed: the sum of χ over the population; Eq. 4 divides it by the population size."
    sets = list(kit.published("mo_hdnas_fig3").itertuples())
    with kit.drawing(output, "fig3", caption, note, panels=len(sets), height_in=1.7, sharex=True, sharey=True) as drawn:
        for axes, row in zip(drawn.grid[0], sets, strict=True):
            latency = np.array([float(text) for text in str(row.latencies_ms).split()])
            summed, mean = unnormalised_diversity(latency), population_diversity(latency)
            axes.plot(latency, np.full(len(latency), 90.0), "o", color=THREE.look.color, markersize=5, alpha=0.6)
            text = f"printed {row.population_diversity:.2f}\nsum of χ {summed:.2f}\nEq. 4 {mean:.2f}"
            axes.text(0.5, 0.05, text, transform=axes.transAxes, ha="center", fontsize=7)
            axes.set_title(f"({row.set})")
            axes.set(xlim=(0.0, 1.0), ylim=(85.0, 92.0), xlabel="latency (ms)")
            drawn.numbers[row.set] = {
                "latency_ms": latency,
                "printed": row.population_diversity,
                "sum": summed,
                "eq4": mean,
            }
        drawn.label(y="accuracy (%)")


def report(study: Study, output: Output) -> None:
    """Write both figures."""
    _populations(study, output)
    _series(study, output)


def _populations(study: Study, output: Output) -> None:
    judged = study.judged(search(THREE, *FIG6_PANEL))
    latency, error, best = judged.cost, judged.test_error, judged.best_by_test
    caption = (
        "MO-HDNAS Fig. 6: population of one run (seed 0) at six generations, without χ (top) and with χ (bottom); "
        f"FPGA, CIFAR-10, search on {kit.short(RMI)}. Numbers: population diversity (Eq. 4, ms²), ours and printed."
    )
    panels: dict[str, Any] = {}
    with kit.drawing(
        output, "fig6-populations", caption, rows=2, panels=len(PRINTED_GENERATIONS), legend=3, height_in=3.3,
        sharex=True, sharey=True,
    ) as drawn:  # fmt: skip
        for row, line in zip(drawn.grid, (TWO, THREE), strict=True):
            members = populations(study.records[search(line, *FIG6_PANEL)])
            panels[line.key] = {}
            found = kit.published_for("mo_hdnas_fig6", series=PRINTED_SERIES[line.key])
            printed = dict(zip(found["generation"], found["population_diversity"], strict=True))
            for axes, generation in zip(row, PRINTED_GENERATIONS, strict=True):
                rows = np.unique(members[generation - 1])
                draw_space(axes, latency, error)
                draw_set(axes, latency[rows], error[rows], np.zeros(len(rows)), line.look, line.label)
                draw_best(axes, latency[best], error[best])
                diversity = population_diversity(latency[members[generation - 1]])
                text = f"ours {diversity:.0f}\nprinted {printed[generation]:.0f}"
                axes.text(0.97, 0.95, text, transform=axes.transAxes, ha="right", va="top", fontsize=6)
                error_axis(axes, *ERROR_LIMITS[FIG6_PANEL[0]])
                points = {"index": rows, "latency_ms": latency[rows], "test_error": error[rows], "diversity": diversity}
                panels[line.key][f"generation {generation}"] = points
        for axes, generation in zip(drawn.grid[0], PRINTED_GENERATIONS, strict=True):
            axes.set_title(f"generation {generation}")
        drawn.figure.supxlabel("FPGA latency (ms)")
        drawn.figure.supylabel("CIFAR-10 test error (%)")
        drawn.legend_of = drawn.grid[:, 0]
        drawn.numbers |= {"fitness": RMI, "seed": 0, "panels": panels}


def _series(study: Study, output: Output) -> None:
    many = FIG6_MANY[0].times * study.seeds
    caption = (
        f"MO-HDNAS Fig. 6: population diversity (Eq. 4) by generation, of the survivors (top) and of the children that "
        f"a generation evaluates (bottom), beside the printed values; {many} seeds, FPGA, CIFAR-10, search on "
        f"{kit.short(RMI)} and on a look-up of valid@200."
    )
    numbers: dict[str, Any] = {}
    with kit.drawing(
        output, "fig6-diversity", caption, SERIES_NOTE, rows=len(SHOWN), panels=2, legend=5, height_in=4.6,
        sharex=True, sharey=True,
    ) as drawn:  # fmt: skip
        for row, shown in zip(drawn.grid, SHOWN, strict=True):
            for axes, fitness in zip(row, kit.MAIN_FITNESSES, strict=True):
                numbers[f"{shown}, {fitness}"] = {
                    case["line"].key: _draw_case(axes, study, case, shown)
                    for case in kit.chosen(FIG6_MANY, fitness=fitness)
                }
                _draw_printed(axes, numbers)
            row[0].set_ylabel(f"diversity of {shown} (ms²)")
        for axes, fitness in zip(drawn.grid[0], kit.MAIN_FITNESSES, strict=True):
            axes.set_title(f"search on {kit.short(fitness)}")
            axes.set_xlim(0, 102)
            axes.set_ylim(0, None)
        drawn.label(x="generation")
        facts = {"fitnesses": kit.MAIN_FITNESSES, "seeds": many, "printed_generations": PRINTED_GENERATIONS}
        drawn.numbers |= {**facts, "series": numbers}


def _draw_case(axes: Any, study: Study, case: Case, shown: str) -> dict[str, Any]:
    """Draw one search: quartiles faintly, the 95 % interval of the median strongly; return the numbers."""
    line, values = case["line"], series(study, case, shown)
    look = replace(line.look, label="with χ, stale") if line is THREE else line.look
    generations = np.arange(1, values.shape[1] + 1)
    band = kit.draw_quartiles(axes, generations, values, look, 0.12, markevery=20)
    low, high = median_interval(values.T)
    axes.fill_between(generations, low, high, color=look.color, alpha=0.4, linewidth=0)
    return {**band, "median_low": low, "median_high": high}


def _draw_printed(axes: Any, numbers: dict[str, Any]) -> None:
    for name, (label, marker, color) in PRINTED.items():
        printed = kit.published_for("mo_hdnas_fig6", series=name)
        axes.plot(
            printed["generation"], printed["population_diversity"], marker=marker, color=color, linestyle=":",
            linewidth=0.7, markersize=5, label=label,
        )  # fmt: skip
        numbers[label] = printed["population_diversity"].tolist()
