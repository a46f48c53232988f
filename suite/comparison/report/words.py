"""Names and looks that all parts of the page share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from suite.comparison.results import MEASURES, Results
from suite.report.html.series import series_of
from suite.report.latex import label_of
from suite.report.tables import table_texts

if TYPE_CHECKING:
    import pandas as pd

AXES = {"queries": "queries", "distinct": "distinct architectures", "seconds": "simulated training (h)"}
"""Axis of the curves -> its title; seconds are shown in hours."""
ALL = "all problems"


class Names:
    """How problems, methods and the main measure are called on the page.

    Attributes:
        main: the main measure, for readers.
        problems: name -> title.
        series: looks of the methods.
        methods: name -> label.
    """

    def __init__(self, results: Results) -> None:
        self.main = MEASURES[results.main]
        self.problems: Mapping[str, str] = {problem.name: problem.title for problem in results.problems}
        marked = {name: f"{series_of([name])[0].label} (imported)" for name in results.imported}
        self.series = series_of(results.methods, marked)
        self.methods = {each.name: each.label for each in self.series}


def tex_of(frame: pd.DataFrame, label: str, caption: str) -> dict[str, bytes | str]:
    """Return a frame as a LaTeX table, the download beside a block."""
    return {"tex": table_texts(frame, label_of(Path("comparison") / label), caption)["tex"]}
