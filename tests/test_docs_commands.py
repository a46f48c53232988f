"""Every ``suite ...`` command that a page shows is one that the command line takes."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from suite.cli.main import cli

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "RELEASE.md", *sorted((ROOT / "docs").rglob("*.md"))]
START = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?suite (?=[a-z-])")
SHORTENED = re.compile(r"\.\.\.|…|\[")
"""A line that leaves something out, or says what may be left out, is no command to type."""


def commands(page: str) -> Iterator[tuple[str, bool]]:
    """Yield the commands of a page, each on one line, and whether it stands in a sentence, where it may be a part."""
    for block in re.findall(r"```(?:console|bash|sh)?\n(.*?)```", page, re.DOTALL):
        lines = (line.partition("#")[0].strip() for line in block.replace("\\\n", " ").splitlines())
        yield from ((part, False) for line in lines for part in line.split(" && "))
    prose = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    yield from ((line.partition("#")[0].strip(), False) for line in prose.splitlines() if line.startswith("    suite "))
    yield from ((" ".join(span.split()), True) for span in re.findall(r"`(suite [^`]+)`", prose))


def words_of(command: str) -> list[str] | None:
    """Return the words behind ``suite``, without redirections; None for what is no whole command."""
    found = START.match(command)
    if not found or SHORTENED.search(command):
        return None
    return shlex.split(re.sub(r" ([0-9]?>|\|).*", "", command[found.end() :]))


def taken(words: list[str]) -> None:
    """Parse a command as the command line does, without running it.

    Raises:
        click.ClickException: for an unknown command, option or value.
    """
    command: click.Command = cli
    context = click.Context(cli, info_name="suite")
    while isinstance(command, click.Group) and words:
        name, command, words = command.resolve_command(context, words)
        context = click.Context(command, info_name=name, parent=context)
    if words and "--help" not in words:
        command.make_context(context.info_name, words, parent=context.parent)


@pytest.fixture
def _any_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files and folders that a page names as being there."""
    monkeypatch.setattr(click.Path, "convert", lambda self, value, param, ctx: self.coerce_path_result(value))


@pytest.mark.usefixtures("_any_file")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_of_a_page_are_taken(path: Path) -> None:
    refused = []
    for command, in_a_sentence in commands(path.read_text(encoding="utf-8")):
        words = words_of(command)
        if words is None:
            continue
        try:
            with contextlib.suppress(click.exceptions.Exit):  # options that print and end, as --list
                taken(words)
        except click.ClickException as error:
            part = isinstance(error, click.MissingParameter) or "requires an argument" in error.format_message()
            if not (in_a_sentence and part):
                refused.append(f"{command}: {error.format_message()}")
    assert refused == []


def test_a_wrong_command_is_found() -> None:
    ((command, _),) = commands("```\n.venv/bin/suite best --dataset cifar10 --limt 5  # five milliseconds\n```")
    with pytest.raises(click.NoSuchOption):
        taken(words_of(command) or [])
