"""Options that several commands share."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from suite import timing

if TYPE_CHECKING:
    from suite.benchmark import Benchmark
    from suite.engines import Engine
    from suite.objectives.predicted import AnyBenchmark

F = TypeVar("F", bound=Callable[..., Any])


def data_dir_option(function: F) -> F:
    """Add ``--data-dir``."""
    return click.option(
        "--data-dir",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help="Data directory; default $SUITE_DATA_DIR, else the platform's user data directory.",
    )(function)


def source_option(function: F) -> F:
    """Add ``--source``."""
    return click.option(
        "--source",
        type=str,
        default="auto",
        show_default=True,
        metavar="auto|real|surrogate",
        help="Real tables or the embedded surrogate; auto takes the real ones if they are there.",
    )(function)


def venue_option(where: str) -> Callable[[F], F]:
    """Return what adds ``--venue``; ``where`` names the folder that is written to."""

    def checked(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
        from suite.report.venues import venue_of

        return None if value is None else venue_of(value).name

    return click.option(
        "--venue",
        default=None,
        metavar="neurips|icml|cvpr|ieee|acm|lncs",
        callback=checked,
        help=f"Tables and figures in a venue's widths and typeface, with LaTeX for a paper, in {where}.",
    )


def engine_options(jobs: int) -> Callable[[F], F]:
    """Return what adds ``--jobs`` (with this default), ``--engine``, ``--scheduler`` and ``--slurm``.

    :func:`opened_engine` takes their values.
    """

    def add(function: F) -> F:
        for option in (
            click.option(
                "--slurm", multiple=True, metavar="KEY=VALUE", help="Of --engine slurm, for sbatch: partition=cpu, "
                "account=..., timeout_min=120, mem_gb=4, ... Repeatable.",
            ),
            click.option(
                "--scheduler", default=None, metavar="ADDRESS", help="Of --engine dask: tcp://HOST:PORT or a scheduler "
                "file; without it workers are started here. Of --engine slurm: 'local' tries it without SLURM.",
            ),
            click.option(
                "--engine", default="local", show_default=True, metavar="local|dask|slurm", help="Where runs are made: "
                "processes of this machine, workers of a dask cluster, or jobs of SLURM (docs/scaling.md).",
            ),
            click.option(
                "--jobs", type=int, default=jobs, show_default=True, help="Worker processes, -1 for every core; of "
                "--engine slurm its jobs at the same time.",
            ),
        ):  # fmt: skip
            function = option(function)
        return function

    return add


def opened_engine(name: str, jobs: int, scheduler: str | None, slurm: tuple[str, ...]) -> Engine:
    """Return the engine that the options of :func:`engine_options` name; says on stderr where runs are made if far.

    Raises:
        SuiteError: as :func:`suite.engines.open_engine`.
    """
    from suite.engines import open_engine

    engine = open_engine(name, jobs, scheduler, slurm)
    if engine.far:
        click.echo(f"engine: {engine.describe()}", err=True)
    return engine


def dataset_option(function: F) -> F:
    """Add ``--dataset``."""
    return click.option(
        "--dataset",
        required=True,
        help="cifar10, cifar100, ImageNet16-120; a once-for-all space (ofa-mobilenetv3, ofa-resnet50; with -224 at one "
        "resolution); or a table of another package by its name.",
    )(function)


def images_option(function: F) -> F:
    """Add ``--images``."""
    return click.option(
        "--images",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help="Folder of the images; default $SUITE_IMAGES, else images/ in the data directory.",
    )(function)


def image_set_option(function: F) -> F:
    """Add ``--dataset`` of commands that train networks."""
    return click.option("--dataset", default="cifar10", show_default=True, help="cifar10 or cifar100.")(function)


def torch_device_option(function: F) -> F:
    """Add ``--torch-device``; the old name is refused."""
    option = click.option(
        "--torch-device", default="cpu", show_default=True, help="Where torch computes: cpu, cuda, ..."
    )
    return option(renamed_option("--device", "--torch-device")(function))


def profile_option(function: F) -> F:
    """Add ``--profile`` and say after the command where its processor time went; in JSON the command says it itself."""

    @wraps(function)
    def measured(*given: Any, profile: bool, **options: Any) -> Any:
        if not profile:
            return function(*given, **options)
        start = time.perf_counter()
        with timing.measuring() as taken:
            result = function(*given, **options)
            if not options.get("as_json"):
                click.echo("\n".join(timing.lines(taken.taken(), time.perf_counter() - start)), err=True)
        return result

    option = click.option(
        "--profile",
        is_flag=True,
        help="Say where the processor time went: algorithm, evaluation, records, reports; workers included.",
    )
    return cast(F, option(measured))


def renamed_option(old: str, new: str) -> Callable[[F], F]:
    """Refuse an option by its old name and say the new one."""

    def refuse(context: click.Context, _: click.Parameter, value: str | None) -> None:
        if value is not None:
            raise click.UsageError(f"{old} is called {new} now", context)

    return click.option(old, hidden=True, expose_value=False, is_eager=True, callback=refuse)


def work_option(what: str) -> Callable[[F], F]:
    """Add ``--work``, the folder in which ``what`` is kept; :func:`work_folder` gives its default."""
    return click.option(
        "--work",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help=f"Folder of {what}; default 'networks' in the data directory.",
    )


def work_folder(work: Path | None) -> Path:
    """Return ``work``, or the folder ``networks`` of the data directory."""
    from suite.tables.location import data_directory

    return work or data_directory() / "networks"


def open_benchmark(data_dir: Path | None, source: str, dataset: str | None = None) -> AnyBenchmark:
    """Open the tables of ``dataset`` (default NAS-Bench-201's).

    Says on stderr, once, if they are the surrogate because there are no real ones.
    """
    from suite.study.pool import BenchmarkSource

    benchmark = BenchmarkSource(data_dir, source).open(dataset)
    if benchmark.is_surrogate and source == "auto":
        click.echo(
            "note: no real tables found; using the embedded SURROGATE (a fitted model). "
            "Get the real ones with 'suite data fetch'.",
            err=True,
        )
    return benchmark


def open_tables(data_dir: Path | None, source: str, dataset: str | None = None) -> Benchmark:
    """Open the tables of ``dataset`` as :func:`open_benchmark` does, for commands that list architectures.

    Raises:
        ConfigurationError: for a space that has none.
    """
    from suite.errors import ConfigurationError
    from suite.ofa import OFABenchmark

    benchmark = open_benchmark(data_dir, source, dataset)
    if isinstance(benchmark, OFABenchmark):
        raise ConfigurationError(f"{benchmark.space.name} cannot be listed: it has no tables, only predictions")
    return benchmark


def tables_line(benchmark: AnyBenchmark) -> str:
    """Return which tables these are, in a line for people; a surrogate is called so."""
    tables = {
        "surrogate": f"SURROGATE, a fitted stand-in, no measurements (edition {benchmark.edition})",
        "plugin": f"of another package, edition {benchmark.edition}",
        "predicted": f"none: accuracies and latencies are PREDICTED, edition {benchmark.edition}",
    }.get(benchmark.kind, f"real, edition {benchmark.edition}")
    return f"tables: {tables}; data {benchmark.data_hash[:12]}"
