"""What a page is made of: sections of blocks, and the row of downloads beside a block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from suite.report.html.markup import element, escape, identifier, paragraphs

MADE_HERE = {"csv": "CSV", "json": "JSON", "svg": "SVG"}
"""Downloads that the page makes from its own data when they are asked for."""
NAMES = {**MADE_HERE, "pdf": "PDF", "tex": "LaTeX", "md": "Markdown", "png": "PNG", "toml": "TOML", "gif": "GIF"}


class Block(Protocol):
    """A part of a section.

    Attributes:
        key: unique on the page; id of the element, key of the data and name of the downloads.
    """

    @property
    def key(self) -> str:
        """The block's id."""

    def markup(self) -> str:
        """Return the block as HTML."""

    def data(self) -> Mapping[str, Any]:
        """Return what the scripts need; nothing for a block without scripts."""


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it.

    Attributes:
        heading: short; also in the navigation.
        blocks: in order.
        texts: sentences before the blocks.
    """

    heading: str
    blocks: Sequence[Block]
    texts: Sequence[str] = ()

    def markup(self) -> str:
        """Return the section as HTML."""
        key = f"{identifier(self.heading)}-section"  # blocks have the plain names
        content = element("h2", escape(self.heading), id=f"{key}-heading") + paragraphs(self.texts)
        content += "".join(block.markup() for block in self.blocks)
        return element("section", content, id=key, aria_labelledby=f"{key}-heading")


@dataclass(frozen=True)
class Prose:
    """Sentences, as paragraphs or as a list."""

    key: str
    texts: Sequence[str]
    as_list: bool = False

    def markup(self) -> str:
        """Return the sentences as HTML."""
        if not self.as_list:
            return paragraphs(self.texts)
        return element("ul", "".join(element("li", escape(text)) for text in self.texts), class_="notes")

    def data(self) -> Mapping[str, Any]:
        """Return nothing."""
        return {}


@dataclass(frozen=True)
class Code:
    """Text as it stands in a file, such as the TOML of a study, with its download."""

    key: str
    title: str
    text: str
    suffix: str
    files: Mapping[str, bytes | str] = field(default_factory=dict)

    def markup(self) -> str:
        """Return the text as HTML."""
        head = element("h3", escape(self.title)) + downloads(self.key, (self.suffix,))
        return element("div", head + element("pre", escape(self.text), tabindex="0"), class_="block", id=self.key)

    def data(self) -> Mapping[str, Any]:
        """Return the text as a download."""
        return {"files": {self.suffix: self.text}}


def downloads(key: str, kinds: Sequence[str]) -> str:
    """Return the row of buttons that give the files of a block.

    Args:
        key: of the block.
        kinds: suffixes; those of :data:`MADE_HERE` are made from the block's data, the others are in its ``files``.
    """
    buttons = [
        element("button", name, type="button", data_get=kind, aria_label=f"{name} of {key}")
        for kind, name in ((kind, NAMES.get(kind, kind)) for kind in kinds)
    ]
    return element("p", "Download: " + " ".join(buttons), class_="downloads", data_of=key)
