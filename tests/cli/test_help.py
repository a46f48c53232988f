"""The help of every command: options in groups, and examples that the command takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from suite.cli.examples import EXAMPLES
from suite.cli.grouped import FEWEST, GROUPS, Grouped
from suite.cli.main import cli


def commands(group: click.Group = cli, path: tuple[str, ...] = ("suite",)) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group, info_name=path[-1])
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


EVERY = dict(commands())


def help_of(path: str) -> str:
    result = CliRunner().invoke(cli, [*path.split()[1:], "--help"], prog_name="suite")
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("path", EVERY)
def test_options_stand_once_in_groups_and_an_example_is_there(path: str) -> None:
    command, text = EVERY[path], help_of(path)
    assert isinstance(command, Grouped)
    shown = [max(each.opts, key=len) for each in command.params if isinstance(each, click.Option) and not each.hidden]
    listed = text[re.search(rf"^(Options|{'|'.join(GROUPS)}):$", text, re.MULTILINE).start() :]
    for option in shown:
        assert len(re.findall(rf"^  (?:-\w, )?{re.escape(option)}\b(?!-)", listed, re.MULTILINE)) == 1, option
    if len(shown) >= FEWEST:
        assert "\nOptions:" not in text
        assert len([heading for heading in GROUPS if f"\n{heading}:" in text]) >= 2
    assert f"{path} " in " ".join(text.partition("\n")[2].split()) + " ", "no example"


def test_an_option_stands_in_one_group_and_belongs_to_a_command() -> None:
    listed = [option for options in GROUPS.values() for option in options]
    assert len(set(listed)) == len(listed)
    known = {option for command in EVERY.values() for param in command.params for option in param.opts}
    assert sorted(set(listed) - known) == []


def test_examples_are_of_commands_and_are_taken_by_them() -> None:
    assert set(EXAMPLES) <= set(EVERY)
    for path, lines in EXAMPLES.items():
        for line in lines:
            assert line.startswith(path)
            EVERY[path].make_context(path, shlex.split(line)[len(path.split()) :])
