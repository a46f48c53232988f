"""Figures: one context that styles, saves and explains a figure, and the drawings that several papers share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.kit.judged import Judged
from experiments.kit.names import DATASETS
from experiments.kit.words import dataset_name
from suite.report.fronts import draw_exact_front, draw_space, one_legend
from suite.report.output import Output
from suite.report.style import SeriesStyle, new_figure, publication_style
from suite.tables.columns import short_label


@dataclass
class Drawing:
    """A figure while it is drawn.

    Attributes:
        figure: of matplotlib.
        grid: its axes ``(rows, panels)``.
        numbers: what is plotted, for the JSON beside it.
        legend_of: panels whose entries the legend shows; the first one unless set.
    """

    figure: Any
    grid: Any
    numbers: dict[str, Any] = field(default_factory=dict)
    legend_of: Sequence[Any] = ()

    @property
    def axes(self) -> Any:
        """The first panel."""
        return self.grid.flat[0]

    def label(self, x: str = "", y: str = "") -> None:
        """Name the axes at the edges alone: ``x`` below the last row of panels, ``y`` beside the first column."""
        for axes in self.grid[-1] if x else ():
            axes.set_xlabel(x)
        for axes in self.grid[:, 0] if y else ():
            axes.set_ylabel(y)


@contextmanager
def drawing(
    output: Output,
    stem: str,
    caption: str,
    note: str = "",
    *,
    rows: int = 1,
    panels: int = 1,
    legend: int = 0,
    **options: Any,
) -> Iterator[Drawing]:
    """Draw a figure inside this context; it is saved with its numbers at the end.

    Args:
        output: where to.
        stem: its name.
        caption: one sentence.
        note: what lines and bands mean.
        rows: of panels; ``panels`` of a row.
        legend: entries per line of one legend above the panels; 0 draws none.
        options: of :func:`suite.report.style.new_figure`: ``height_in``, ``sharey``, ``venue``, ...
    """
    with publication_style():
        figure, grid = new_figure(rows, panels, **options)
        drawn = Drawing(figure, grid)
        yield drawn
        if legend:
            one_legend(figure, list(drawn.legend_of) or [drawn.axes], columns=legend)
        output.figure(stem, figure, drawn.numbers, caption, note)


def draw_ground(axes: Any, judged: Judged) -> dict[str, Any]:
    """Draw the space of (cost, test error) faintly, and its exact front in black; return the front's numbers."""
    front = judged.reported_front
    draw_space(axes, judged.cost, judged.test_error)
    draw_exact_front(axes, front[:, 0], front[:, 1], right_edge(judged))
    return {"latency_ms": front[:, 0], "test_error": front[:, 1]}


def right_edge(judged: Judged) -> float:
    """Return where an axis of costs ends: a little beyond the slowest architecture."""
    return 1.03 * float(np.nanmax(judged.cost))


def quartiles(values: ArrayLike) -> dict[str, NDArray[np.float64]]:
    """Return the 25, 50 and 75 % quantiles over the first axis as "low", "median" and "high"."""
    table = np.asarray(values, dtype=np.float64)
    return dict(zip(("low", "median", "high"), np.quantile(table, [0.25, 0.5, 0.75], axis=0), strict=True))


def draw_quartiles(
    axes: Any, x: ArrayLike, values: ArrayLike, style: SeriesStyle, alpha: float = 0.2, **line: Any
) -> dict[str, NDArray[np.float64]]:
    """Draw the median of ``values`` ``(runs, len(x))`` as a line with the quartiles as a band; return the three."""
    band = quartiles(values)
    draw_band(axes, x, band, style, alpha, **line)
    return band


def draw_band(
    axes: Any, x: ArrayLike, band: Mapping[str, ArrayLike], style: SeriesStyle, alpha: float = 0.2, **line: Any
) -> None:
    """Draw the "median" of :func:`quartiles` as a line, "low" to "high" as a band."""
    axes.fill_between(x, band["low"], band["high"], color=style.color, alpha=alpha, linewidth=0)
    axes.plot(x, band["median"], label=style.label, marker=style.marker, **{**style.line(), **line})


def draw_bars(
    axes: Any, x: ArrayLike, middle: ArrayLike, low: ArrayLike, high: ArrayLike, look: SeriesStyle, **options: Any
) -> None:
    """Draw a marker at ``middle`` with a bar from ``low`` to ``high`` at each ``x``, all ``(n,)``."""
    at, least, most = (np.asarray(values, dtype=np.float64) for values in (middle, low, high))
    axes.errorbar(
        x,
        at,
        yerr=[at - least, most - at],
        **{"fmt": look.marker, "color": look.color, "linewidth": 0.8, "linestyle": "none", "label": look.label}
        | options,
    )


def draw_ranges(axes: Any, x: ArrayLike, values: ArrayLike, look: SeriesStyle, **options: Any) -> dict[str, Any]:
    """Draw median and range over runs of ``values`` ``(runs, len(x))``, NaN left out; return the three."""
    table = np.asarray(values, dtype=np.float64)
    low, middle, high = np.nanmin(table, axis=0), np.nanmedian(table, axis=0), np.nanmax(table, axis=0)
    draw_bars(axes, x, middle, low, high, look, **options)
    return {"median": middle, "smallest": low, "largest": high}


def device_ticks(line: Iterable[Any], devices: Sequence[str]) -> None:
    """Write the devices' names below panels on whose axis they stand at 0, 1, 2, ..."""
    for axes in line:
        axes.set_xticks(range(len(devices)), [short_label(device) for device in devices], rotation=40, ha="right")


def plain_ticks(axis: Any, values: Iterable[float]) -> None:
    """Put ticks with plain numbers at ``values`` on a logarithmic axis, and none between."""
    from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

    axis.set_major_locator(FixedLocator(list(values)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))


def title_datasets(line: Iterable[Any]) -> None:
    """Write the three data sets' names above a line of panels."""
    for axes, dataset in zip(line, DATASETS, strict=True):
        axes.set_title(dataset_name(dataset))
