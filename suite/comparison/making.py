"""Making a study: its runs, kept one by one, its definition beside them, and its results."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from suite.comparison.building import main_measure
from suite.comparison.imports import imported_records
from suite.comparison.problems import OpenBenchmark
from suite.comparison.specs import run_specs
from suite.comparison.study import ComparisonStudy
from suite.comparison.study_text import read_study, write_study
from suite.engines import Engine
from suite.errors import ConfigurationError, DataError
from suite.objectives.predicted import AnyBenchmark
from suite.study.identity import run_digest
from suite.study.pool import BenchmarkSource, brought, run_study
from suite.study.record import Record
from suite.study.shelf import Shelf


def opener(source: BenchmarkSource) -> OpenBenchmark:
    """Return a function that opens the tables of a data set, each once."""
    opened: dict[str | None, AnyBenchmark] = {}

    def benchmark(dataset: str | None = None) -> AnyBenchmark:
        name = brought(dataset)
        if name not in opened:
            opened[name] = source.open(dataset)
        return opened[name]

    return benchmark


def study_path(out: Path, name: str) -> Path:
    """Return where the definition of a study is kept."""
    return out / f"{name}.toml"


def keep_definition(study: ComparisonStudy, out: Path, benchmark: OpenBenchmark, overwrite: bool = False) -> Path:
    """Write the study beside its results; an equal one that is there stays as it is.

    Raises:
        ConfigurationError: where another study of that name is there, unless it may be overwritten.
    """
    path = study_path(out, study.name)
    if path.exists() and not overwrite:
        try:
            same = read_study(path, benchmark).digest == study.digest
        except DataError:
            same = False
        if not same:
            raise ConfigurationError(
                f"{path} is another study of that name: give --name or --out, or --overwrite to replace its results"
            )
        return path
    return write_study(study, path)


def make_runs(
    study: ComparisonStudy,
    source: BenchmarkSource,
    benchmark: OpenBenchmark,
    out: Path,
    jobs: int = 1,
    shard: tuple[int, int] | None = None,
    fresh: bool = False,
    overwrite: bool = False,
    engine: Engine | None = None,
) -> dict[tuple[str, str], list[Record]]:
    """Make the runs of a study that are not there yet and return all; of a shard only those that belong to it.

    Its definition is kept beside them (:func:`keep_definition`), unless the study is refused.

    An interrupt is passed on with what is kept and how to go on.

    Raises:
        SuiteError: for what cannot be run, before the first run or any file; where another study of that name is there.
    """
    main_measure(study)
    by_place = run_specs(study, benchmark)
    flat = [spec for specs in by_place.values() for spec in specs]
    try:
        keep = partial(keep_definition, study, out, benchmark, overwrite)
        records = run_study(flat, source, out, jobs=jobs, shard=shard, fresh=fresh, checked=keep, engine=engine)
    except KeyboardInterrupt as error:
        there = set(Shelf(out).digests)
        kept = sum(run_digest(spec, benchmark(spec.dataset)) in there for spec in flat)
        again = f"'suite compare {study_path(out, study.name)}'"
        raise type(error)(f"{kept:,} of {len(flat):,} runs are kept in {out / 'runs'}; {again} goes on") from None
    if shard is not None:
        return {("", ""): records}
    found = dict(zip(flat, records, strict=True))
    return {place: [found[spec] for spec in specs] for place, specs in by_place.items()}


def kept_records(study: ComparisonStudy, out: Path, benchmark: OpenBenchmark) -> dict[tuple[str, str], list[Record]]:
    """Return the records of a study that its folder holds, imported ones too.

    Raises:
        ConfigurationError: if some are missing.
        DataError: for a damaged record.
    """
    digests = {
        place: [run_digest(spec, benchmark(spec.dataset)) for spec in specs]
        for place, specs in run_specs(study, benchmark).items()
    }
    every = dict.fromkeys(digest for found in digests.values() for digest in found)
    shelf = Shelf(out)
    there = set(shelf.digests)
    if missing := sum(digest not in there for digest in every):
        raise ConfigurationError(
            f"{missing:,} of {len(every):,} runs of {study.name} are not in {out / 'runs'}: 'suite compare "
            f"{study_path(out, study.name)}' makes the rest"
        )
    records = dict(shelf.load(every))
    made = {place: [records[digest] for digest in found] for place, found in digests.items()}
    return made | imported_records(study, benchmark, out)
