"""``suite compare``: several algorithms over many seeds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suite.cli.data_devices import device_lines
from suite.cli.grouped import Grouped
from suite.cli.options import open_benchmark
from suite.cli.search_options import (
    build_spec,
    measured_limit,
    out_option,
    protocol_lines,
    search_options,
    supernet_lines,
)

if TYPE_CHECKING:
    import pandas as pd

    from suite.analysis.evaluation import Evaluator
    from suite.objectives.formulations import Formulation
    from suite.study.record import Record
    from suite.study.spec import RunSpec


@click.command(cls=Grouped)
@click.option("--algorithms", required=True, metavar="A,B,...", help="See 'suite algorithms'; tests are against A.")
@click.option("--seeds", type=click.IntRange(min=1), default=20, show_default=True, help="Runs per algorithm.")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="ALGORITHM.KEY=VALUE",
    help="Parameter of one of the algorithms, see 'suite algorithms NAME'. Repeatable.",
)
@search_options
@out_option("Folder of the records, tables and figures.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Worker processes; -1 for every core.")
@click.option("--shard", default=None, metavar="I/N", help="Only part I of N of the runs, and no table.")
@click.option("--fresh", is_flag=True, help="Make every run again, even where a valid record is there.")
def compare(
    algorithms: str,
    seeds: int,
    params: tuple[str, ...],
    out: Path,
    data_dir: Path | None,
    source: str,
    jobs: int,
    shard: str | None,
    fresh: bool,
    **options: Any,
) -> None:
    """Compare algorithms on one search setting: a table with intervals and tests, and an anytime plot.

    Runs that are already in the folder are kept, so an interrupted comparison goes on where it stopped. Shards may
    run anywhere; put their records into one folder and call the command without --shard for the table.
    """
    from suite.analysis.predicted import evaluator_of
    from suite.study.pool import BenchmarkSource, parse_shard, run_study

    by_name = comparison_specs(split_names(algorithms), seeds, params, options)
    part = parse_shard(shard) if shard is not None else None
    benchmark = open_benchmark(data_dir, source, options["dataset"])
    first = next(iter(by_name.values()))[0]
    evaluator = evaluator_of(first, benchmark, measured_limit(options["cost_limit"], options["formulation"]))
    specs = [spec for each in by_name.values() for spec in each]
    records = run_study(specs, BenchmarkSource(data_dir, source), out, jobs=jobs, shard=part, fresh=fresh)
    if part is not None:
        click.echo(f"shard {shard}: {len(records)} of the {len(specs)} runs are in {out / 'runs'}")
        return
    runs = {name: records[row * seeds : (row + 1) * seeds] for row, name in enumerate(by_name)}
    given = options["fitness"] is not None, options["budget"] is not None
    notes = protocol_lines(first, benchmark, *given, measured=evaluator.problem.objectives)
    notes += search_notes({name: specs[0] for name, specs in by_name.items()})
    notes += device_lines(first, benchmark)
    notes += supernet_lines([specs[0] for specs in by_name.values()])
    notes += [] if evaluator.best_known is None else [f"measured by: {evaluator.best_known.describe()}"]
    write_outputs(runs, evaluator, out, notes, benchmark.is_surrogate)


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


def comparison_specs(
    names: list[str], seeds: int, params: tuple[str, ...], options: dict[str, Any]
) -> dict[str, list[RunSpec]]:
    """Return the runs of each algorithm, seed by seed.

    Raises:
        ConfigurationError: for a parameter of an algorithm that is not compared.
    """
    from dataclasses import replace

    from suite.errors import did_you_mean, known_as

    own: dict[str, list[str]] = {name: [] for name in names}
    for text in params:
        name, dot, rest = text.partition(".")
        name = known_as(name, names)
        if not dot or name not in own:
            raise did_you_mean(name, names, f"algorithm in '--param {text}', written ALGORITHM.KEY=VALUE:")
        own[name].append(rest)
    specs = {name: build_spec(name, params=own[name], **_own_options(name, options)) for name in names}
    return {name: [replace(spec, seed=seed) for seed in range(seeds)] for name, spec in specs.items()}


def _own_options(name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the options for one algorithm: a formulation is not for one that needs several objectives."""
    from suite.algorithms import registry

    if options["formulation"] is None or registry.get(name).n_objectives[0] == 1:
        return options
    limit = measured_limit(options["cost_limit"], options["formulation"])
    takes_limit = "cost_limit" in registry.parameters(name)
    return {**options, "formulation": None, "cost_limit": limit if takes_limit else None}


