"""Who imports whom, read from the sources: imports at the top, within functions, for types, and by name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = r"(?:suite|experiments)(?:\.\w+)+(?::\w+)?"
DEEPER = ("suite.networks",)
"""Folders whose sub-folders stand for themselves."""


def sources(*packages: str) -> Iterator[tuple[str, Path]]:
    """Yield the dotted name and the path of every module."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


@cache
def exists(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def imported(path: Path) -> set[str]:
    """Return the modules of the repository that a file imports, also by a text such as ``"suite.cli.run:run"``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path}: write imports with the whole name"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in inner if exists(name)}
            found |= modules | ({node.module} if modules != inner else set())
        elif isinstance(node, ast.Constant) and re.fullmatch(NAME, str(node.value)):
            found.add(str(node.value).partition(":")[0])
    return {name for name in found if name.split(".")[0] in ("suite", "experiments") and exists(name)}


def unit(module: str) -> str:
    """Return the folder or file directly below ``suite`` or ``experiments`` that a module belongs to."""
    parts = module.split(".")
    deeper = ".".join(parts[:2]) in DEEPER and ROOT.joinpath(*parts[:3], "__init__.py").is_file()
    depth = 3 if deeper and len(parts) > 2 else 2
    return ".".join(parts[:depth])


@cache
def graph(*packages: str) -> dict[str, dict[str, set[str]]]:
    """Return unit -> imported unit -> the modules that do so."""
    result: dict[str, dict[str, set[str]]] = {}
    for name, path in sources(*packages):
        targets = result.setdefault(unit(name), defaultdict(set))
        for target in imported(path):
            if unit(target) != unit(name):
                targets[unit(target)].add(name)
    return result
