"""What ``suite best`` and ``suite front`` share: the question that their options ask, and how cells are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from suite.cli.options import data_dir_option, dataset_option, open_tables, source_option, tables_line

if TYPE_CHECKING:
    import pandas as pd

    from suite.benchmark import Benchmark
    from suite.objectives import Problem, TableObjective
    from suite.objectives.fitness import Fitness
    from suite.objectives.limits import Limit

F = TypeVar("F", bound=Callable[..., Any])

ALL = "all"
"""Stands for every device that has the metric."""

METRIC_HELP = "latency (ms), energy (mJ), another metric of an added device, or latency+energy."
_OPTIONS = (
    dataset_option,
    click.option("--metric", default="latency", show_default=True, help=METRIC_HELP),
    click.option(
        "--limit",
        "limits",
        multiple=True,
        metavar="LIMIT",
        help="Most that a cost may be, in its unit: 20 (of --device), raspi4=20,fpga=4, fpga:energy=10, params=500000 "
        "or macs_m=50. Repeatable.",
    ),
    click.option(
        "--fitness",
        default=None,
        help="Validation accuracy that decides: valid@200, valid@12, valid@200:777. Default valid@200, mean over "
        "trials; on a table of another package valid. Test accuracy decides nothing.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text."),
    data_dir_option,
    source_option,
)


def question_options(function: F) -> F:
    """Add the options that ask a question of an enumerated space."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@dataclass(frozen=True, eq=False)
class Question:
    """What the options ask.

    Attributes:
        benchmark, dataset: the tables.
        fitness: the validation accuracy that decides.
        problem: its error, then the costs of the devices.
        titles: a heading per cost of the devices.
        keys: the name of each of these costs in CSV and JSON.
        limits: of any costs.
    """

    benchmark: Benchmark
    dataset: str
    fitness: Fitness
    problem: Problem
    titles: tuple[str, ...]
    keys: tuple[str, ...]
    limits: tuple[Limit, ...]

    @property
    def costs(self) -> tuple[TableObjective, ...]:
        """The costs of the devices, as tables."""
        from suite.objectives import TableObjective

        return tuple(each for each in self.problem.objectives[1:] if isinstance(each, TableObjective))

    @property
    def error(self) -> TableObjective:
        """The error that decides."""
        from suite.objectives import TableObjective

        error = self.problem.objectives[0]
        assert isinstance(error, TableObjective)
        return error

    def lines(self) -> list[str]:
        """Return what is asked, in lines for people."""
        meaning = self.fitness.describe(self.dataset)
        limits = [f"limits: {'; '.join(map(str, self.limits))}"] if self.limits else []
        decided = f"decided by: {self.fitness}, {meaning}; test accuracy is reported only"
        return [*limits, decided, tables_line(self.benchmark)]

    def document(self) -> dict[str, Any]:
        """Return the same for JSON."""
        benchmark = self.benchmark
        added = {name: benchmark.provenance(name, self.dataset) for name in benchmark.added_columns(self.dataset)}
        return {
            "dataset": self.dataset,
            "edition": benchmark.edition,
            "source": benchmark.kind,
            "data_hash": benchmark.data_hash,
            "decided_by": str(self.fitness),
            "limits": [{"cost": limit.cost.label, "most": limit.most} for limit in self.limits],
            **({"added": added} if added else {}),
        }


