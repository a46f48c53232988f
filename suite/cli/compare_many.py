"""``suite compare`` over many problems: from options to a study, and what a terminal shows of its results."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from suite.comparison.problems import OpenBenchmark
    from suite.comparison.results import Results
    from suite.comparison.study import ComparisonStudy, StudyMethod, StudyProblem
    from suite.study.record import Record

WIDTH = 100
"""Columns of a terminal that the summary fits."""


def study_from_options(options: Mapping[str, Any], benchmark: OpenBenchmark, name: str | None) -> ComparisonStudy:
    """Return the study that the options mean.

    Raises:
        SuiteError: for values that cannot be read or do not go together.
    """
    from suite.cli.search_options import DEFAULT_QUERIES, default_fitness, measured_limit
    from suite.comparison.study import ComparisonStudy
    from suite.errors import ConfigurationError
    from suite.objectives.fitness import parse_fitness
    from suite.study.budget import Budget

    if options["algorithms"] is None:
        raise click.UsageError("give --algorithms A,B,..., or the file of a study")
    problems = problems_from(options, benchmark)
    if options["budget"] is None and options["budget_kind"] != "queries":
        raise ConfigurationError(f"a budget in {options['budget_kind']} has no default: give --budget")
    limit = options["cost_limit"]
    if not isinstance(limit, str):
        limit = measured_limit(limit, options["formulation"])
    study = ComparisonStudy(
        name="unnamed",
        problems=problems,
        methods=methods_from(options, many=len(problems) > 1),
        fitness=parse_fitness(options["fitness"] or default_fitness(problems[0].dataset)).text,
        budget=Budget.of(options["budget_kind"], options["budget"] or DEFAULT_QUERIES),
        seeds=options["seeds"],
        unmeasured=options["unmeasured"],
        cost_source=options["cost_source"],
        limit=limit,
    )
    return study.named(name)


def problems_from(options: Mapping[str, Any], benchmark: OpenBenchmark) -> tuple[StudyProblem, ...]:
    """Return the problems: one setting by --dataset and --device, or many by --datasets and --devices.

    Raises:
        UsageError: without a data set, for both ways at once, or for "all" where one is meant.
        ConfigurationError: for an empty list, "all" beside other names, or a list of metrics.
    """
    from suite.comparison.problems import ALL, BOTH, check_metrics, checked, expand, named_datasets
    from suite.comparison.study import StudyProblem
    from suite.language import split_list

    for one, many in (("dataset", "datasets"), ("device", "devices")):
        if options[one] is not None and options[many] is not None:
            raise click.UsageError(f"give --{one} or --{many}, not both")
        if options[one] == ALL:
            raise click.UsageError(f"--{one} is one: write --{many} {ALL}")
    if options["dataset"] is None and options["datasets"] is None:
        raise click.UsageError("Missing option '--dataset' (one), or '--datasets' (several, or all)")
    datasets: Sequence[str] | str = [options["dataset"]]
    if options["datasets"] is not None:
        datasets = ALL if options["datasets"] == ALL else split_list(options["datasets"])
    metrics: Sequence[str] | str = BOTH if options["metric"] == BOTH else [options["metric"]]
    if options["device"] is None and options["devices"] is None:
        check_metrics(metrics)
        return tuple(checked(StudyProblem(dataset), benchmark(dataset)) for dataset in named_datasets(datasets))
    devices: Sequence[str] | str = [options["device"]]
    if options["devices"] is not None:
        text = options["devices"]
        devices = ALL if text == ALL else [text] if ":" in text else split_list(text)
    return expand(datasets, devices, metrics, benchmark)


def split_names(text: str) -> list[str]:
    """Return the names in ``a,b,c``.

    Raises:
        ConfigurationError: if there is none, or one twice.
    """
    from suite.algorithms import registry
    from suite.errors import ConfigurationError

    names = [registry.canonical(name.strip()) for name in text.split(",") if name.strip()]
    if not names or len(set(names)) < len(names):
        raise ConfigurationError(f"--algorithms takes different names separated by commas, not '{text}'")
    for name in names:
        registry.get(name)
    return names


def own_parameters(names: list[str], params: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Return the parameters of each algorithm from ``ALGORITHM.KEY=VALUE`` texts.

    Raises:
        ConfigurationError: for a parameter of an algorithm that is not compared, or one given twice.
    """
    from suite.cli.search_options import parse_param
    from suite.errors import ConfigurationError, did_you_mean, known_as

    own: dict[str, dict[str, Any]] = {name: {} for name in names}
    for text in params:
        name, dot, rest = text.partition(".")
        name = known_as(name, names)
        if not dot or name not in own:
            raise did_you_mean(name, names, f"algorithm in '--param {text}', written ALGORITHM.KEY=VALUE:")
        key, value = parse_param(rest)
        if key in own[name]:
            raise ConfigurationError("a parameter is given twice with --param")
        own[name][key] = value
    return own


