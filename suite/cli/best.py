"""``suite best``: the best architecture within limits, exactly."""

from __future__ import annotations

import json
from pathlib import Path

import click

from suite.cli.answers import ask, cells_frame, question_options, rows_of, table_lines
from suite.cli.grouped import Grouped


@click.command(cls=Grouped)
@click.option(
    "--device",
    default=None,
    help="Device whose cost is shown, and limited by a --limit without a name; also several (each:raspi4,fpga, "
    "worst:raspi4,fpga).",
)
@click.option("--top", type=click.IntRange(min=1), default=5, show_default=True, help="How many, the best one first.")
@question_options
def best(
    device: str | None,
    dataset: str,
    metric: str,
    limits: tuple[str, ...],
    top: int,
    fitness: str | None,
    as_json: bool,
    data_dir: Path | None,
    source: str,
) -> None:
    """Print the best architecture within limits of cost, and the next best.

    \b
    suite best --device raspi4 --dataset cifar10 --limit 20
    suite best --dataset cifar100 --limit raspi4=20,fpga=4 --top 1
    suite best --device fpga --metric energy --dataset cifar10 --limit 20 --limit params=500000

    Exact: every architecture of the table is looked at. Validation accuracy decides (equal ones: the lower cost); test
    accuracy is reported only. What was not measured on a limited device is left out.
    """
    from suite.analysis.exact import best_within

    question = ask(device, dataset, metric, limits, fitness, data_dir, source)
    found, n_within = best_within(question.error, question.limits, top, question.costs)
    size = question.benchmark.space.size
    if as_json:
        answer = {"n_within": n_within, "n": size, "best": rows_of(cells_frame(question, found))}
        click.echo(json.dumps({**question.document(), **answer}))
        return
    within = f"{n_within:,} within the limits, of " if limits else ""
    click.echo(f"best of {dataset}: exact, {within}{size:,} architectures")
    click.echo("\n".join([*question.lines(), "", *table_lines(question, found)]))
