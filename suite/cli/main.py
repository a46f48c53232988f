"""The command ``suite``: a thin root whose commands are imported only when they are called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from suite._version import __version__
from suite.errors import SuiteError

COMMANDS = {
    "data": ("suite.cli.data:data", "Fetch, import and inspect the tables."),
    "query": ("suite.cli.query:query", "Look up one architecture."),
    "export": ("suite.cli.export:export", "Write the table of a dataset as Parquet or CSV."),
    "run": ("suite.cli.run:run", "Run one search and save its record."),
    "compare": ("suite.cli.compare:compare", "Compare algorithms over many seeds."),
    "reproduce": ("suite.cli.reproduce:reproduce", "Reproduce the tables and figures of the papers."),
    "algorithms": ("suite.cli.algorithms:algorithms", "List the algorithms and their parameters."),
    "estimate": (
        "suite.cli.estimate:estimate",
        "Estimate a device's cost of every architecture from a few measurements.",
    ),
    "networks": ("suite.cli.networks:networks", "Train networks (extra: torch)."),
    "surrogate": ("suite.cli.surrogate:surrogate", "Fit and measure the embedded stand-in."),
}
"""Command -> where it is defined and its line in the help (kept here so that ``--help`` imports nothing)."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command; an unknown one is answered with the nearest name."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from suite.errors import did_you_mean

            raise click.UsageError(str(did_you_mean(args[0], COMMANDS, "command")), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="suite")
def cli() -> None:
    """Reproduce hardware-aware neural architecture search on NAS-Bench-201 and HW-NAS-Bench tables.

    Without any download the commands run on an embedded surrogate of the tables, and say so. `suite data fetch` gets
    the real ones.
    """


def main() -> None:
    """Run the command line; errors that a user can fix are one line on stderr and exit code 1."""
    try:
        cli(standalone_mode=True)
    except SuiteError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
