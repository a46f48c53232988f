"""Which files of the repository a page leads to, and how its links read on the site, which keeps its tree."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

LINK = re.compile(r"(?P<before>\]\()(?P<target>[^)\s#]*)(?P<anchor>#[^)\s]*)?(?P<after>\))")
SOURCE = re.compile(r'(?P<before>src=")(?P<target>[^"]+)(?P<anchor>)(?P<after>")')
FENCE = re.compile(r"^(`{3,}).*?^\1 *$", flags=re.DOTALL | re.MULTILINE)
TWICE = re.compile(r"(\[csv\](\([^)]+\))), \[md\]\2")
"""A table of results that is no page of its own."""
SHOWN = {".png", ".gif", ".svg", ".pdf", ".json", ".csv", ".tex"}
"""Files that a browser shows or keeps by their own name; others are given as text."""


@dataclass
class Linker:
    """Turns the links of pages into the site's, and keeps which files they need.

    Attributes:
        root: of the repository.
        pages: path in the repository -> page of the site.
        files: page of the site -> file of the repository, filled by :meth:`rewrite`.
    """

    root: Path
    pages: dict[str, str]
    files: dict[str, Path] = field(default_factory=dict)

    def rewrite(self, text: str, source: str) -> str:
        """Return a page's text with the site's links.

        Args:
            text: Markdown.
            source: where the page stands in the repository.
        """
        page = self.pages.get(source, source)

        def replace(match: re.Match[str]) -> str:
            target = self._target(match["target"], source, page)
            return f"{match['before']}{target}{match['anchor'] or ''}{match['after']}"

        made = outside_of_code(text, lambda part: SOURCE.sub(replace, LINK.sub(replace, part)))
        return TWICE.sub(r"\1", made)

    def _target(self, target: str, source: str, page: str) -> str:
        """Return a link; what leads nowhere stays as it is, so that the build finds it."""
        if not target or "://" in target or target.startswith("mailto:"):
            return target
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if path.endswith(".md") and path not in self.pages and (self.root / path).with_suffix(".csv").is_file():
            path = path.removesuffix(".md") + ".csv"  # a table of results
        found = self.pages.get(path)
        if found is None:
            if not (self.root / path).is_file():
                return target
            found = (path if Path(path).suffix in SHOWN else f"{path}.txt").lstrip(".")  # hidden ones are left out
            self.files[found] = self.root / path
        return posixpath.relpath(found, posixpath.dirname(page) or ".")


def outside_of_code(text: str, change: Callable[[str], str]) -> str:
    """Return ``text`` with the parts that are no code block changed."""
    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts += [change(text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, change(text[end:])])


def targets(text: str, source: str) -> set[str]:
    """Return the files of the repository that a page links to, as paths from its root."""
    found: set[str] = set()

    def note(part: str) -> str:
        for match in LINK.finditer(part):
            if match["target"] and "://" not in match["target"]:
                found.add(posixpath.normpath(posixpath.join(posixpath.dirname(source), match["target"])))
        return part

    outside_of_code(text, note)
    return found
