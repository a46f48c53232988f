"""``suite networks train-supernet``, and the scoring of all cells with a trained supernet."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from suite.cli.options import image_set_option, images_option, torch_device_option, work_folder, work_option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@click.command("train-supernet")
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
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of weights, order and mixtures."
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

    A checkpoint is kept after every epoch; the same command goes on from it, to the same weights. Fewer epochs, cells
    or images than the protocol's are a reduced one; the checkpoint's name, and later the score table's, says so.
    EvNAS and NEvoNAS train the population of their search; here, without a search, every batch draws a cell.
    """
    from suite.errors import did_you_mean
    from suite.files import make_folder
    from suite.networks import require_torch

    torch = require_torch()
    from suite.networks.images.augmentation import STATISTICS
    from suite.networks.images.sets import load_images
    from suite.networks.supernet.protocols import preset, training_half
    from suite.networks.supernet.training import Trainer
    from suite.networks.supernet.training import train_supernet as train
    from suite.networks.weights import check_device

    if dataset not in STATISTICS:
        raise did_you_mean(dataset, STATISTICS, "data set of images")
    given = {"epochs": epochs, "cells": cells, "channels": channels, "images": train_images, "batch": batch}
    settings = {key: value for key, value in given.items() if value is not None}
    protocol = replace(preset(name), dataset=dataset, seed=seed, **settings)  # type: ignore[arg-type]
    check_device(torch_device)
    pixels, labels = training_half(load_images(dataset, images), protocol.images)
    work = work_folder(work)
    make_folder(work)
    if torch_device == "cpu":
        torch.set_num_threads(1)  # the same weights whatever the number of cores
    trainer = Trainer(torch.tensor(pixels), torch.tensor(labels), protocol, device=torch_device)
    start, done = time.perf_counter(), []

    def progress(epoch: int, loss: float) -> None:
        done.append(epoch)
        seconds = (time.perf_counter() - start) / len(done)
        left = (protocol.epochs - epoch) * seconds / 60
        click.echo(f"epoch {epoch} of {protocol.epochs}: loss {loss:.4f}; {left:.0f} min left")

    path = work / f"{protocol.name}.pt"
    train(trainer, path, progress)
    click.echo(f"{protocol.name}: {protocol.epochs} epochs; {path}")


def score_supernet(
    checkpoint: Path, images: Path | None, decoding: str, statistics: str | None, limit: int,
    indices: NDArray[np.int64], part: str, jobs: int, torch_device: str, work: Path, out: Path | None,
) -> None:  # fmt: skip
    """Write the scores of the cells ``indices`` ``(n,)`` with the supernet of a checkpoint; ``part`` ends the name.

    Raises:
        DataError: for a checkpoint that is missing, damaged or unfinished, or images that are missing.
        ConfigurationError: for another decoding or other statistics, or more images than the fitness half holds.
    """
    from suite.networks import require_torch

    torch = require_torch()
    from tqdm import tqdm

    from suite.networks.images.augmentation import normalise
    from suite.networks.images.sets import load_images
    from suite.networks.rmi.speed import speed, speed_text
    from suite.networks.supernet.protocols import fitness_half, read_supernet, weights_sha256
    from suite.networks.supernet.score import EVALUATION_BATCH, PART, score_cells
    from suite.networks.weights import check_device
    from suite.scores import save_speed, save_supernet

    check_device(torch_device)
    supernet, protocol = read_supernet(checkpoint, statistics)
    pixels, labels = fitness_half(load_images(protocol.dataset, images), limit)
    identity = weights_sha256(supernet)
    name = protocol.name + ("-hard" if decoding == "hard" else "") + part
    folder = work / f"{name}-of{limit}"
    batch = PART if protocol.track else EVALUATION_BATCH
    facts = {
        "protocol": asdict(protocol),
        "checkpoint_sha256": identity,
        "decoding": decoding,
        "fitness_images": f"the first {limit} of the second half of the training images",
        "evaluation_batch": batch,
    }
    start = time.perf_counter()
    with tqdm(unit="network", disable=None) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        correct = score_cells(
            folder, supernet.to(torch_device), normalise(torch.tensor(pixels), protocol.dataset).to(torch_device),
            torch.tensor(labels).to(torch_device), facts, decoding=decoding, batch=batch, indices=indices, jobs=jobs,
            progress=progress,
        )  # fmt: skip
    seconds = time.perf_counter() - start
    path = out or work / f"{name}.npz"
    save_supernet(path, indices, correct, limit, facts)
    measured = speed(sorted(folder.glob("chunk-*.npy")), torch_device, jobs)
    if measured:
        save_speed(path, measured)
    click.echo(f"{len(indices)} cells by {name} on {limit} images, {seconds:.0f} s in this call; {path}")
    click.echo(speed_text(measured))
