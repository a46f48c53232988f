"""The critical-difference diagram: mean ranks on a line, methods that are not told apart joined by a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from suite.report.html.block import downloads
from suite.report.html.markup import element, escape, paragraphs


@dataclass(frozen=True)
class RankDiagram:
    """The block; see :class:`~suite.report.html.block.Block`.

    Attributes:
        key: id.
        caption: one sentence.
        ranks: label of a method -> its mean rank.
        difference: the critical difference.
        groups: labels that are not told apart, each group as large as it can be.
        notes: sentences below.
        files: further downloads.
    """

    key: str
    caption: str
    ranks: Mapping[str, float]
    difference: float
    groups: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    files: Mapping[str, bytes | str] = field(default_factory=dict)

    def markup(self) -> str:
        """Return caption and an empty place for the drawing; the ranks as text for those who do not see it."""
        caption = element("p", escape(self.caption), class_="caption")
        head = caption + downloads(self.key, ("csv", "json", "svg", *self.files))
        ordered = sorted(self.ranks.items(), key=lambda item: (item[1], item[0]))
        spoken = "; ".join(f"{label} {rank:.2f}" for label, rank in ordered)
        place = element("div", "", class_="drawing", role="img", aria_label=f"Mean ranks: {spoken}")
        script = element("noscript", escape(f"Mean ranks: {spoken}."))
        below = element("div", paragraphs(self.notes), class_="below") if self.notes else ""
        return element("figure", head + place + script + below, class_="block", id=self.key, data_kind="ranks")

    def data(self) -> Mapping[str, Any]:
        """Return ranks, difference and groups; rows for the CSV."""
        rows = [[label, rank] for label, rank in self.ranks.items()]
        columns = ["method", "mean_rank"]
        drawn = {"difference": self.difference, "groups": self.groups}
        return {"columns": columns, "rows": rows, "files": self.files, **drawn}
