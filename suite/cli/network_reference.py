"""``suite networks train-reference``: the reference model of the representation mutual information."""

from __future__ import annotations

import time
from pathlib import Path

import click

from suite.cli.options import image_set_option, images_option, torch_device_option, work_folder, work_option


@click.command("train-reference")
@image_set_option
@images_option
@click.option("--epochs", type=click.IntRange(min=1), default=200, show_default=True, help="Passes over the images.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of weights, order and crops.")
@click.option("--half", is_flag=True, help="Keep the weights as float16, as the file that the package brings.")
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
    """Train ResNet-20 on all training images and say its test accuracy.

    A checkpoint is kept after every epoch; the same command goes on from it, to the same weights. 200 epochs are some
    ten minutes of a large GPU and half a day of one processor core; fewer epochs reach their accuracy by a steeper fall
    of the learning rate, and the weights' file says how many they were.
    """
    from suite.errors import did_you_mean
    from suite.files import make_folder
    from suite.networks import require_torch

    torch = require_torch()
    from suite.networks.images.augmentation import STATISTICS
    from suite.networks.images.sets import load_images
    from suite.networks.rmi.reference import Recipe, accuracy, train
    from suite.networks.weights import check_device, load_weights, save_weights

    if dataset not in STATISTICS:
        raise did_you_mean(dataset, STATISTICS, "data set of images")
    check_device(torch_device)
    data = load_images(dataset, images)
    work = work_folder(work)
    make_folder(work)
    recipe = Recipe(dataset=dataset, epochs=epochs, seed=seed, classes=data.classes)
    start, first = time.perf_counter(), []

    def progress(epoch: int, loss: float) -> None:
        first.append(epoch)
        seconds = (time.perf_counter() - start) / len(first)
        click.echo(f"epoch {epoch} of {epochs}: loss {loss:.4f}; {(epochs - epoch) * seconds / 60:.0f} min left")

    model = train(
        torch.tensor(data.train_images), torch.tensor(data.train_labels), recipe,
        work / f"resnet20-{dataset}-e{epochs}-seed{seed}.pt", device=torch_device, progress=progress,
    )  # fmt: skip
    path = out or work / f"resnet20-{dataset}.safetensors"
    facts = {"network": "resnet20", "dataset": dataset, "epochs": epochs, "seed": seed}
    save_weights(path, model, facts, half=half)
    load_weights(path, model)  # what is stated is the accuracy of what is stored
    found = accuracy(
        model, torch.tensor(data.test_images), torch.tensor(data.test_labels), dataset, device=torch_device
    )
    save_weights(path, model, {**facts, "test_accuracy": round(found, 2)}, half=half)
    click.echo(f"test accuracy {found:.2f} % after {epochs} epochs; {path}")
