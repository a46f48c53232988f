"""``suite networks evaluate-estimators``: the rows of `suite reproduce survey` that need torch, in a clone."""

from __future__ import annotations

from pathlib import Path

import click

from suite.cli.options import data_dir_option, open_benchmark, source_option

STRATEGIES = ("help", "brp_nas")


@click.command("evaluate-estimators")
@click.option(
    "--strategy",
    "strategies",
    type=click.Choice(STRATEGIES),
    multiple=True,
    help="Only this one; may be repeated. Default: both.",
)
@click.option(
    "--measurements",
    "sizes",
    type=click.IntRange(min=1),
    multiple=True,
    help="Only this number of measurements of the grid; may be repeated. Default: all.",
)
@click.option("--draws", type=click.IntRange(min=1), default=None, help="At most so many draws; default the grid's.")
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of finished estimates: a call that was stopped goes on there. New code, new folder.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="CSV to write; default experiments/trained/survey.csv in the clone. Other strategies' rows in it stay.",
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

    One process, one thread. What they predict is held against the tables exactly as for the other strategies of
    `suite reproduce survey`, which reads the CSV and so needs no torch.
    """
    import importlib

    from tqdm import tqdm

    from suite.cli.reproduce import find_clone, import_experiments
    from suite.files import make_folder
    from suite.networks import require_torch

    require_torch()
    root = find_clone(Path.cwd())
    import_experiments(root)
    grid = importlib.import_module("experiments.survey.network_grid")
    benchmark = open_benchmark(data_dir, source)
    make_folder(work, grid.WORK_MEND)
    rows = []
    wanted = grid.units(dict.fromkeys(strategies or STRATEGIES), sizes, draws)
    with tqdm(wanted, unit="estimate", mininterval=2.0) as bar:
        for unit in bar:
            bar.set_postfix_str(f"{unit.text}, {unit.setting.label}", refresh=False)
            rows.append(grid.evaluated(benchmark, unit, work))
    path = grid.write(benchmark, rows, out or root / "experiments" / "trained" / "survey.csv")
    click.echo(f"{len(rows)} estimates; {path}")
