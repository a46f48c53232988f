"""Pages of figures: every committed one with its caption, its files, and the command that makes it."""

from __future__ import annotations

import json
import re
from pathlib import Path

SHEET = "gallery/index.md"
"""The contact sheet."""


def gallery_pages(root: Path) -> dict[str, str]:
    """Return page of the site -> Markdown: the contact sheet, and a page per experiment."""
    pages, sheet = (
        {},
        [
            "---",
            "hide: [toc]",
            "---",
            "",
            "# Gallery",
            "",
            "Every figure, made by `suite reproduce`; a click leads to its caption.",
            "",
        ],
    )
    for folder in sorted(path for path in (root / "figures").iterdir() if path.is_dir()):
        stems = _in_order(root, folder)
        if folder.name == "surrogate" or not stems:
            continue
        title = (root / "results" / folder.name / "README.md").read_text(encoding="utf-8").splitlines()[0]
        pages[f"gallery/{folder.name}.md"] = _page(folder, stems, title)
        links = [
            f'<a href="{folder.name}.html#{stem.lower()}"><img src="../figures/{folder.name}/{stem}.png" '
            f'alt="{stem}" loading="lazy">{stem}</a>'
            for stem in stems
        ]
        sheet += [f"## {title.removeprefix('# ')}", "", '<div class="sheet">', *links, "</div>", ""]
    return {SHEET: "\n".join(sheet), **pages}


def _in_order(root: Path, folder: Path) -> list[str]:
    """Return the names of a folder's figures in the order of the experiment's page."""
    page = (root / "results" / folder.name / "README.md").read_text(encoding="utf-8")
    named = re.findall(rf"figures/{re.escape(folder.name)}/([\w.-]+)\.png", page)
    return [*named, *sorted({path.stem for path in folder.glob("*.png")} - set(named))]


def _page(folder: Path, stems: list[str], title: str) -> str:
    name = folder.name
    lines = [f"# Figures: {title.removeprefix('# ')}", ""]
    lines += [f"Tables and verdicts: [results](../results/{name}/README.md). Made by", ""]
    lines += ["```", f"suite reproduce {name}", "```", ""]
    for stem in stems:
        facts = json.loads((folder / f"{stem}.json").read_text(encoding="utf-8"))
        place = f"../figures/{name}/{stem}"
        files = ", ".join(
            f"[{suffix}]({place}.{suffix})" for suffix in ("pdf", "png", "json", "gif") if _has(folder, stem, suffix)
        )
        lines += [f"## {stem} {{ #{stem.lower()} }}", "", f"![{stem}]({place}.png){{ loading=lazy }}", ""]
        lines += [facts["caption"], "", *([facts["note"], ""] if facts.get("note") else [])]
        lines += [f"Tables: {facts['tables']}. Files: {files}.", ""]
    return "\n".join(lines)


def _has(folder: Path, stem: str, suffix: str) -> bool:
    return (folder / f"{stem}.{suffix}").is_file()
