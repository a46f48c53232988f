"""The page around the sections: one text that a browser shows without a network."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from suite.report.html.block import Section
from suite.report.html.markup import element, embedded, escape, identifier, paragraphs, source_hash

SCRIPTS = ("core", "axes", "lines", "ranks", "cell", "fronts", "tables", "heat_map", "downloads", "start")
"""Files of ``assets``, in the order in which they are joined to one script."""


def page(title: str, lead: Sequence[str], marks: Sequence[str], sections: Sequence[Section]) -> str:
    """Return the whole HTML file.

    The page forbids itself every request by a content security policy: it may run the one script that it holds and
    show the images that it holds.

    Args:
        title: plain text.
        lead: sentences below the title.
        marks: what a reader must know of the numbers before anything else: surrogate, estimated, predicted, reduced,
            imported.
        sections: in order.

    Raises:
        ValueError: if two blocks have one key.
    """
    blocks = {}
    for section in sections:
        for block in section.blocks:
            if block.key in blocks:
                raise ValueError(f"two blocks of the page are called '{block.key}'")
            blocks[block.key] = block
    data = {key: found for key, block in blocks.items() if (found := block.data())}
    script = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    style = _asset("page.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {source_hash(script)}",
            f"style-src {source_hash(style)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{style}</style>"
    )
    warned = element("ul", "".join(element("li", escape(mark)) for mark in marks), class_="marks") if marks else ""
    links = "".join(
        element("li", element("a", escape(section.heading), href=f"#{identifier(section.heading)}-section"))
        for section in sections
    )
    body = (
        element("a", "To the content", class_="skip", href="#content")
        + element("header", element("h1", escape(title)) + paragraphs(lead) + warned)
        + element("nav", element("ol", links), aria_label="Sections")
        + element("main", "\n".join(section.markup() for section in sections), id="content")
        + f'<script type="application/json" id="report-data">{embedded(data)}</script><script>{script}</script>'
    )
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>{body}</body></html>\n'


def _asset(name: str) -> str:
    return (files(__package__) / "assets" / name).read_text(encoding="utf-8").strip("\n")
