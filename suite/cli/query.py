"""``suite query``: one architecture's row."""

from __future__ import annotations

import json
from pathlib import Path

import click

from suite.cli.options import data_dir_option, dataset_option, open_tables, source_option


@click.command(context_settings={"ignore_unknown_options": False})
@click.argument("arch")
@dataset_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON with the column names of an exported table.")
@data_dir_option
@source_option
def query(arch: str, dataset: str, as_json: bool, data_dir: Path | None, source: str) -> None:
    """Look up ARCH: an index (0 to 15624), an architecture string, or six operation digits.

    Digits are one per edge (1<-0, 2<-0, 2<-1, 3<-0, 3<-1, 3<-2): 0 none, 1 skip_connect, 2 nor_conv_1x1,
    3 nor_conv_3x3, 4 avg_pool_3x3. Six digits are always read as operations; write an index with fewer.
    """
    from suite.tables.columns import DATASETS, check_name

    check_name(dataset, DATASETS, "dataset")
    benchmark = open_tables(data_dir, source)
    row = benchmark.row(benchmark.space.parse(arch), dataset)
    if as_json:
        facts = {"dataset": dataset, "edition": benchmark.edition, "source": benchmark.kind}
        added = {name: benchmark.provenance(name, dataset) for name in benchmark.added_columns(dataset)}
        click.echo(json.dumps({**facts, **row, **({"added": added} if added else {})}))
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
