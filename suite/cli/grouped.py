"""A command whose help lists its options in groups: what is asked, how it is searched, what is written."""

from __future__ import annotations

from typing import Final

import click

from suite.cli.examples import EXAMPLES

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "What is asked": (
        "--dataset", "--device", "--metric", "--datasets", "--devices", "--problem", "--import",
        "--limit", "--cost-limit", "--fitness", "--formulation", "--cost-source",
        "--unmeasured", "--connected", "--top", "--method", "--level", "--unit", "--plan", "--measurements",
        "--algorithms", "--algorithm", "--experiment", "--param", "--list", "--check", "--ledger", "--time",
        "--only",
    ),
    "Budget and repetition": (
        "--budget", "--budget-kind", "--seed", "--seeds", "--first-seed", "--jobs", "--engine",
        "--scheduler", "--slurm", "--shard", "--fresh", "--resume",
        "--finished", "--first", "--sample", "--draws", "--generations", "--episodes",
    ),
    "Training": (
        "--images", "--protocol", "--epochs", "--cells", "--channels", "--train-images", "--batch", "--steps", "--beta",
        "--half", "--torch-device", "--reference", "--reference-mode", "--normalisation", "--checkpoint", "--decoding",
        "--statistics", "--space", "--quirks", "--weights", "--strategy",
    ),
    "Official files": ("--nas-bench-201", "--nats-bench", "--hw-nas-bench", "--allow-partial"),
    "Output": (
        "--out", "--figure", "--json", "--csv", "--export", "--format", "--html", "--to", "--progress", "--profile",
        "--name", "--overwrite", "--venue", "--attainment",
    ),
    "Tables and folders": ("--data-dir", "--source", "--mirror", "--records", "--work", "--keep-downloads"),
}  # fmt: skip
"""Heading -> options, in the order of the help; an option stands in one group whatever the command."""

FEWEST = 6
"""Options of a command from which on they are grouped."""

_GROUP_OF = {option: heading for heading, options in GROUPS.items() for option in options}


class Grouped(click.Command):
    """A command with its options in the groups of :data:`GROUPS`; those of none come last, with ``--help``."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, grouped where there are many."""
        rows: dict[str, list[tuple[str, str]]] = {heading: [] for heading in (*GROUPS, "Other options")}
        for param in self.get_params(ctx):
            if (record := param.get_help_record(ctx)) is not None:
                rows[_GROUP_OF.get(max(param.opts, key=len), "Other options")].append(record)
        if sum(map(len, rows.values())) < FEWEST:
            super().format_options(ctx, formatter)
            return
        for heading, records in rows.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples of :data:`.EXAMPLES`."""
        if lines := EXAMPLES.get(ctx.command_path):
            with formatter.section("Examples"), formatter.indentation():
                formatter.write("".join(f"  {line}\n" for line in lines))
        super().format_epilog(ctx, formatter)
