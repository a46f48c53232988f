"""``suite export``: a dataset's table as Parquet or CSV."""

from __future__ import annotations

import json
from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option, dataset_option, open_tables, source_option
from suite.cli.table_file import write_frame
from suite.errors import ConfigurationError


@click.command(cls=Grouped)
@dataset_option
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File ending .parquet or .csv."
)
@data_dir_option
@source_option
def export(dataset: str, out: Path, data_dir: Path | None, source: str) -> None:
    """Write a row per architecture in official index order; what was not measured is null (empty in CSV)."""
    from suite.tables.columns import DATASETS, check_name

    check_name(dataset, DATASETS, "dataset")
    if out.suffix not in (".parquet", ".csv"):
        raise ConfigurationError(f"cannot write '{out.name}': give a file name that ends in .parquet or .csv")
    benchmark = open_tables(data_dir, source)
    frame = benchmark.frame(dataset)
    facts = {"dataset": dataset, "edition": benchmark.edition, "source": benchmark.kind, "sha256": benchmark.data_hash}
    added = {name: benchmark.provenance(name, dataset) for name in benchmark.added_columns(dataset)}
    if added:
        facts["added"] = json.dumps(added)
    write_frame(out, frame, facts)
    label = "SURROGATE table" if benchmark.is_surrogate else "table"
    click.echo(
        f"wrote {out}: {label}, {len(frame)} architectures x {frame.shape[1]} columns, edition {benchmark.edition}"
        + "".join(f"\n  {name}: {fact['kind']}, from {fact['source']}" for name, fact in added.items())
    )
