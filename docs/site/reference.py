"""Pages of the reference: one per part of the package, in the order of docs/architecture.md, its modules below it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

LEFT_OUT = {"cli", "__main__", "surrogate_fit"}
"""The command line has pages of its own; the rest is run, not imported."""


def reference_pages(root: Path) -> dict[str, str]:
    """Return page of the site -> Markdown with what mkdocstrings fills in."""
    table = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    parts = re.findall(r"^\| `([\w/]+)` \| ([^|]*) \|", table, flags=re.MULTILINE)
    pages, rows = {}, []
    for part, text in parts:
        holds = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
        if part.split("/")[0] in LEFT_OUT:
            continue
        name = part.replace("/", ".")
        nested = [other for other, _ in parts if other.startswith(f"{part}/")]
        lines = [f"# suite.{name}", "", f"{holds[0].upper()}{holds[1:]}.", ""]
        modules = _modules(root, part, nested)
        for module in modules:
            lines += [f"::: {module}", ""]
        if modules:
            pages[f"reference/{name}.md"] = "\n".join(lines)
            rows.append(f"| [`suite.{name}`]({name}.md) | {holds} |")
    head = [
        "# Reference",
        "",
        "What can be imported, from the ground up; and [the commands](../commands/index.md).",
        "",
    ]
    pages["reference/index.md"] = "\n".join([*head, "| part | holds |", "|---|---|", *rows, ""])
    return pages


def _modules(root: Path, part: str, nested: list[str]) -> list[str]:
    """Return the modules of a part that have public names, its ``__init__`` first, without parts nested in it."""
    path = root / "suite" / part
    files = [path.with_suffix(".py")] if path.with_suffix(".py").is_file() else sorted(path.rglob("*.py"))
    below = [root / "suite" / other for other in nested]
    found = []
    for file in sorted(files, key=lambda file: (file.parent, file.name != "__init__.py", file.name)):
        if (file.name.startswith("_") and file.name != "__init__.py") or any(each in file.parents for each in below):
            continue
        if _has_public_names(file):
            dotted = file.relative_to(root).with_suffix("").as_posix().replace("/", ".")
            found.append(dotted.removesuffix(".__init__"))
    return found


def _has_public_names(file: Path) -> bool:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            return True
    return False
