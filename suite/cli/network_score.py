"""``suite networks score``: a score for every cell from real networks; a command per kind of score."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from suite.cli.lazy import LazyGroup
from suite.cli.options import images_option, torch_device_option, work_option

F = TypeVar("F", bound=Callable[..., Any])

COMMANDS = {
    "rmi": ("suite.cli.network_score_rmi:rmi", "By representation mutual information with a reference model."),
    "supernet": ("suite.cli.network_score_supernet:supernet", "By accuracy in a trained supernet."),
}


class _ScoreGroup(LazyGroup):
    """Says how the command is written now where options come before the kind of score."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments of the group."""
        if args and args[0].startswith("-") and args[0] not in ctx.help_option_names:
            old = "--proxy is gone" if args[0].split("=")[0] == "--proxy" else "the kind of score comes first"
            raise click.UsageError(f"{old}: write 'suite networks score rmi' or 'suite networks score supernet'", ctx)
        return super().parse_args(ctx, args)


@click.group(cls=_ScoreGroup, table=COMMANDS)
def score() -> None:
    """Score every cell from real networks.

    Finished chunks are kept: the same command goes on from them.
    """


_OPTIONS = (
    images_option,
    torch_device_option,
    click.option("--jobs", type=int, default=1, show_default=True, help="Processes; the scores do not depend on it."),
    click.option(
        "--first", type=click.IntRange(min=1), default=None, help="Only the first cells in the order of scoring."
    ),
    click.option(
        "--sample",
        type=click.IntRange(min=1),
        default=None,
        help="Only this many cells, the same for all protocols: for 'suite data scores --csv'.",
    ),
    work_option("the finished chunks"),
    click.option(
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        default=None,
        help="File of the scores; default in WORK, named after the protocol.",
    ),
)


def scoring_options(function: F) -> F:
    """Add the options that the kinds of scores share."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