def ask(
    device: str | None,
    dataset: str,
    metric: str,
    limits: Sequence[str],
    fitness: str | None,
    data_dir: Path | None,
    source: str,
    benchmark: Benchmark | None = None,
) -> Question:
    """Return the question that the options ask, of ``benchmark`` if it is open already.

    Raises:
        ConfigurationError: for a fitness that is no validation accuracy of a table, and limits that cannot be read.
        SuiteError: for names that are unknown.
    """
    from suite.cli.search_options import default_fitness
    from suite.errors import ConfigurationError
    from suite.objectives import TableObjective
    from suite.objectives.devices import cost_columns
    from suite.objectives.fitness import STATED, parse_fitness
    from suite.objectives.limits import parse_limits
    from suite.ofa import OFA_SPACES
    from suite.study.problem import problem_of
    from suite.study.setting import Setting

    if dataset in OFA_SPACES:
        raise ConfigurationError(f"{dataset} cannot be listed, so that no answer is exact: search it with 'suite run'")
    chosen = parse_fitness(fitness or default_fitness(dataset))
    benchmark = benchmark or open_tables(data_dir, source, dataset)
    if chosen.protocol is None and chosen.text != STATED:
        raise ConfigurationError(f"'{chosen}' is no validation accuracy: write valid@200, valid@12 or valid@200:777")
    problem = problem_of(Setting(dataset, chosen, device, metric), benchmark)
    columns = () if device is None else cost_columns(device, metric, benchmark.device_table, dataset)
    costs = [each for each in problem.objectives[1:] if isinstance(each, TableObjective)]
    read = parse_limits(limits, benchmark, dataset, metric, costs)
    labels = tuple(cost.label for cost in costs)
    return Question(benchmark, dataset, chosen, problem, labels, tuple(column.key for column in columns), read)


def devices_with(benchmark: Benchmark, dataset: str, metric: str) -> list[str]:
    """Return the devices, added ones too, that have every metric of ``metric`` for ``dataset``.

    Raises:
        ConfigurationError: if there is none.
    """
    from suite.errors import ConfigurationError
    from suite.objectives.devices import parse_metric

    wanted, held, devices = parse_metric(metric).split("+"), benchmark.columns(dataset), benchmark.device_table
    found = [
        name
        for name in devices.names
        if all(each in devices.metrics_of(name) and devices.column(name, each) in held for each in wanted)
    ]
    if not found:
        raise ConfigurationError(f"no device has {metric} on {dataset}: choose another metric")
    return found


def cells_frame(question: Question, indices: Any) -> pd.DataFrame:
    """Return a row per architecture with all accuracies and costs of the table, and what is combined of several.

    The first columns are index, architecture string and the combined costs (worst, sum); the last ones whether the
    input reaches the output, and the kind of tables.
    """
    benchmark = question.benchmark
    frame = benchmark.frame(question.dataset).iloc[indices].reset_index(drop=True)
    place = 2
    for key, cost in zip(question.keys, question.costs, strict=True):
        if key not in frame and key.startswith(("worst", "sum")):
            frame.insert(place, key, cost.values[indices])
            place += 1
    return frame.assign(connected=benchmark.space.connected()[indices], tables=benchmark.kind)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows for JSON; what was not measured is None."""
    import json

    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", double_precision=15))
    return rows


def table_lines(question: Question, indices: Any) -> list[str]:
    """Return a table of architectures for the terminal: accuracies, then limited costs and those of the devices."""
    from suite.analysis.evaluation import REPORTED_PROTOCOL

    shown = {cost.name: cost for cost in (*(limit.cost for limit in question.limits), *question.costs)}
    tests = question.benchmark.accuracy(indices, question.dataset, REPORTED_PROTOCOL)
    columns = [("validation (%)", 100.0 - question.error.values[indices], ".2f"), ("test (%), reported", tests, ".2f")]
    columns += [(cost.label, cost.values[indices], ".4f") for cost in shown.values()]
    head = ["  index", *(title for title, _, _ in columns), "architecture"]
    lines = ["  ".join(head)]
    for row, (index, text) in enumerate(zip(indices.tolist(), question.benchmark.space.strings(indices), strict=True)):
        numbers = []
        for title, values, form in columns:
            value = float(values[row])
            numbers.append(f"{'-' if value != value else format(value, form):>{len(title)}}")
        lines.append("  ".join([f"{index:>7}", *numbers, text]))
    return lines
