"""Runs in workers that are not this process's children: they fetch tables by hash and send records back."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.engines import Engine, Post
from suite.errors import DataError, SuiteError
from suite.objectives.predicted import AnyBenchmark
from suite.study.batch import made
from suite.study.division import Batch
from suite.study.identity import run_digest, versions
from suite.study.journal import Tail, append, stem
from suite.study.parcel import at_hand, packed, unpacked
from suite.study.record import Record
from suite.study.source import BenchmarkSource, brought
from suite.study.spec import RunSpec
from suite.tables.location import data_directory
from suite.workers import WorkerError

Sent = list[tuple[str, bytes]]
"""Digests with records as they are kept."""


@dataclass(frozen=True)
class FarTask:
    """What a far worker needs beside the runs themselves.

    Attributes:
        source: where the process of the study has the tables; a worker may see the same folder.
        tables: their hashes.
        parcel: name of the parcel that holds them.
        keep: folder into whose journals the worker writes; None: it sends the records back.
        shard: part of the study, in the name of the pack.
    """

    source: BenchmarkSource
    tables: str
    parcel: str
    keep: Path | None
    shard: tuple[int, int] | None


_OPENED: dict[tuple[str, str | None], AnyBenchmark] = {}
"""The tables that this worker found last, by hashes and benchmark."""


def work(batch: Batch, task: FarTask, post: Post) -> Sent:
    """Make the runs of a batch, in a worker; returns the records unless it keeps them itself.

    Raises:
        DataError: in one line, if neither this machine nor the parcel has the tables of the study.
    """
    sent: Sent = []
    for digest, record in made(batch, lambda digest, spec: _tables(digest, spec, task, post)):
        if task.keep is None:
            sent.append((digest, record.to_bytes()))
        else:
            append(task.keep, stem(record.spec.experiment, task.shard), digest, record.to_bytes())
    return sent


def _tables(digest: str, spec: RunSpec, task: FarTask, post: Post) -> AnyBenchmark:
    """Return the first tables with which the run has its digest: the study's folder, this worker's, the parcel."""
    key = (task.tables, brought(spec.dataset))
    if key in _OPENED and run_digest(spec, _OPENED[key]) == digest:
        return _OPENED[key]
    if any(tables != task.tables for tables, _ in _OPENED):
        _OPENED.clear()
    reason = ""
    for folder in _folders(task, post):
        try:
            benchmark = BenchmarkSource(folder, task.source.source).open(spec.dataset)
            if run_digest(spec, benchmark) == digest:
                _OPENED[key] = benchmark
                return benchmark
            reason = f"those in {folder} have other hashes"
        except WorkerError:
            raise
        except SuiteError as error:
            reason = str(error)
    raise DataError(f"it has not the tables that the study is made with, nor could it fetch them: {reason}")


def _folders(task: FarTask, post: Post) -> Iterator[str]:
    """Yield the data directories that may hold the tables; what must be fetched comes last, and once."""
    yield str(data_directory(task.source.data_dir))
    yield str(data_directory())
    yield str(at_hand(task.parcel) or unpacked(task.parcel, post.fetch(task.parcel)))


def run_far(
    batches: Sequence[Batch],
    engine: Engine,
    source: BenchmarkSource,
    tables: str,
    out_dir: Path,
    shard: tuple[int, int] | None,
) -> Generator[dict[str, Record], None, None]:
    """Yield the records of all batches as they come, each once and kept.

    Args:
        batches: the runs.
        engine: whose workers make them.
        source: where this process has the tables.
        tables: their hashes.
        out_dir: of the study.
        shard: part of it.

    Raises:
        WorkerError: if workers were lost and none came further.
    """
    runs = (out_dir / "runs").resolve()
    content = packed(data_directory(source.data_dir))
    parcel = f"suite-tables-{hashlib.sha256(content).hexdigest()[:16]}"
    task = FarTask(source, tables, parcel, runs if engine.shares_folder else None, shard)
    missing = {digest: spec for batch in batches for digest, spec in batch}
    tail = Tail(runs)

    def collect() -> Iterable[Sent]:
        return [tail.new()]

    while missing:
        before = len(missing)
        rest = [left for batch in batches if (left := [each for each in batch if each[0] in missing])]
        calls = [(batch, task) for batch in rest]
        for sent in engine.run(work, calls, folder=out_dir, parcels={parcel: content}, collect=collect):
            records = {}
            for digest, kept in sent:
                if digest in missing:  # a task done again after a loss may send what is there already
                    records[digest] = _checked(digest, missing.pop(digest), kept)
                    if not engine.shares_folder:
                        append(runs, stem(records[digest].spec.experiment, shard), digest, kept)
            yield records
        if len(missing) == before:
            raise WorkerError(
                f"workers were lost before they finished any of the {before:,} runs that are left: look into "
                f"{out_dir}, give them more time and memory; what is finished is kept, and the same command goes on"
            )


def _checked(digest: str, spec: RunSpec, content: bytes) -> Record:
    """Return the record that a worker sent.

    Raises:
        WorkerError: if it is of another run, or made by other code.
    """
    record = Record.from_bytes(content, known=True)
    if record.digest != digest or record.provenance["versions"] != versions(spec):
        raise WorkerError("a worker sent the record of another run, or one of other versions: start the study again")
    return record
