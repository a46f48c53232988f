"""``suite networks``: what trains networks; a lazy group, since its commands need the torch extra."""

from __future__ import annotations

import click

from suite.cli.lazy import LazyGroup

COMMANDS = {
    "meta-train": ("suite.cli.network_help:meta_train", "Meta-train HELP and its baselines on HELP's devices."),
    "evaluate-help": ("suite.cli.network_help:evaluate_help", "Test finished meta-trainings on the unseen devices."),
    "help-ofa": ("suite.cli.network_help_ofa:help_ofa", "HELP in once-for-all's space: meta-train, adapt and search."),
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
    "search-supernets": (
        "suite.cli.network_live:search_supernets",
        "Search with supernets that the searches train, for 'suite reproduce supernet'.",
    ),
    "score": ("suite.cli.network_score:score", "Score every cell by mutual information or with a trained supernet."),
    "beta-vae": ("suite.cli.network_beta_vae:beta_vae", "Train, prune and fine-tune beta-VAEs that classify."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def networks() -> None:
    """Train and evaluate networks (needs the extra: pip install "hwnas-suite[torch]")."""
