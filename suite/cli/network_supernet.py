"""``suite networks train-supernet``: a weight-sharing supernet by a paper's protocol."""

from __future__ import annotations

from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import image_set_option, images_option, torch_device_option, work_folder, work_option
from suite.cli.progress import TimeLeft


@click.command("train-supernet", cls=Grouped)
@image_set_option
@images_option
@click.option(
    "--protocol", "name", default="cmanas", show_default=True, help="cmanas, evnas, pevonas, nevonas or single-path."
)
@click.option("--epochs", type=int, default=None, help="Passes over the images; default the protocol's.")
@click.option("--cells", type=int, default=None, help="Cells per stage; default 5.")
@click.option("--channels", type=int, default=None, help="Channels of the first stage; default 16.")
@click.option("--train-images", type=int, default=None, help="Training images; default the training half, 25,000.")
@click.option("--batch", type=int, default=None, help="Images in a batch; default the protocol's.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the weights, the order and the mixtures.",
)
@torch_device_option
@work_option("the checkpoint")
def train_supernet(
    dataset: str,
    images: Path | None,
    name: str,
    epochs: int | None,
    cells: int | None,
    channels: int | None,
    train_images: int | None,
    batch: int | None,
    seed: int,
    torch_device: str,
    work: Path | None,
) -> None:
    """Train a weight-sharing supernet by a paper's protocol on the first half of the training images.

    A checkpoint is kept after every epoch; the same command goes on from it, to the same weights. With fewer
    epochs, cells or images than the protocol's it is a reduced protocol; the names of checkpoint and score table say
    so. EvNAS and NEvoNAS train the population of their search; here, without a search, every batch draws a cell.
    """
    from suite.files import make_folder
    from suite.networks import require_torch

    require_torch()
    from suite.networks.images.augmentation import check_dataset
    from suite.networks.images.sets import load_images
    from suite.networks.supernet.protocols import reduced, trainer_of
    from suite.networks.supernet.training import train_supernet as train
    from suite.networks.weights import check_device

    given = {"epochs": epochs, "cells": cells, "channels": channels, "images": train_images, "batch": batch}
    protocol = reduced(name, dataset=check_dataset(dataset), seed=seed, **given)
    check_device(torch_device)
    trainer = trainer_of(protocol, load_images(dataset, images), torch_device)
    work = work_folder(work)
    make_folder(work)
    path = work / f"{protocol.name}.pt"
    train(trainer, path, TimeLeft("epoch", protocol.epochs))
    click.echo(f"{protocol.name}: {protocol.epochs} epochs; {path}")
