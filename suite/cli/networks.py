"""``suite networks``: what trains networks; a lazy group, since its commands need the torch extra."""

from __future__ import annotations

from importlib import import_module

import click

SUBCOMMANDS: dict[str, tuple[str, str]] = {
    "meta-train": ("suite.cli.network_help:meta_train", "Meta-train HELP and its baselines on HELP's devices."),
    "evaluate-help": ("suite.cli.network_help:evaluate_help", "Test finished meta-trainings on the unseen devices."),
    "evaluate-brp-nas": (
        "suite.cli.network_brp_nas:evaluate_brp_nas",
        "Fit BRP-NAS to 900 measurements of each of HELP's unseen devices.",
    ),
    "evaluate-estimators": (
        "suite.cli.network_survey:evaluate_estimators",
        "Evaluate HELP and BRP-NAS on a reduced grid, for 'suite reproduce survey'.",
    ),
    "train-reference": (
        "suite.cli.network_reference:train_reference",
        "Train ResNet-20, the reference model of the representation mutual information.",
    ),
    "train-supernet": ("suite.cli.network_supernet:train_supernet", "Train a weight-sharing supernet of all cells."),
    "score": ("suite.cli.network_score:score", "Score every cell by mutual information or with a trained supernet."),
    "beta-vae": ("suite.cli.network_beta_vae:beta_vae", "Train, prune and fine-tune beta-VAEs that classify."),
}
"""Command -> where it is defined and its line in the help (kept here so that ``--help`` imports nothing)."""


class LazyNetworks(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table above."""
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none of that name."""
        if cmd_name not in SUBCOMMANDS:
            return None
        module, attribute = SUBCOMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command; an unknown one is answered with the nearest name."""
        if args and not args[0].startswith("-") and args[0] not in SUBCOMMANDS:
            from suite.errors import did_you_mean

            raise click.UsageError(str(did_you_mean(args[0], SUBCOMMANDS, "command")), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in SUBCOMMANDS.items()])


@click.group(cls=LazyNetworks)
def networks() -> None:
    """Train and evaluate networks (needs the extra: pip install "hwnas-suite[torch]")."""
