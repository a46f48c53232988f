"""``suite networks score supernet``: accuracy of every cell in a trained supernet."""

from __future__ import annotations

import time
from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.network_score import scoring_options
from suite.cli.options import work_folder


@click.command(cls=Grouped)
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Weights from 'suite networks train-supernet'; default the package's. They determine the data set.",
)
@click.option("--decoding", default="softmax", show_default=True, help="softmax (published) or hard.")
@click.option(
    "--statistics",
    default=None,
    help="Statistics in batch norm: running or batch; default as the supernet was trained for.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=250, show_default=True, help="Number of images to classify."
)
@scoring_options
def supernet(
    checkpoint: Path | None,
    decoding: str,
    statistics: str | None,
    limit: int,
    images: Path | None,
    torch_device: str,
    jobs: int,
    first: int | None,
    sample: int | None,
    work: Path | None,
    out: Path | None,
) -> None:
    """Score all 15,625 cells by their accuracy with the weights of one trained supernet.

    It classifies images that it was not trained on.
    """
    from suite.networks import require_torch

    require_torch()
    from tqdm import tqdm

    from suite.networks.rmi.speed import speed_text
    from suite.networks.supernet.job import Job
    from suite.networks.weights import SUPERNET, check_device

    check_device(torch_device)
    job = Job.prepare(
        checkpoint or SUPERNET, images, work_folder(work), decoding=decoding, statistics=statistics, limit=limit,
        first=first, sample=sample,
    )  # fmt: skip
    start = time.perf_counter()
    with tqdm(unit="network", disable=None) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        correct = job.run(torch_device, jobs=jobs, progress=progress)
    seconds = time.perf_counter() - start
    path, speed = job.write(correct, out, torch_device, jobs)
    click.echo(f"{len(job.indices):,} cells by {job.name} on {limit:,} images, {seconds:.0f} s in this call; {path}")
    click.echo(speed_text(speed) or "how long the finished chunks took was not recorded")
