"""Devices of a person's own: importing and removing them, and what is said of them where they are used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option

if TYPE_CHECKING:
    from suite.objectives.predicted import AnyBenchmark
    from suite.study.spec import RunSpec
    from suite.tables.device_file import DeviceColumns

HELP = "help"
"""Where ``--from`` takes devices from."""


def import_device(directory: Path, file: Path | None, device: str | None, origin: str | None, **options: Any) -> None:
    """Add a device from a file, or devices of HELP (``origin``), and say what was added."""
    from suite.errors import ConfigurationError
    from suite.tables.added import check_new_name
    from suite.tables.device_file import read_device

    force = bool(options.pop("force"))
    if origin is not None:
        if file is not None or any(options.values()):
            raise ConfigurationError("HELP's devices bring their own unit and data set: give --from, --device alone")
        _import_help(directory, device, origin, force)
        return
    if device is None or file is None:
        raise ConfigurationError("an own device has a name and a file: suite data import --device NAME FILE.csv")
    check_new_name(device)
    _add(directory, device, read_device(file, device, **options), force)


def _import_help(directory: Path, device: str | None, origin: str, force: bool) -> None:
    """Add one of HELP's devices under a name, or all of them as ``help_<its name>``."""
    from suite.errors import did_you_mean
    from suite.tables.added import check_new_name
    from suite.tables.device_help import help_devices, read_help

    place, _, name = origin.partition(":")
    if place != HELP:
        raise did_you_mean(place, [HELP], "origin of devices")
    if name:
        pairs = [(name, device or f"{HELP}_{name}")]
    elif device is not None:
        pairs = [(device, device)]
    else:
        pairs = [(each, f"{HELP}_{each}") for each in help_devices(directory)]
    for theirs, ours in pairs:
        check_new_name(ours)
        _add(directory, ours, read_help(directory, theirs, ours), force)


def _add(directory: Path, device: str, found: DeviceColumns, force: bool) -> None:
    import numpy as np

    from suite.tables.added import add_columns

    kept = add_columns(directory, device, found.columns, found.facts, force)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    kind = "ESTIMATED" if found.facts["kind"] == "estimated" else "measured"
    for key, values in found.columns.items():
        n = int((~np.isnan(values)).sum())
        holes = f", {len(values) - n:,} stay unmeasured" if n < len(values) else ""
        click.echo(f"{device}: {key}, {n:,} {kind} cell{'s' if n > 1 else ''}{holes}")
    for key in kept:
        click.echo(f"{device}: {key} stays as it was")
    click.echo(f"written to {directory}; use it with --device {device}")


@click.command(cls=Grouped)
@click.option("--device", required=True, metavar="NAME", help="An added device.")
@data_dir_option
def remove(device: str, data_dir: Path | None) -> None:
    """Remove a device that was added with 'suite data import --device'. Records of runs on it stay."""
    from suite.tables.added import remove_added
    from suite.tables.location import data_directory

    directory = data_directory(data_dir)
    remove_added(directory, device)
    click.echo(f"removed the device '{device}' from {directory}")


def status_lines(devices: list[dict[str, Any]]) -> list[str]:
    """Return what ``suite data status`` says about the added devices."""
    lines = []
    for device in devices:
        if "problem" in device:
            lines.append(f"added device {device['device']}: damaged ({device['problem']})")
            continue
        lines.append(f"added device {device['device']}:")
        for column in device["columns"]:
            licence = f", licence: {column['licence']}" if column["licence"] else ""
            lines.append(
                f"    {column['n_values']:6,d} values  {column['column']}: {column['kind']}, from {column['source']}, "
                f"sha256 {column['sha256']}{licence}"
            )
    return lines


def device_lines(spec: RunSpec, benchmark: AnyBenchmark) -> list[str]:
    """Return what the costs of added devices are and where they come from, a line per column."""
    from suite.objectives.costs import added_costs
    from suite.ofa import OFABenchmark

    if isinstance(benchmark, OFABenchmark):
        return []
    lines = []
    for device, metric, fact in added_costs(benchmark, spec.dataset, spec.device, spec.metric):
        kind = "ESTIMATED" if fact["kind"] == "estimated" else "measured"
        licence = f", licence: {fact['licence']}" if fact["licence"] else ""
        tables = "; accuracies are the SURROGATE's" if benchmark.is_surrogate else ""
        lines.append(
            f"added device {device}: {metric} ({fact['unit']}) {kind}, {fact['note']}, from {fact['source']}, "
            f"sha256 {fact['sha256'][:12]}{licence}{tables}"
        )
        if kind == "ESTIMATED":
            which = "imported" if spec.cost_source.estimated else "same"
            lines.append(f"results are measured on the {which} estimates of {device}")
    return lines
