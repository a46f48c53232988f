"""A batch of runs, made wherever a worker is; those that differ in their seed alone go side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from suite.errors import DataError
from suite.objectives.predicted import AnyBenchmark
from suite.study.division import Batch, grouped
from suite.study.record import Record
from suite.study.runner import run_all
from suite.study.spec import RunSpec


def made(batch: Batch, tables_of: Callable[[str, RunSpec], AnyBenchmark]) -> Iterator[tuple[str, Record]]:
    """Yield digest and record of each run.

    Args:
        batch: the runs.
        tables_of: returns the benchmark of a run, by digest and specification; of runs that go side by side it is
            asked for the first.

    Raises:
        SuiteError: for a run that cannot be made.
        DataError: if the tables are not those that the digest was made with.
    """
    for group in grouped(batch):
        records = run_all([spec for _, spec in group], tables_of(*group[0]))
        for (digest, _), record in zip(group, records, strict=True):
            if record.digest != digest:
                raise DataError("the tables were replaced while the study ran: start it again")
            yield digest, record
