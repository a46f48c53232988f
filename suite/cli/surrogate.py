"""``suite surrogate``: fit the embedded stand-in to the real tables, and measure how good it is."""

from __future__ import annotations

from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option

_seed_option = click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the fit.")
_epochs_option = click.option(
    "--epochs", type=click.IntRange(min=1), default=300, show_default=True, help="Passes over the data per network."
)


@click.group()
def surrogate() -> None:
    """Fit and measure the embedded stand-in for the real tables, in a clone; both commands need the real tables."""


def _need_the_clone() -> None:
    """Raise an error where the fit is not part of the installation.

    Raises:
        ConfigurationError: saying what to do.
    """
    from importlib.util import find_spec

    from suite.errors import ConfigurationError

    if find_spec("suite.surrogate_fit") is None:
        raise ConfigurationError(
            "the surrogate's fit is not part of the installed package: clone the repository and run there "
            "'pip install -e .'"
        )


@surrogate.command(cls=Grouped, short_help="Fit the surrogate to the real tables.")
@data_dir_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("surrogate_model.npz"),
    show_default=True,
    help="File to write; in a clone, suite/tables/surrogate/model.npz is the one that ships.",
)
@_seed_option
@_epochs_option
def fit(data_dir: Path | None, out: Path, seed: int, epochs: int) -> None:
    """Fit the surrogate to all architectures of the real tables and write its weights."""
    _need_the_clone()
    import hashlib

    import numpy as np
    from tqdm import tqdm

    from suite.benchmark import load_benchmark
    from suite.files import write_atomically
    from suite.surrogate_fit.fit import FitSettings, fit_model, real_columns

    benchmark = load_benchmark(data_dir, "real")
    table = real_columns(benchmark)
    settings = FitSettings.with_epochs(epochs)
    with tqdm(total=settings.n_epochs, unit="epoch", desc="surrogate") as bar:
        model = fit_model(table, np.arange(benchmark.space.size), seed, settings, on_epoch=bar.update)
    content = model.to_bytes()
    write_atomically(out, content)
    click.echo(
        f"wrote {out}: surrogate, {model.n_parameters:,} parameters, {len(content):,} bytes, fitted to "
        f"{benchmark.edition}, seed {seed}, sha256 {hashlib.sha256(content).hexdigest()[:12]}"
    )


@surrogate.command(cls=Grouped, short_help="Measure it on architectures that its fit did not see.")
@data_dir_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("results"),
    show_default=True,
    help="Folder for surrogate-quality.csv, .md and .tex.",
)
@_seed_option
@_epochs_option
def evaluate(data_dir: Path | None, out: Path, seed: int, epochs: int) -> None:
    """Measure the surrogate on architectures that its fit did not see, by two splits, and the shipped model on all."""
    _need_the_clone()
    from tqdm import tqdm

    from suite.benchmark import load_benchmark
    from suite.files import make_folder
    from suite.surrogate_fit.evaluate import SPLITS
    from suite.surrogate_fit.evaluate import evaluate as measure
    from suite.surrogate_fit.fit import FitSettings
    from suite.surrogate_fit.report import write_quality

    benchmark = load_benchmark(data_dir, "real")
    make_folder(out)
    settings = FitSettings.with_epochs(epochs)
    with tqdm(total=len(SPLITS) * settings.n_epochs, unit="epoch", desc="surrogate") as bar:
        quality = measure(benchmark, seed, settings, on_epoch=bar.update)
    paths = write_quality(quality, out, benchmark.edition)
    click.echo("surrogate, Kendall tau   random   class  shipped (in sample)")
    for row in quality.rows:
        name = f"{row['dataset']}/{row['column']}"
        click.echo(f"{name:38s} {row['tau_random']:.4f}  {row['tau_class']:.4f}  {row['tau_shipped']:.4f}")
    shares = "  ".join(f"{quality.feasibility[split]:.4f}" for split in (*SPLITS, "shipped"))
    click.echo(f"{'edgetpu feasibility (share right)':38s} {shares}")
    click.echo(f"wrote {', '.join(path.name for path in paths)} to {out}")
