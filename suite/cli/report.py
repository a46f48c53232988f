"""``suite report``: one HTML page of what ``suite compare`` or ``suite reproduce`` wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option, source_option
from suite.errors import ConfigurationError

if TYPE_CHECKING:
    from suite.report.html.reproduction import Published

NAME = "report.html"


@click.command(cls=Grouped)
@click.argument("out", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="OUT")
@click.option("--only", "names", multiple=True, metavar="NAME", help="This experiment of results/ only. Repeatable.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help=f"File to write, of results/; default {NAME} in it, or NAME.html for a single experiment.",
)
@data_dir_option
@source_option
def report(out: Path, names: tuple[str, ...], target: Path | None, data_dir: Path | None, source: str) -> None:
    """Write the page of OUT, a folder made by 'suite compare' or the results/ of 'suite reproduce'.

    One HTML file that needs no network and nothing beside it; the same files give the same bytes. Each comparison in
    OUT gets a page that begins with its name.
    """
    from suite.comparison.report.writing import studies_in, write_page_of
    from suite.study.pool import BenchmarkSource

    studies = studies_in(out)
    if studies and (names or target):
        raise ConfigurationError("--only and --to are for results/ of 'suite reproduce': leave them out")
    origin = BenchmarkSource(data_dir, source)
    paths = [write_page_of(path, origin) for path in studies] or [write_reproduction(out, names, target)]
    for path in paths:
        click.echo(f"report: {path} ({path.stat().st_size / 1e6:.1f} MB)")


def made_lines(folder: Path, names: list[str], html: bool, published: Published) -> list[str]:
    """Return what to say at the end of a reproduction; with ``html`` the page is written.

    Args:
        folder: of the results.
        names: of the experiments that were made.
        html: whether to write the page now.
        published: what is known of the published numbers.
    """
    from suite.report.html.reproduction import verdict_counts
    from suite.report.html.results_folder import read_results

    made = read_results(folder, names)
    paths = [path for each in made for item in each.items for path in item.files.values()]
    count = len(paths) + len(made) + sum(bool(each.verdicts) for each in made)  # an index each, and verdicts.csv
    places = ", ".join(sorted({str(path.parent) for path in paths})) if len(made) == 1 else f"{folder} and figures/"
    counts = verdict_counts(made)
    judged = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    lines = [f"files: {count} in {places}", f"published numbers judged: {judged or 'none'}"]
    page = f"{names[0]}.html" if len(names) == 1 else NAME
    if html:
        return [*lines, f"report: {write_reproduction(folder, names, folder / page, published)}"]
    only = "".join(f" --only {name}" for name in names[:1] if len(names) == 1)
    return [*lines, f"report: 'suite report {folder}{only}' writes one HTML page, {folder / page}"]


def write_reproduction(
    folder: Path, names: Sequence[str] = (), target: Path | None = None, published: Published | None = None
) -> Path:
    """Write the page of a results folder and return its path.

    Args:
        folder: see :func:`~suite.report.html.results_folder.read_results`.
        names: of experiments; all without one.
        target: the file; default report.html in ``folder``.
        published: what is known of the published numbers; by default what ``ledger.csv`` in the folder says.

    Raises:
        DataError: if there are no results, or the file cannot be written.
    """
    from suite.files import write_atomically
    from suite.report.html.reproduction import reproduction_page
    from suite.report.html.results_folder import LEDGER, read_results, results_root, rows_of

    experiments = read_results(folder, names)
    if published is None:
        ledger = results_root(folder) / LEDGER
        published = published_numbers(rows_of(ledger) if ledger.is_file() else [])
    default = folder / (f"{names[0]}.html" if len(names) == 1 else NAME)
    return write_atomically(target or default, reproduction_page(experiments, published))


def published_numbers(ledger: list[dict[str, str]]) -> Published:
    """Return what the rows of ``ledger.csv`` say beyond the verdicts of the experiments."""
    from suite.report.html.reproduction import Published

    places = {}
    others: dict[tuple[str, str], Counter[str]] = {}
    judged = []
    for row in ledger:
        which = ", ".join(part for part in (row["what"], row["cell"]) if part)
        places[row["key"]] = (row["system"], row["item"], which)
        if row["state"] != "judged":
            others.setdefault((row["system"], row["item"]), Counter())[row["state"]] += 1
        else:
            said = {"cell": row["key"], "role": "primary", "published_std": row["spread"]}
            judged.append({**row, **said, "experiment": row["command"].split()[-1] if row["command"] else ""})
    return Published(places, others, judged)
