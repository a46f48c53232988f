"""How close the simulated supernet comes to trained ones: its fitted parameters, beside the suite's presets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments import kit
from experiments.kit import Column
from experiments.supernet import words
from experiments.supernet.calibration import (
    CLEAN_CRITERION,
    CLEAN_DEVIATIONS,
    FIT_DRAWS,
    FITTED,
    JUDGE_DRAWS,
    STATISTICS,
    Match,
    matches,
)
from experiments.supernet.quality import ONE_SHOT, published_tau
from experiments.supernet.ranking import TOPS
from experiments.supernet.scores import label, panel_title, reduced_mark, short, table_notes, trained_longest
from suite.benchmark import Benchmark
from suite.objectives.simulated import PRESETS, Quality
from suite.report.output import Output
from suite.report.style import OKABE_ITO, SeriesStyle
from suite.scores import ScoreTable

LOOKS = {
    FITTED: SeriesStyle("simulated, fitted", OKABE_ITO["blue"], "o", "-"),
    "one-shot": SeriesStyle("simulated, one-shot", OKABE_ITO["orange"], "s", "--"),
    "few-shot": SeriesStyle("simulated, few-shot", OKABE_ITO["green"], "D", "-."),
    "no-saturation": SeriesStyle("simulated, no-saturation", OKABE_ITO["purple"], "^", ":"),
}
PARAMETERS = (
    Column("supernet"),
    Column("simulation"),
    Column("zc"),
    *(Column(name, ".2f") for name in ("rho", "w", "additive")),
    Column("criterion", ".3f"),
    Column("within", heading=f"statistics within {CLEAN_DEVIATIONS:g} sd, of {len(STATISTICS)}"),
    Column("clean"),
)
BY_STATISTIC = (
    Column("supernet"),
    Column("statistic"),
    Column("trained", ".3f", "trained supernet"),
    *(Column(f"{name}{of}", ".3f") for name in (FITTED, *PRESETS) for of in ("", " sd")),
    Column("difference", "+.3f", "fitted - trained"),
)
METHOD = words.CALIBRATION_METHOD.format(fit=FIT_DRAWS, judge=JUDGE_DRAWS)

Found = Mapping[str, Mapping[str, Match]]
"""By the name of the table and of the simulation."""


def report(tables: Sequence[ScoreTable], benchmark: Benchmark, output: Output) -> None:
    """Write parameters, statistics and the figure."""
    found = {table.name: matches(table, benchmark) for table in tables}
    _parameters(tables, found, output)
    _statistics(tables, found, output)
    _figure(trained_longest(tables), found, output)


def verdict(best: Match, name: str) -> str:
    """Return in words whether the fitted simulation is a clean imitation, and what is not."""
    if best.clean:
        return f"{name}: a clean imitation (criterion {best.distance:.3f}, all {len(STATISTICS)} statistics within)"
    outside = np.abs(best.difference) > CLEAN_DEVIATIONS * best.deviation
    missed = [text for text, out in zip(STATISTICS, outside, strict=True) if out]
    return f"{name}: no clean imitation (criterion {best.distance:.3f}; outside: {', '.join(missed) or 'none'})"


def _parameters(tables: Sequence[ScoreTable], found: Found, output: Output) -> None:
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
    fitted = {short(table): found[table.name][FITTED] for table in tables}
    verdicts = "; ".join(verdict(match, name) for name, match in fitted.items())
    texts = "; ".join(f"simulated-supernet:{match.quality.text} ({name})" for name, match in fitted.items())
    notes = [
        METHOD,
        f"A clean imitation: {CLEAN_CRITERION}. Here: {verdicts}.",
        f"To search on the fitted simulation: {texts}.",
        words.PRESETS,
        *table_notes(tables),
    ]
    kit.write_table(
        output, "calibration", rows, PARAMETERS, words.CALIBRATION.format(mark=reduced_mark(tables)), notes
    )  # fmt: skip


def _statistics(tables: Sequence[ScoreTable], found: Found, output: Output) -> None:
    rows: list[dict[str, Any]] = []
    for table in tables:
        best = found[table.name][FITTED]
        for place, statistic in enumerate(STATISTICS):
            row: dict[str, Any] = {"supernet": label(table), "statistic": statistic, "trained": best.real[place]}
            for name, match in found[table.name].items():
                row |= {name: match.draws[:, place].mean(), f"{name} sd": match.deviation[place]}
            rows.append({**row, "difference": best.difference[place]})
    caption = words.STATISTICS.format(judge=JUDGE_DRAWS, mark=reduced_mark(tables))
    notes = [METHOD, words.STATISTICS_NOTE, *table_notes(tables)]
    kit.write_table(output, "calibration-statistics", rows, BY_STATISTIC, caption, notes)


def _figure(tables: Sequence[ScoreTable], found: Found, output: Output) -> None:
    caption = words.CALIBRATION_FIGURE.format(mark=reduced_mark(tables))
    note = f"{words.CALIBRATION_FIGURE_NOTE.format(judge=JUDGE_DRAWS, deviations=CLEAN_DEVIATIONS)} {words.SHOWN}"
    with kit.drawing(
        output, "calibration", caption, note, panels=len(tables), legend=3, height_in=2.7, sharey=True
    ) as drawn:  # fmt: skip
        for axes, table in zip(drawn.grid[0], tables, strict=True):
            drawn.numbers[table.name] = _panel(axes, table, found[table.name])
            axes.set_title(panel_title(table), fontsize=7)
        drawn.axes.set_ylabel("Kendall's tau to the true accuracy")
        drawn.figure.supxlabel("cells, the best by true accuracy")
        drawn.legend_of = list(drawn.grid[0])


def _panel(axes: Any, table: ScoreTable, found: Mapping[str, Match]) -> dict[str, Any]:
    """Draw the taus of one table and of what imitates it; return the plotted numbers."""
    places = np.arange(len(TOPS))
    for name, match in found.items():
        look = LOOKS[name]
        mean, deviation = (values[: len(TOPS)] for values in (match.draws.mean(axis=0), match.deviation))
        axes.plot(places, mean, marker=look.marker, label=look.label, **look.line())
        if name == FITTED:
            low, high = (mean + sign * CLEAN_DEVIATIONS * deviation for sign in (-1, 1))
            axes.fill_between(places, low, high, color=look.color, alpha=0.15, linewidth=0)
    real = found[FITTED].real[: len(TOPS)]
    axes.plot(places, real, color=OKABE_ITO["black"], marker="P", markersize=5, label="trained supernet")
    if table.dataset == "cifar10":
        published = [published_tau(ONE_SHOT, cells) for cells in TOPS]
        axes.plot(
            places, published, color=OKABE_ITO["vermilion"], marker="x", linestyle="none",
            label="published one-shot scores (test)",
        )  # fmt: skip
    axes.axhline(0, color="#8C8C8C", linewidth=0.5, zorder=0)
    axes.set_xticks(places, [name.removeprefix("top ") for name in TOPS])
    return {
        "dataset": kit.dataset_name(table.dataset),
        "tops": list(TOPS),
        "trained": real,
        "simulated": {
            name: {"parameters": match.quality.text, "mean": match.draws.mean(axis=0), "sd": match.deviation}
            for name, match in found.items()
        },
    }


def _zc(quality: Quality) -> str:
    return "none" if np.isinf(quality.zc) else f"{quality.zc:g}"
