"""The command ``suite``: a thin root whose commands are imported only when they are called."""

from __future__ import annotations

import sys

import click

from suite._version import __version__
from suite.cli.lazy import LazyGroup
from suite.errors import SuiteError

COMMANDS = {
    "data": ("suite.cli.data:data", "Fetch, import and inspect the tables."),
    "query": ("suite.cli.query:query", "Look up one architecture."),
    "export": ("suite.cli.export:export", "Write the table of a data set as Parquet or CSV."),
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


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
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
