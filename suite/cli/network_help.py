"""``suite networks meta-train`` and ``suite networks evaluate-help``: HELP's meta-training and what it is worth."""

from __future__ import annotations

import time
from pathlib import Path

import click

from suite.cli.options import data_dir_option

SPACES = ("nasbench201", "fbnet")
METHODS = ("help", "meta-sgd", "maml")

work_option = click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the meta-trainings' states: an interrupted call goes on where it stopped.",
)


@click.command(name="meta-train")
@click.option("--space", "spaces", type=click.Choice(SPACES), multiple=True, default=SPACES, show_default=True)
@click.option("--method", "methods", type=click.Choice(METHODS), multiple=True, default=METHODS, show_default=True)
@click.option("--quirks", is_flag=True, help="Scale targets and weigh the divergence as the reference code does.")
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="Number of seeds.")
@click.option("--first-seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--episodes", type=click.IntRange(min=1), default=None, help="Default: as published (2000 and 4000).")
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
    """Meta-train HELP and its baselines on the published devices, one thread, one after another.

    Every meta-training keeps its state in --work after each evaluation (50 episodes) and is taken up there again; a
    meta-training that was interrupted gives the same bytes as one that was not.
    """
    from suite.networks import require_torch

    require_torch()
    from suite.estimators.help.settings import HelpSettings
    from suite.estimators.help.training import MetaTraining
    from suite.tables.help_latencies import help_latencies

    tables = help_latencies(data_dir)
    reading = {"scale": "pool", "kl": "last-task"} if quirks else {}
    for seed in range(first_seed, first_seed + seeds):
        for space in spaces:
            for method in methods:
                settings = HelpSettings(space=space, method=method, seed=seed, episodes=episodes, **reading)
                training = MetaTraining.of_tables(settings, tables)
                training.run(work / f"{settings.unit}.npz", _Progress(settings.unit, settings.evaluate_every))
                score = training.best_score["valid"]
                click.echo(
                    f"{settings.unit}: {settings.n_episodes} episodes; best at {training.best_episode['valid']}, "
                    f"mean Spearman of the validation devices {score:.4f}"
                )


class _Progress:
    """Says, now and then, how far a meta-training is, and how long it will take."""

    def __init__(self, name: str, every: int) -> None:
        self.name, self.every = name, every
        self.started: tuple[float, int] | None = None

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self.started is None:
            self.started = now, done
        elif done % self.every == 0 and done > self.started[1]:
            left = (now - self.started[0]) / (done - self.started[1]) * (total - done)
            click.echo(f"{self.name}: episode {done} of {total}, about {left / 60:.0f} min left", err=True)
