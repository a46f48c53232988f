"""What was fair and what was not, one line each, told apart by a word and not by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suite.report.html.markup import element, escape

WORDS = {True: "yes", False: "no", None: "to note"}


@dataclass(frozen=True)
class Point:
    """One point: whether it holds (None where it is for the reader to weigh), and what was found."""

    question: str
    holds: bool | None
    found: str


@dataclass(frozen=True)
class Checklist:
    """The block; see :class:`~suite.report.html.block.Block`."""

    key: str
    points: Sequence[Point]

    def markup(self) -> str:
        """Return the points as a table of three columns."""
        rows = "".join(
            element(
                "tr",
                element("th", escape(point.question), scope="row")
                + element("td", WORDS[point.holds], class_=f"answer {WORDS[point.holds].replace(' ', '-')}")
                + element("td", escape(point.found)),
            )
            for point in self.points
        )
        titles = "".join(element("th", title, scope="col") for title in ("question", "answer", "what was found"))
        table = element("table", element("thead", element("tr", titles)) + element("tbody", rows), class_="checklist")
        scrolled = element("div", table, class_="scroll", tabindex="0", role="region", aria_label="Checklist")
        return element("div", scrolled, class_="block", id=self.key)

    def data(self) -> Mapping[str, Any]:
        """Return nothing."""
        return {}
