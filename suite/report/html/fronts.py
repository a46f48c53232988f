"""The front browser: what every method found beside the exact front, an architecture drawn with all that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.report.html.block import downloads
from suite.report.html.markup import element, escape, paragraphs


@dataclass(frozen=True)
class Cells:
    """What is known of the architectures that can be shown.

    Attributes:
        indices: ascending, ``(n,)``.
        strings: the architecture strings; none where digits and operations say the same.
        digits: operations by edge, ``(n,)`` texts of digits; "" where the space has no cells of that kind.
        operations: names that the digits stand for.
        edges: ``(target node, source node)`` of each edge.
        columns: title with unit -> values ``(n,)``, in the order of the page.
    """

    indices: NDArray[np.int64]
    strings: Sequence[str]
    digits: Sequence[str]
    operations: Sequence[str]
    edges: Sequence[tuple[int, int]]
    columns: Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Found:
    """One problem of the browser.

    Attributes:
        title: of the problem.
        x: title of the horizontal axis, with unit.
        y: title of the vertical one.
        exact: architecture indices of the exact front, by ascending x.
        sets: method -> (architecture indices, in how many runs each was found).
        runs: method -> number of runs.
        values: index -> (x, y) of all that occur.
    """

    title: str
    x: str
    y: str
    exact: Sequence[int]
    sets: Mapping[str, tuple[Sequence[int], Sequence[int]]]
    runs: Mapping[str, int]
    values: Mapping[int, tuple[float, float]]


@dataclass(frozen=True)
class FrontBrowser:
    """The block; see :class:`~suite.report.html.block.Block`.

    Attributes:
        key: id.
        caption: one sentence.
        problems: name -> what was found there.
        cells: of all that occur.
        series: looks of the methods.
        notes: sentences below.
        files: further downloads.
    """

    key: str
    caption: str
    problems: Mapping[str, Found]
    cells: Cells
    series: Sequence[Any]
    notes: Sequence[str] = ()
    files: Mapping[str, bytes | str] = field(default_factory=dict)

    def markup(self) -> str:
        """Return the choices and empty places for the drawing and the architecture."""
        options = "".join(element("option", escape(found.title), value=name) for name, found in self.problems.items())
        controls = element("label", "Problem " + element("select", options, data_role="problem"))
        caption = element("p", escape(self.caption), class_="caption")
        head = caption + downloads(self.key, ("csv", "json", "svg", *self.files))
        head += element("div", controls, class_="controls")
        place = element("div", "", class_="drawing") + element("div", "", class_="cell", aria_live="polite")
        script = element("noscript", "This chart is drawn by a script.")
        below = element("div", paragraphs(self.notes), class_="below") if self.notes else ""
        both = element("div", place, class_="browser")
        return element("figure", head + both + script + below, class_="block", id=self.key, data_kind="fronts")

    def data(self) -> Mapping[str, Any]:
        """Return problems and cells; positions stand for architectures, which are many."""
        place = {int(index): position for position, index in enumerate(self.cells.indices)}
        problems = {}
        for name, found in self.problems.items():
            used = sorted({*found.exact, *(index for indices, _ in found.sets.values() for index in indices)})
            here = {index: position for position, index in enumerate(used)}
            problems[name] = {
                "x": found.x,
                "y": found.y,
                "cells": [place[index] for index in used],
                "values": [found.values[index] for index in used],
                "exact": [here[index] for index in found.exact],
                "sets": {
                    method: [[here[index] for index in indices], list(counts)]
                    for method, (indices, counts) in found.sets.items()
                },
                "runs": found.runs,
            }
        cells = {**vars(self.cells), "columns": list(self.cells.columns)}
        cells["values"] = [[_short(value) for value in values] for values in self.cells.columns.values()]
        return {
            "problems": problems,
            "cells": cells,
            "series": [vars(each) for each in self.series],
            "files": self.files,
        }


def _short(value: float) -> float | None:
    """Return a value with four significant digits: these are most of the bytes of a large page."""
    return float(f"{value:.4g}") if np.isfinite(value) else None
