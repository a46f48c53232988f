"""``suite networks score``: a score for every distinct cell, from real networks."""

from __future__ import annotations

import time
from pathlib import Path

import click


@click.command()
@click.option("--proxy", default="rmi", show_default=True, help="What is scored: rmi.")
@click.option("--dataset", default="cifar10", show_default=True, help="cifar10 or cifar100.")
@click.option(
    "--images",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of the images; default $SUITE_IMAGES.",
)
@click.option(
    "--reference",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Weights of the reference model, from 'suite networks train-reference'.",
)
@click.option("--cells", type=int, default=5, show_default=True, help="Cells per stage.")
@click.option("--steps", type=int, default=150, show_default=True, help="Updates on the one batch.")
@click.option("--batch", type=int, default=32, show_default=True, help="Images in it.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the batch and the weights.")
@click.option("--device", default="cpu", show_default=True, help="cpu, cuda or another device of torch.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes; the scores do not depend on it.")
@click.option("--first", type=click.IntRange(min=1), default=None, help="Only the first cells, to measure the speed.")
@click.option(
    "--work", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of the finished chunks."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File of the scores; default in WORK, named after the protocol.",
)
def score(
    proxy: str,
    dataset: str,
    images: Path | None,
    reference: Path,
    cells: int,
    steps: int,
    batch: int,
    seed: int,
    device: str,
    jobs: int,
    first: int | None,
    work: Path,
    out: Path | None,
) -> None:
    """Score the 6,466 distinct cells by their representation mutual information with the reference model.

    Each cell's network is fitted to one batch of images. Finished chunks are kept, the same command goes on from them.
    Fewer cells per stage or steps than the defaults are a reduced protocol; the file's name says so.
    """
    from suite.errors import did_you_mean
    from suite.networks import require_torch

    torch = require_torch()
    from tqdm import tqdm

    from suite.networks.augmentation import STATISTICS
    from suite.networks.images import load_images
    from suite.networks.resnet import ResNet20
    from suite.networks.rmi import Protocol, choose_batch
    from suite.networks.score_run import representatives, save_scores, score_all
    from suite.networks.weights import check_device, load_weights

    if proxy != "rmi":
        raise did_you_mean(proxy, ("rmi",), "proxy")
    if dataset not in STATISTICS:
        raise did_you_mean(dataset, STATISTICS, "data set of images")
    protocol = Protocol(dataset=dataset, cells=cells, steps=steps, batch=batch, seed=seed)
    check_device(device)
    data = load_images(dataset, images)
    model = ResNet20(data.classes)
    _, identity = load_weights(reference, model)
    chosen = choose_batch(model, torch.tensor(data.train_images), torch.tensor(data.train_labels), protocol, device)
    indices = representatives()[:first]
    name = f"{protocol.name}-{dataset}-seed{seed}" + (f"-first{first}" if first else "")
    start = time.perf_counter()
    with tqdm(total=len(indices), unit="cell", disable=None) as bar:
        scores = score_all(
            work / name, protocol, chosen, reference=identity, indices=indices, jobs=jobs,
            progress=lambda done, _: bar.update(done - bar.n),
        )  # fmt: skip
    seconds = time.perf_counter() - start
    path = out or work / f"{name}.npz"
    save_scores(path, indices, scores, protocol, identity)
    click.echo(f"{len(indices)} cells by {protocol.name}, {seconds:.0f} s in this call; {path}")
