"""``suite data``: fetch, import and inspect the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from suite.cli.data_devices import import_device, remove
from suite.cli.data_fetch import fetch
from suite.cli.data_scores import scores
from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option


@click.group()
def data() -> None:
    """Fetch, import and inspect the tables."""


data.add_command(fetch)
data.add_command(scores)
data.add_command(remove)


@data.command(cls=Grouped, name="import", short_help="Import a device of your own, or official files.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@data_dir_option
@click.option("--device", metavar="NAME", help="Add a device under this name, with the costs in FILE (CSV or Parquet).")
@click.option("--unit", help="Of the costs: ms, mJ, or another; may be left out where the columns' names say it.")
@click.option("--metric", help="latency (ms), energy (mJ), or another such as peak_memory. Default by the unit.")
@click.option("--dataset", help="Whose costs a single column is, or which of several columns to take.")
@click.option("--licence", help="Licence of the costs, kept with them.")
@click.option("--estimated", is_flag=True, help="The costs are estimates; output of 'suite estimate' says so itself.")
@click.option("--force", is_flag=True, help="Replace costs that the added device has already.")
@click.option(
    "--from", "origin", metavar="help[:NAME]", help="Add a device of HELP, or all of them ('data fetch --group help')."
)
@click.option(
    "--nas-bench-201", "pth", type=click.Path(path_type=Path), metavar="FILE", help="NAS-Bench-201-v1_1-096897.pth"
)
@click.option(
    "--nats-bench", "folder", type=click.Path(path_type=Path), metavar="DIR", help="NATS-tss-v1_0-3ffb9-simple"
)
@click.option(
    "--hw-nas-bench", "pickle", type=click.Path(path_type=Path), metavar="FILE", help="HW-NAS-Bench-v1_0.pickle"
)
@click.option("--allow-partial", is_flag=True, help="Accept a file or folder that lacks architectures.")
@click.option("--progress/--no-progress", default=True, help="Show a progress bar.")
def import_(
    file: Path | None,
    data_dir: Path | None,
    pth: Path | None,
    folder: Path | None,
    pickle: Path | None,
    allow_partial: bool,
    progress: bool,
    device: str | None,
    origin: str | None,
    **options: Any,
) -> None:
    """Import a device of your own, or the official files of the benchmarks.

    \b
    suite data import --device mine mine.csv --unit ms --dataset cifar10
    suite data import --from help:pixel2
    suite data import --nats-bench NATS-tss-v1_0-3ffb9-simple

    A device's FILE has a row per architecture (index, architecture string or six operation digits) and a column per
    data set (cifar10, cifar100, ImageNet16-120), or one column of costs and --dataset. What has no cost stays
    unmeasured. The tables themselves stay as they are; 'suite data remove' takes the device out again.

    Accuracies (--nas-bench-201 or --nats-bench) and hardware (--hw-nas-bench) replace the group of the same kind as a
    whole; the other group is kept. Nothing in the files is executed. The 4.7 GB .pth file takes about ten minutes and
    1.5 GB of memory.
    """
    from suite.tables.imports import Imported, replace_group
    from suite.tables.location import data_directory

    official = any(each is not None for each in (pth, folder, pickle))
    if device is not None or origin is not None or file is not None or any(options.values()):
        if official:
            raise click.UsageError("official files and devices of your own are imported by two calls")
        import_device(data_directory(data_dir), file, device, origin, **options)
        return
    if pth is not None and folder is not None:
        raise click.UsageError("--nas-bench-201 and --nats-bench both give the accuracies: give one of them")
    found: list[Imported] = []
    if pth is not None:
        from suite.tables.official import nasbench201_pth

        found.append(nasbench201_pth.read(pth, allow_partial=allow_partial, progress=progress))
    if folder is not None:
        from suite.tables.official import nats_bench

        found.append(nats_bench.read(folder, allow_partial=allow_partial, progress=progress))
    if pickle is not None:
        from suite.tables.official import hw_nas_bench

        found.append(hw_nas_bench.read(pickle))
    if not found:
        raise click.UsageError(
            "give at least one of --nas-bench-201, --nats-bench and --hw-nas-bench, or --device NAME and a file"
        )
    directory = data_directory(data_dir)
    for imported in found:
        replace_group(directory, imported)
        click.echo(f"{imported.group}: {len(imported.columns)} columns of {imported.edition} written to {directory}")


@data.command(cls=Grouped)
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
@click.option("--all", "everything", is_flag=True, help="Name every column and every downloaded file, with hashes.")
def status(data_dir: Path | None, as_json: bool, everything: bool) -> None:
    """Say what is present: editions, provenance, hashes, number of values."""
    from suite.tables.location import data_directory
    from suite.tables.status import data_status

    facts = data_status(data_directory(data_dir))
    if as_json:
        import json

        click.echo(json.dumps(facts, indent=1))
    else:
        from suite.cli.data_status import lines

        click.echo("\n".join(lines(facts, everything)))
