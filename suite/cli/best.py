"""``suite best``: the best architecture within limits, exactly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from suite.cli.answers import ALL, Question, ask, cells_frame, devices_with, question_options, rows_of, table_lines
from suite.cli.grouped import Grouped
from suite.cli.options import open_tables
from suite.errors import ConfigurationError


@click.command(cls=Grouped)
@click.option(
    "--device",
    default=None,
    help="Device whose cost is shown, and limited by a --limit without a name; also several (each:raspi4,fpga, "
    "worst:raspi4,fpga), or all: an answer for every device that has the metric.",
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
    suite best --device all --dataset cifar10 --limit 5 --top 1
    suite best --device fpga --metric energy --dataset cifar10 --limit 20 --limit params=500000

    Exact: every architecture of the table is looked at. Validation accuracy decides (equal ones: the lower cost); test
    accuracy is reported only. What was not measured on a limited device is left out.
    """
    from suite.analysis.exact import best_within

    if device == ALL:
        tables = open_tables(data_dir, source, dataset)
        questions = {
            each: ask(each, dataset, metric, limits, fitness, data_dir, source, tables)
            for each in devices_with(tables, dataset, metric)
        }
        _answer_all(questions, top, as_json)
        return
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


def _answer_all(questions: Mapping[str, Question], top: int, as_json: bool) -> None:
    """Print an answer for each device; where no architecture keeps the limits, that is the answer.

    Raises:
        ConfigurationError: if there is none for any device.
    """
    from suite.analysis.exact import best_within

    answers: dict[str, Any] = {}
    blocks: list[list[str]] = []
    refusals: list[ConfigurationError] = []
    for device, question in questions.items():
        size = question.benchmark.space.size
        try:
            found, n_within = best_within(question.error, question.limits, top, question.costs)
        except ConfigurationError as error:
            refusals.append(error)
            answers[device] = {"n_within": 0, "n": size, "best": [], "reason": str(error)}
            blocks.append(["", f"{device}: {error}"])
            continue
        best_cells = rows_of(cells_frame(question, found))
        limits = [{"cost": limit.cost.label, "most": limit.most} for limit in question.limits]
        answers[device] = {"n_within": n_within, "n": size, "limits": limits, "best": best_cells}
        blocks.append(["", f"{device}: {n_within:,} of {size:,}", *table_lines(question, found)])
    if len(refusals) == len(questions):
        raise refusals[0]
    first = next(iter(questions.values()))
    if as_json:
        facts = {name: value for name, value in first.document().items() if name != "limits"}
        click.echo(json.dumps({**facts, "devices": answers}))
        return
    said = [line for line in first.lines() if not line.startswith("limits:")]
    click.echo(
        "\n".join(
            [f"best of {first.dataset} on each device: exact", *said, *(line for each in blocks for line in each)]
        )
    )
