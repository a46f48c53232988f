"""How close the simulated supernet comes to trained ones: its fitted parameters, beside the suite's presets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.supernet.calibration import (
    CLEAN_CRITERION,
    CLEAN_DEVIATIONS,
    FIT_DRAWS,
    FITTED,
    JUDGE_DRAWS,
    STATISTICS,
    Match,
    matches,
)  # fmt: skip
from experiments.supernet.quality import ONE_SHOT, published_tau, reduced_mark
from experiments.supernet.ranking import TOPS
from experiments.supernet.scores import label, panel_title, short, table_notes
from suite.benchmark import Benchmark
from suite.objectives.simulated import Quality
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.scores import ScoreTable
from suite.tables.columns import DATASET_LABELS

STYLES = {
    FITTED: (OKABE_ITO["blue"], "o", "-"),
    "one-shot": (OKABE_ITO["orange"], "s", "--"),
    "few-shot": (OKABE_ITO["green"], "D", "-."),
    "no-saturation": (OKABE_ITO["purple"], "^", ":"),
}
METHOD_NOTE = (
    "Criterion: root mean square of the six differences, mean of the simulation's draws less the trained supernet. "
    f"Fitted on {FIT_DRAWS} draws from a grid by steps along zc, rho, w and additive, judged on {JUDGE_DRAWS} others; "
    "each draw is given the table's own values in its order, so that ties are the same. True accuracy: validation. "
    "Error explained: share of the variance of the score's error (its normal score less the regression on that of the "
    "true accuracy) by effects of operations on edges, and by effects of pairs of them, the former included."
)


def report(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    """Write parameters, statistics and the figure."""
    found = {table.name: matches(table, benchmark) for table in tables}
    _parameters(tables, found, output)
    _statistics(tables, found, output)
    _figure(tables, found, output)


def verdict(best: Match, name: str) -> str:
    """Return in words whether the fitted simulation is a clean imitation, and what is not."""
    if best.clean:
        return f"{name}: a clean imitation (criterion {best.distance:.3f}, all {len(STATISTICS)} statistics within)"
    outside = np.abs(best.difference) > CLEAN_DEVIATIONS * best.deviation
    missed = [text for text, out in zip(STATISTICS, outside, strict=True) if out]
    return f"{name}: no clean imitation (criterion {best.distance:.3f}; outside: {', '.join(missed) or 'none'})"


def _parameters(tables: Sequence[ScoreTable], found: dict[str, dict[str, Match]], output: Output) -> None:
    rows = [
        {
            "supernet": label(table),
            "simulation": name,
            "zc": _zc(match.quality),
            "rho": match.quality.rho,
            "w": match.quality.w,
            "additive": match.quality.additive,
            "criterion": match.distance,
            "within": match.within,
            "clean": match.clean,
        }
        for table in tables
        for name, match in found[table.name].items()
    ]
    texts = [f"simulated-supernet:{found[table.name][FITTED].quality.text} ({short(table)})" for table in tables]
    output.table(
        "calibration",
        pd.DataFrame(rows),
        f"The simulated supernet fitted to trained ones' scores, and the suite's presets beside them"
        f"{reduced_mark(tables)}.",
        [
            METHOD_NOTE,
            f"A clean imitation: {CLEAN_CRITERION}. Here: "
            + "; ".join(verdict(found[table.name][FITTED], short(table)) for table in tables)
            + ".",
            "To search on the fitted simulation: " + "; ".join(texts) + ".",
            "The presets were calibrated on other, published scores. Simulated: no trained supernet.",
            *table_notes(tables),
        ],
        headings={"within": f"statistics within {CLEAN_DEVIATIONS:g} sd, of {len(STATISTICS)}"},
        formats=dict.fromkeys(("rho", "w", "additive"), ".2f") | {"criterion": ".3f"},
    )


def _statistics(tables: Sequence[ScoreTable], found: dict[str, dict[str, Match]], output: Output) -> None:
    rows: list[dict[str, Any]] = []
    for table in tables:
        for place, statistic in enumerate(STATISTICS):
            best = found[table.name][FITTED]
            row: dict[str, Any] = {"supernet": label(table), "statistic": statistic, "trained": best.real[place]}
            for name, match in found[table.name].items():
                row |= {name: match.draws[:, place].mean(), f"{name} sd": match.deviation[place]}
            rows.append({**row, "difference": best.difference[place]})
    shown = pd.DataFrame(rows)
    output.table(
        "calibration-statistics",
        shown,
        f"What the simulation was fitted to: statistics of trained supernets and of simulated ones, mean over "
        f"{JUDGE_DRAWS} draws{reduced_mark(tables)}.",
        [METHOD_NOTE, "sd: standard deviation over draws.", *table_notes(tables)],
        headings={"trained": "trained supernet", "difference": "fitted - trained"},
        formats=dict.fromkeys(shown.columns[2:], ".3f") | {"difference": "+.3f"},
    )


def _figure(tables: Sequence[ScoreTable], found: dict[str, dict[str, Match]], output: Output) -> None:
    places = np.arange(len(TOPS))
    with publication_style():
        figure, grid = new_figure(1, len(tables), height_in=2.7, sharey=True)
        for axes, table in zip(grid[0], tables, strict=True):
            for name, match in found[table.name].items():
                color, marker, line = STYLES[name]
                mean, deviation = (values[: len(TOPS)] for values in (match.draws.mean(axis=0), match.deviation))
                axes.plot(places, mean, color=color, marker=marker, linestyle=line, label=f"simulated, {name}")
                if name == FITTED:
                    low, high = (mean + sign * CLEAN_DEVIATIONS * deviation for sign in (-1, 1))
                    axes.fill_between(places, low, high, color=color, alpha=0.15, linewidth=0)
            real = found[table.name][FITTED].real[: len(TOPS)]
            axes.plot(places, real, color=OKABE_ITO["black"], marker="P", markersize=5, label="trained supernet")
            if table.dataset == "cifar10":
                published = [published_tau(ONE_SHOT, cells) for cells in TOPS]
                axes.plot(
                    places, published, color=OKABE_ITO["vermilion"], marker="x", linestyle="none",
                    label="published one-shot scores (test)",
                )  # fmt: skip
            axes.axhline(0, color="#8C8C8C", linewidth=0.5, zorder=0)
            axes.set_xticks(places, [name.removeprefix("top ") for name in TOPS])
            axes.set_title(panel_title(table), fontsize=7)
        grid[0, 0].set_ylabel("Kendall's tau to the true accuracy")
        figure.supxlabel("cells, the best by true accuracy")
        one_legend(figure, list(grid[0]), columns=3)
        output.figure(
            "calibration",
            figure,
            {
                table.name: {
                    "dataset": DATASET_LABELS[table.dataset],
                    "tops": list(TOPS),
                    "trained": found[table.name][FITTED].real[: len(TOPS)],
                    "simulated": {
                        name: {
                            "parameters": match.quality.text,
                            "mean": match.draws.mean(axis=0),
                            "sd": match.deviation,
                        }
                        for name, match in found[table.name].items()
                    },
                }
                for table in tables
            },
            f"Kendall's tau of trained and of simulated supernets to the true (validation) accuracy, among all cells "
            f"and among the best{reduced_mark(tables)}.",
            f"Simulated: mean over {JUDGE_DRAWS} draws; band: {CLEAN_DEVIATIONS:g} standard deviations of the fitted "
            "one. Published scores are held against the test accuracy.",
        )


def _zc(quality: Quality) -> str:
    return "none" if np.isinf(quality.zc) else f"{quality.zc:g}"
