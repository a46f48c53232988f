"""``suite compare``: several algorithms over many seeds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from suite.cli.data_devices import device_lines
from suite.cli.grouped import Grouped
from suite.cli.options import engine_options, open_benchmark, opened_engine, venue_option
from suite.cli.search_options import (
    out_option,
    protocol_lines,
    study_options,
    supernet_lines,
)

if TYPE_CHECKING:
    import pandas as pd

    from suite.analysis.evaluation import Evaluator
    from suite.comparison.study import ComparisonStudy
    from suite.objectives.formulations import Formulation
    from suite.objectives.predicted import AnyBenchmark
    from suite.study.record import Record
    from suite.study.spec import RunSpec


@click.command(cls=Grouped)
@click.argument("file", required=False, metavar="[STUDY.toml]", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--algorithms", default=None, metavar="A,B,...", help="See 'suite algorithms'; tests are against A.")
@click.option("--datasets", default=None, metavar="all|A,B,...", help="Many problems: the data sets.")
@click.option("--devices", default=None, metavar="all|A,B,...", help="Many problems: the devices, one by one.")
@click.option("--seeds", type=click.IntRange(min=1), default=20, show_default=True, help="Runs per algorithm.")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="ALGORITHM.KEY=VALUE",
    help="Parameter of one of the algorithms, see 'suite algorithms NAME'. Repeatable.",
)
@click.option(
    "--import", "imports", multiple=True, metavar="NAME", help="Runs that 'suite import-runs' brought. Repeatable."
)
@study_options
@out_option("Folder of the records, tables and figures; with STUDY.toml by default the one in which it lies.")
@click.option("--name", default=None, help="Name of the study, with which all files begin; by default its own.")
@click.option("--overwrite", is_flag=True, help="Replace the results of another study of that name.")
@venue_option("paper/VENUE/ below --out, too")
@click.option("--attainment", default=None, metavar="A,B", help="Draw where one of two methods attains more often.")
@click.option("--html", is_flag=True, help="Write the comparison as one HTML page, too.")
@engine_options(jobs=1)
@click.option("--shard", default=None, metavar="I/N", help="Only part I of N of the runs, and no table.")
@click.option("--fresh", is_flag=True, help="Make every run again, even where a valid record is there.")
@click.pass_context
def compare(
    context: click.Context,
    /,
    file: Path | None,
    out: Path,
    name: str | None,
    overwrite: bool,
    data_dir: Path | None,
    source: str,
    jobs: int,
    engine: str,
    scheduler: str | None,
    slurm: tuple[str, ...],
    shard: str | None,
    fresh: bool,
    venue: str | None,
    attainment: str | None,
    html: bool,
    **options: Any,
) -> None:
    """Compare algorithms over many seeds: on one search setting, or on many problems.

    A problem is a data set, a device and a metric. Runs that are already in the folder are kept, so an interrupted
    comparison goes on where it stopped. The comparison is written as NAME.toml beside its results; with that file the
    command makes it again. Shards may run anywhere; put their records into one folder and call the command without
    --shard for the tables.
    """
    from suite.cli.compare_further import methods_of, write_further
    from suite.cli.compare_many import study_from_options, write_many
    from suite.comparison.imports import imported_records
    from suite.comparison.making import keep_definition, make_runs, opener
    from suite.comparison.study_text import read_study
    from suite.study.pool import BenchmarkSource, parse_shard

    part = parse_shard(shard) if shard is not None else None
    origin = BenchmarkSource(data_dir, source)
    benchmark = opener(origin)
    if file is not None:
        refuse_beside_a_file(context)
        study = read_study(file, benchmark)
        study = study if name is None else study.named(name)
        out = out if given(context, "out") else file.parent
    else:
        study = study_from_options(options, benchmark, name)
    pair = methods_of(attainment, study)
    open_benchmark(data_dir, source, study.problems[0].dataset)
    path = keep_definition(study, out, benchmark, overwrite)
    with opened_engine(engine, jobs, scheduler, slurm) as where:
        records = make_runs(study, origin, benchmark, out, jobs, part, fresh, where)
    if part is not None:
        made = sum(map(len, records.values()))
        total = len(study.problems) * sum(study.seeds_of(each) for each in study.methods if not each.imported)
        click.echo(f"shard {shard}: {made} of the {total} runs are in {out / 'runs'}")
        return
    records |= imported_records(study, benchmark, out)
    if is_one_setting(study):
        chosen = (given(context, "fitness"), given(context, "budget")) if file is None else (True, True)
        one_setting(
            study, {key[1]: found for key, found in records.items()}, benchmark(study.problems[0].dataset), out, chosen
        )
    else:
        write_many(study, records, benchmark, out)
    if pair is not None or venue is not None:
        write_further(study, records, benchmark, out, venue, pair)
    if html:
        from suite.comparison.building import build_results
        from suite.comparison.report.writing import write_page

        page = write_page(study, build_results(study, records, benchmark), benchmark, out)
        click.echo(f"report: {page}")
    else:
        click.echo(f"report: 'suite report {out}' writes one HTML page")
    click.echo(f"study: {path}; 'suite compare {path}' makes it again")


def given(context: click.Context, option: str) -> bool:
    """Return whether a person chose the option."""
    return context.get_parameter_source(option) is click.core.ParameterSource.COMMANDLINE


BESIDE_A_FILE = (
    "file", "out", "name", "overwrite", "data_dir", "source", "jobs", "engine", "scheduler", "slurm", "shard", "fresh",
    "venue", "attainment", "html",
)  # fmt: skip


def refuse_beside_a_file(context: click.Context) -> None:
    """Refuse options that the file of a study decides.

    Raises:
        UsageError: naming the first.
    """
    for parameter in context.command.params:
        if parameter.name and parameter.name not in BESIDE_A_FILE and given(context, parameter.name):
            raise click.UsageError(
                f"the study's file says it: leave {parameter.opts[0]} out, or change the file", context
            )


def is_one_setting(study: ComparisonStudy) -> bool:
    """Return whether the study is one search setting for all its methods, run here."""
    plain = all(not each.imported and each.budget is None and each.seeds is None for each in study.methods)
    return len(study.problems) == 1 and plain and all(each.label == each.algorithm for each in study.methods)


def one_setting(
    study: ComparisonStudy, runs: dict[str, list[Record]], benchmark: AnyBenchmark, out: Path, chosen: tuple[bool, bool]
) -> None:
    """Print and write the comparison of one search setting.

    Args:
        study: of one problem.
        runs: method -> records.
        benchmark: the tables.
        out: folder.
        chosen: whether fitness and budget were chosen by a person.
    """
    from suite.analysis.predicted import evaluator_of
    from suite.comparison.specs import problem_limit

    specs = {name: records[0].spec for name, records in runs.items()}
    first = next(iter(specs.values()))
    limit = None if study.limit is None else problem_limit(study, study.problems[0], benchmark)
    evaluator = evaluator_of(first, benchmark, limit)
    notes = protocol_lines(first, benchmark, *chosen, measured=evaluator.problem.objectives)
    notes += search_notes(specs)
    notes += device_lines(first, benchmark)
    notes += supernet_lines(list(specs.values()))
    notes += [] if evaluator.best_known is None else [f"measured by: {evaluator.best_known.describe()}"]
    write_outputs(runs, evaluator, out, notes, benchmark.is_surrogate, study.name)


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
    runs: dict[str, list[Record]], evaluator: Evaluator, out: Path, notes: list[str], surrogate: bool, stem: str
) -> None:
    """Print the table, and write table, runs and anytime plot below ``out``; names begin with ``stem``."""
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
    stem += "-surrogate" if surrogate else ""
    headings = {
        key: compare_outputs.in_words(text, evaluator.measure) for key, text in compare_outputs.HEADINGS.items()
    }
    paths = _write(frame, out / stem, caption, notes, headings)
    if len(pairs):
        paths += _write(pairs, out / f"{stem}-pairs", f"All pairs. {caption}", notes, compare_outputs.PAIR_HEADINGS)
    paths.append(write_runs(numbers, out / f"{stem}-runs.csv", surrogate))
    figure, plotted = anytime_figure(runs, evaluator, caption)
    paths += save_figure(figure, out / f"{stem}-anytime", {"caption": caption, "notes": notes, **plotted})
    click.echo("\n" + "\n".join(below))
    click.echo("\nwritten: " + ", ".join(str(path) for path in paths))
    click.echo(f"records: {out / 'runs'}")


def write_runs(numbers: dict[str, list[dict[str, Any]]], path: Path, surrogate: bool) -> Path:
    """Write one row per run; what is infinite or not defined is empty."""
    import numpy as np
    import pandas as pd

    from suite.files import write_atomically
    from suite.report.tables import csv_text
    from suite.study.record import COUNTS

    frame = pd.DataFrame([{"method": name, **run} for name, runs in numbers.items() for run in runs])
    measured = [column for column in frame if column not in ("method", "stop", *COUNTS)]
    frame = frame[["method", *measured, *COUNTS, "stop"]]
    frame = frame.replace([np.inf, -np.inf], np.nan).assign(tables="surrogate" if surrogate else "real")
    return write_atomically(path, csv_text(frame, dict.fromkeys(frame.select_dtypes("float").columns, ".9g")))


def _write(frame: pd.DataFrame, path: Path, caption: str, notes: list[str], titles: dict[str, str]) -> list[Path]:
    from suite.cli.compare_outputs import FORMATS
    from suite.report.latex import label_of
    from suite.report.tables import write_table

    headings = {column: title for column, title in titles.items() if column in frame}
    formats = {column: form for column, form in FORMATS.items() if column in frame}
    label = label_of(PurePath(path.name))  # the same wherever the folder lies
    return list(write_table(frame, path, caption, notes, headings=headings, formats=formats, label=label))
