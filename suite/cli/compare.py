"""``suite compare``: several algorithms over many seeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suite import timing
from suite.cli.grouped import Grouped
from suite.cli.options import engine_options, open_benchmark, opened_engine, profile_option, venue_option
from suite.cli.search_options import out_option
from suite.cli.study_options import study_options

if TYPE_CHECKING:
    from suite.comparison.problems import OpenBenchmark
    from suite.comparison.study import ComparisonStudy
    from suite.study.record import Record


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
@profile_option
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
    from suite.cli.compare_many import study_from_options
    from suite.comparison.imports import imported_records
    from suite.comparison.making import make_runs, opener, study_path
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
    imported = imported_records(study, benchmark, out) if part is None else {}
    with opened_engine(engine, jobs, scheduler, slurm) as where:
        records = make_runs(study, origin, benchmark, out, jobs, part, fresh, overwrite, where)
    if part is not None:
        made = sum(map(len, records.values()))
        total = len(study.problems) * sum(study.seeds_of(each) for each in study.methods if not each.imported)
        click.echo(f"shard {shard}: {made} of the {total} runs are in {out / 'runs'}")
        return
    records |= imported
    chosen = (given(context, "fitness"), given(context, "budget")) if file is None else (True, True)
    with timing.part("reports"):
        _write(study, records, benchmark, out, chosen)
        if pair is not None or venue is not None:
            write_further(study, records, benchmark, out, venue, pair)
        if html:
            from suite.comparison.building import build_results
            from suite.comparison.report.writing import write_page

            page = write_page(study, build_results(study, records, benchmark), benchmark, out)
            click.echo(f"report: {page}")
        else:
            click.echo(f"report: 'suite report {out}' writes one HTML page")
    path = study_path(out, study.name)
    click.echo(f"study: {path}; 'suite compare {path}' makes it again")


def _write(
    study: ComparisonStudy,
    records: dict[tuple[str, str], list[Record]],
    benchmark: OpenBenchmark,
    out: Path,
    chosen: tuple[bool, bool],
) -> None:
    """Print and write the results; ``chosen``: whether a person chose fitness and budget."""
    from suite.cli.compare_many import write_many
    from suite.cli.compare_one import one_setting

    if is_one_setting(study):
        runs = {key[1]: found for key, found in records.items()}
        one_setting(study, runs, benchmark(study.problems[0].dataset), out, chosen)
    else:
        write_many(study, records, benchmark, out)


def given(context: click.Context, option: str) -> bool:
    """Return whether a person chose the option."""
    return context.get_parameter_source(option) is click.core.ParameterSource.COMMANDLINE


BESIDE_A_FILE = (
    "file", "out", "name", "overwrite", "data_dir", "source", "jobs", "engine", "scheduler", "slurm", "shard", "fresh",
    "venue", "attainment", "html", "profile",
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
