"""Methods by problems at a glance: rank, value and interval in every cell, shaded by rank or by value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.report.html.block import downloads
from suite.report.html.markup import element, escape, paragraphs

STEPS = 8
"""Shades; the lowest is white, the highest dark."""
_RANK, _VALUE = "rank", "value"


@dataclass(frozen=True)
class HeatMap:
    """One map per measure; the page shows the first and offers the others.

    Attributes:
        key: see :class:`~suite.report.html.block.Block`.
        rows: titles of the problems.
        columns: titles of the methods.
        maps: measure -> its numbers.
        files: further downloads.
    """

    key: str
    rows: Sequence[str]
    columns: Sequence[str]
    maps: Mapping[str, Measured]
    files: Mapping[str, bytes | str] = field(default_factory=dict)

    def markup(self) -> str:
        """Return switches and one table per measure."""
        options = "".join(element("option", escape(title), value=title) for title in self.maps)
        shade = element("option", "rank", value=_RANK) + element("option", "value", value=_VALUE)
        controls = element("label", "Measure " + element("select", options, data_role="measure"))
        controls += element("label", "Shade by " + element("select", shade, data_role="shade"))
        tables = "".join(self._table(title, numbers) for title, numbers in self.maps.items())
        head = downloads(self.key, ["csv", "json", *self.files]) + element("div", controls, class_="controls")
        return element("div", head + tables, class_="block heat", id=self.key)

    def data(self) -> Mapping[str, Any]:
        """Return one row per measure, problem and method."""
        rows = []
        for title, numbers in self.maps.items():
            for i, problem in enumerate(self.rows):
                for j, method in enumerate(self.columns):
                    values = (each[i, j] for each in (numbers.ranks, numbers.values, numbers.low, numbers.high))
                    rows.append([title, problem, method, *values])
        names = ["measure", "problem", "method", "rank", "value", "low", "high"]
        return {"columns": names, "rows": rows, "files": self.files}

    def _table(self, title: str, numbers: Measured) -> str:
        shades = numbers.shades()
        head = element("th", "problem", scope="col") + "".join(
            element("th", escape(name), scope="col") for name in self.columns
        )
        lines = []
        for i, problem in enumerate(self.rows):
            cells = "".join(numbers.cell(i, j, shades[0][i, j], shades[1][i, j]) for j in range(len(self.columns)))
            lines.append(element("tr", element("th", escape(problem), scope="row") + cells))
        means = "".join(element("td", f"{mean:.2f}") for mean in np.nanmean(numbers.ranks, axis=0))
        foot = element("tr", element("th", "mean rank", scope="row") + means)
        table = element("thead", element("tr", head)) + element("tbody", "".join(lines)) + element("tfoot", foot)
        caption = element("p", escape(f"{title}: {numbers.what}"), class_="caption")
        table = element("table", table)
        scrolled = element("div", table, class_="scroll", tabindex="0", role="region", aria_label=title)
        below = element("div", paragraphs(numbers.notes), class_="below") if numbers.notes else ""
        return element("div", caption + scrolled + below, class_="map", data_measure=title)


@dataclass(frozen=True)
class Measured:
    """The numbers of one measure, each of shape (problems, methods); smaller is better.

    Attributes:
        ranks: 1 for the best, ties shared.
        values: centre of the runs.
        low: lower end of its interval.
        high: upper end.
        what: what value and interval are.
        notes: sentences below.
    """

    ranks: NDArray[np.float64]
    values: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    what: str
    notes: Sequence[str] = ()

    def shades(self) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """Return the shade of each cell by rank, and by the logarithm of its value over the whole map."""
        worst = max(float(np.nanmax(self.ranks, initial=1.0)), 2.0)
        by_rank = (self.ranks - 1) / (worst - 1)
        positive = self.values[np.isfinite(self.values) & (self.values > 0)]
        if positive.size and positive.min() < positive.max():
            low, high = np.log(positive.min()), np.log(positive.max())
            safe = np.where(self.values > 0, self.values, positive.min())
            by_value = (np.log(safe) - low) / (high - low)
        else:
            by_value = np.zeros_like(self.values)
        scaled = [np.where(np.isfinite(share), share, 1.0) for share in (by_rank, by_value)]
        steps = [np.clip(np.rint(share * (STEPS - 1)), 0, STEPS - 1).astype(int) for share in scaled]
        return steps[0], steps[1]

    def cell(self, i: int, j: int, by_rank: int, by_value: int) -> str:
        """Return a cell: rank, value, and the interval below."""
        if not np.isfinite(self.values[i, j]):
            return element("td", "–", class_="h0", data_shades="0 0")
        rank = f"{self.ranks[i, j]:g}"
        text = element("b", rank) + f" {short(self.values[i, j])}"
        text += element("small", f"{short(self.low[i, j])} to {short(self.high[i, j])}")
        return element("td", text, class_=f"h{by_rank}", data_shades=f"{by_rank} {by_value}")


def short(value: float) -> str:
    """Return a number in few characters: three significant digits."""
    if not np.isfinite(value):
        return "–"
    text = f"{value:.3g}"
    return text.replace("e-0", "e-").replace("e+0", "e")
