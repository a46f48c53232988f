"""Figures of the formulations: per device, over all settings, and several devices at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from experiments import kit
from experiments.formulations import words
from experiments.formulations.equal_budget import blocks
from experiments.formulations.runs import COSTS, FAMILIES, FITNESS, PARETO, PROBLEMS
from experiments.kit import QUANTILES
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle

NAMES = tuple(family.key for family in FAMILIES)
FAINTEST = 0.01
"""Regret in points at the light end of the colours; smaller ones, 0 among them, look alike."""

SHORT = {
    "constrained, penalty": "constr., penalty",
    "constrained, hard": "constr., hard",
    "weighted product, soft": "product, soft",
    "weighted product, hard": "product, hard",
    PARETO: "Pareto",
    "random search": "random",
}
SETTINGS_LOOK = SeriesStyle("", OKABE_ITO["black"], "D", "none")
SETS = {"Raspberry Pi 4 and Pixel 3": "Raspberry\nPi 4,\nPixel 3", "ASIC-Eyeriss and FPGA": "ASIC-\nEyeriss,\nFPGA"}
SEARCHES = {
    "worst, constrained": ("o", OKABE_ITO["blue"]),
    "sum, constrained": ("s", OKABE_ITO["orange"]),
    "each, Pareto": ("D", OKABE_ITO["green"]),
    "one device only": ("^", OKABE_ITO["vermilion"]),
}


def _by_family(found: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    return {line.key: rows for line, rows in found.groupby("line", sort=False)}


def _formulation_ticks(axes: Any) -> None:
    axes.set_xticks(range(len(NAMES)), [SHORT.get(name, name) for name in NAMES], rotation=90, fontsize=6.5)
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)


def _nearly_linear(axes: Any, below: float, ticks: ArrayLike) -> None:
    """Give an axis of regrets a logarithmic scale that is linear below a value and so shows 0."""
    axes.set_yscale("symlog", linthresh=below, linscale=0.6)
    axes.set_yticks(ticks)
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()


def per_device(found: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw the median regret within three limits as heat maps: formulations by device and metric."""
    regrets: dict[str, Any] = {}
    caption, rows = words.PER_DEVICE_FIGURE.format(seeds=seeds), [f"{kit.device_name(d)}, {m}" for d, m in COSTS]
    with kit.drawing(
        output, "per-device", caption, words.PER_DEVICE_SCALE, panels=len(QUANTILES), height_in=3.3, sharey=True
    ) as drawn:
        for axes, quantile in zip(drawn.grid[0], QUANTILES, strict=True):
            quartiles = _quartiles(found[found["quantile"] == quantile])
            image = _heat(axes, quartiles["median"])
            axes.set_title(f"limit at the {100 * quantile:.0f} % quantile")
            regrets[f"{quantile:g}"] = quartiles
        drawn.axes.set_yticks(range(len(rows)), rows)
        bar = drawn.figure.colorbar(image, ax=list(drawn.grid[0]), fraction=0.03, pad=0.01)
        bar.set_label("median regret (points)")
        bar.outline.set_linewidth(0.4)
        kit.plain_ticks(bar.ax.yaxis, (FAINTEST, 0.03, 0.1, 0.3, 1))
        facts = {"fitness": FITNESS, "seeds": seeds, "formulations": NAMES, "costs": rows}
        drawn.numbers |= {**facts, "regret": regrets}


def _quartiles(rows: pd.DataFrame) -> dict[str, Any]:
    """Return quartiles of the regret ``(costs, formulations)``; by rank, as regrets without a feasible cell count."""
    table = np.full((3, len(COSTS), len(NAMES)), np.nan)
    for place, (device, metric) in enumerate(COSTS):
        samples = _by_family(rows[(rows["device"] == device) & (rows["metric"] == metric)])
        values = np.stack([samples[name]["regret"].to_numpy() for name in NAMES])
        table[:, place] = np.quantile(values, [0.25, 0.5, 0.75], axis=1, method="inverted_cdf")
    return dict(zip(("q25", "median", "q75"), table, strict=True))


