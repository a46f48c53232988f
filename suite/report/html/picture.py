"""A figure as it was made for print: the image on the page, PDF and plotted numbers beside it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from suite.report.html.block import downloads
from suite.report.html.markup import element, escape, paragraphs


@dataclass(frozen=True)
class Picture:
    """The block; see :class:`~suite.report.html.block.Block`.

    Attributes:
        key: id.
        caption: what the figure shows; also its text for those who do not see it.
        image: content of the image.
        kind: ``png`` or ``gif``.
        notes: sentences below.
        files: suffix -> content of the downloads.
    """

    key: str
    caption: str
    image: bytes
    kind: str = "png"
    notes: Sequence[str] = ()
    files: Mapping[str, bytes | str] = field(default_factory=dict)

    def markup(self) -> str:
        """Return image, caption and downloads."""
        source = f"data:image/{self.kind};base64,{base64.b64encode(self.image).decode()}"
        image = element("img", src=source, alt=self.caption, loading="lazy").removesuffix("</img>")
        caption = element("figcaption", escape(self.caption), class_="caption")
        below = element("div", paragraphs(self.notes), class_="below") if self.notes else ""
        head = downloads(self.key, tuple(self.files)) if self.files else ""
        return element("figure", caption + head + image + below, class_="block picture", id=self.key)

    def data(self) -> Mapping[str, Any]:
        """Return the downloads."""
        return {"files": self.files}
