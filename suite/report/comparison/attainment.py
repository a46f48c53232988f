"""Attainment surfaces of two methods and where one attains more often than the other, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.report.comparison.looks import method_styles
from suite.report.fronts import draw_exact_front, draw_steps, one_legend
from suite.report.style import new_figure, publication_style

Floats = NDArray[np.float64]
LEVELS = (0.2, 0.4, 0.6, 0.8)
"""Differences of shares at which a darker grey begins."""


def attainment_figure(
    names: tuple[str, str],
    surfaces: Mapping[str, Floats],
    grid: tuple[Floats, Floats],
    difference: Floats,
    exact: Floats,
    labels: tuple[str, str],
    *,
    venue: str = "ieee",
    columns: int = 2,
) -> tuple[Any, dict[str, Any]]:
    """Return the figure and its numbers; the cost is drawn to the right and the error upwards.

    Left: where the first attains more often, in steps of a fifth of the runs, the darker the more; right: the second.
    Both panels show the median attainment surfaces of both and the exact front.

    Args:
        names: the two methods.
        surfaces: method -> median attainment surface ``(k, 2)``, error and cost.
        grid: ``(a,)`` errors and ``(b,)`` costs (:class:`suite.analysis.attainment_difference.AttainmentDifference`).
        difference: ``(a, b)`` share of the first's runs minus that of the second's.
        exact: ``(k, 2)`` the exact front, error and cost.
        labels: of the error and of the cost, with units.
        venue: of the width.
        columns: 1 or 2.
    """
    errors, costs = grid
    top, right = _beyond(errors), _beyond(costs)
    styles = method_styles(list(names))
    with publication_style():
        figure, axes = new_figure(1, 2, venue=venue, columns=columns, height_in=2.6, sharex=True, sharey=True)
        for sign, name, panel in ((1, names[0], axes[0][0]), (-1, names[1], axes[0][1])):
            panel.pcolormesh(
                np.append(costs, right), np.append(errors, top), _steps(sign * difference), cmap="Greys", vmin=0,
                vmax=5.5, shading="flat", rasterized=True, zorder=0,
            )  # fmt: skip
            ordered = exact[np.argsort(exact[:, 1])]
            draw_exact_front(panel, ordered[:, 1], ordered[:, 0], right)
            for other in names:
                surface = surfaces[other]
                if len(surface):
                    corner = surface[np.argsort(surface[:, 1])]
                    draw_steps(panel, corner[:, 1], corner[:, 0], styles[other], right, linewidth=0.9)
            panel.set(xlabel=labels[1], title=f"{styles[name].label} attains more often")
        left, bottom = min(costs[0], exact[:, 1].min()), min(errors[0], exact[:, 0].min())
        axes[0][0].set(ylabel=labels[0], xlim=(left, right), ylim=(bottom, top))
        one_legend(figure, axes[0].tolist(), 3)
    rows, places = np.nonzero(difference)
    numbers = {
        "names": list(names),
        "surfaces": {name: surfaces[name] for name in names},
        "difference": {"error": errors[rows], "cost": costs[places], "share": difference[rows, places]},
        "levels": list(LEVELS),
    }
    return figure, numbers


def _steps(difference: Floats) -> Floats:
    """Return 0 where the share is not above 0, then 1 up to a fifth, 2 up to two fifths, ..."""
    return np.where(difference > 1e-12, 1.0 + np.searchsorted(LEVELS, difference - 1e-12, side="right"), 0.0)


def _beyond(values: Floats) -> float:
    span = float(values[-1] - values[0])
    return float(values[-1]) + (0.04 * span if span > 0 else 1.0)