def search_notes(specs: dict[str, RunSpec]) -> list[str]:
    """Return what the algorithms saw where that is not what they are measured on: estimated costs, formulations."""
    notes = []
    source = next(iter(specs.values())).cost_source
    if source.estimated:
        notes.append(f"searched on costs estimated by {source}, drawn per seed and the same for all methods")
    for _, formulation in sorted(_formulations(specs.values()).items()):
        users = [name for name, spec in specs.items() if spec.formulation == formulation]
        notes.append(f"{', '.join(users)} minimised: {formulation.describe()}")
    if len(notes) and (others := [name for name, spec in specs.items() if spec.formulation is None]):
        notes.append(f"{', '.join(others)}: error and cost as they are")
    return notes


def _formulations(specs: Iterable[RunSpec]) -> dict[str, Formulation]:
    return {spec.formulation.text: spec.formulation for spec in specs if spec.formulation is not None}


def write_outputs(
    runs: dict[str, list[Record]], evaluator: Evaluator, out: Path, notes: list[str], surrogate: bool
) -> None:
    """Print the table, and write table and anytime plot below ``out``."""
    from suite.analysis.comparison import evaluations, pairs_frame, summary_frame
    from suite.analysis.pairing import shared_by
    from suite.cli import compare_outputs
    from suite.cli.compare_outputs import anytime_figure, table_notes, text_table
    from suite.objectives.formulations import PENALTY_PER_PERCENT, Formulation
    from suite.report.figures import save_figure
    from suite.study.record import COST_KIND

    record = next(iter(runs.values()))[0]
    spec = record.spec
    on = f"{spec.device} {spec.metric}" if spec.device else "fitness alone"
    if (kind := record.provenance.get(COST_KIND, "")) and "estimated" in kind:
        on += f", {kind}"
    if evaluator.cost_limit is not None:
        on += f" at most {evaluator.cost_limit:g}"
    if spec.cost_source.estimated:
        on += f", searched on costs by {spec.cost_source}"
    texts = set(_formulations(each[0].spec for each in runs.values()))
    if evaluator.cost_limit is not None:
        texts.discard(Formulation("constrained", (evaluator.cost_limit,), PENALTY_PER_PERCENT).text)  # was named above
    on += "".join(f", {text}" for text in sorted(texts))
    mark = " (SURROGATE tables)" if surrogate else ""
    caption = f"{evaluator.measure.capitalize()} on {spec.dataset}, {on}, {spec.budget.describe()} per run{mark}."
    numbers = evaluations(runs, evaluator)
    shared = shared_by({name: records[0].spec for name, records in runs.items()})
    frame: pd.DataFrame = summary_frame(numbers, evaluator.by_front, shared)
    pairs: pd.DataFrame = pairs_frame(numbers, evaluator.by_front, shared)
    below = table_notes(evaluator.measure, next(iter(runs)), pairs, evaluator.returned_only)
    click.echo(caption)
    click.echo("\n".join(notes) + "\n")
    click.echo(text_table(frame, [column for column in compare_outputs.TERMINAL if column in frame], evaluator.measure))
    if len(runs) > 2:
        click.echo("\nAll pairs:\n" + text_table(pairs, compare_outputs.PAIR_TERMINAL, evaluator.measure))
    notes = [*notes, *below]
    stem = "-".join(["compare", spec.dataset, re.sub(r"[^\w.+-]+", "-", on), *(["surrogate"] if surrogate else [])])
    headings = {
        key: compare_outputs.in_words(text, evaluator.measure) for key, text in compare_outputs.HEADINGS.items()
    }
    paths = _write(frame, out / stem, caption, notes, headings)
    if len(pairs):
        paths += _write(pairs, out / f"{stem}-pairs", f"All pairs. {caption}", notes, compare_outputs.PAIR_HEADINGS)
    figure, plotted = anytime_figure(runs, evaluator, caption)
    paths += save_figure(figure, out / f"{stem}-anytime", {"caption": caption, "notes": notes, **plotted})
    click.echo("\n" + "\n".join(below))
    click.echo("\nwritten: " + ", ".join(str(path) for path in paths))
    click.echo(f"records: {out / 'runs'}")


def _write(frame: pd.DataFrame, path: Path, caption: str, notes: list[str], titles: dict[str, str]) -> list[Path]:
    from suite.cli.compare_outputs import FORMATS
    from suite.report.tables import write_table

    headings = {column: title for column, title in titles.items() if column in frame}
    formats = {column: form for column, form in FORMATS.items() if column in frame}
    return list(write_table(frame, path, caption, notes, headings=headings, formats=formats))
