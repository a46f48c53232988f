"""The posterior probabilities by evidence, and the printed series over simulated ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit.inference import Evidence
from experiments.mo_hdnas.inference import words
from experiments.mo_hdnas.inference.evidence import GENERATIONS, fig6_panel
from experiments.mo_hdnas.inference.runs import DEFAULT, FACTORS
from experiments.mo_hdnas.inference.tables import best_place
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle

LOOKS = (
    (OKABE_ITO["blue"], "o"),
    (OKABE_ITO["orange"], "s"),
    (OKABE_ITO["green"], "D"),
    (OKABE_ITO["black"], "v"),
)


def posteriors(rows: pd.DataFrame, output: Output) -> None:
    """Draw the probability of every level, one panel per choice."""
    names = list(dict.fromkeys(rows["evidence"]))
    numbers: dict[str, Any] = {}
    with kit.drawing(
        output, "choices", words.FIGURE, rows=2, panels=4, legend=len(names), height_in=4.4, sharey=True
    ) as drawn:  # fmt: skip
        for axes, factor in zip(drawn.grid.flat, FACTORS, strict=False):
            numbers[factor] = _panel(axes, rows[rows["choice"] == factor], names, factor)
        for axes in drawn.grid.flat[len(FACTORS) :]:
            axes.set_visible(False)
        drawn.label(y="probability")
        drawn.legend_of = [drawn.grid[0, 0]]
        drawn.numbers |= {"probability": numbers}


def _panel(axes: Any, rows: pd.DataFrame, names: Sequence[str], factor: str) -> dict[str, Any]:
    levels = FACTORS[factor]
    numbers: dict[str, Any] = {}
    axes.axhline(1.0 / len(levels), color="#7F7F7F", linewidth=0.7, linestyle="--")
    for place, name in enumerate(names):
        there = rows[rows["evidence"] == name]
        if there.empty:
            continue
        look = SeriesStyle(name, *LOOKS[place], "none")
        x = np.arange(len(levels)) + 0.17 * (place - (len(names) - 1) / 2)
        middle, low, high = (there[key].to_numpy() for key in ("probability", "low", "high"))
        kit.draw_bars(axes, x, middle, np.minimum(low, middle), np.maximum(high, middle), look, markersize=3.2)
        numbers[name] = {"levels": list(levels), "probability": middle, "low": low, "high": high}
    axes.set_xticks(
        range(len(levels)), [words.level(each).replace(", ", ",\n") for each in levels], rotation=35, ha="right"
    )
    axes.set_title(factor)
    axes.set_xlim(-0.6, len(levels) - 0.4)
    axes.set_ylim(-0.03, 1.03)
    return numbers


def series(parts: Mapping[str, Evidence], seeds: int, output: Output) -> None:
    """Draw the printed series of Fig. 6 over the simulated ones."""
    evidence = list(parts.values())
    shape = np.broadcast_shapes(*(each.grid for each in evidence))
    places = {"default": DEFAULT, "most likely combination": best_place(evidence)}
    looks = {"default": OKABE_ITO["blue"], "most likely combination": OKABE_ITO["green"]}
    numbers: dict[str, Any] = {}
    caption = words.SERIES.format(panel=fig6_panel(), seeds=seeds)
    with kit.drawing(
        output, "series", caption, words.SERIES_NOTE, panels=2, legend=3, height_in=2.8, sharey=True
    ) as drawn:  # fmt: skip
        for axes, (name, each) in zip(drawn.grid[0], parts.items(), strict=True):
            numbers[name] = {}
            for label, place in places.items():
                there = tuple(min(at, length - 1) for at, length in zip(place, shape, strict=True))
                runs = np.exp(each.simulated[there][:, : len(GENERATIONS)])
                low, middle, high = np.quantile(runs, [0.05, 0.5, 0.95], axis=0)
                band = {"low": low, "median": middle, "high": high}
                kit.draw_band(axes, GENERATIONS, band, SeriesStyle(label, looks[label], "o", "-"), markersize=3)
                numbers[name][label] = band
            printed = np.exp(each.printed[: len(GENERATIONS)])
            axes.plot(GENERATIONS, printed, color=OKABE_ITO["vermilion"], marker="x", linestyle=":", label="printed")
            numbers[name]["printed"] = printed
            axes.set_title(name)
            axes.set_xlabel("generation")
            axes.set_ylim(0, None)
        drawn.axes.set_ylabel("population diversity (ms²)")
        drawn.numbers |= {"seeds": seeds, "generations": GENERATIONS, "series": numbers}
