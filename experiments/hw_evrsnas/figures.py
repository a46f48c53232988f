"""The errors at nine constraints over the space, and the gaps at the added constraints."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.hw_evrsnas import words
from experiments.hw_evrsnas.runs import NINE
from experiments.kit import Study
from experiments.kit.constrained import NINE_LIMITS_MS
from suite.report.fronts import draw_published
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle, series_style

PENALTY_LOOKS = {"one-sided": series_style("hw_evrsnas"), "two-sided": SeriesStyle("", OKABE_ITO["blue"], "s", "none")}
MARKERS = {0.25: ("o", OKABE_ITO["blue"]), 0.50: ("s", OKABE_ITO["orange"]), 0.75: ("^", OKABE_ITO["green"])}


def nine_constraints(runs: pd.DataFrame, study: Study, output: Output) -> None:
    """Draw the errors at the nine limits, one panel per fitness."""
    panels: dict[str, Any] = {}
    with kit.drawing(
        output, "nine-constraints", words.nine_figure(), panels=2, legend=4, height_in=3.3, sharey=True
    ) as drawn:
        for axes, fitness in zip(drawn.grid[0], kit.MAIN_FITNESSES, strict=True):
            panels[fitness] = _nine_panel(axes, study, runs[runs["fitness"] == fitness])
            axes.set_title(f"search on {kit.short(fitness)}")
        drawn.axes.set_ylabel("CIFAR-100 test error (%)")
        drawn.numbers |= {"fitnesses": kit.MAIN_FITNESSES, "seeds": study.seeds, "series": panels}


def _nine_panel(axes: Any, study: Study, runs: pd.DataFrame) -> dict[str, Any]:
    """Draw the runs on one fitness; return the plotted numbers."""
    numbers: dict[str, Any] = {}
    judged = study.judged(NINE[0])
    front = kit.draw_ground(axes, judged)
    for place, (penalty, look) in enumerate(PENALTY_LOOKS.items()):
        errors = 100.0 - runs[runs["penalty"] == penalty].pivot(index="seed", columns="limit_ms", values="test")
        x = np.array(NINE_LIMITS_MS) + 0.1 * (place - 0.5)
        label = f"{penalty} penalty"
        numbers[penalty] = {
            "limit_ms": NINE_LIMITS_MS,
            **kit.draw_ranges(axes, x, errors, look, markersize=4, capsize=1.5, label=label, zorder=5),
        }
    points = kit.published("hw_evrsnas_fpga_cifar100")
    error = 100.0 - points["test_accuracy"]
    draw_published(axes, points["latency_limit_ms"], error, marker="+", s=22, color=OKABE_ITO["black"])
    axes.set_xlim(1.0, kit.right_edge(judged))
    axes.set_ylim(25.0, 45.0)
    axes.set_xlabel("latency limit (ms)")
    return numbers | {"published_error": error, "exact_front": front}


def quantile_constraints(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw median and quartiles of the gap by device over ``runs``, one panel per fitness and data set."""
    gaps: dict[str, Any] = {}
    with kit.drawing(
        output, "quantile-constraints", words.quantile_figure(seeds), rows=2, panels=3, legend=3, height_in=4.4,
        sharex=True, sharey="row",
    ) as drawn:  # fmt: skip
        for line, fitness in zip(drawn.grid, kit.MAIN_FITNESSES, strict=True):
            chosen = runs[runs["fitness"] == fitness]
            gaps[fitness] = {
                dataset: _quantile_panel(axes, chosen[chosen["dataset"] == dataset])
                for axes, dataset in zip(line, kit.DATASETS, strict=True)
            }
            line[0].set_ylim(bottom=0.0)
            line[0].set_ylabel(f"gap in validation\naccuracy (points),\n{kit.short(fitness)}")
        kit.title_datasets(drawn.grid[0])
        kit.device_ticks(drawn.grid[-1], kit.DEVICES)
        drawn.numbers |= {"fitnesses": kit.MAIN_FITNESSES, "seeds": seeds, "devices": kit.DEVICES, "gap": gaps}


def _quantile_panel(axes: Any, runs: pd.DataFrame) -> dict[str, Any]:
    """Draw one data set and fitness; return the plotted numbers."""
    numbers: dict[str, Any] = {}
    for place, (quantile, (marker, color)) in enumerate(MARKERS.items()):
        chosen = runs[runs["quantile"] == quantile]
        gaps = [kit.finite(chosen[chosen["device"] == device]["gap"]) for device in kit.DEVICES]
        low, middle, high = np.array([np.quantile(gap, [0.25, 0.5, 0.75]) for gap in gaps]).T
        look = SeriesStyle(f"limit at the {100 * quantile:.0f} % quantile", color, marker, "none")
        x = np.arange(len(gaps)) + 0.2 * (place - 1)
        kit.draw_bars(axes, x, middle, low, high, look, markersize=3.5, capsize=1.5)
        numbers[look.label] = {"median": middle, "q25": low, "q75": high}
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    return numbers
