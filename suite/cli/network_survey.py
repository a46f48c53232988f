"""``suite networks evaluate-estimators``: the rows of `suite reproduce survey` that need torch, in a clone."""

from __future__ import annotations

from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option, open_benchmark, source_option


@click.command("evaluate-estimators", cls=Grouped)
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    help="help or brp_nas; may be repeated. Default: both.",
)
@click.option(
    "--measurements",
    "sizes",
    type=click.IntRange(min=1),
    multiple=True,
    help="Only this number of measurements of the grid; may be repeated. Default: all.",
)
@click.option("--draws", type=click.IntRange(min=1), default=None, help="At most this many draws; default the grid's.")
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of finished estimates; an interrupted call goes on from there. New code, new folder.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="CSV to write; default experiments/trained/survey.csv in the clone. It keeps the rows of other strategies.",
)
@data_dir_option
@source_option
def evaluate_estimators(
    strategies: tuple[str, ...],
    sizes: tuple[int, ...],
    draws: int | None,
    work: Path,
    out: Path | None,
    data_dir: Path | None,
    source: str,
) -> None:
    """Evaluate HELP and BRP-NAS as cost estimators on a reduced grid of devices, measurements and draws.

    One process, one thread. Predictions are compared with the tables as for the other strategies of `suite reproduce
    survey`, which reads the CSV and so needs no torch.
    """
    from tqdm import tqdm

    from suite.cli.clone import find_clone, import_experiments
    from suite.networks import require_torch

    require_torch()
    survey = import_experiments(find_clone(Path.cwd())).load("survey")
    benchmark = open_benchmark(data_dir, source)
    with tqdm(unit="estimate", mininterval=2.0) as bar:

        def progress(unit: str, done: int, total: int) -> None:
            bar.total = total
            bar.set_postfix_str(unit, refresh=False)
            bar.update(done - bar.n)

        count, path = survey.networks(benchmark, strategies, sizes, draws, work, out, progress)
    click.echo(f"{count} estimates; {path}")
