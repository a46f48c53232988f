"""``suite networks meta-train`` and ``suite networks evaluate-help``: HELP's meta-training and what it is worth."""

from __future__ import annotations

from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option
from suite.cli.progress import EpisodesLeft

work_option = click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for the states of the meta-trainings; an interrupted call goes on from there.",
)


@click.command("meta-train", cls=Grouped)
@click.option("--space", "spaces", multiple=True, help="nasbench201 or fbnet; may be repeated. Default: both.")
@click.option("--method", "methods", multiple=True, help="help, meta-sgd or maml; may be repeated. Default: all three.")
@click.option("--quirks", is_flag=True, help="Scale targets and weigh the divergence as the reference code does.")
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="Number of seeds.")
@click.option("--first-seed", type=click.IntRange(min=0), default=0, show_default=True, help="The first of them.")
@click.option("--episodes", type=click.IntRange(min=1), default=None, help="Default: as published (2,000 and 4,000).")
@work_option
@data_dir_option
def meta_train(
    spaces: tuple[str, ...],
    methods: tuple[str, ...],
    quirks: bool,
    seeds: int,
    first_seed: int,
    episodes: int | None,
    work: Path,
    data_dir: Path | None,
) -> None:
    """Meta-train HELP and its baselines on the published devices, one after another, in one thread.

    The state is kept in --work after each evaluation (every 50 episodes), and an interrupted call goes on from there. A
    meta-training that was interrupted gives the same bytes as one that was not.
    """
    from suite.networks import require_torch

    require_torch()
    from suite.estimators.help.settings import METHODS, TABLED, meta_trainings
    from suite.estimators.help.training import MetaTraining
    from suite.tables.columns import check_name
    from suite.tables.help_latencies import help_latencies

    named = tuple(check_name(space, TABLED, "space") for space in dict.fromkeys(spaces))
    chosen = named or TABLED, tuple(dict.fromkeys(methods)) or METHODS
    numbers = range(first_seed, first_seed + seeds)
    wanted = list(meta_trainings(*chosen, numbers, quirks=quirks, episodes=episodes))
    tables = help_latencies(data_dir)
    for settings in wanted:
        training = MetaTraining.of_tables(settings, tables)
        training.run(work / f"{settings.unit}.npz", EpisodesLeft(settings.unit, settings.evaluate_every))
        score = training.best_score["valid"]
        click.echo(
            f"{settings.unit}: {settings.n_episodes} episodes; best at {training.best_episode['valid']}, "
            f"mean Spearman of the validation devices {score:.4f}"
        )


@click.command("evaluate-help", cls=Grouped)
@work_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of the CSV files; default experiments/trained in the clone.",
)
@click.option("--episodes", type=click.IntRange(min=1), default=None, help="As it was given to meta-train.")
@click.option(
    "--weights",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Also write the weights of the best meta-training (by the validation devices) to this file.",
)
@click.option("--add", is_flag=True, help="Keep the rows of meta-trainings that --work does not hold.")
@data_dir_option
def evaluate_help(
    work: Path, out: Path | None, episodes: int | None, weights: Path | None, add: bool, data_dir: Path | None
) -> None:
    """Test every finished meta-training of --work on the unseen devices and write the rows.

    Files: help.csv (rank correlations), help_search.csv (latency-constrained searches), help_curves.csv (learning
    curves), help_predictions.csv. `suite reproduce help` reads them and so needs no torch. The rows of one
    meta-training are kept in --work; the files are written anew, unless --add keeps what they hold of others.
    """
    from suite.networks import require_torch

    require_torch()
    from suite.cli.clone import find_clone
    from suite.estimators.help import rows
    from suite.estimators.help.weights import write_weights
    from suite.networks.threads import one_thread
    from suite.tables.help_latencies import help_latencies

    tables = help_latencies(data_dir)
    found = rows.units(work, episodes, tables)
    folder = out if out is not None else find_clone(Path.cwd()) / "experiments" / "trained"
    if weights is not None:
        best = rows.best_of(found)
        write_weights(weights, rows.shipped_weights(best))
        click.echo(f"{weights}: {best.settings.unit}, validation Spearman {best.best_score['valid']:.4f}")
    collected = rows.Rows()
    with one_thread():
        for training in found:
            click.echo(f"testing {training.settings.unit}", err=True)
            collected.extend(rows.kept_rows(work, training, tables))
    for path in (collected.keeping(folder) if add else collected).write(folder):
        click.echo(str(path))
