"""``suite networks help-ofa``: HELP's meta-training and searches in once-for-all's MobileNetV3 space."""

from __future__ import annotations

from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.network_help import work_option
from suite.cli.options import data_dir_option
from suite.cli.progress import EpisodesLeft


@click.command("help-ofa", cls=Grouped)
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="Number of meta-trainings.")
@click.option("--episodes", type=click.IntRange(min=1), default=None, help="Default: as published (2,000).")
@click.option("--generations", type=click.IntRange(min=1), default=500, show_default=True, help="Of each search.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of the CSV files; default experiments/trained in the clone.",
)
@work_option
@data_dir_option
def help_ofa(
    seeds: int, episodes: int | None, generations: int, out: Path | None, work: Path, data_dir: Path | None
) -> None:
    """Meta-train HELP on 9 GPU settings, adapt it to an unseen one, and search under the limits of its Table 5.

    Files: help_ofa.csv (rank correlation and error on the unseen device), help_ofa_search.csv (the networks found).
    'suite reproduce help-ofa' reads them and so needs no torch. States are kept in --work every 50 episodes, and an
    interrupted call goes on from there. One thread; a meta-training and its searches take about three minutes.
    """
    from suite.networks import require_torch

    require_torch()
    from suite.cli.clone import find_clone
    from suite.estimators.help.ofa import ofa_training
    from suite.estimators.help.ofa_rows import ofa_rows, settings_of, write_rows
    from suite.estimators.help.ofa_search import Evolution
    from suite.networks.threads import one_thread
    from suite.ofa import load_ofa

    benchmark = load_ofa("ofa-mobilenetv3", data_dir)
    folder = out if out is not None else find_clone(Path.cwd()) / "experiments" / "trained"
    correlations, searches = [], []
    for seed in range(seeds):
        settings = settings_of(seed, episodes)
        training = ofa_training(benchmark.files, settings)
        training.run(work / f"{settings.unit}.npz", EpisodesLeft(settings.unit, settings.evaluate_every))
        with one_thread():
            found = ofa_rows(training, benchmark, Evolution(generations=generations))
        correlations += found[0]
        searches += found[1]
        click.echo(f"{settings.unit}: best at {training.best_episode['valid']}, {len(found[1])} searches", err=True)
    for path in write_rows(folder, correlations, searches):
        click.echo(str(path))
