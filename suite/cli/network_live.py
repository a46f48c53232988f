"""``suite networks search-supernets``: the four papers' searches, each on a supernet of its own, in a clone."""

from __future__ import annotations

import os
from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option, images_option, source_option, work_folder, work_option
from suite.cli.progress import EveryMinute

METHODS = "evnas, cmanas, nevonas, pevonas or pevonas_no_inherit"


@click.command("search-supernets", cls=Grouped)
@click.option("--method", "methods", multiple=True, help=f"{METHODS}; may be repeated. Default: all.")
@images_option
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True, help="Number of seeds.")
@click.option(
    "--cells", type=click.IntRange(min=1), default=1, show_default=True, help="Cells per stage; published: 5."
)
@click.option("--channels", type=click.IntRange(min=1), default=16, show_default=True, help="Of the first stage.")
@click.option(
    "--train-images",
    type=click.IntRange(min=1),
    default=5_000,
    show_default=True,
    help="Training images; published: 25,000.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=500, show_default=True, help="Fitness images; published: 25,000."
)
@click.option("--epochs", type=click.IntRange(min=1), default=None, help="Default: as published.")
@work_option("finished searches")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="CSV to write; default experiments/trained/supernet_live.csv in the clone. Rows of other settings stay.",
)
@data_dir_option
@source_option
def search_supernets(
    methods: tuple[str, ...],
    images: Path | None,
    seeds: int,
    cells: int,
    channels: int,
    train_images: int,
    limit: int,
    epochs: int | None,
    work: Path | None,
    out: Path | None,
    data_dir: Path | None,
    source: str,
) -> None:
    """Let EvNAS, CMANAS, NEvoNAS and pEvoNAS search on CIFAR-10, each on a supernet that the search itself trains.

    pEvoNAS with and without weights inherited from stage to stage. One process, one thread; by the defaults a search
    takes 20 to 80 minutes. Finished searches are kept in --work, an interrupted one begins anew. 'suite reproduce
    supernet' reads the CSV and so needs no torch.
    """
    from suite.cli.clone import find_clone, import_experiments
    from suite.cli.options import open_tables
    from suite.networks import require_torch

    require_torch()
    from suite.networks.images.sets import IMAGES_VARIABLE, find_images
    from suite.objectives.live import LiveSettings

    supernet = import_experiments(find_clone(Path.cwd())).load("supernet")
    benchmark = open_tables(data_dir, source)
    if images is not None:
        os.environ[IMAGES_VARIABLE] = str(images)  # where the searches look for them
    elif not os.environ.get(IMAGES_VARIABLE):
        images = Path(benchmark.data_dir) / "images"
    find_images("cifar10", images)
    settings = LiveSettings(cells=cells, channels=channels, images=train_images, limit=limit, epochs=epochs or 0)
    count, path = supernet.networks(benchmark, methods, seeds, settings, work_folder(work), out, EveryMinute("queries"))
    click.echo(f"{count} searches; {path}")
