"""``suite networks meta-train`` and ``suite networks evaluate-help``: HELP's meta-training and what it is worth."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

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
    reading: dict[str, Any] = {"scale": "pool", "kl": "last-task"} if quirks else {}
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


@click.command(name="evaluate-help")
@work_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of the CSV files; default experiments/trained in the clone.",
)
@click.option("--episodes", type=click.IntRange(min=1), default=None, help="As given to meta-train.")
@click.option(
    "--weights",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Also write the weights of the best meta-training (by the validation devices) to this file.",
)
@data_dir_option
def evaluate_help(
    work: Path, out: Path | None, episodes: int | None, weights: Path | None, data_dir: Path | None
) -> None:
    """Test every finished meta-training of --work on the unseen devices and write the rows.

    Files: help.csv (rank correlations), help_search.csv (latency-constrained searches), help_curves.csv (learning
    curves). `suite reproduce help` reads them, so it needs no torch. The rows of one meta-training are kept in --work.
    """
    from suite.networks import require_torch

    torch = require_torch()
    from suite.cli.reproduce import find_clone
    from suite.errors import DataError
    from suite.estimators.help import rows
    from suite.estimators.help.weights import write_weights
    from suite.tables.help_latencies import help_latencies

    torch.set_num_threads(1)
    tables = help_latencies(data_dir)
    found = list(rows.units(work, episodes, tables))
    if not found:
        raise DataError(f"no finished meta-training in {work}: run 'suite networks meta-train' first")
    folder = out if out is not None else find_clone(Path.cwd()) / "experiments" / "trained"
    if weights is not None:
        best = rows.best_of([each for each in found if each.settings.unit.startswith("nasbench201_help_")])
        write_weights(weights, rows.shipped_weights(best))
        click.echo(f"{weights}: {best.settings.unit}, validation Spearman {best.best_score['valid']:.4f}")
    collected = rows.Rows()
    for training in found:
        click.echo(f"testing {training.settings.unit}", err=True)
        collected.extend(rows.kept_rows(work, training, tables))
    for path in collected.write(folder):
        click.echo(str(path))
