"""``suite import-runs``: runs made elsewhere, to stand beside ours in a comparison."""

from __future__ import annotations

from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option, open_tables, source_option
from suite.cli.search_options import out_option


@click.command("import-runs", cls=Grouped)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--algorithm", "name", required=True, metavar="NAME", help="How tables call the method.")
@click.option(
    "--problem",
    default=None,
    metavar="NAME",
    help="What was searched, e.g. cifar10-raspi4-latency; without it the file's column 'problem' says it.",
)
@out_option("Folder of the comparison; records go to imported/NAME in it.")
@click.option("--overwrite", is_flag=True, help="Replace runs of that name that are there.")
@data_dir_option
@source_option
def import_runs(
    file: Path, name: str, problem: str | None, out: Path, overwrite: bool, data_dir: Path | None, source: str
) -> None:
    """Import runs made elsewhere from FILE (.csv or .parquet): the visited architectures, in order.

    A row per visited architecture: seed, architecture (index, string or six digits) and, if known, returned (0 or 1).
    'suite compare --import NAME' then shows them beside ours, evaluated by the same tables and under the same budget.

    \\b
    suite import-runs mine.csv --algorithm mine --problem cifar10-raspi4-latency
    suite compare --algorithms nsga2 --import mine --dataset cifar10 --device raspi4
    """  # fmt: skip
    from suite.comparison.import_files import origin_of, read_runs
    from suite.comparison.imports import problem_named, save_imported
    from suite.comparison.making import opener
    from suite.study.pool import BenchmarkSource

    benchmark = opener(BenchmarkSource(data_dir, source))
    tables = open_tables(data_dir, source)
    found = read_runs(file, tables.space, problem)
    places = {each: problem_named(each, benchmark) for each in found}
    origin = origin_of(file)
    for each, runs in found.items():
        paths = save_imported(runs, name, places[each], tables, out, origin, overwrite)
        evaluations = sum(len(run.visited) for run in runs)
        click.echo(f"{each}: {len(paths)} runs, {evaluations:,} evaluations, imported as '{name}'")
    click.echo(f"records: {out / 'imported' / name}; compare them with 'suite compare --import {name} --out {out} ...'")
