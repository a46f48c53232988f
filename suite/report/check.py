"""Comparing outputs made again with those committed: every difference, cell by cell and number by number."""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHOWN_PER_FILE = 20
IMAGES = (".pdf", ".png", ".gif")


@dataclass
class Comparison:
    """What differs.

    Attributes:
        compared: number of files compared.
        differences: one line each; any of them means that the results are other ones.
        notes: images whose bytes differ although their numbers are equal: drawn by another matplotlib or FreeType.
    """

    compared: int = 0
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compare_folders(committed: Path, made: Path, folders: Sequence[str]) -> Comparison:
    """Compare the files of ``folders`` below two roots.

    Args:
        committed: root of the committed outputs.
        made: root of those made again.
        folders: relative to both roots, such as ``results/mo-hdnas``; single files are compared too.
    """
    comparison = Comparison()
    for folder in folders:
        for name in sorted(_files(committed, folder) | _files(made, folder)):
            _compare_file(name, committed / name, made / name, comparison)
    return comparison


def _files(root: Path, folder: str) -> set[str]:
    place = root / folder
    paths = [place] if place.is_file() else place.rglob("*")
    return {path.relative_to(root).as_posix() for path in paths if path.is_file()}


def _compare_file(name: str, committed: Path, made: Path, comparison: Comparison) -> None:
    if not committed.exists() or not made.exists():
        which = "is not committed" if made.exists() else "is committed, but no longer made"
        comparison.differences.append(f"{name}: {which}")
        return
    comparison.compared += 1
    old, new = committed.read_bytes(), made.read_bytes()
    if old == new:
        return
    if committed.suffix in IMAGES:
        comparison.notes.append(
            f"{name}: drawn with other bytes (another matplotlib or FreeType?); numbers: see its JSON"
        )
        return
    lines = list(_text_differences(committed.suffix, old.decode("utf-8"), new.decode("utf-8")))
    comparison.differences += [f"{name}: {line}" for line in lines[:SHOWN_PER_FILE]]
    if len(lines) > SHOWN_PER_FILE:
        comparison.differences.append(f"{name}: and {len(lines) - SHOWN_PER_FILE} more")


def _text_differences(suffix: str, old: str, new: str) -> Iterator[str]:
    if suffix == ".csv":
        yield from csv_differences(old, new)
    elif suffix == ".json":
        yield from json_differences(json.loads(old), json.loads(new))
    else:
        for line in difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0):
            if not line.startswith(("---", "+++", "@@")):
                yield f"{'committed' if line[0] == '-' else 'now'} {line[1:]!r}"


def csv_differences(old: str, new: str) -> Iterator[str]:
    """Yield one line per cell that differs, or one about header or number of rows."""
    before, after = (list(csv.reader(io.StringIO(text))) for text in (old, new))
    if before[:1] != after[:1]:
        yield f"columns: committed {before[:1]}, now {after[:1]}"
        return
    if len(before) != len(after):
        yield f"rows: committed {len(before) - 1}, now {len(after) - 1}"
    for number, (left, right) in enumerate(zip(before[1:], after[1:], strict=False), start=1):
        for column, x, y in zip(before[0], left, right, strict=False):
            if x != y:
                yield f"row {number}, {column}: committed {x!r}, now {y!r}"


def json_differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Yield one line per value that differs, with its path."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            if key not in old or key not in new:
                yield f"{path}/{key}: {'only now' if key in new else 'only committed'}"
            else:
                yield from json_differences(old[key], new[key], f"{path}/{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for position, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from json_differences(left, right, f"{path}/{position}")
    elif old != new:
        yield f"{path}: committed {_short(old)}, now {_short(new)}"


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
