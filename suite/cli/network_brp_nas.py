"""``suite networks evaluate-brp-nas``: BRP-NAS's predictor on HELP's unseen devices, one network per device."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option


@click.command("evaluate-brp-nas", cls=Grouped)
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    default=16,
    show_default=True,
    help="Graphs per training step; 1 in the paper.",
)
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Number of seeds, from 0 on: of the weights, the split and the order.",
)
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the finished devices; an interrupted call goes on with the next one.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="CSV to write; default experiments/trained/help_brp_nas.csv in the clone.",
)
@data_dir_option
def evaluate_brp_nas(batch: int, seeds: int, work: Path, out: Path | None, data_dir: Path | None) -> None:
    """Fit BRP-NAS to 900 measurements of each of HELP's unseen devices, and test it on their query sets.

    This is the row "BRP-NAS" of HELP's Table 3. A device takes a few minutes on one core, for each seed.
    """
    from suite.cli.clone import find_clone
    from suite.estimators.help import brp_nas_rows
    from suite.files import make_folder
    from suite.networks import require_torch
    from suite.tables.help_latencies import help_latencies

    require_torch()
    tables = help_latencies(data_dir)
    make_folder(work)
    rows = []
    for seed, device in product(range(seeds), brp_nas_rows.DEVICES):
        row = brp_nas_rows.kept_row(work, device, tables, batch, seed)
        click.echo(f"{device}, seed {seed}: Spearman {row['spearman']:.4f} after {row['epochs']} epochs", err=True)
        rows.append(row)
    path = out or find_clone(Path.cwd()) / "experiments" / "trained" / "help_brp_nas.csv"
    click.echo(str(brp_nas_rows.write_rows(path, rows)))
