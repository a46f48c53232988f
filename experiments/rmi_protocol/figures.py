"""Tau by steps with its differences, and what each removal reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments import kit
from experiments.rmi_protocol.margin import MARGIN
from experiments.rmi_protocol.parts import OLD
from experiments.rmi_protocol.removal import CHOSEN, HIGHEST, PICKS
from experiments.rmi_protocol.removal_tables import PUBLISHED
from experiments.rmi_protocol.steps import MIXED, SUM
from experiments.rmi_protocol.strata import ALL, BEST, RANDOM
from suite.report.output import Output
from suite.report.style import FAINT, OKABE_ITO, SeriesStyle

Rows = Sequence[Mapping[str, Any]]
TITLES = {ALL: "all cells (weighted)", RANDOM: "random cells alone", BEST: "best decile"}
LOOKS = {
    SUM: SeriesStyle("sum of the similarities", OKABE_ITO["blue"], "o", "-"),
    MIXED: SeriesStyle("mixed loss", OKABE_ITO["orange"], "s", "--"),
}
MACS = "MACs"
LEVELS = {
    MACS: SeriesStyle("MACs", OKABE_ITO["black"], "", ":"),
    f"{OLD}, {SUM}": SeriesStyle(f"{OLD} (sum)", OKABE_ITO["green"], "", "-."),
}
HIDDEN = (PUBLISHED, f"{OLD}, {SUM}")
"""Rows of the table that are no rows of the figure: the first table lies far to the left."""

PICK_LOOKS = {
    HIGHEST: SeriesStyle("by the score alone", OKABE_ITO["blue"], "o", "none"),
    CHOSEN: SeriesStyle("by validation among the best-scored", OKABE_ITO["orange"], "s", "none"),
}


def steps(found: Rows, caption: str, note: str, output: Output) -> None:
    """Draw tau (top) and its difference to the last steps of the sum (bottom), by region."""
    panels: dict[str, Any] = {}
    with kit.drawing(
        output, "tau-by-steps", caption, note, rows=2, panels=len(TITLES), legend=5, height_in=3.9, sharex=True,
        sharey="row",
    ) as drawn:  # fmt: skip
        for column, (region, title) in enumerate(TITLES.items()):
            chosen = [row for row in found if row["region"] == region]
            above, below = drawn.grid[0, column], drawn.grid[1, column]
            panels[region] = {name: _lines(above, below, chosen, name) for name in LOOKS}
            for score, look in LEVELS.items():
                level = next(row["tau"] for row in chosen if row["score"] == score)
                above.axhline(level, label=look.label, color=look.color, linestyle=look.line()["linestyle"], lw=0.9)
                panels[region][score] = level
            below.axhspan(-MARGIN, MARGIN, color=FAINT, alpha=0.35, linewidth=0, zorder=0)
            below.axhline(0.0, color=OKABE_ITO["black"], linewidth=0.5, zorder=1)
            cells = next(row["cells"] for row in chosen)
            above.set_title(f"{title}, {cells:,} cells")
            below.set_xscale("log")
            ticks = sorted({int(row["steps"]) for row in chosen if row["steps"]})
            kit.plain_ticks(below.xaxis, ticks)
            below.set_xlabel("steps on the one batch")
        drawn.grid[0, 0].set_ylabel("Kendall's τ")
        drawn.grid[1, 0].set_ylabel("less the sum\nafter the last steps")
        drawn.numbers |= {"margin": MARGIN, "panels": panels}


def _lines(above: Any, below: Any, rows: Rows, score: str) -> dict[str, Any]:
    """Draw one score of one region; return its numbers."""
    look = LOOKS[score]
    chosen = [row for row in rows if row["score"] == score]
    shift = 0.985 if score == SUM else 1.015
    x = np.array([int(row["steps"]) for row in chosen]) * shift
    numbers: dict[str, Any] = {"steps": [int(row["steps"]) for row in chosen]}
    for axes, keys in ((above, ("tau", "tau_low", "tau_high")), (below, ("difference", "low", "high"))):
        middle, low, high = (np.array([row.get(key, np.nan) for row in chosen], dtype=np.float64) for key in keys)
        axes.errorbar(
            x, middle, yerr=np.abs(np.stack([middle - low, high - middle])), marker=look.marker, markersize=3.5,
            elinewidth=0.7, capsize=1.5, label=look.label, **look.line(),
        )  # fmt: skip
        numbers |= dict(zip(keys, (middle, low, high), strict=True))
    return numbers


def removal(found: Rows, caption: str, note: str, output: Output) -> None:
    """Draw what every variant reaches: RMI-NAS on three data sets, and the nine limits."""
    variants = list(dict.fromkeys(row["variant"] for row in found if row["variant"] not in HIDDEN))
    theirs = next(row for row in found if row["variant"] == PUBLISHED)
    places = np.arange(len(variants))[::-1]
    panels: dict[str, Any] = {}
    titles = {f"{name} mean": f"RMI-NAS,\n{kit.dataset_name(name)}" for name in kit.DATASETS}
    titles["hw"] = "HW-EvRSNAS,\nnine limits"
    with kit.drawing(
        output, "removal", caption, note, panels=len(titles), legend=3, height_in=2.9, sharey=True
    ) as drawn:
        for axes, (key, title) in zip(drawn.grid[0], titles.items(), strict=True):
            axes.axvline(theirs[key], color=OKABE_ITO["vermilion"], linewidth=1.0, linestyle="--", label=PUBLISHED)
            numbers: dict[str, Any] = {PUBLISHED: theirs[key]}
            for shift, pick in zip((0.14, -0.14), PICKS, strict=True):
                rows = [next(r for r in found if (r["variant"], r["pick"]) == (name, pick)) for name in variants]
                middle = np.array([row[key] for row in rows])
                spread = _spread(rows, key, middle)
                look = PICK_LOOKS[pick]
                axes.errorbar(
                    middle, places + shift, xerr=spread, fmt=look.marker, color=look.color, markersize=3.5,
                    elinewidth=0.7, capsize=1.5, label=look.label,
                )  # fmt: skip
                numbers[pick] = {"mean": middle, "spread": spread}
            if key == "hw":
                _crop(axes, dict(zip(variants, places, strict=True)), numbers)
            axes.set_title(title)
            axes.grid(axis="y", linewidth=0.3, alpha=0.5)
            axes.set_xlabel("less published (points)" if key == "hw" else "test accuracy (%)")
            axes.locator_params(axis="x", nbins=4)
            panels[title] = numbers
        drawn.axes.set_yticks(places, variants)
        drawn.numbers |= {"variants": variants, "panels": panels}


def _crop(axes: Any, places: Mapping[str, int], numbers: Mapping[str, Any]) -> None:
    """Leave out of a panel what MACs alone reach, which lies many times farther off, and write its value there."""
    found, last = numbers[HIGHEST], list(places).index(MACS)
    lows = found["mean"] - found["spread"][0]
    left = float(np.delete(lows, last).min())
    if lows[last] < left:
        left -= 0.05 * abs(left)
        axes.set_xlim(left, 0.1 * abs(left))
        text = f"← {found['mean'][last]:.1f}".replace("-", "\N{MINUS SIGN}")
        axes.annotate(text, (left, places[MACS] + 0.14), xytext=(2, 3), textcoords="offset points", va="bottom",
                      color=PICK_LOOKS[HIGHEST].color, fontsize=6.5)  # fmt: skip


def _spread(rows: Rows, key: str, middle: Any) -> Any:
    """Return the lengths ``(2, n)`` of the bars: one standard deviation over the draws, or 95 % of them."""
    if key == "hw":
        return np.abs(np.stack([middle - [row["hw_low"] for row in rows], [row["hw_high"] for row in rows] - middle]))
    std = np.array([row[key.replace("mean", "std")] for row in rows])
    return np.stack([std, std])
