"""Tutorials are plain Python scripts; this runs them cell by cell and makes pages of text, code and what came out.

A cell begins with a line ``# %%``; comment lines right below it are its text, in Markdown. The docstring is the page's
head. ``python docs/site/tutorials.py SCRIPT FOLDER`` runs a script in FOLDER and writes ``FOLDER/cells.json``.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CELLS = "cells.json"


@dataclass(frozen=True)
class Cell:
    """A part of a script: text in Markdown, code, and the line on which the code starts."""

    text: str
    code: str
    line: int


def cells_of(source: str) -> list[Cell]:
    """Return the cells of a script; the first one has the docstring as its text.

    Raises:
        ValueError: if the script does not start with a docstring.
    """
    head = re.match(r'"""(.*?)"""\n', source, flags=re.DOTALL)
    if head is None:
        raise ValueError("a tutorial starts with a docstring")
    cells, line = [], head[0].count("\n") + 1
    first, *others = re.split(r"^# %%.*\n", source[head.end() :], flags=re.MULTILINE)
    cells.append(Cell(head[1].strip(), first.strip("\n"), line + len(first) - len(first.lstrip("\n"))))
    line += first.count("\n") + 1
    for part in others:
        lines = part.splitlines()
        text = []
        while lines and lines[0].startswith("#"):
            text.append(lines.pop(0).removeprefix("#").removeprefix(" "))
        body = "\n".join(lines)
        start = line + len(text) + len(body) - len(body.lstrip("\n"))
        cells.append(Cell("\n".join(text), body.strip("\n"), start))
        line += part.count("\n") + 1
    return cells


def execute(script: Path, folder: Path) -> list[dict[str, Any]]:
    """Run a script's cells in this process, in ``folder``; return what each printed and which pictures it made."""
    os.chdir(folder)
    names: dict[str, Any] = {"__name__": "__main__", "__file__": str(script)}
    results, known = [], set(folder.rglob("*.png"))
    for cell in cells_of(script.read_text(encoding="utf-8")):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * (cell.line - 1) + cell.code, str(script), "exec"), names)
        made = sorted(path.relative_to(folder).as_posix() for path in set(folder.rglob("*.png")) - known)
        known |= {folder / name for name in made}
        results.append({"printed": printed.getvalue(), "pictures": made})
    (folder / CELLS).write_text(json.dumps(results), encoding="utf-8")
    return results


def started(script: Path, folder: Path, root: Path) -> subprocess.Popen[str]:
    """Start a script in a process of its own, on the surrogate, with nothing of the user's data."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    search = os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": search, "SUITE_DATA_DIR": str(folder / "data"), "MPLBACKEND": "agg"}
    return subprocess.Popen(
        [sys.executable, __file__, str(script), str(folder)],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def page_of(script: Path, folder: Path | None) -> str:
    """Return a tutorial's page; without ``folder``, where it has run, the page has no outputs."""
    cells = cells_of(script.read_text(encoding="utf-8"))
    empty = {"printed": "", "pictures": []}
    results = [empty] * len(cells) if folder is None else json.loads((folder / CELLS).read_text(encoding="utf-8"))
    lines = []
    for place, (cell, result) in enumerate(zip(cells, results, strict=True)):
        lines += [cell.text, ""]
        if place == 0:
            lines += [f"The script: [{script.name}]({script.name}.txt).", ""]
        if cell.code:
            lines += ["```python", cell.code, "```", ""]
        if result["printed"].strip():
            lines += [
                '<div class="output" markdown>',
                "",
                "```text",
                result["printed"].rstrip(),
                "```",
                "",
                "</div>",
                "",
            ]
        lines += [f"![{name}]({script.stem}/{name})\n" for name in result["pictures"]]
    return "\n".join(lines)


if __name__ == "__main__":
    execute(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
