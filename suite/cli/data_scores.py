"""``suite data scores``: the score tables that the project made itself, and what made them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option

if TYPE_CHECKING:
    from suite.scores import ScoreTable


@click.command(cls=Grouped)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write the parts of the scores in FILES as rows; the files may hold a sample of the cells.",
)
@click.option(
    "--export",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Write the tables, or those in FILES, into this folder with a data card (README.md).",
)
@click.option(
    "--format", "kind", type=click.Choice(["parquet", "csv"]), default="parquet", help="Of the exported files."
)
def scores(
    files: tuple[Path, ...],
    data_dir: Path | None,
    as_json: bool,
    csv_file: Path | None,
    folder: Path | None,
    kind: str,
) -> None:
    """List the score tables, or describe FILES.

    \b
    suite data scores
    suite data scores --export scores-of-cells

    Tables are those of the package, of $SUITE_SCORES and of DATA_DIR/scores. A search uses one as its fitness:
    --fitness score:NAME (representation mutual information) or supernet:NAME.
    """
    from suite.scores import folders, load, names, read_table

    if csv_file is not None:
        from suite.scores.rows import write_rows

        if not files:
            raise click.UsageError("--csv writes the scores in FILES: give some")
        click.echo(f"{write_rows(files, csv_file):,} rows; {csv_file}")
        return
    tables = [read_table(file) for file in files] if files else [load(name, data_dir) for name in names(data_dir)]
    if folder is not None:
        _export(tables, folder, kind)
        return
    if as_json:
        click.echo(json.dumps([_facts(table) for table in tables], indent=1))
        return
    for table in tables:
        click.echo("\n".join(_lines(table)))
    if not tables:
        click.echo(f"no score tables in {', '.join(map(str, folders(data_dir)))}; 'suite networks score' makes them")


def _export(tables: list[ScoreTable], folder: Path, kind: str) -> None:
    from suite.cli.table_file import write_frame
    from suite.errors import ConfigurationError
    from suite.files import clear_write_errors, write_atomically
    from suite.scores.card import columns, data_card

    if not tables:
        raise ConfigurationError("there is no score table to export: 'suite networks score' makes one")
    if len({table.name for table in tables}) < len(tables):
        raise ConfigurationError("two of the tables have one name: rename a file")
    with clear_write_errors(folder, "choose another folder"):
        folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        path = write_frame(
            folder / f"{table.name}.{kind}", columns(table), {"name": table.name, "sha256": table.sha256}
        )
        click.echo(f"wrote {path}")
    click.echo(f"wrote {write_atomically(folder / 'README.md', data_card(tables, f'.{kind}'))}: the data card")


def _facts(table: ScoreTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "kind": table.kind,
        "dataset": table.dataset,
        "reduced": table.reduced,
        "steps": list(table.steps),
        "sha256": table.sha256,
        "facts": dict(table.facts),
        "speed": dict(table.speed),
    }


def _lines(table: ScoreTable) -> list[str]:
    from suite.scores import DEFAULT_RMI, DEFAULT_SUPERNET, describe

    head = "score" if table.kind == "rmi" else "supernet"
    default = "  (default)" if table.name in (DEFAULT_RMI, DEFAULT_SUPERNET) else ""
    lines = [f"{head}:{table.name}{default}", f"  {describe(table)}"]
    if table.steps:
        lines.append(f"  kept after {', '.join(map(str, table.steps))} steps: @STEPS; their similarities alone: :sum")
    reference = table.facts.get("reference", {})
    if "test_accuracy" in reference:
        lines.append(
            f"  reference model {reference['network']}, {reference['epochs']} epochs, test accuracy "
            f"{reference['test_accuracy']:.2f} %"
        )
    if table.speed:
        lines.append("  " + "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in table.speed.items()))
    return [*lines, f"  sha256 {table.sha256}"]
