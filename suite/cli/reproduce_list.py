"""``suite reproduce --list``, and the names in ``suite reproduce --help``."""

from __future__ import annotations

import importlib
import textwrap
from pathlib import Path
from types import ModuleType

import click

from suite.cli.grouped import Grouped
from suite.errors import ConfigurationError, SuiteError


class Reproduce(Grouped):
    """The command; its help names the experiments of the clone that it is called in."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write examples and the names; outside a clone, that it needs one."""
        super().format_epilog(ctx, formatter)
        from suite.cli.clone import find_clone, import_experiments

        try:
            names = ", ".join(import_experiments(find_clone(Path.cwd())).REGISTRY)
        except SuiteError as error:
            names = str(error)
        with formatter.section("Experiments (--list says more)"):
            width = max(20, formatter.width - formatter.current_indent)
            for line in textwrap.wrap(names, width, break_on_hyphens=False, break_long_words=False):
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def list_experiments(root: Path, package: ModuleType) -> None:
    """Print the experiments with paper, rough time and outcomes of their published numbers."""
    listing = importlib.import_module(f"{package.__name__}.ledger.listing")
    entries = listing.entries(list(package.REGISTRY), root / "results")
    rows = [("name", "paper", "time", "published numbers judged")]
    for entry in entries:
        seconds = entry.seconds
        time = "-" if seconds is None else f"{seconds} s" if seconds < 120 else f"{seconds / 60:.0f} min"
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in entry.outcomes.items())
        rows.append((entry.name, entry.paper, time, outcomes or "-"))
    widths = [max(len(row[k]) for row in rows) for k in range(3)]
    for row in rows:
        cells = [row[0].ljust(widths[0]), row[1].ljust(widths[1]), row[2].rjust(widths[2]), row[3]]
        click.echo("  ".join(cells))
    click.echo("\ntime: all runs made anew, where it was measured (--time); make one: suite reproduce NAME")


def refuse_with(names: tuple[str, ...], given: bool) -> None:
    """Raise ConfigurationError if ``--list`` goes with names or other options."""
    if names or given:
        raise ConfigurationError("--list makes nothing: leave out names and other options")