def _heat(axes: Any, table: Any) -> Any:
    """Draw one table with its numbers; return the image."""
    from matplotlib.colors import LogNorm

    image = axes.imshow(
        np.maximum(table, FAINTEST), cmap="Blues", norm=LogNorm(FAINTEST, np.nanmax(table)), aspect="auto"
    )
    for (row, column), value in np.ndenumerate(table):
        shade = "white" if value > 0.3 else "black"
        text = "0" if value == 0 else f"{value:.2f}".removeprefix("0") if value < 1 else f"{value:.1f}"
        axes.text(column, row, text, ha="center", va="center", fontsize=5.5, color=shade)
    axes.set_xticks(range(len(NAMES)), [SHORT.get(name, name) for name in NAMES], rotation=90, fontsize=6.5)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return image


def overall(found: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw regret, hypervolume regret and feasible share over all settings."""
    panels = {
        "mean regret in validation\naccuracy (points)": blocks(found, "regret"),
        "hypervolume regret": blocks(found[found["quantile"] == QUANTILES[0]], "volume"),
        "share of queries\nwithin the limit": blocks(found, "feasible"),
    }
    with kit.drawing(output, "overall", words.OVERALL_FIGURE, panels=3, height_in=2.6) as drawn:
        drawn.numbers |= {"fitness": FITNESS, "seeds": seeds, "formulations": NAMES, "settings": PROBLEMS}
        for axes, (label, values) in zip(drawn.grid[0], panels.items(), strict=True):
            for place, name in enumerate(NAMES):
                sample = kit.finite(values[name])
                low, middle, high = np.quantile(sample, [0.25, 0.5, 0.75])
                spread = np.linspace(-0.25, 0.25, len(sample))
                axes.plot(place + spread, sample, ".", color=OKABE_ITO["sky"], markersize=2.5, zorder=1)
                kit.draw_bars(
                    axes, [place], [middle], [low], [high], SETTINGS_LOOK, markersize=3.5, linewidth=1.0, capsize=2.5,
                    zorder=2,
                )  # fmt: skip
            _formulation_ticks(axes)
            axes.set_ylabel(label)
            drawn.numbers[label.replace("\n", " ")] = values
        for axes, linear in zip(drawn.grid[0, :2], (0.1, 0.01), strict=True):
            _nearly_linear(axes, linear, [0, *(linear * factor for factor in (0.3, 1, 3, 10))])
            axes.set_ylim(-0.05 * linear, 15 * linear)
        drawn.grid[0, 2].set_ylim(0, 1)


def several(rows: pd.DataFrame, output: Output) -> None:
    """Draw what one cell for several devices is worth, by how it was searched."""
    panels = {
        "all_kept": "share of runs whose cell\nkeeps every limit",
        "regret": "regret in validation\naccuracy (points)",
        "largest": "largest latency\n(1 = device's median)",
    }
    sets = list(rows["devices"].unique())
    with kit.drawing(
        output, "several-devices", words.SEVERAL_FIGURE, panels=3, legend=4, height_in=2.5
    ) as drawn:  # fmt: skip
        drawn.numbers |= {"fitness": FITNESS, "rows": rows.to_dict("records")}
        for axes, (column, label) in zip(drawn.grid[0], panels.items(), strict=True):
            for place, (name, (marker, color)) in enumerate(SEARCHES.items()):
                found = rows[rows["search"] == name].set_index("devices").loc[sets]
                x = np.arange(len(sets)) + 0.14 * (place - 1.5)
                middle, low, high = (found[part].to_numpy() for part in (column, f"{column}_low", f"{column}_high"))
                look = SeriesStyle(name, color, marker, "none")
                kit.draw_bars(axes, x, middle, low, high, look, markersize=4, clip_on=False)
            axes.set_xticks(range(len(sets)), [SETS.get(text, text) for text in sets])
            axes.set_xlim(-0.5, len(sets) - 0.5)
            axes.set_ylabel(label)
            axes.set_ylim(bottom=0)
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        drawn.grid[0, 0].set_ylim(0, 1)
        drawn.grid[0, 2].axhline(1.0, color=OKABE_ITO["black"], linewidth=0.6)