def methods_from(options: Mapping[str, Any], many: bool) -> tuple[StudyMethod, ...]:
    """Return the methods with their parameters and formulations, then the imported ones.

    A cost limit is a parameter of the methods that take one, and a constraint for those of one objective. On one search
    setting a method that can do neither is refused; over many problems it joins, and is measured within the limit.
    """
    from suite.algorithms import registry
    from suite.comparison.study import LIMIT, StudyMethod
    from suite.errors import ConfigurationError
    from suite.objectives.formulation_text import parse_formulation

    names = split_names(options["algorithms"])
    own = own_parameters(names, options["params"])
    parsed = parse_formulation(options["formulation"])
    text = None if parsed is None else parsed.text
    methods = []
    for name in names:
        # on many problems a front is what is measured, so a method that can search it does
        one_objective = registry.get(name).n_objectives[1 if many else 0] == 1
        formulation = text if one_objective else None
        if text is None and options["cost_limit"] is not None and "cost_limit" not in registry.parameters(name):
            if one_objective:
                formulation = f"constrained:{LIMIT}"
            elif not many:
                raise ConfigurationError(
                    f"{name} searches a whole front and takes no cost limit: leave --cost-limit out"
                )
        methods.append(StudyMethod(name, params=tuple(own[name].items()), formulation=formulation))
    return (*methods, *(StudyMethod(name, f"{name} (imported)", imported=True) for name in options["imports"]))


def write_many(
    study: ComparisonStudy,
    records: Mapping[tuple[str, str], Sequence[Record]],
    benchmark: OpenBenchmark,
    out: Path,
) -> None:
    """Write every table and figure of a study, and print its summary."""
    from suite.comparison.building import build_results
    from suite.comparison.outputs import stem_of, write_outputs

    results = build_results(study, records, benchmark)
    paths = write_outputs(results, out)
    click.echo(summary(results))
    kinds = sorted({path.suffix for path in paths})
    click.echo(f"\nwritten: {len(paths)} files {out / stem_of(results)}-* ({', '.join(kinds)})")
    click.echo(f"records: {out / 'runs'}")


def summary(results: Results) -> str:
    """Return title, notes and the table over all problems, at most :data:`WIDTH` columns wide."""
    from suite.comparison import tables

    frame = tables.over_all(results)
    title = f"SURROGATE tables. {results.title}" if results.surrogate else results.title
    lines = textwrap.wrap(title, WIDTH)
    for note in results.notes:
        lines += textwrap.wrap(note, WIDTH, initial_indent="- ", subsequent_indent="  ")
    lines += ["", f"{tables.heading(results)} over {len(results.scores())} problem(s), best mean rank first"]
    head = ["method", "rank", "groups", "wins", "IQM", "95 % interval", "median", "runs", "distinct"]
    rows = [head]
    for row in frame.to_dict("records"):
        rows.append(
            [
                textwrap.shorten(str(row["method"]), 30, placeholder="..."),
                f"{row['mean_rank']:.2f}",
                str(row.get("groups") or "-"),
                str(row["wins"]),
                _number(row["iqm"]),
                f"{_number(row['iqm_low'])} to {_number(row['iqm_high'])}",
                _number(row["median"]),
                str(row["runs"]),
                f"{row['distinct']:.0f}",
            ]
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))]
        lines.append(" ".join(cells))
    return "\n".join(lines)


def _number(value: float) -> str:
    return "-" if value != value else f"{value:.4f}" if abs(value) >= 0.00005 or value == 0 else f"{value:.0e}"
