"""Figures of the formulations: per device, over all settings, and several devices at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.formulations.settings import ACCURACY, COSTS, DATASETS, FAMILIES, QUANTILES, SETTINGS, THREE_RUNS
from experiments.formulations.three_runs import NAMES, Results
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.tables.columns import DEVICE_LABELS

LIMITS = {0.25: ("o", OKABE_ITO["blue"]), 0.50: ("s", OKABE_ITO["orange"]), 0.75: ("^", OKABE_ITO["green"])}
SHORT = {
    "constrained, penalty": "constr., penalty",
    "constrained, hard": "constr., hard",
    "weighted product, soft": "product, soft",
    "weighted product, hard": "product, hard",
    "weighted sum": "weighted sum",
    "two-stage": "two-stage",
    "Pareto (NSGA-II)": "Pareto",
    "random search": "random",
}
SETS = {"Raspberry Pi 4 and Pixel 3": "Pi 4,\nPixel 3", "ASIC-Eyeriss and FPGA": "Eyeriss,\nFPGA"}
SEARCHES = {
    "worst, constrained": ("o", OKABE_ITO["blue"]),
    "sum, constrained": ("s", OKABE_ITO["orange"]),
    "each, Pareto": ("D", OKABE_ITO["green"]),
    "one device only": ("^", OKABE_ITO["vermilion"]),
}


def per_device(results: Results, output: Output) -> None:
    """Write the figure of the regret within three limits: a panel for each device and metric."""
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(3, 3, height_in=6.6, sharey=True, sharex=True)
        for axes, (device, metric) in zip(grid.ravel(), COSTS, strict=True):
            settings = [(dataset, device, metric) for dataset in DATASETS]
            panel = numbers[f"{device} {metric}"] = {}
            for k, quantile in enumerate(QUANTILES):
                marker, color = LIMITS[quantile]
                samples = [np.concatenate([results.regrets(name, s)[:, k] for s in settings]) for name in NAMES]
                # infinite regrets (no feasible cell) keep their rank: quartiles by rank, drawn as far as finite
                low, middle, high = np.quantile(np.stack(samples), [0.25, 0.5, 0.75], axis=1, method="inverted_cdf")
                x = np.arange(len(NAMES)) + 0.22 * (k - 1)
                label = f"limit at the {100 * quantile:.0f} % quantile"
                ends = np.where(np.isfinite(high), high, middle)
                axes.errorbar(
                    x, middle, yerr=[middle - low, ends - middle], fmt=marker, color=color, markersize=3, linewidth=0.8,
                    capsize=1.5, linestyle="none", label=label,
                )  # fmt: skip
                panel[label] = {"q25": low, "median": middle, "q75": high}
            axes.set_title(f"{DEVICE_LABELS[device].split(' (')[0]}, {metric}")
            axes.set_xticks(range(len(NAMES)), [SHORT[name] for name in NAMES], rotation=90, fontsize=6.5)
            axes.set_yscale("symlog", linthresh=0.1, linscale=0.6)
            axes.set_yticks([0, 0.1, 0.3, 1, 3], ["0", "0.1", "0.3", "1", "3"])
            axes.minorticks_off()
            axes.set_ylim(bottom=-0.01)
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        for axes in grid[:, 0]:
            axes.set_ylabel("regret in validation\naccuracy (points)")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            "per-device",
            figure,
            {"accuracy": ACCURACY, "seeds": results.seeds, "formulations": NAMES, "regret": numbers},
            "Best cell within the limit (enumerated) minus the best one among a formulation's "
            f"{THREE_RUNS} queries: median and IQR over three data sets and {results.seeds} seeds; linear below 0.1.",
        )


def overall(results: Results, output: Output) -> None:
    """Write the figure over all settings: regret, hypervolume regret, feasible share."""
    feasible = {
        name: np.array([np.mean([each.feasible for f in results.found[name, s] for each in f]) for s in SETTINGS])
        for name in NAMES
    }
    panels = (
        ("mean regret in validation\naccuracy (points)", results.blocks),
        ("hypervolume regret", results.volume_blocks),
        ("share of queries\nwithin the limit", feasible),
    )
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=2.6)
        for axes, (label, values) in zip(grid[0], panels, strict=True):
            for place, family in enumerate(FAMILIES):
                sample = values[family.name][np.isfinite(values[family.name])]
                low, middle, high = np.quantile(sample, [0.25, 0.5, 0.75])
                spread = np.linspace(-0.25, 0.25, len(sample))
                axes.plot(place + spread, sample, ".", color=OKABE_ITO["sky"], markersize=2.5, zorder=1)
                axes.errorbar(
                    place, middle, yerr=[[middle - low], [high - middle]], fmt="D", color=OKABE_ITO["black"],
                    markersize=3.5, linewidth=1.0, capsize=2.5, zorder=2,
                )  # fmt: skip
            axes.set_xticks(range(len(NAMES)), [SHORT[name] for name in NAMES], rotation=90, fontsize=6.5)
            axes.set_ylabel(label)
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
            numbers[label.replace("\n", " ")] = values
        for axes, linear in zip(grid[0, :2], (0.1, 0.01), strict=True):
            axes.set_yscale("symlog", linthresh=linear, linscale=0.6)
            axes.set_yticks([0, *(linear * factor for factor in (0.3, 1, 3, 10))])
            axes.yaxis.set_major_formatter("{x:g}")
            axes.minorticks_off()
            axes.set_ylim(-0.05 * linear, 15 * linear)
        grid[0, 2].set_ylim(0, 1)
        output.figure(
            "overall",
            figure,
            {"accuracy": ACCURACY, "seeds": results.seeds, "formulations": NAMES, "settings": SETTINGS, **numbers},
            f"Formulations over {len(SETTINGS)} settings (data set, device, metric), {THREE_RUNS} queries each: a dot "
            "per setting, in the order of the settings (mean of seeds and limits); diamond and bar: median and IQR of "
            "the settings; linear below 0.1 and 0.01.",
        )


def several(frame: pd.DataFrame, output: Output) -> None:
    """Write the figure of one cell for several devices."""
    panels = (
        ("all_kept", "share of runs whose cell\nkeeps every limit"),
        ("regret", "regret in validation\naccuracy (points)"),
        ("largest", "largest latency\n(1 = device's median)"),
    )
    sets = list(dict.fromkeys(frame["devices"]))
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=2.5)
        for axes, (column, label) in zip(grid[0], panels, strict=True):
            for place, (name, (marker, color)) in enumerate(SEARCHES.items()):
                line = frame[frame["search"] == name].set_index("devices").loc[sets, column].to_numpy()
                axes.plot(
                    np.arange(len(sets)) + 0.14 * (place - 1.5), line, marker, color=color, label=name, clip_on=False
                )
            axes.set_xticks(range(len(sets)), [SETS.get(text, text) for text in sets])
            axes.set_xlim(-0.5, len(sets) - 0.5)
            axes.set_ylabel(label)
            axes.set_ylim(bottom=0)
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
        grid[0, 0].set_ylim(0, 1)
        grid[0, 2].axhline(1.0, color=OKABE_ITO["black"], linewidth=0.6)
        one_legend(figure, [grid[0, 0]], columns=4)
        output.figure(
            "several-devices",
            figure,
            {"accuracy": ACCURACY, "rows": frame.to_dict("records")},
            "One cell for several devices, latency at most the median on each: how often the chosen cell keeps every "
            "limit (mean), the regret of the best evaluated cell that does (mean), the chosen cell's largest "
            "relative latency (median); three data sets; line: the limit.",
        )
