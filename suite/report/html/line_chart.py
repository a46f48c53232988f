"""Line charts with bands and with choices, such as the problem and the axis; drawn by ``assets/lines.js``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.report.html.block import downloads
from suite.report.html.markup import element, escape, paragraphs

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """One line of a view.

    Attributes:
        series: name of one of the chart's series.
        x: ascending, ``(k,)``.
        y: ``(k,)``; what is not finite is not drawn.
        low: lower end of the band; None without a band.
        high: upper end.
    """

    series: str
    x: Floats
    y: Floats
    low: Floats | None = None
    high: Floats | None = None


@dataclass(frozen=True)
class View:
    """What a chart shows for one combination of its choices.

    Attributes:
        lines: in the order of the legend.
        x: title of the horizontal axis, with unit.
        y: title of the vertical axis.
        x_log: whether it is logarithmic.
        y_log: likewise.
        step: whether values hold until the next point.
        note: a sentence below the chart.
        cursor: where on the axis the cursor begins, from 0 to 1.
    """

    lines: Sequence[Line]
    x: str
    y: str
    x_log: bool = False
    y_log: bool = False
    step: bool = True
    note: str = ""
    cursor: float = 1.0


@dataclass(frozen=True)
class LineChart:
    """A chart.

    Attributes:
        key: see :class:`~suite.report.html.block.Block`.
        caption: one sentence.
        choices: title -> value -> text for readers, in order.
        views: by the values of the choices, joined by ``|``.
        series: looks (:class:`~suite.report.html.series.Series`).
        band: what the band is.
        notes: sentences below.
        files: further downloads.
    """

    key: str
    caption: str
    choices: Mapping[str, Mapping[str, str]]
    views: Mapping[str, View]
    series: Sequence[Any]
    band: str = ""
    notes: Sequence[str] = ()
    files: Mapping[str, bytes | str] = field(default_factory=dict)

    def markup(self) -> str:
        """Return caption, choices and an empty place for the drawing."""
        controls = ""
        for title, values in self.choices.items():
            options = "".join(element("option", escape(text), value=value) for value, text in values.items())
            controls += element("label", f"{escape(title)} " + element("select", options, data_choice=title))
        caption = element("p", escape(self.caption), class_="caption")
        head = caption + downloads(self.key, ("csv", "json", "svg", *self.files))
        head += element("div", controls, class_="controls") if controls else ""
        below = element("div", paragraphs(self.notes), class_="below") if self.notes else ""
        place = element("div", "", class_="drawing") + element("noscript", "This chart is drawn by a script.")
        return element("figure", head + place + below, class_="block", id=self.key, data_kind="lines")

    def data(self) -> Mapping[str, Any]:
        """Return series, choices and views."""
        return {
            "caption": self.caption,
            "choices": {title: list(values) for title, values in self.choices.items()},
            "band": self.band,
            "series": [vars(each) for each in self.series],
            "views": {name: _view(view) for name, view in self.views.items()},
            "files": self.files,
        }


def _view(view: View) -> dict[str, Any]:
    shown = {key: value for key, value in vars(view).items() if key != "lines"}
    return {**shown, "lines": [_line(line) for line in view.lines]}


def _line(line: Line) -> dict[str, Any]:
    return {
        key: _short(value) if isinstance(value, np.ndarray) else value
        for key, value in vars(line).items()
        if value is not None
    }


def _short(values: Floats) -> list[float | None]:
    """Return values with four significant digits: more than a drawing shows, half the bytes."""
    return [float(f"{value:.4g}") if np.isfinite(value) else None for value in values]
