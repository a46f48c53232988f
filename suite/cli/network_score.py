"""``suite networks score``: a score for every distinct cell, from real networks."""

from __future__ import annotations

import time
from pathlib import Path

import click

from suite.cli.options import image_set_option, images_option, torch_device_option, work_folder, work_option

OPTIONS = {
    "rmi": (
        "dataset",
        "reference",
        "reference_mode",
        "normalisation",
        "cells",
        "steps",
        "batch",
        "seed",
        "resume",
        "finished",
    ),
    "supernet": ("checkpoint", "decoding", "statistics", "limit"),
}
"""Proxy -> the options that it alone takes."""


def _refuse_others(proxy: str) -> None:
    """Raise a usage error for options of another proxy."""
    context = click.get_current_context()
    for other, names in OPTIONS.items():
        for name in names:
            given = context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
            if given and other != proxy:
                option = name.replace("_", "-")
                raise click.UsageError(f"--{option} is an option of --proxy {other}, not of --proxy {proxy}", context)


@click.command()
@click.option("--proxy", default="rmi", show_default=True, help="What is scored: rmi or supernet.")
@image_set_option
@images_option
@click.option(
    "--reference",
    default=None,
    metavar="teacher|own|FILE",
    help="rmi: the reference model: RMI-NAS's ('suite data fetch --group teacher'), the package's own, or weights from "
    "'suite networks train-reference'; default the first where it was fetched, else the second (both CIFAR-10).",
)
@click.option(
    "--reference-mode",
    default="batch",
    show_default=True,
    help="rmi: batch or stored, the statistics of the reference model's batch norm.",
)
@click.option(
    "--normalisation",
    default=None,
    help="rmi: imagenet or cifar, of the images; default what the reference model was trained with.",
)
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="supernet: the trained supernet, from 'suite networks train-supernet'; it says the data set; default the one "
    "that the package brings.",
)
@click.option("--decoding", default="softmax", show_default=True, help="supernet: softmax (published) or hard.")
@click.option(
    "--statistics",
    default=None,
    help="supernet: running or batch, what batch norm uses; default as the supernet was trained for.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=250, show_default=True, help="supernet: images that are classified."
)
@click.option("--cells", type=int, default=5, show_default=True, help="Cells per stage.")
@click.option("--steps", type=int, default=150, show_default=True, help="Updates on the one batch.")
@click.option("--batch", type=int, default=32, show_default=True, help="Images in it.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the batch and the weights.")
@torch_device_option
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes; the scores do not depend on it.")
@click.option("--first", type=click.IntRange(min=1), default=None, help="Only the first cells in the order of scoring.")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    default=None,
    help="Only so many cells, drawn once for all protocols: for 'suite data scores --csv'.",
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="rmi: take the scores in this file (from --finished) instead of making them again.",
)
@click.option("--finished", is_flag=True, help="rmi: score nothing; write the finished chunks to one file.")
@work_option("the finished chunks")
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
    reference: str | None,
    reference_mode: str,
    normalisation: str | None,
    checkpoint: Path | None,
    decoding: str,
    statistics: str | None,
    limit: int,
    cells: int,
    steps: int,
    batch: int,
    seed: int,
    torch_device: str,
    jobs: int,
    first: int | None,
    sample: int | None,
    resume: Path | None,
    finished: bool,
    work: Path | None,
    out: Path | None,
) -> None:
    """Score every cell from real networks: by representation mutual information (rmi), or with a trained supernet.

    rmi: the 6,466 distinct cells; each one's network is fitted to one batch of images, and compared with the reference
    model. Fewer cells per stage or steps than the defaults are a reduced protocol; the file's name says so. A sample of
    60 random cells and 60 of the best decile comes first, the rest in a random order, the same for everybody.

    supernet: accuracy of all 15,625 cells with the weights of one trained supernet on images it was not trained on.

    Finished chunks are kept, the same command goes on from them; for rmi --finished writes them to one small file, from
    which --resume goes on elsewhere.
    """
    from suite.errors import ConfigurationError, did_you_mean
    from suite.networks import require_torch

    torch = require_torch()
    import numpy as np
    from tqdm import tqdm

    from suite.cli.network_supernet import score_supernet
    from suite.networks.images.augmentation import STATISTICS
    from suite.networks.images.sets import LAYOUTS, load_images
    from suite.networks.rmi.references import OWN, find_reference, load_reference, normalisation_of
    from suite.networks.rmi.resnet import ResNet20
    from suite.networks.rmi.run import chunks_of, representatives, save_scores, score_all, speed_of, table_name
    from suite.networks.rmi.score import Protocol, choose_batch
    from suite.networks.rmi.score_resume import finished as finished_chunks
    from suite.networks.rmi.speed import speed_text
    from suite.networks.rmi.stratified import scoring_order
    from suite.networks.rmi.teacher import FETCH
    from suite.networks.samples import sampled
    from suite.networks.weights import SUPERNET, check_device
    from suite.scores import save_speed
    from suite.spaces.nasbench201 import NASBENCH201

    if proxy not in OPTIONS:
        raise did_you_mean(proxy, OPTIONS, "proxy")
    _refuse_others(proxy)
    if first and sample:
        raise ConfigurationError("--first and --sample both say which cells: give one of them")
    part = f"-sample{sample}" if sample else f"-first{first}" if first else ""
    work = work_folder(work)
    if proxy == "supernet":
        every = np.arange(NASBENCH201.size)
        indices = sampled(sample, every) if sample else every[:first]
        score_supernet(
            checkpoint or SUPERNET, images, decoding, statistics, limit, indices, part, jobs, torch_device, work, out
        )
        return
    if dataset not in STATISTICS:
        raise did_you_mean(dataset, STATISTICS, "data set of images")
    whose, weights = find_reference(reference, dataset)
    if reference is None and whose == OWN:
        click.echo(
            f"note: RMI-NAS's reference weights are not at hand ({FETCH}); using the package's own ResNet-20", err=True
        )
    protocol = Protocol(
        dataset=dataset, cells=cells, steps=steps, batch=batch, seed=seed,
        reference=whose, reference_mode=reference_mode, normalisation=normalisation or normalisation_of(whose),
    )  # fmt: skip
    check_device(torch_device)
    model = ResNet20(LAYOUTS[dataset].classes)
    trained, identity = load_reference(whose, weights, model)
    indices = sampled(sample, representatives()) if sample else scoring_order(representatives())[:first]
    folder = work / f"{protocol.name}-{dataset}-seed{seed}{part}"
    if finished:
        path = out or work / f"{table_name(protocol)}{part}-partial.npz"
        done, scores = finished_chunks(chunks_of(folder, indices), protocol)
        save_scores(path, done, scores, protocol, identity, trained)
        save_speed(path, speed_of(folder, torch_device, jobs))
        click.echo(f"{len(done):,} of {len(indices):,} cells by {protocol.name}; {path}")
        return
    data = load_images(dataset, images)
    chosen = choose_batch(
        model, torch.tensor(data.train_images), torch.tensor(data.train_labels), protocol, torch_device
    )
    start = time.perf_counter()
    with tqdm(total=len(indices), unit="cell", disable=None) as bar:
        scores = score_all(
            folder, protocol, chosen, reference=identity, indices=indices, jobs=jobs, resume=resume,
            progress=lambda done, _: bar.update(done - bar.n),
        )  # fmt: skip
    seconds = time.perf_counter() - start
    path = out or work / f"{table_name(protocol)}{part}.npz"
    ascending = np.argsort(indices)
    save_scores(path, indices[ascending], scores[ascending], protocol, identity, trained)
    speed = speed_of(folder, torch_device, jobs)
    if speed:
        save_speed(path, speed)
    click.echo(f"{len(indices)} cells by {protocol.name}, {seconds:.0f} s in this call; {path}")
    click.echo(speed_text(speed) or "the finished chunks were made without a record of their time")
