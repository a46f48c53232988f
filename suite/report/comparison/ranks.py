"""Critical-difference diagram (Demsar, JMLR 2006, Figure 1): mean ranks on a line, bars over what is not told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from suite.report.comparison.looks import method_styles
from suite.report.style import new_figure, publication_style

ROW, BAR = 0.17, 0.11
"""Inches between two names, and between two bars."""
CHARACTER = 0.061
"""Width in inches of a character at 7 points, on the wide side."""
TOP = 0.14
"""Inches left free above, for the mark of surrogate tables."""


def critical_difference_figure(
    ranks: Mapping[str, float],
    critical_difference: float,
    groups: Sequence[Sequence[str]],
    *,
    venue: str = "ieee",
    columns: int = 1,
) -> tuple[Any, dict[str, Any]]:
    """Return the diagram and its numbers; the best method stands on the left.

    Args:
        ranks: method -> mean rank, 1 is best.
        critical_difference: drawn to scale above the axis.
        groups: methods that are not told apart (:func:`suite.analysis.critical_difference.groups`), each a bar.
        venue: of the width.
        columns: 1 or 2.
    """
    names = sorted(ranks, key=lambda name: ranks[name])
    styles = method_styles(list(ranks))
    half = (len(names) + 1) // 2
    below = 0.1 + BAR * len(groups)
    height = TOP + 0.62 + below + ROW * half
    low, high = 1.0, float(max(len(names), np.ceil(max(ranks.values()))))
    with publication_style():
        figure, axes = new_figure(venue=venue, columns=columns, height_in=height)
        figure.set_layout_engine("none")
        width = figure.get_size_inches()[0]
        panel = axes[0][0]
        panel.set_position([0, 0, 1, 1])
        panel.axis("off")
        panel.set(xlim=(0, width), ylim=(height, 0))
        texts = {name: f"{styles[name].label} ({ranks[name]:.2f})" for name in names}
        needed = 0.2 + CHARACTER * max(map(len, texts.values()))
        margin = min(needed, 0.4 * width)
        size = 7 * min(1.0, margin / needed)

        def at(rank: float) -> float:
            return float(margin + (rank - low) / max(high - low, 1e-9) * (width - 2 * margin))

        line = TOP + 0.5
        ink = {"color": "black", "linewidth": 0.7, "solid_capstyle": "butt"}
        panel.plot([at(low), at(high)], [line, line], **ink)
        step = max(1, int(np.ceil((high - low) / 10)))
        for tick in range(int(low), int(high) + 1, step):
            panel.plot([at(tick)] * 2, [line - 0.05, line], **ink)
            panel.text(at(tick), line - 0.07, str(tick), ha="center", va="bottom", fontsize=7)
        end = at(low + critical_difference)
        panel.plot([at(low), end], [TOP + 0.2] * 2, **ink)
        for x in (at(low), end):
            panel.plot([x, x], [TOP + 0.16, TOP + 0.24], **ink)
        panel.text(
            (at(low) + end) / 2, TOP + 0.14, f"CD = {critical_difference:.2f}", ha="center", va="bottom", fontsize=7
        )
        for number, group in enumerate(groups):
            spread = [ranks[name] for name in group]
            y = line + 0.1 + BAR * number
            panel.plot(
                [at(min(spread)) - 0.03, at(max(spread)) + 0.03], [y, y], color="black", linewidth=2.2,
                solid_capstyle="butt",
            )  # fmt: skip
        for place, name in enumerate(names):
            left = place < half
            row = place if left else len(names) - 1 - place
            y = line + below + ROW * (row + 0.5)
            x, edge = at(ranks[name]), (margin - 0.12 if left else width - margin + 0.12)
            style = styles[name]
            panel.plot([x, x, edge], [line, y, y], color=style.color, linewidth=0.6)
            panel.plot([x], [line], marker=style.marker, color=style.color, markersize=3.5, zorder=4)
            side = {"ha": "right"} if left else {"ha": "left"}
            panel.text(edge - 0.04 if left else edge + 0.04, y, texts[name], va="center", fontsize=size, **side)
    numbers = {"ranks": {name: ranks[name] for name in names}, "critical_difference": critical_difference}
    return figure, {**numbers, "groups": [list(group) for group in groups]}
