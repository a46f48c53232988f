"""``suite networks train-reference``: the reference model of the representation mutual information."""

from __future__ import annotations

from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import image_set_option, images_option, torch_device_option, work_folder, work_option
from suite.cli.progress import TimeLeft


@click.command("train-reference", cls=Grouped)
@image_set_option
@images_option
@click.option("--epochs", type=click.IntRange(min=1), default=200, show_default=True, help="Passes over the images.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the weights, the order and the crops.",
)
@click.option("--half", is_flag=True, help="Save the weights as float16, like the file in the package.")
@torch_device_option
@work_option("the checkpoint")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File of the weights; default WORK/resnet20-DATASET.safetensors.",
)
def train_reference(
    dataset: str,
    images: Path | None,
    epochs: int,
    seed: int,
    half: bool,
    torch_device: str,
    work: Path | None,
    out: Path | None,
) -> None:
    """Train ResNet-20 on all training images and report its test accuracy.

    A checkpoint is kept after every epoch; the same command goes on from it, to the same weights. 200 epochs take some
    ten minutes on a large GPU and half a day on one processor core. With fewer epochs the learning rate falls faster;
    the file of weights says how many there were.
    """
    from suite.files import make_folder
    from suite.networks import require_torch

    require_torch()
    from suite.networks.images.augmentation import check_dataset
    from suite.networks.images.sets import load_images
    from suite.networks.rmi.reference import Recipe, keep, train_on
    from suite.networks.weights import check_device

    check_dataset(dataset)
    check_device(torch_device)
    data = load_images(dataset, images)
    work = work_folder(work)
    make_folder(work)
    recipe = Recipe(dataset=dataset, epochs=epochs, seed=seed, classes=data.classes)
    model = train_on(data, recipe, work, device=torch_device, progress=TimeLeft("epoch", epochs))
    path = out or work / f"resnet20-{dataset}.safetensors"
    found = keep(path, model, data, recipe, half=half, device=torch_device)
    click.echo(f"test accuracy {found:.2f} % after {epochs} epochs; {path}")
