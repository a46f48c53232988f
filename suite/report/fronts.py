"""Drawing fronts: the whole space faint behind, fronts as steps, bands over seeds, published points as crosses.

Both axes are minimised. A set reached at cost x stays reachable at any higher cost, so fronts are drawn as steps that
change where a point lies (``where="post"``) and run on to the right edge, never as slanted segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.report.style import FAINT, OKABE_ITO, SeriesStyle, series_style

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Band:
    """Pointwise quartiles of step functions over seeds; infinite where too few seeds have a point yet.

    Attributes:
        x: ``(k,)`` costs at which some seed's step function changes, increasing.
        low: ``(k,)`` 25 % quantile; ``median`` and ``high`` the same for 50 and 75 %.
    """

    x: Floats
    low: Floats
    median: Floats
    high: Floats

    def numbers(self) -> dict[str, Floats]:
        """Return what is plotted, for the JSON beside a figure."""
        shown = np.isfinite(self.median)
        names = ("x", "low", "median", "high")
        return {name: getattr(self, name)[shown] for name in names}


def reported_steps(cost: ArrayLike, selection: ArrayLike, reported: ArrayLike) -> tuple[Floats, Floats]:
    """Return the reported error of the architecture that one would pick at each cost limit.

    For a limit x the pick is the architecture with the smallest ``selection`` error among those with cost <= x; its
    ``reported`` error is the step's height. The reported metric selects nothing, so steps may go up as well as down.

    Args:
        cost: ``(n,)``, minimised; rows with NaN are left out.
        selection: ``(n,)`` error that the search used.
        reported: ``(n,)`` error to report, e.g. on the test set.

    Returns:
        costs ``(k,)``, increasing, and errors ``(k,)``.
    """
    rows = np.stack([np.asarray(part, dtype=np.float64) for part in (cost, selection, reported)], axis=1)
    rows = rows[~np.isnan(rows).any(axis=1)]
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    if not len(rows):
        return rows[:, 0], rows[:, 2]
    best = np.minimum.accumulate(rows[:, 1])
    improves = np.flatnonzero(np.concatenate([[True], best[1:] < best[:-1]]))
    return rows[improves, 0], rows[improves, 2]


def step_band(curves: Sequence[tuple[Floats, Floats]]) -> Band:
    """Return the quartiles over seeds of step functions ``(x, y)``; before its first x a seed counts as infinite.

    The quantiles are order statistics (the value that at least that share of the seeds reach), hence for curves that
    only decrease the band is the 25, 50 and 75 % attainment surface.
    """
    grid = np.unique(np.concatenate([x for x, _ in curves]))
    heights = np.full((len(curves), len(grid)), np.inf)
    for row, (x, y) in enumerate(curves):
        position = np.searchsorted(x, grid, side="right")
        reached = position > 0
        heights[row, reached] = np.asarray(y)[position[reached] - 1]
    heights.sort(axis=0)
    ranks = [max(0, int(np.ceil(share * len(curves) - 1e-9)) - 1) for share in (0.25, 0.5, 0.75)]
    low, median, high = (heights[rank] for rank in ranks)
    return Band(grid, low, median, high)


def draw_space(axes: Any, cost: ArrayLike, error: ArrayLike) -> None:
    """Draw every architecture as a faint dot, rasterised so that the vector file stays small."""
    axes.scatter(
        np.asarray(cost), np.asarray(error), s=0.6, color=FAINT, alpha=0.35, linewidths=0, rasterized=True, zorder=0
    )


def draw_steps(axes: Any, x: ArrayLike, y: ArrayLike, style: SeriesStyle, right: float, **options: Any) -> None:
    """Draw a step function that runs on to ``right``."""
    xs = np.append(np.asarray(x, dtype=np.float64), right)
    ys = np.asarray(y, dtype=np.float64)
    axes.step(xs, np.append(ys, ys[-1:]), where="post", label=style.label, **{**style.line(), "zorder": 3, **options})


def draw_exact_front(axes: Any, x: ArrayLike, y: ArrayLike, right: float) -> None:
    """Draw the front of the enumerated space in black."""
    draw_steps(axes, x, y, series_style("exact"), right, linewidth=0.8, zorder=2)


def draw_band(axes: Any, band: Band, style: SeriesStyle, right: float) -> None:
    """Draw the median as steps with the quartiles as a band behind it; both end at ``right``, with a marker."""
    shown = np.isfinite(band.median) & (band.x <= right)
    if not shown.any():
        return
    x, median = band.x[shown], band.median[shown]
    draw_steps(axes, x, median, style, right, zorder=4, marker=style.marker, markevery=[len(x)], markersize=4)
    both = np.isfinite(band.high) & shown
    if both.any():
        edges = np.append(band.x[both], right)
        low, high = (np.append(values[both], values[both][-1]) for values in (band.low, band.high))
        axes.fill_between(edges, low, high, step="post", color=style.color, alpha=0.22, linewidth=0, zorder=1)


def draw_set(axes: Any, x: ArrayLike, y: ArrayLike, dominated: ArrayLike, style: SeriesStyle, label: str) -> None:
    """Draw one set of architectures: nondominated ones as markers, ``dominated`` ones the same, but faint."""
    xs, ys, faint = np.asarray(x), np.asarray(y), np.asarray(dominated, dtype=bool)
    for mask, alpha, name in ((~faint, 0.95, label), (faint, 0.35, None)):
        axes.scatter(
            xs[mask], ys[mask], s=9, marker=style.marker, facecolors="none", edgecolors=style.color, linewidths=0.6,
            alpha=alpha, label=name, zorder=5,
        )  # fmt: skip


def draw_published(axes: Any, x: ArrayLike, y: ArrayLike, label: str | None = None, **options: Any) -> None:
    """Draw published points, told from ours by shape and colour."""
    style = series_style("published")
    look = {"s": 12, "marker": "x", "color": style.color, "linewidths": 0.8, "zorder": 6, **options}
    axes.scatter(x, y, label=label or style.label, **look)


def draw_best(axes: Any, x: ArrayLike, y: ArrayLike, label: str = "best architecture") -> None:
    """Draw the best architecture of the space as a red triangle, as the paper's figures do."""
    axes.scatter(
        x, y, s=26, marker="^", color="#CC0000", edgecolors=OKABE_ITO["black"], linewidths=0.4, label=label, zorder=7
    )


def error_axis(axes: Any, low: float, high: float) -> None:
    """Give an error axis (per cent) a logarithmic scale from ``low`` to ``high`` with plain numbers at round values."""
    from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

    axes.set_yscale("log")
    axes.set_ylim(low, high)
    narrow = high < 4.5 * low
    rounds = (10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100) if narrow else (3, 4, 6, 8, 10, 15, 20, 30, 40, 60, 80)
    axes.yaxis.set_major_locator(FixedLocator([value for value in rounds if low <= value <= high]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))


def one_legend(figure: Any, panels: Sequence[Any], columns: int) -> None:
    """Put one legend for all ``panels`` outside, above them; entries with the same label are shown once."""
    entries: dict[str, Any] = {}
    for axes in panels:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            entries.setdefault(label, handle)
    figure.legend(list(entries.values()), list(entries), loc="outside upper center", ncols=columns)
