"""A batch of runs, made one after the other wherever a worker is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from suite.errors import DataError
from suite.objectives.predicted import AnyBenchmark
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import RunSpec

Batch = list[tuple[str, RunSpec]]
"""Runs with their digests."""


def made(batch: Batch, tables_of: Callable[[str, RunSpec], AnyBenchmark]) -> Iterator[tuple[str, Record]]:
    """Yield digest and record of each run.

    Args:
        batch: the runs.
        tables_of: returns the benchmark of a run, by digest and specification.

    Raises:
        SuiteError: for a run that cannot be made.
        DataError: if the tables are not those that the digest was made with.
    """
    for digest, spec in batch:
        record = run(spec, tables_of(digest, spec))
        if record.digest != digest:
            raise DataError("the tables were replaced while the study ran: start it again")
        yield digest, record
