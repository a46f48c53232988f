"""``suite estimate``: from a few measured architectures to the cost of all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suite.cli.estimate_networks import estimate_best_known, plan_networks
from suite.cli.grouped import Grouped

if TYPE_CHECKING:
    from suite.estimators.own_device import OwnTable
    from suite.tables.measured import Measurements


@click.command(cls=Grouped)
@click.option(
    "--measurements",
    type=click.Path(path_type=Path),
    help="CSV file with the columns architecture (index, architecture string or six operation digits) and cost_ms.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File ending .parquet or .csv.")
@click.option(
    "--method",
    default="auto",
    show_default=True,
    metavar="auto|NAME[,KEY=VALUE...]",
    help="auto (by cross-validation), macs, params, lut:none, lut:skip, lut:3x3, ridge, svr, random_forest, "
    "gradient_boosting, mlp, brp_nas or help (these two need torch).",
)
@click.option("--plan", "n_plan", type=int, metavar="N", help="List N architectures to measure; with --out as a CSV.")
@click.option(
    "--dataset",
    default="cifar10",
    show_default=True,
    help="Input of the measured networks: sets macs_m and params.",
)
@click.option("--unit", help="Of the costs, such as MB. Default: ms or mJ, as the column's name says.")
@click.option("--level", default=0.9, show_default=True, help="Share of true costs to lie within low and high.")
@click.option("--seed", default=0, show_default=True, help="Decides folds, random estimators and plans.")
def estimate(
    measurements: Path | None,
    out: Path | None,
    method: str,
    n_plan: int | None,
    dataset: str,
    unit: str | None,
    level: float,
    seed: int,
) -> None:
    """Estimate a device's cost of all 15,625 architectures from a few measurements of your own.

    With --dataset ofa-mobilenetv3 (or another once-for-all space): of the networks of its best-known fronts.

    \b
    suite estimate --plan 25 --out mine.csv                          # what to measure
    suite estimate --measurements mine.csv --out predictions.parquet
    """
    from suite.errors import ConfigurationError
    from suite.tables.columns import DATASETS, check_name

    large = dataset not in DATASETS
    if large:
        from suite.ofa import OFA_SPACES

        check_name(dataset, (*DATASETS, *OFA_SPACES), "dataset")
    if seed < 0:
        raise ConfigurationError(f"a seed is a whole number from 0, not {seed}")
    if n_plan is not None:
        if measurements is not None:
            raise ConfigurationError("give --plan, or --measurements with --out, not both")
        if large:
            plan_networks(dataset, n_plan, seed, out)
        else:
            _plan(n_plan, method, seed, out)
        return
    if measurements is None or out is None:
        raise ConfigurationError("give --measurements FILE.csv and --out FILE.parquet, or --plan N")
    if large:
        estimate_best_known(dataset, measurements, out, method, level, seed)
        return
    if out.suffix not in (".parquet", ".csv"):
        raise ConfigurationError(f"cannot write '{out.name}': give a file name that ends in .parquet or .csv")
    if out.exists() and measurements.exists() and out.samefile(measurements):
        raise ConfigurationError("--out would replace the measurements: give another file name")
    from suite.estimators.own_device import estimate_all
    from suite.tables.measured import read_measurements

    rows = read_measurements(measurements, unit)
    for note in rows.notes:
        click.echo(f"note: {note}", err=True)
    table = estimate_all(rows.indices, rows.costs, method, level, seed)
    _write(out, rows, table, dataset, seed)
    _report(out, rows, table)


def _plan(n: int, method: str, seed: int, out: Path | None) -> None:
    from suite.errors import ConfigurationError
    from suite.estimators.own_device import plan
    from suite.files import write_atomically
    from suite.spaces.nasbench201 import NASBENCH201

    if out is not None and out.suffix != ".csv":
        raise ConfigurationError(f"cannot write '{out.name}': a plan is a .csv file to fill in")
    indices = plan(n, method, seed)
    names = NASBENCH201.strings(indices)
    if out is None:
        for index, name in zip(indices, names, strict=True):
            click.echo(f"{index:>5}  {name}")
        return
    lines = ["architecture,index,cost_ms", *(f"{name},{index}," for index, name in zip(indices, names, strict=True))]
    write_atomically(out, "\n".join(lines) + "\n")
    click.echo(f"wrote {out}: measure these {n} architectures, and fill in cost_ms")


def _frame(rows: Measurements, table: OwnTable, dataset: str) -> Any:
    """Return the table as a pandas DataFrame, a row per architecture in official order."""
    import numpy as np
    import pandas as pd

    from suite.spaces.nasbench201 import NASBENCH201
    from suite.tables.closed_forms import CLOSED_FORMS

    every = np.arange(NASBENCH201.size)
    unit = rows.unit.lower()
    measured = np.full(len(every), np.nan)
    measured[rows.indices] = rows.costs
    return pd.DataFrame(
        {
            "index": every,
            "arch": NASBENCH201.strings(every),
            f"cost_{unit}": table.costs,
            f"low_{unit}": table.low,
            f"high_{unit}": table.high,
            f"uncertainty_{unit}": (table.high - table.low) / 2.0,
            f"measured_{unit}": measured,
            "macs_m": CLOSED_FORMS["macs_m"](NASBENCH201.all_codes, dataset),
            "params": CLOSED_FORMS["params"](NASBENCH201.all_codes, dataset).astype(np.int64),
        }
    )


def _write(out: Path, rows: Measurements, table: OwnTable, dataset: str, seed: int) -> None:
    from suite.cli.table_file import write_frame

    frame = _frame(rows, table, dataset)
    facts = {
        "method": table.method,
        "measurements": len(rows.indices),
        "level": repr(round(table.level, 6)),
        "dataset": dataset,
        "seed": seed,
        "source": "estimated",
    }
    write_frame(out, frame, facts)


def _report(out: Path, rows: Measurements, table: OwnTable) -> None:
    unit = rows.unit
    if len(table.errors) > 1:
        click.echo(f"cross-validated error of {len(table.errors)} methods on {len(rows.indices)} rows:")
        for text, error in sorted(table.errors.items(), key=lambda pair: pair[1]):
            click.echo(f"  {text:<24} {100 * error:6.1f} %")
    for text, why in table.left_out.items():
        click.echo(f"  {text}: not compared ({why})")
    click.echo(f"method: {table.method}")
    if table.found is not None:
        found = table.found
        inside = int((abs(found.predicted / found.costs - 1.0) <= 0.1).sum())
        tau = "undefined" if found.tau != found.tau else f"{found.tau:.2f}"
        click.echo(
            f"cross-validated on {len(found.costs)} rows: mean error {found.mean_absolute_error:.3g} {unit} "
            f"({100 * found.error:.1f} % of the mean cost), MAPE {100 * found.mape:.1f} %, "
            f"{inside} of {len(found.costs)} within 10 %, Kendall tau {tau}"
        )
        click.echo(
            f"low and high: CV+ intervals, nominal level {100 * table.level:.0f} %, for measured rows drawn at random; "
            f"median half-width {float(_median((table.high - table.low) / 2)):.3g} {unit}"
        )
    click.echo(f"wrote {out}: ESTIMATED cost of {len(table.costs)} architectures from {len(rows.indices)} measured")
    click.echo(f"search on it: suite data import --device NAME {out}, then --device NAME")
    for warning in table.warnings:
        click.echo(f"warning: {warning}", err=True)


def _median(values: Any) -> float:
    import numpy as np

    return float(np.median(values))
