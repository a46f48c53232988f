"""What README and docs name exists: commands with their options, files, and dotted names."""

from __future__ import annotations

import importlib
import inspect
import re
import shlex
from pathlib import Path

import click
import pytest

from suite.algorithms import registry
from suite.cli.main import cli
from suite.cli.search_options import build_spec

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.md")])
INVENTED = {"suite/algorithms/simulated_annealing.py", "suite.algorithms.simulated_annealing"}
"""What a reader of the guide to own algorithms would write."""

named = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def history(page: Path) -> bool:
    return page.name == "CHANGELOG.md"


@named
def test_files_exist(page: Path) -> None:
    folders = "suite|experiments|tests|benchmarks|tools|requirements"
    paths = set(re.findall(rf"(?<![\w/.-])(?:{folders})/[\w./*-]*[\w*]", page.read_text(encoding="utf-8")))
    assert [path for path in sorted(paths - INVENTED) if not list(ROOT.glob(path))] == []


@named
def test_dotted_names_exist(page: Path) -> None:
    names = set(re.findall(r"(?<![\w/.-])(?:suite|experiments)(?:\.\w+)+", page.read_text(encoding="utf-8")))
    if not history(page):
        assert [name for name in sorted(names - INVENTED) if not exists(name)] == []


def exists(name: str) -> bool:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:length])
        if path.is_dir() or path.with_suffix(".py").is_file():
            break
    else:
        return False
    if length == len(parts):
        return True
    found: object = importlib.import_module(".".join(parts[:length]))
    for part in parts[length:]:
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


def commands(page: Path) -> list[str]:
    """Return the command lines of the page's code blocks, those over several lines joined, without comments."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:text|bash|sh|)\n(.*?)```", text, flags=re.DOTALL)
    blocks += re.findall(r"(?:^    suite .*\n?)+", text, flags=re.MULTILINE)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line.split(" #")[0].strip() for line in joined.splitlines() if line.strip().startswith("suite ")]


@named
def test_commands_exist_with_their_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    spans = [] if history(page) else [span.split("\n")[0] for span in re.findall(r"`(suite [a-z][^`]*)`", text)]
    for line in [*commands(page), *spans]:
        check(line)


def check(line: str) -> None:
    words = shlex.split(line.replace("|", " ").replace("[", " ").replace("]", " "))[1:]
    command: click.Command = cli
    context = click.Context(cli)
    while isinstance(command, click.Group) and words and re.fullmatch(r"[a-z][\w-]*", words[0]):
        found = command.get_command(context, words.pop(0))
        assert found is not None, f"no command: {line}"
        command, context = found, click.Context(found, parent=context)
    options = {name for each in command.params if not getattr(each, "hidden", False) for name in each.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word.split("=")[0] not in options]
    assert unknown == [], f"no option {unknown}: {line}"


@named
def test_searches_say_what_can_be_searched(page: Path) -> None:
    for line in commands(page):
        words = shlex.split(line)
        if words[1] == "run" and not history(page):
            context = importlib.import_module("suite.cli.run").run.make_context("run", words[2:])
            wanted = inspect.signature(build_spec).parameters
            spec = build_spec(**{name: value for name, value in context.params.items() if name in wanted})
            assert [name for name, _ in spec.params if name not in registry.parameters(spec.algorithm)] == [], line


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[[\w-]+\]\(([\w/-]+\.(?:md|py))\) \|", index, flags=re.MULTILINE)
    pages = [page.name for page in (ROOT / "docs").glob("*.md") if page.name != "README.md"]
    scripts = [f"tutorials/{script.name}" for script in (ROOT / "docs" / "tutorials").glob("*.py")]
    assert sorted(rows) == sorted([*pages, *scripts])  # each once: the index is the site's navigation
