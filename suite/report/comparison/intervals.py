"""One number per method over all problems with its interval, a row per method, best above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from suite.report.comparison.looks import method_styles
from suite.report.style import new_figure, publication_style

ROW_IN = 0.19
"""Height of a method's row in inches."""


def intervals_figure(
    panels: Mapping[str, Mapping[str, tuple[float, float, float]]], *, venue: str = "ieee", columns: int = 2
) -> tuple[Any, dict[str, Any]]:
    """Return the figure and its numbers: a panel per quantity, a marker and bar per method.

    Args:
        panels: title, such as "IQM of the hypervolume regret" -> method -> (estimate, low, high), the smaller the
            better; NaN or an infinite bound draws nothing there. All panels hold the same methods; rows stand in the
            order of the first panel's estimates.
        venue: of the width.
        columns: 1 or 2.
    """
    first = next(iter(panels.values()))
    names = sorted(first, key=lambda name: (not np.isfinite(first[name][0]), first[name][0]))
    styles = method_styles(list(first))
    with publication_style():
        figure, axes = new_figure(
            1, len(panels), venue=venue, columns=columns, height_in=0.6 + ROW_IN * len(names), sharey=True
        )
        for panel, (title, values) in zip(axes[0], panels.items(), strict=True):
            for row, name in enumerate(names):
                estimate, low, high = values[name]
                style = styles[name]
                if np.isfinite([low, high]).all():
                    panel.plot([low, high], [row, row], color=style.color, linewidth=2.2, alpha=0.45, zorder=2)
                if np.isfinite(estimate):
                    panel.plot([estimate], [row], marker=style.marker, color=style.color, linestyle="none", zorder=3)
            panel.set_xlabel(title)
            panel.locator_params(axis="x", nbins=5)  # more labels than that run into each other in a narrow column
            panel.grid(axis="x", linewidth=0.3, alpha=0.6)
            panel.set_axisbelow(True)
            panel.tick_params(axis="y", length=0)
        axes[0][0].set_yticks(range(len(names)), [styles[name].label for name in names])
        axes[0][0].set_ylim(len(names) - 0.5, -0.5)
    numbers = {title: {name: list(values[name]) for name in names} for title, values in panels.items()}
    return figure, {"order": names, "panels": numbers}
