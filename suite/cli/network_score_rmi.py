"""``suite networks score rmi``: representation mutual information of every distinct cell."""

from __future__ import annotations

import time
from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.network_score import scoring_options
from suite.cli.options import image_set_option, work_folder


@click.command(cls=Grouped)
@image_set_option
@click.option(
    "--reference",
    default=None,
    metavar="teacher|own|FILE",
    help="Reference model: RMI-NAS's ('suite data fetch --group teacher'), the package's own, or weights from 'suite "
    "networks train-reference'. Default: RMI-NAS's if it was fetched, else the package's (both for CIFAR-10).",
)
@click.option(
    "--reference-mode",
    default="batch",
    show_default=True,
    help="Statistics in the reference model's batch norm: batch or stored.",
)
@click.option(
    "--normalisation",
    default=None,
    help="How images are normalised: imagenet or cifar; default as for the reference model's training.",
)
@click.option("--cells", type=int, default=5, show_default=True, help="Cells per stage.")
@click.option("--steps", type=int, default=150, show_default=True, help="Updates on the one batch.")
@click.option("--batch", type=int, default=32, show_default=True, help="Images in the batch.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the batch and the weights."
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Take the scores in this file (from --finished) instead of making them again.",
)
@click.option("--finished", is_flag=True, help="Score nothing; write the finished chunks to one file.")
@scoring_options
def rmi(
    dataset: str,
    reference: str | None,
    reference_mode: str,
    normalisation: str | None,
    cells: int,
    steps: int,
    batch: int,
    seed: int,
    resume: Path | None,
    finished: bool,
    images: Path | None,
    torch_device: str,
    jobs: int,
    first: int | None,
    sample: int | None,
    work: Path | None,
    out: Path | None,
) -> None:
    """Score the 6,466 distinct cells by representation mutual information.

    Each cell's network is fitted to one batch of images and compared with the reference model. Fewer cells per stage or
    steps than the defaults are a reduced protocol; the file's name says so. A sample of 60 random cells and 60 of the
    best decile comes first, the rest in a random order that is always the same.

    --finished writes the finished chunks to one small file, and --resume goes on from it on another machine.
    """
    from suite.networks import require_torch

    require_torch()
    from tqdm import tqdm

    from suite.networks.images.augmentation import check_dataset
    from suite.networks.rmi.job import Job
    from suite.networks.rmi.references import OWN, find_reference, normalisation_of
    from suite.networks.rmi.score import Protocol
    from suite.networks.rmi.speed import speed_text
    from suite.networks.rmi.teacher import FETCH
    from suite.networks.weights import check_device

    check_dataset(dataset)
    whose, weights = find_reference(reference, dataset)
    if reference is None and whose == OWN:
        click.echo(
            f"note: RMI-NAS's reference weights were not fetched ({FETCH}); using the package's own ResNet-20", err=True
        )
    protocol = Protocol(
        dataset=dataset, cells=cells, steps=steps, batch=batch, seed=seed,
        reference=whose, reference_mode=reference_mode, normalisation=normalisation or normalisation_of(whose),
    )  # fmt: skip
    check_device(torch_device)
    job = Job.prepare(protocol, weights, work_folder(work), first, sample)
    total = len(job.indices)
    if finished:
        path, count = job.write_finished(out, torch_device, jobs)
        click.echo(f"{count:,} of {total:,} cells by {protocol.name}; {path}")
        return
    start = time.perf_counter()
    with tqdm(total=total, unit="cell", disable=None) as bar:
        scores = job.run(
            images, torch_device, jobs=jobs, resume=resume, progress=lambda done, _: bar.update(done - bar.n)
        )
    seconds = time.perf_counter() - start
    path, speed = job.write(scores, out, torch_device, jobs)
    click.echo(f"{total:,} cells by {protocol.name}, {seconds:.0f} s in this call; {path}")
    click.echo(speed_text(speed) or "how long the finished chunks took was not recorded")
