"""``suite front``: the exact Pareto front, with a table and a figure."""

from __future__ import annotations

import json
from pathlib import Path

import click

from suite.cli.answers import ask, cells_frame, question_options, rows_of, table_lines
from suite.cli.front_files import check_csv, figure_stem, write_front_figure
from suite.cli.grouped import Grouped
from suite.cli.table_file import write_frame


@click.command(cls=Grouped)
@click.option(
    "--device",
    required=True,
    help="Devices whose costs are objectives beside the accuracy: raspi4, each:raspi4,fpga (a cost each), "
    "worst:raspi4,fpga or sum:raspi4,fpga.",
)
@question_options
@click.option("--connected", is_flag=True, help="Only architectures whose input reaches their output.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the front here; ends in .csv.")
@click.option(
    "--figure",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the front; NAME.pdf writes NAME.pdf, NAME.png, and the numbers as NAME.json.",
)
def front(
    device: str,
    dataset: str,
    metric: str,
    limits: tuple[str, ...],
    fitness: str | None,
    as_json: bool,
    data_dir: Path | None,
    source: str,
    connected: bool,
    out: Path | None,
    figure: Path | None,
) -> None:
    """Print the exact Pareto front of validation accuracy and hardware costs, cheapest first.

    \b
    suite front --device raspi4 --dataset cifar10 --out front.csv --figure front.pdf
    suite front --device each:raspi4,fpga --dataset cifar100 --limit raspi4=20 --out front.csv
    suite front --device fpga --metric latency+energy --dataset cifar10 --json

    The CSV has a row per architecture with its accuracies and its costs on all devices. Test accuracy is reported
    only. What was not measured on one of the devices is on no front.
    """
    import numpy as np

    from suite.analysis.exact import exact_front

    stem = None if figure is None else figure_stem(figure)
    if out is not None:
        check_csv(out)
    question = ask(device, dataset, metric, limits, fitness, data_dir, source)
    allowed = question.benchmark.space.connected() if connected else None
    found = exact_front(question.problem, question.limits, allowed)
    frame = cells_frame(question, found)
    written = [] if out is None else [write_frame(out, frame, {})]
    if stem is not None:
        written += write_front_figure(stem, question, found, allowed)
    if as_json:
        document = {**question.document(), "front": rows_of(frame), "files": [str(path) for path in written]}
        click.echo(json.dumps(document))
        return
    click.echo(f"exact front of {dataset}: {len(found):,} of {question.benchmark.space.size:,} architectures")
    objectives = "; ".join(objective.label for objective in question.problem.objectives)
    click.echo("\n".join([f"minimised: {objectives}", *question.lines(), "", *table_lines(question, found)]))
    if n := int(np.sum(~frame["connected"])):
        click.echo(f"\n{n} of them guess: their input does not reach their output (--connected leaves them out)")
    click.echo("".join(f"\nwrote {path}" for path in written).lstrip("\n") or "keep it with --out FILE.csv")
