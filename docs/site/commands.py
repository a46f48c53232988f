"""Pages of the command line, made from the commands themselves: what ``--help`` says, as Markdown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click


class Markdown(click.HelpFormatter):
    """Writes a help page as Markdown; sections, groups of options and examples come out as a command gives them."""

    def __init__(self) -> None:
        super().__init__(width=110)
        self._section = ""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage as a code block."""
        self.write(f"```text\n{prog} {args}\n```\n\n")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Write what comes below a heading."""
        self._section = name
        self.write(f"**{name}**\n\n")
        yield
        self.write("\n")

    @contextmanager
    def indentation(self) -> Iterator[None]:
        """Leave the lines where they are."""
        yield

    def write_paragraph(self) -> None:
        """Begin a new paragraph."""
        self.write("\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; those marked by a backspace are examples."""
        for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
            if paragraph.startswith("\b"):
                self.write("```text\n" + inspect.cleandoc(paragraph.removeprefix("\b").lstrip("\n")) + "\n```\n\n")
            else:
                self.write(escaped(" ".join(paragraph.split())) + "\n\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a table of options or commands."""
        first = "command" if self._section == "Commands" else "option" if rows[0][0].startswith("-") else "name"
        self.write(f"| {first} | |\n|---|---|\n")
        for name, text in rows:
            self.write(f"| `{' '.join(name.split())}` | {escaped(' '.join(text.split()))} |\n")
        self.write("\n")


def escaped(text: str) -> str:
    """Return plain text so that Markdown shows it as it is; what stands in backticks is code already."""
    special = re.compile(r"([\\*_<>\[\]|`#])")
    parts = re.split(r"(`[^`]+`)", text)  # every second one is code
    return "".join(part if place % 2 else special.sub(r"\\\1", part) for place, part in enumerate(parts))


def command_pages(cli: click.Group) -> dict[str, str]:
    """Return page of the site -> Markdown: one page per command, its sub-commands below it, and an overview."""
    pages, context = {}, click.Context(cli, info_name="suite")
    rows = []
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        pages[f"commands/{name}.md"] = "\n".join(_sections(command, context, 1))
        rows.append(f"| [`suite {name}`]({name}.md) | {escaped(command.get_short_help_str(200))} |")
    head = ["# Commands", "", "Made from the commands; `suite COMMAND --help` prints the same.", ""]
    pages["commands/index.md"] = "\n".join([*head, "| command | |", "|---|---|", *rows, ""])
    return pages


def _sections(command: click.Command, parent: click.Context, level: int) -> list[str]:
    """Return a command's part of a page, then its sub-commands'."""
    context = click.Context(command, info_name=command.name, parent=parent)
    formatter = Markdown()
    command.format_help(context, formatter)
    lines = [f"{'#' * level} {context.command_path}", "", formatter.getvalue()]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            lines += _sections(below, context, level + 1)
    return lines
