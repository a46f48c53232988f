"""The verdict matrix: papers by tables and figures; a cell leads to its published numbers and ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suite.report.html.block import downloads
from suite.report.html.markup import element, escape
from suite.report.html.table import Column, Table
from suite.report.verdicts import DIFFERENT, EQUAL, EQUIVALENT, INCONCLUSIVE

JUDGING = (DIFFERENT, INCONCLUSIVE, EQUIVALENT, EQUAL)
"""Outcomes of a comparison; a cell of the matrix is marked by the first of them that it holds."""
KINDS = ("tables", "figures", "text and others")

COLUMNS = (
    Column("cell", "which", numeric=False),
    Column("role", "role", choose=True, first="primary"),
    Column("published", "published", numeric=True),
    Column("published_std", "spread", numeric=True),
    Column("published_n", "runs", numeric=True),
    Column("ours", "ours", numeric=True),
    Column("low", "95 % from", numeric=True),
    Column("high", "to", numeric=True),
    Column("n", "our runs", numeric=True),
    Column("outcome", "outcome", choose=True),
    Column("criterion", "criterion", numeric=False),
    Column("p", "p", numeric=True),
    Column("reason", "reason", numeric=False),
    Column("kind", "made on", numeric=False),
    Column("row", "row of the table", numeric=False),
    Column("command", "command", numeric=False),
)


@dataclass(frozen=True)
class Judged:
    """One table, figure or statement of a paper.

    Attributes:
        paper: whose.
        item: which.
        rows: verdicts with the columns of :data:`COLUMNS` and the published cell's ``key``, as texts.
        others: what no run of the suite is held against: state -> number of published cells.
    """

    paper: str
    item: str
    rows: Sequence[Mapping[str, str]]
    others: Mapping[str, int]

    @property
    def counts(self) -> Counter[str]:
        """Outcomes by published cell; a comparison that two experiments show alike counts once."""
        judging = [row for row in self.rows if row["role"] == "primary" and row["outcome"] in JUDGING]
        return Counter({row["key"]: row["outcome"] for row in reversed(judging)}.values())

    @property
    def kind(self) -> str:
        """One of :data:`KINDS`, by the item's name."""
        words = self.item.lower()
        if "table" in words and "figure" not in words:
            return KINDS[0]
        return KINDS[1] if any(word in words for word in ("fig", "plot", "evolution")) else KINDS[2]


@dataclass(frozen=True)
class VerdictMatrix:
    """The block; see :class:`~suite.report.html.block.Block`."""

    key: str
    items: Sequence[Judged]

    def markup(self) -> str:
        """Return the matrix, and below it a part that can be opened for each of its cells."""
        titles = "".join(element("th", title, scope="col") for title in ("paper", *KINDS))
        papers = list(dict.fromkeys(item.paper for item in self.items))
        rows = "".join(self._row(paper) for paper in papers)
        table = element("table", element("thead", element("tr", titles)) + element("tbody", rows), class_="matrix")
        label = "Verdicts by paper and item"
        scrolled = element("div", table, class_="scroll", tabindex="0", role="region", aria_label=label)
        details = "".join(self._details(position, item) for position, item in enumerate(self.items))
        folded = element("details", element("summary", "Every number, item by item") + details, class_="items")
        return element("div", downloads(self.key, ("csv", "json")) + scrolled + folded, class_="block", id=self.key)

    def data(self) -> Mapping[str, Any]:
        """Return all verdicts, a row each."""
        names = ["key", *(column.name for column in COLUMNS)]
        lines = [(item, row) for item in self.items for row in item.rows]
        rows = [[item.paper, item.item, *(row.get(name, "") for name in names)] for item, row in lines]
        return {"columns": ["paper", "item", *names], "rows": rows}

    def _row(self, paper: str) -> str:
        cells = ""
        for kind in KINDS:
            chips = [
                self._chip(position, item)
                for position, item in enumerate(self.items)
                if item.paper == paper and item.kind == kind
            ]
            cells += element("td", element("ul", "".join(chips)) if chips else "")
        return element("tr", element("th", escape(paper), scope="row") + cells)

    def _chip(self, position: int, item: Judged) -> str:
        counts = item.counts
        worst = next((outcome for outcome in JUDGING if counts[outcome]), None)
        said = [f"{counts[outcome]} {outcome}" for outcome in JUDGING if counts[outcome]]
        said += [f"{number} {state}" for state, number in item.others.items()]
        text = escape(item.item) + element("small", escape(", ".join(said) or "nothing judged"))
        return element("li", element("a", text, href=f"#{self.key}-{position}", class_=worst))

    def _details(self, position: int, item: Judged) -> str:
        said = ", ".join(f"{item.counts[outcome]} {outcome}" for outcome in JUDGING if item.counts[outcome])
        said += "".join(f"; {number} {state}" for state, number in item.others.items())
        summary = element("summary", escape(f"{item.paper}, {item.item}: {said.strip('; ') or 'nothing judged'}"))
        key = f"{self.key}-{position}"
        if not item.rows:
            body = element("p", "No number of ours stands beside it.")
        else:
            rows = [[row.get(column.name, "") for column in COLUMNS] for row in item.rows]
            # the whole matrix is one download, so the parts have none
            body = Table(f"{key}-rows", "", COLUMNS, rows).markup(with_downloads=False)
        return element("details", summary + body, id=key)
