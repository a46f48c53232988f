"""``suite query``: one architecture's row."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suite.cli.front_files import figure_stem, save
from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option, dataset_option, open_tables, source_option
from suite.errors import ArchitectureError

if TYPE_CHECKING:
    from suite.benchmark import Benchmark


class Query(Grouped):
    """The command; a negative number is answered as what it is, not as an unknown option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises:
            ArchitectureError: for a negative number.
        """
        for text in args:
            if re.fullmatch(r"-[0-9]+", text):
                raise ArchitectureError(f"'{text}' names no architecture: an index is 0 or more; 'suite query --help'")
        return super().parse_args(ctx, args)


@click.command(cls=Query)
@click.argument("arch")
@dataset_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON with the column names of an exported table.")
@click.option(
    "--figure",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the cell; NAME.pdf writes NAME.pdf, NAME.png, and the drawn cell as NAME.json.",
)
@data_dir_option
@source_option
def query(arch: str, dataset: str, as_json: bool, figure: Path | None, data_dir: Path | None, source: str) -> None:
    """Look up ARCH: an index (0 to 15624), an architecture string, or six operation digits.

    Digits are one per edge (1<-0, 2<-0, 2<-1, 3<-0, 3<-1, 3<-2): 0 none, 1 skip_connect, 2 nor_conv_1x1,
    3 nor_conv_3x3, 4 avg_pool_3x3. Six digits are always read as operations; write an index with fewer.

    \b
    suite query 2058 --dataset cifar10
    suite query 103102 --dataset cifar10 --figure cell.pdf
    """
    from suite.tables.columns import DATASETS, check_name

    check_name(dataset, DATASETS, "dataset")
    stem = None if figure is None else figure_stem(figure)
    benchmark = open_tables(data_dir, source)
    row = benchmark.row(benchmark.space.parse(arch), dataset)
    files = [] if stem is None else _draw(stem, int(row["index"]), benchmark)
    if as_json:
        facts = {"dataset": dataset, "edition": benchmark.edition, "source": benchmark.kind}
        added = {name: benchmark.provenance(name, dataset) for name in benchmark.added_columns(dataset)}
        click.echo(json.dumps({**facts, **row, **({"added": added} if added else {}), **_named(files)}))
        return
    click.echo(f"architecture {row['index']}  {row['arch']}")
    click.echo(f"operation digits {benchmark.space.digits([row['index']])[0]}; dataset {dataset}")
    click.echo(
        f"tables: {benchmark.kind.upper() if benchmark.is_surrogate else benchmark.kind}, edition {benchmark.edition}\n"
    )
    width = max(len(name) for name in row)
    for name, value in row.items():
        if name in ("index", "arch"):
            continue
        info = benchmark.describe(name, dataset)
        kind = ""
        if benchmark.is_surrogate and value is not None:
            kind = f"  [{benchmark.provenance(name, dataset)['kind']}]"
        shown = "not measured" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
        click.echo(f"{name:<{width}}  {shown:>14} {info.unit if value is not None else '':<8} {info.meaning}{kind}")
    click.echo("".join(f"\nwrote {path}" for path in files).lstrip("\n"), nl=bool(files))


def _named(files: list[Path]) -> dict[str, Any]:
    return {"files": [str(path) for path in files]} if files else {}


def _draw(stem: Path, index: int, benchmark: Benchmark) -> list[Path]:
    """Draw a cell and return the files; a cell is a fact of the space, whichever tables there are."""
    from suite.report.cell import cell_figure

    space = benchmark.space
    operations = [space.operations[int(k)] for k in space.codes([index])[0]]
    digits, text = space.digits([index])[0], space.strings([index])[0]
    figure = cell_figure(space.edges, operations, f"{space.name}, architecture {index} ({digits})")
    edges = [f"{target}<-{source}" for target, source in space.edges]
    numbers = {"index": index, "arch": text, "operations": dict(zip(edges, operations, strict=True))}
    return save(stem, figure, numbers, f"Cell {index} of {space.name}: {text}")
