"""Many runs: in this process or in workers, whole or in shards, resumed by content.

The file of a run depends on its specification and the tables alone, so neither the number of workers, nor the shards,
nor the order, nor a kill in between changes a byte of what a finished study leaves behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from suite.engines import Engine, LocalEngine
from suite.errors import ConfigurationError, DataError
from suite.files import make_folder, remove_left_parts
from suite.objectives.costs import device_hash
from suite.objectives.predicted import AnyBenchmark
from suite.ofa import OFABenchmark
from suite.study.batch import made
from suite.study.division import Batch, divided
from suite.study.far import run_far
from suite.study.identity import run_digest, versions
from suite.study.journal import append, fold, set_damaged_aside, stem
from suite.study.progress import Progress, ticking
from suite.study.record import Record
from suite.study.runner import prepare
from suite.study.shelf import Shelf
from suite.study.source import BenchmarkSource, brought
from suite.study.spec import RunSpec
from suite.timing import part

__all__ = ["BenchmarkSource", "brought", "in_shard", "parse_shard", "run_path", "run_study"]


_OPENED: dict[tuple[BenchmarkSource, str], dict[str | None, AnyBenchmark]] = {}
"""The tables that this process works on, by place and hashes, then by the name of another package's table (None for
NAS-Bench-201's); workers outlive studies, others may be there."""


def _opened(source: BenchmarkSource, tables: str, dataset: str) -> AnyBenchmark:
    if (source, tables) not in _OPENED:
        _OPENED.clear()
        _OPENED[source, tables] = {}
    opened, name = _OPENED[source, tables], brought(dataset)
    if name not in opened:
        opened[name] = source.open(dataset)
    return opened[name]


def run_path(out_dir: Path, digest: str) -> Path:
    """Return where the record of a single run is kept, as a file of its own."""
    return out_dir / "runs" / f"{digest}.npz"


def parse_shard(text: str) -> tuple[int, int]:
    """Return (i, n) of "i/n".

    Raises:
        ConfigurationError: unless 1 <= i <= n.
    """
    left, slash, right = text.partition("/")
    digits = all(part.isascii() and part.isdigit() for part in (left, right))
    if not (slash and digits and 1 <= int(left) <= int(right)):
        raise ConfigurationError(f"a shard is written i/n with 1 <= i <= n, e.g. 2/8, not '{text}'")
    return int(left), int(right)


def in_shard(digest: str, shard: tuple[int, int] | None) -> bool:
    """Return whether a run belongs to shard i of n: by its digest, so that every run is in exactly one shard."""
    return shard is None or int(digest[:16], 16) % shard[1] == shard[0] - 1


