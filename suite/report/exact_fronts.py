"""The figure of a front: a panel per cost, the whole space faint behind, the architectures of the front upon it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.report.fronts import draw_exact_front, draw_set, draw_space, error_axis, one_legend
from suite.report.style import OKABE_ITO, SeriesStyle, new_figure, publication_style

Floats = NDArray[np.float64]
FRONT = SeriesStyle("front", OKABE_ITO["blue"], "o", "none")
PER_ROW = 3
_ROW_IN = 2.4


@dataclass(frozen=True, eq=False)
class Cost:
    """A cost axis.

    Attributes:
        label: with the unit.
        values: ``(n,)`` of the architectures shown.
        space: ``(size,)`` of all architectures; None where there is no list of all.
        exact: the exact front by this cost and the error alone, costs and errors ``(k,)``; None if not shown.
        limit: drawn as a line; None for no limit.
    """

    label: str
    values: Floats
    space: Floats | None = None
    exact: tuple[Floats, Floats] | None = None
    limit: float | None = None


def front_figure(
    errors: Floats, error_label: str, costs: Sequence[Cost], *, space: Floats | None = None, label: str = "exact front"
) -> tuple[Any, dict[str, Any]]:
    """Return the figure of architectures by error and costs, and the plotted numbers.

    Args:
        errors: ``(n,)`` per cent, of the architectures shown; n >= 1.
        error_label: text of the error axis; one that ends in "(%)" gets a logarithmic scale.
        costs: one or more.
        space: ``(size,)`` errors of all architectures.
        label: what the architectures shown are, for the legend.
    """
    rows, panels = -(-len(costs) // PER_ROW), min(len(costs), PER_ROW)
    with publication_style():
        columns = 1 if len(costs) == 1 else 2
        height = _ROW_IN * rows + 0.3
        figure, grid = new_figure(rows, panels, venue="ieee", columns=columns, height_in=height, sharey=True)
        every = list(grid.flat)
        for axes, cost in zip(every, costs, strict=False):
            _draw(axes, errors, cost, space, label)
        for axes in every[len(costs) :]:
            axes.set_axis_off()
        for axes in grid[:, 0]:
            axes.set_ylabel(error_label)
        exact = [cost.exact[1] for cost in costs if cost.exact is not None]
        shown = np.concatenate([errors, *exact])
        if error_label.endswith("(%)"):  # a score has another scale, and may have any sign
            error_axis(every[0], *_range(shown))
        one_legend(figure, every[: len(costs)], 3)
    plotted = {cost.label: {"cost": cost.values, "limit": cost.limit} for cost in costs}
    return figure, {"error": errors, "error_label": error_label, "costs": plotted}


def _draw(axes: Any, errors: Floats, cost: Cost, space: Floats | None, label: str) -> None:
    known = cost.values[~np.isnan(cost.values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    right = high + 0.06 * ((high - low) or abs(high) or 1.0)
    if cost.limit is not None:
        right = max(right, cost.limit * 1.03)
        axes.axvline(cost.limit, color=OKABE_ITO["black"], linewidth=0.6, linestyle=":", label="limit", zorder=2)
    if space is not None and cost.space is not None:
        draw_space(axes, cost.space, space)
    if cost.exact is not None and len(cost.exact[0]):
        draw_exact_front(axes, *cost.exact, right)
    draw_set(axes, cost.values, errors, np.zeros(len(errors), dtype=bool), FRONT, label)
    axes.set_xlim(low - 0.06 * ((high - low) or abs(high) or 1.0), right)
    axes.set_xlabel(cost.label)


def _range(errors: Floats) -> tuple[float, float]:
    """Return the ends of the error axis, with room around the errors shown."""
    return max(float(np.nanmin(errors)), 0.05) * 0.93, max(float(np.nanmax(errors)), 0.1) * 1.07
