"""``suite front``: the exact Pareto front, with a table and a figure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suite.cli.answers import ALL, Question, ask, cells_frame, devices_with, question_options, rows_of, table_lines
from suite.cli.front_files import check_csv, figure_stem, write_front_figure
from suite.cli.grouped import Grouped
from suite.cli.options import open_tables
from suite.cli.table_file import write_frame
from suite.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd


@click.command(cls=Grouped)
@click.option(
    "--device",
    required=True,
    help="Devices whose costs are objectives beside the accuracy: raspi4, each:raspi4,fpga (a cost each), "
    "worst:raspi4,fpga or sum:raspi4,fpga; or all: a front of every device that has the metric.",
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
    suite front --device all --dataset cifar10 --out front.csv

    The CSV has a row per architecture with its accuracies and its costs on all devices. Test accuracy is reported
    only. What was not measured on one of the devices is on no front. With --device all the files are named after the
    device, too: front-raspi4.csv.
    """
    stem = None if figure is None else figure_stem(figure)
    if out is not None:
        check_csv(out)
    if device == ALL:
        tables = open_tables(data_dir, source, dataset)
        names = devices_with(tables, dataset, metric)
    else:
        tables, names = None, [device]
    fronts = []
    for name in names:
        question = ask(name, dataset, metric, limits, fitness, data_dir, source, tables)
        try:
            fronts.append(Front.of(question, connected))
        except ConfigurationError as error:
            if device != ALL:
                raise
            fronts.append(Front(question, refusal=error))
    if all(each.refusal for each in fronts):
        raise next(each.refusal for each in fronts if each.refusal)
    for name, each in zip(names, fronts, strict=True):
        ending = f"-{name}" if device == ALL else ""
        each.write(
            None if out is None else out.with_stem(out.stem + ending), stem and stem.with_name(stem.name + ending)
        )
    if as_json:
        documents = [each.document() for each in fronts]
        found = dict(zip(names, documents, strict=True)) if device == ALL else None
        click.echo(json.dumps(documents[0] if found is None else {"dataset": dataset, "devices": found}))
        return
    click.echo("\n\n".join("\n".join(each.lines()) for each in fronts))


@dataclass
class Front:
    """The front that answers a question.

    Attributes:
        question: what was asked.
        found: indices of the front.
        allowed: which architectures could be on it; default all.
        refusal: why there is no front.
        written: its files.
    """

    question: Question
    found: Any = ()
    allowed: Any = None
    refusal: ConfigurationError | None = None
    written: list[Path] = field(default_factory=list)

    @classmethod
    def of(cls, question: Question, connected: bool) -> Front:
        """Return the exact front.

        Raises:
            ConfigurationError: if no architecture keeps the limits.
        """
        from suite.analysis.exact import exact_front

        allowed = question.benchmark.space.connected() if connected else None
        return cls(question, exact_front(question.problem, question.limits, allowed), allowed)

    def write(self, out: Path | None, stem: Path | None) -> None:
        """Write the CSV and the figure that are asked for."""
        if self.refusal:
            return
        if out is not None:
            self.written.append(write_frame(out, self.frame(), {}))
        if stem is not None:
            self.written += write_front_figure(stem, self.question, self.found, self.allowed)

    def frame(self) -> pd.DataFrame:
        """Return a row per architecture."""
        return cells_frame(self.question, self.found)

    def document(self) -> dict[str, Any]:
        """Return what is printed as JSON."""
        if self.refusal:
            return {"front": [], "files": [], "reason": str(self.refusal)}
        files = [str(path) for path in self.written]
        return {**self.question.document(), "front": rows_of(self.frame()), "files": files}

    def lines(self) -> list[str]:
        """Return what is printed for people."""
        question = self.question
        objectives = "; ".join(objective.label for objective in question.problem.objectives)
        if self.refusal:
            return [f"no front of {objectives}: {self.refusal}"]
        size = question.benchmark.space.size
        lines = [f"exact front of {question.dataset}: {len(self.found):,} of {size:,} architectures"]
        lines += [f"minimised: {objectives}", *question.lines(), "", *table_lines(question, self.found)]
        if n := int((~self.frame()["connected"]).sum()):
            lines += ["", f"{n} of them guess: their input does not reach their output (--connected leaves them out)"]
        return lines + ([f"wrote {path}" for path in self.written] or ["keep it with --out FILE.csv"])