def run_study(
    specs: Sequence[RunSpec],
    benchmark_source: BenchmarkSource,
    out_dir: Path,
    jobs: int = 1,
    shard: tuple[int, int] | None = None,
    progress: bool | str = True,
    fresh: bool = False,
    checked: Callable[[], object] | None = None,
    advanced: Callable[[], object] | None = None,
    engine: Engine | None = None,
) -> list[Record]:
    """Run what is not there yet and return the records in the order of ``specs``.

    Args:
        specs: the runs; equal ones are run once.
        benchmark_source: where each process opens the tables.
        out_dir: records go to ``<out_dir>/runs``, into one pack for each experiment (:mod:`suite.study.pack`). A valid
            record of the same run, tables and versions (:mod:`suite.study.identity`) is kept, also one that is a file
            of its own (``<digest>.npz``); a damaged one or one of other versions is made again.
        jobs: worker processes; 1 runs here, -1 takes every core.
        shard: (i, n): only the runs of shard i, 1 <= i <= n; only their records are returned.
        progress: whether to say on standard error how far it is (:mod:`suite.study.progress`); or what to call it.
        fresh: make every run again.
        checked: called once it is known that all can be run, before anything is written.
        advanced: called now and then, whenever runs have been made.
        engine: where the runs are made (:mod:`suite.engines`), already open; by default ``jobs`` processes here.

    Raises:
        SuiteError: for a specification that cannot be run (before the first run), or a folder that cannot be written.
    """
    engine = engine or LocalEngine(jobs)
    names = dict.fromkeys(brought(spec.dataset) for spec in specs)
    opened = {name: benchmark_source.open(name) for name in names}
    resolved = benchmark_source
    for benchmark in opened.values():
        resolved = resolved.resolved(benchmark)

    def of(spec: RunSpec) -> AnyBenchmark:
        return opened[brought(spec.dataset)]

    digests = [run_digest(spec, of(spec)) for spec in specs]
    devices = {_device_hash(spec, of(spec)) for spec in specs}
    tables = "\n".join([*(benchmark.data_hash for benchmark in opened.values()), *sorted(devices)])
    _OPENED.clear()
    _OPENED[resolved, tables] = opened
    mine = {digest: spec for digest, spec in zip(digests, specs, strict=True) if in_shard(digest, shard)}
    _check_specs(mine.values(), of)
    if checked is not None:
        checked()
    runs = make_folder(out_dir / "runs")
    remove_left_parts(runs)
    with part("records"):
        kept = [] if fresh else _kept(mine, out_dir)
    there = set(kept)
    pending = [(digest, spec) for digest, spec in mine.items() if digest not in there]
    records: dict[str, Record] = {}
    task = Task(resolved, tables, out_dir, shard)
    what = progress if isinstance(progress, str) else "study"
    with _shown(what, len(mine), len(kept), bool(progress)) as advance:
        for batch in _run_all(pending, task, engine):
            records.update(batch)
            advance(len(batch))
            if advanced is not None:
                advanced()
        with part("records"):
            fold(runs)
            found, damaged = Shelf(out_dir).load_whole(kept) if kept else ({}, [])  # others may have moved them
        records |= {digest: record for digest, record in found.items() if record.spec == mine[digest]}
        again = [(digest, mine[digest]) for digest in [*damaged, *(each for each in found if each not in records)]]
        for batch in _run_all(again, task, engine):
            records.update(batch)
    if again:
        with part("records"):
            fold(runs)
    return [records[digest] for digest in digests if digest in records]


def _device_hash(spec: RunSpec, benchmark: AnyBenchmark) -> str:
    if isinstance(benchmark, OFABenchmark):
        return ""
    return device_hash(benchmark, spec.dataset, spec.device, spec.metric)


def _check_specs(specs: Iterable[RunSpec], of: Callable[[RunSpec], AnyBenchmark]) -> None:
    """Find what cannot be run before anything runs; runs that differ in the seed alone are checked once."""
    checked: set[tuple[object, ...]] = set()
    for spec in specs:
        kind = tuple(value for name, value in vars(spec).items() if name != "seed")
        if kind not in checked:
            prepare(spec, of(spec))
            checked.add(kind)


def _kept(mine: Mapping[str, RunSpec], out_dir: Path) -> list[str]:
    """Return the digests of runs whose records are there, made by the present versions."""
    try:
        shelf = Shelf(out_dir)
    except DataError:
        set_damaged_aside(out_dir / "runs")
        shelf = Shelf(out_dir)
    return [digest for digest, spec in mine.items() if shelf.made_by(digest, versions(spec))]


@dataclass(frozen=True)
class Task:
    """What a worker needs beside the runs themselves.

    Attributes:
        source: where it opens the tables.
        tables: their hashes.
        out_dir: of the study.
        shard: part of the study, in the name of the pack.
    """

    source: BenchmarkSource
    tables: str
    out_dir: Path
    shard: tuple[int, int] | None


def _run_all(pending: Batch, task: Task, engine: Engine) -> Iterator[dict[str, Record]]:
    if not pending:
        return
    batches = divided(pending, min(len(pending), engine.slots))
    if engine.far:
        came = run_far(batches, engine, task.source, task.tables, task.out_dir, task.shard)
    else:
        came = engine.run(_run_batch, [(batch, task) for batch in batches], folder=task.out_dir)
    try:
        yield from came
    finally:
        came.close()  # at once, so that workers stop when this process does


def _run_batch(batch: Batch, task: Task) -> dict[str, Record]:
    records = {}
    for digest, record in made(batch, lambda _, spec: _opened(task.source, task.tables, spec.dataset)):
        with part("records"):
            append(task.out_dir / "runs", stem(record.spec.experiment, task.shard), digest, record.to_bytes())
        records[digest] = record
    return records


@contextmanager
def _shown(what: str, total: int, done: int, show: bool) -> Iterator[Callable[[int], object]]:
    """Say on standard error how far the runs are."""
    if not show or done == total:
        yield lambda _: None
        return
    with ticking(Progress(what, total, done)) as progress:
        yield progress.advance
