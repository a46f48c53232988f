"""``suite reproduce``: the papers' tables and figures, in a clone of the repository."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from suite.cli.clone import find_clone, import_experiments
from suite.cli.options import (
    data_dir_option,
    engine_options,
    open_tables,
    opened_engine,
    profile_option,
    source_option,
    venue_option,
)
from suite.cli.reproduce_list import Reproduce, list_experiments, refuse_with
from suite.cli.reproduce_making import Making, make_all
from suite.cli.reproduce_needs import possible
from suite.cli.reproduce_reports import ReportError
from suite.cli.reproduce_times import note_times
from suite.errors import ConfigurationError

if TYPE_CHECKING:
    from suite.benchmark import Benchmark
    from suite.engines import Engine


@click.command(cls=Reproduce)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--list", "listed", is_flag=True, help="Make nothing: list the experiments with paper, time, outcomes.")
@click.option(
    "--check", is_flag=True, help="Make everything again in a temporary folder and compare it with the clone."
)
@click.option(
    "--ledger", is_flag=True, help="Make nothing: join the clone's results to results/ledger.csv and print the counts."
)
@click.option(
    "--time", "timed", is_flag=True, help="Make everything again in a temporary folder and note its processor seconds."
)
@click.option(
    "--seeds", type=click.IntRange(min=1), default=None, help="Number of seeds; default that of the clone's results."
)
@engine_options(jobs=-1)
@click.option("--shard", default=None, metavar="i/n", help="Do only the runs of shard i of n; no tables or figures.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where results/ and figures/ go; default the clone.",
)
@click.option(
    "--records",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of run records; default studies/ in the data directory.",
)
@click.option("--html", is_flag=True, help="Write one HTML page of what was made, too.")
@venue_option("paper/VENUE/ below --out or the clone")
@data_dir_option
@source_option
@profile_option
def reproduce(
    names: tuple[str, ...],
    listed: bool,
    check: bool,
    ledger: bool,
    timed: bool,
    seeds: int | None,
    jobs: int,
    engine: str,
    scheduler: str | None,
    slurm: tuple[str, ...],
    shard: str | None,
    out: Path | None,
    records: Path | None,
    html: bool,
    venue: str | None,
    data_dir: Path | None,
    source: str,
) -> None:
    """Reproduce the experiments NAME... (default: all) as tables in results/ and figures in figures/.

    On the embedded surrogate they go to results/surrogate/ and figures/surrogate/, so that nothing made from the real
    tables is overwritten. Runs are kept as records: an interrupted call goes on where it stopped.
    """
    from suite.study.pool import parse_shard
    from suite.tables.location import data_directory

    root = find_clone(Path.cwd())
    package = import_experiments(root)
    if listed:
        refuse_with(names, check or ledger or seeds is not None or shard is not None or out is not None)
        list_experiments(root, package)
        return
    if ledger:
        if names or check or seeds is not None or shard is not None or out is not None:
            raise ConfigurationError(
                "--ledger reads the clone's results as they are: leave out names and other options"
            )
        _ledger(root, package)
        return
    if html and shard is not None:
        raise ConfigurationError("--shard makes runs and no page: leave out --html")
    if timed and (check or seeds is not None or shard is not None or out is not None or venue is not None or html):
        raise ConfigurationError("--time makes the committed results again: leave out all but names, --jobs and tables")
    if venue is not None and (check or html):
        raise ConfigurationError("--venue writes tables and figures for a paper: leave out --check and --html")
    experiments = [package.load(name) for name in (names or package.REGISTRY)]
    part = parse_shard(shard) if shard is not None else None
    benchmark = open_tables(data_dir, source)
    experiments = possible(experiments, benchmark, named=bool(names), whole=check or timed)
    if check:
        if seeds is not None or part is not None or out is not None:
            raise ConfigurationError("--check makes the committed results again: leave out --seeds, --shard and --out")
        with opened_engine(engine, jobs, scheduler, slurm) as where:
            _check(root, package, experiments, benchmark, jobs, where, data_dir)
        return
    if timed:
        note_times(package, experiments, Making(root, benchmark, data_dir, root, root, None, jobs, None, None))
        return
    if (
        not benchmark.is_surrogate
        and out is None
        and part is None
        and seeds not in (None, *{e.seeds for e in experiments})
    ):
        raise ConfigurationError(
            f"the results in {root} are those of {experiments[0].seeds} seeds: give --out DIR for another number"
        )
    folder = records if records is not None else data_directory(data_dir) / "studies"
    target = (out or root) if venue is None else (out or root) / "paper" / venue
    try:
        with opened_engine(engine, jobs, scheduler, slurm) as where:
            make_all(experiments, Making(root, benchmark, data_dir, target, folder, seeds, jobs, part, venue, where))
    except ReportError:
        if venue is None:
            _write_overview(package, out or root, benchmark)
        raise
    if part is None and venue is None:
        _write_overview(package, out or root, benchmark)
        _close(package, experiments, out or root, benchmark.is_surrogate, html)


def _write_overview(package: ModuleType, root: Path, benchmark: Benchmark) -> None:
    """Write the page that lists what there is; only experiments that have a page of their own are listed."""
    from suite.report.output import write_overview

    loaded = [package.load(name) for name in package.REGISTRY]
    write_overview(root, benchmark.is_surrogate, [(each.name, each.title) for each in loaded])


def _close(package: ModuleType, experiments: list[Any], target: Path, surrogate: bool, html: bool) -> None:
    """Say what was made: files, verdict counts, and the page or the command that writes it."""
    import importlib
    from importlib.util import find_spec

    from suite.cli.report import made_lines, published_numbers
    from suite.report.output import results_folder

    folder = results_folder(target, surrogate)
    rows: list[Any] = []
    if find_spec(f"{package.__name__}.ledger"):  # a clone may have experiments of its own alone
        rows = importlib.import_module(f"{package.__name__}.ledger.join").ledger_of(folder).rows.to_dict("records")
    published = published_numbers(rows)
    for line in made_lines(folder, [experiment.name for experiment in experiments], html, published):
        click.echo(line)


def _ledger(root: Path, package: ModuleType) -> None:
    """Write the ledger and print its counts.

    Raises:
        ConfigurationError: if published cells and verdicts do not fit; each problem is printed.
    """
    import importlib

    joined = importlib.import_module(f"{package.__name__}.ledger")
    ledger = joined.write(root)
    click.echo(joined.counts_table(ledger), nl=False)
    for line in ledger.problems:
        click.echo(f"problem: {line}", err=True)
    if ledger.problems:
        raise ConfigurationError(
            f"{len(ledger.problems)} published cells and verdicts do not fit: mend experiments/reported/inventory.csv "
            "or the experiment, and make its results again"
        )


def _check(
    root: Path,
    package: ModuleType,
    experiments: list[Any],
    benchmark: Benchmark,
    jobs: int,
    engine: Engine,
    data_dir: Path | None,
) -> None:
    from suite.report.check import compare_folders

    if benchmark.is_surrogate:
        raise ConfigurationError(
            "the committed results come from the real tables: run 'suite data fetch', or give --data-dir"
        )
    with tempfile.TemporaryDirectory(prefix="suite-check-") as temporary:
        made = Path(temporary)
        make_all(experiments, Making(root, benchmark, data_dir, made, made / "records", None, jobs, None, None, engine))
        folders = [f"{kind}/{each.name}" for each in experiments for kind in ("results", "figures")]
        if len(experiments) == len(package.REGISTRY):
            _write_overview(package, made, benchmark)
            folders.append("results/README.md")
        comparison = compare_folders(root, made, folders)
    for line in comparison.notes:
        click.echo(f"note: {line}")
    for line in comparison.differences:
        click.echo(f"differs: {line}")
    if comparison.differences:
        raise ConfigurationError(
            f"{len(comparison.differences)} differences from the committed results: "
            "if they are meant, run 'suite reproduce' and commit what it writes"
        )
    click.echo(f"{comparison.compared} files compared: no difference")
