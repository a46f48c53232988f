"""Tables that sort by a click on a heading and can be narrowed to some of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from suite.report.html.block import downloads
from suite.report.html.markup import element, escape, paragraphs
from suite.report.tables import format_value

SEARCHED_ROWS = 15
"""Tables with more rows than this have a field to search in."""

SHORT_TEXT = 26
"""Texts of at most so many characters are not broken into lines."""


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: in CSV and JSON.
        heading: with unit, for readers.
        form: format specification of its numbers.
        choose: whether rows can be chosen by a value of this column.
        first: value that is chosen first; "" for all rows.
        numeric: aligned to the right; by default where all values are numbers.
    """

    name: str
    heading: str
    form: str = ".4g"
    choose: bool = False
    first: str = ""
    numeric: bool | None = None


@dataclass(frozen=True)
class Table:
    """A table as markup, and its raw values for CSV and JSON.

    Attributes:
        key: see :class:`~suite.report.html.block.Block`.
        caption: one sentence; markup is escaped.
        columns: in order.
        rows: raw values, one per column; missing ones are None or NaN.
        notes: sentences below.
        files: suffix -> content of further downloads, such as LaTeX.
        whole: the CSV where it holds more than the table shows.
        folded: whether only the caption is seen until it is opened.
    """

    key: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str] = ()
    files: Mapping[str, bytes | str] = field(default_factory=dict)
    whole: str = ""
    folded: bool = False

    def markup(self, with_downloads: bool = True) -> str:
        """Return caption, downloads, choices and the table."""
        kinds = ["csv", *([] if self.whole else ["json"]), *self.files]
        head = element("p", escape(self.caption), class_="caption") if self.caption and not self.folded else ""
        head += (downloads(self.key, kinds) if with_downloads else "") + self._controls()
        numeric = [self._numeric(position) for position in range(len(self.columns))]
        titles = "".join(
            element(
                "th",
                element("button", escape(column.heading), type="button"),
                scope="col",
                class_="number" if right else None,
            )
            for column, right in zip(self.columns, numeric, strict=True)
        )
        body = "".join(self._row(row, numeric) for row in self.rows)
        table = element("table", element("thead", element("tr", titles)) + element("tbody", body), class_="sortable")
        scrolled = element("div", table, class_="scroll", tabindex="0", role="region", aria_label=self.caption)
        notes = element("div", paragraphs(self.notes), class_="below") if self.notes else ""
        block = element("div", head + scrolled + notes, class_="block table", id=self.key)
        return element("details", element("summary", escape(self.caption)) + block) if self.folded else block

    def data(self) -> Mapping[str, Any]:
        """Return the raw values."""
        if self.whole:
            return {"files": {**self.files, "csv": self.whole}}
        return {"columns": [column.name for column in self.columns], "rows": self.rows, "files": self.files}

    def _controls(self) -> str:
        parts = []
        for position, column in enumerate(self.columns):
            if column.choose:
                values = list(dict.fromkeys(self._text(row, position) for row in self.rows))
                options = element("option", "all", value="") + "".join(
                    element("option", escape(value), value=value, selected=value == column.first) for value in values
                )
                parts.append(
                    element("label", escape(column.heading) + " " + element("select", options, data_column=position))
                )
        if len(self.rows) > SEARCHED_ROWS:
            parts.append(element("label", "Find " + '<input type="search">'))
            parts.append(element("output", f"{len(self.rows)} rows"))
        return element("div", "".join(parts), class_="controls") if parts else ""

    def _row(self, row: Sequence[Any], numeric: Sequence[bool]) -> str:
        cells = ""
        for position, right in enumerate(numeric):
            text = escape(self._text(row, position)) or "–"
            kind = ' class="number"' if right else ' class="s"' if len(text) <= SHORT_TEXT else ""
            cells += f"<td{kind}>{text}</td>"
        return f"<tr>{cells}</tr>"

    def _text(self, row: Sequence[Any], position: int) -> str:
        value = row[position]
        if isinstance(value, float) and value in (float("inf"), float("-inf")):
            return "∞" if value > 0 else "-∞"
        return format_value(value, self.columns[position].form)

    def _numeric(self, position: int) -> bool:
        given = self.columns[position].numeric
        if given is not None:
            return given
        values = [row[position] for row in self.rows if row[position] is not None]
        return bool(values) and not any(isinstance(value, (str, bool)) for value in values)
