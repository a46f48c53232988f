"""``suite networks beta-vae``: train beta-VAEs that classify, prune them step by step, and write what was measured."""

from __future__ import annotations

from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import images_option, torch_device_option


@click.command("beta-vae", cls=Grouped)
@click.option(
    "--dataset", type=click.Choice(["mnist", "cifar10"]), default="mnist", show_default=True, help="Images to train on."
)
@images_option
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of checkpoints, one per beta and seed; an interrupted call goes on from there.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("experiments/trained/beta_vae.csv"),
    show_default=True,
    help="CSV to write; rows of other data sets and protocols in it stay.",
)
@click.option(
    "--protocol", type=click.Choice(["full", "reduced"]), default="full", show_default=True,
    help="All training images, or the first 10,000 for fewer epochs.",
)  # fmt: skip
@click.option("--beta", "betas", type=float, multiple=True, help="Only this beta; may be repeated. Default: all seven.")
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="Number of seeds.")
@torch_device_option
def beta_vae(
    dataset: str,
    images: Path | None,
    work: Path,
    out: Path,
    protocol: str,
    betas: tuple[float, ...],
    seeds: int,
    torch_device: str,
) -> None:
    """Train, prune and fine-tune beta-VAEs with a classifier (arXiv 2307.09994, at the level of its method).

    One process, one thread on a CPU. Every beta and seed is a unit of its own: its result does not depend on which
    others run. The CSV is what `suite reproduce beta-vae` reads.
    """
    from tqdm import tqdm

    from suite.files import make_folder
    from suite.networks import require_torch
    from suite.networks.beta_vae.protocols import BETAS, units
    from suite.networks.beta_vae.protocols import protocol as named

    torch = require_torch()
    from suite.networks.beta_vae.study import WORK_REMEDY, compute, finished, write_rows
    from suite.networks.beta_vae.training import check_device, train_unit
    from suite.networks.images.sets import load_images

    settings = named(dataset, protocol)
    wanted = units(settings, tuple(dict.fromkeys(betas)) or BETAS, seeds)
    check_device(torch_device)
    loaded = load_images(dataset, images)
    make_folder(work, WORK_REMEDY)
    available = len(loaded.train_labels)
    used = settings.used(available)
    done = finished(wanted, work, torch_device)
    steps = settings.all_steps(available)
    rows = []
    label = f"{dataset} ({protocol})"
    with tqdm(total=len(wanted) * steps, initial=done * steps, unit="step", desc=label, mininterval=2.0) as bar:
        for unit in wanted:
            bar.set_postfix_str(f"beta {unit.beta:g}, seed {unit.seed}", refresh=False)
            rows += compute(
                unit, work, torch_device, used, torch.__version__,
                lambda each: train_unit(each, loaded, torch_device, progress=bar.update),
            )  # fmt: skip
    write_rows(out, rows, {(dataset, protocol)})
    click.echo(
        f"{label}: {len(wanted)} units ({done} from {work}), {used:,} training images, {len(rows)} rows in {out}"
    )
