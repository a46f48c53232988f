"""``suite records``: list, show, export and merge the records of runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from suite.cli.grouped import Grouped

TERMINAL = ("digest", "experiment", "algorithm", "dataset", "device", "fitness", "budget", "seed", "distinct", "stop")
"""Columns that fit on a terminal; files and JSON hold all."""

folder_argument = click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))


def filter_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each fact that records are chosen by."""
    names = ("experiment", "algorithm", "dataset", "device", "metric", "fitness", "seed")
    for name in reversed(names):
        function = click.option(f"--{name}", default=None, help=f"Only records of this {name}.")(function)
    return function


@click.group()
def records() -> None:
    """List, show, export and merge the records of runs.

    FOLDER is what a study was given as --out (compare) or --records (reproduce): its records are in FOLDER/runs, one
    pack for each study, or single files as 'suite run' writes them.
    """


@records.command("list", cls=Grouped)
@folder_argument
@filter_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write all columns to FILE.csv.")
@click.option("--json", "as_json", is_flag=True, help="Print all columns as JSON lines.")
def list_records(folder: Path, out: Path | None, as_json: bool, **filters: str | None) -> None:
    """List records, sorted by what was run.

    Example: suite records list comparison --algorithm nsga2 --seed 0
    """
    rows = _rows(folder, filters)
    if out is not None:
        import pandas as pd

        from suite.cli.table_file import write_frame
        from suite.study.listing import COLUMNS

        write_frame(out, pd.DataFrame(rows, columns=list(COLUMNS)), {})
        click.echo(f"{len(rows):,} records; {out}")
        return
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
        return
    table = [[name.replace("_", " ") for name in TERMINAL]]
    table += [["-" if row[name] is None else str(row[name])[:24] for name in TERMINAL] for row in rows]
    for line in table:
        line[0] = line[0][:12]
    widths = [max(len(line[place]) for line in table) for place in range(len(TERMINAL))]
    for line in table:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    click.echo(f"{len(rows):,} records")


def _rows(folder: Path, filters: dict[str, str | None]) -> list[dict[str, Any]]:
    from suite.study.listing import chosen, facts

    given = {name: text for name, text in filters.items() if text is not None}
    rows = [facts(digest, record) for digest, record in chosen(folder, given)]
    names = ("experiment", "dataset", "device", "metric", "fitness", "algorithm", "params", "budget")
    return sorted(rows, key=lambda row: (*(str(row[name]) for name in names), row["seed"], row["digest"]))


@records.command(cls=Grouped)
@folder_argument
@click.argument("digest")
def show(folder: Path, digest: str) -> None:
    """Show the record whose digest begins with DIGEST: what was run, its trace and what it returned, as JSON.

    Example: suite records show comparison 3f2a
    """
    from suite.study.listing import find

    name, record = find(folder, digest)
    about = {
        "digest": name,
        "spec": record.spec.as_dict(),
        "provenance": record.provenance,
        "counts": record.counts,
        "stop": record.stop,
        "indices": record.indices.tolist(),
        "batch_sizes": record.batch_sizes.tolist(),
        "recommended": record.recommended.tolist(),
    }
    click.echo("{\n" + ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in about.items()) + "\n}")


@records.command(cls=Grouped)
@folder_argument
@filter_options
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the files.")
def export(folder: Path, out: Path, **filters: str | None) -> None:
    """Write records as files of their own, DIGEST.npz, which numpy opens without pickle.

    Example: suite records export comparison --algorithm nsga2 --out files
    """
    from suite.study.listing import chosen

    given = {name: text for name, text in filters.items() if text is not None}
    count = 0
    for digest, record in chosen(folder, given):
        record.save(out / f"{digest}.npz")
        count += 1
    click.echo(f"{count:,} records; {out}")


@records.command(cls=Grouped)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for all of them.")
def merge(folders: tuple[Path, ...], out: Path) -> None:
    """Unite the records of FOLDERS, such as the shards of a study, in one folder; equal records become one.

    Different records of one run, made by different versions, are refused. Example: suite records merge a b --out all
    """
    from suite.study.collection import merge as unite

    click.echo(f"{unite(folders, out):,} records; {out / 'runs'}")
