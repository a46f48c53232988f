"""Reports of experiments: made by helper processes beside the runs of the next one, or here; put in place when whole.

A report is written below a temporary folder. Only when all of it is there do its files go where they belong, so that a
report that fails, and an interrupt, leave what was there before.
"""

from __future__ import annotations

import io
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suite.cli.clone import import_experiments
from suite.cli.reproduce_figures import Figures
from suite.errors import SuiteError
from suite.files import write_atomically
from suite.timing import part
from suite.workers import Errand, Helpers, WorkerError

if TYPE_CHECKING:
    from suite.report.output import Output
    from suite.study.pool import BenchmarkSource
    from suite.study.progress import Progress
    from suite.study.record import Record
    from suite.study.spec import RunSpec

Records = Mapping["RunSpec", "Record"]


class ReportError(SuiteError):
    """A report could not be made."""


@dataclass(frozen=True)
class Order:
    """A report that is to be made.

    Attributes:
        root: the clone.
        name: of the experiment.
        source: of the tables.
        seeds: number of seeds.
        output: where to, below a temporary folder.
        target: root of the folders where it belongs.
        command: that makes it.
        runs: how many there are.
        start: when its experiment began.
    """

    root: Path
    name: str
    source: BenchmarkSource
    seeds: int
    output: Output
    target: Path
    command: str
    runs: int
    start: float


@dataclass(frozen=True)
class Made:
    """What came of a report.

    Attributes:
        said: what it wrote to the standard streams.
        problem: why it could not be made, in one line; "" if it was.
        trace: where in the code, unless a person can put it right.
    """

    said: str
    problem: str
    trace: str = ""


def make(order: Order, records: Records) -> Made:
    """Make a report below its temporary folder; whatever goes wrong is in what is returned, but for an interrupt."""
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said), part("reports"):
            write(order, records)
    except KeyboardInterrupt:
        raise
    except SuiteError as error:
        return Made(said.getvalue(), str(error))
    except BaseException as error:
        line = " ".join(f"{type(error).__name__}: {error}".split())
        return Made(said.getvalue(), line, traceback.format_exc())
    return Made(said.getvalue(), "")


def write(order: Order, records: Records) -> None:
    """Write tables, figures and page of a report."""
    from suite.report.style import drawn_for

    experiment = import_experiments(order.root).load(order.name)
    with drawn_for(order.output.venue):
        experiment.report(order.source.open(), records, order.seeds, order.output)
    order.output.index(experiment.title, experiment.introduction, order.command)


@dataclass
class _Entry:
    """What is said of an experiment, in its turn."""

    lines: list[tuple[str, bool]] = field(default_factory=list)
    order: Order | None = None
    records: Records | None = None
    errand: Errand[Made] | None = None
    ended: bool = False


class Reports:
    """The reports of a call, in order.

    Args:
        jobs: processes that make them, at most so many at once; 1 makes them here.
        alone: there is but one, so that it is made here and its figures go to the other processes.
    """

    def __init__(self, jobs: int, alone: bool) -> None:
        self.jobs, self.alone = jobs, alone
        self.failed: list[str] = []
        self._folder = Path(tempfile.mkdtemp(prefix="suite-reports-"))
        self._helpers: Helpers | None = None
        self._entries: list[_Entry] = []

    def __enter__(self) -> Reports:
        return self

    def __exit__(self, *_: object) -> None:
        if self._helpers is not None:
            self._helpers.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def begin(self) -> None:
        """Begin an experiment; what is said of it comes after all that is said of those before."""
        self._entries.append(_Entry())

    def say(self, line: str) -> None:
        """Say a line of the experiment that began last."""
        self._entries[-1].lines.append((line, False))
        self.look()

    def add(self, order: Order, records: Records) -> None:
        """Begin the report of the experiment that began last; wait before if enough are being made."""
        entry = self._entries[-1]
        staged = self._folder / order.name
        entry.order = replace(order, output=order.output.below(staged))
        if self.jobs == 1 or self.alone:
            self._finish(entry, self._here(entry.order, records))
        else:
            while sum(each.errand is not None for each in self._entries) >= self.jobs:
                self._wait()
            entry.records = records
            entry.errand = self._helper().submit(make, entry.order, records)
        self.look()

    def leave(self) -> None:
        """End the experiment that began last without a report."""
        self._entries[-1].ended = True
        self.look()

    def look(self) -> None:
        """Take what has come in, and say what is due."""
        for entry in self._entries:
            if entry.errand is not None and entry.errand.done():
                self._take(entry)
        while self._entries:
            entry = self._entries[0]
            for line, error in entry.lines:
                click.echo(line, err=error)
            entry.lines.clear()
            if not entry.ended:
                return
            self._entries.pop(0)

    def finish(self, progress: Callable[[int], Progress]) -> None:
        """Wait for all reports; ``progress`` makes what says how far that is, from the number of reports."""
        from suite.study.progress import ticking

        left = sum(each.errand is not None for each in self._entries)
        if not left:
            return
        with ticking(progress(left)) as shown:
            while now := sum(each.errand is not None for each in self._entries):
                shown.advance(left - now)
                left = now
                self._wait()

    def _wait(self) -> None:
        for entry in self._entries:
            if entry.errand is not None:
                entry.errand.wait(0.2)
                break
        self.look()

    def _helper(self) -> Helpers:
        if self._helpers is None:
            self._helpers = Helpers(self.jobs)
        return self._helpers

    def _here(self, order: Order, records: Records) -> Made:
        if self.jobs == 1:
            return make(order, records)
        figures = Figures(self._helper(), self.jobs - 1, order.output.venue)
        made = make(replace(order, output=replace(order.output, save=figures.save)), records)
        return made if made.problem else figures.finish(made)

    def _take(self, entry: _Entry) -> None:
        errand, order, records = entry.errand, entry.order, entry.records
        assert errand is not None
        assert order is not None
        assert records is not None
        try:
            made = errand.result()
        except WorkerError:  # perhaps because of another one: once more, alone
            made = self._once_more(order, records)
        entry.errand = entry.records = None
        self._finish(entry, made)

    def _once_more(self, order: Order, records: Records) -> Made:
        helpers = Helpers(1)
        try:
            return helpers.submit(make, order, records).result()
        except WorkerError as error:
            return Made("", str(error))
        finally:
            helpers.end()

    def _finish(self, entry: _Entry, made: Made) -> None:
        order = entry.order
        assert order is not None
        entry.lines += [(f"{order.name}: {line}", False) for line in made.said.splitlines() if line.strip()]
        if made.problem:
            self.failed.append(order.name)
            entry.lines += [(f"{order.name}: {line}", True) for line in made.trace.splitlines()]
            entry.lines.append((f"error: {order.name}: no report: {made.problem}", True))
        else:
            place = order.output.below(order.target)
            with _held_back():
                put_in_place(order.output.root, order.target)
            seconds = time.perf_counter() - order.start
            said = f"{order.name}: {order.runs} runs, {seconds:.0f} s; {place.results} and {place.figures}"
            entry.lines.append((said, False))
        entry.ended = True


def put_in_place(made: Path, target: Path) -> None:
    """Move all files below ``made`` to their places below ``target``."""
    for path in sorted(made.rglob("*")):
        if path.is_file():
            write_atomically(target / path.relative_to(made), path.read_bytes())
    shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _held_back() -> Iterator[None]:
    """Let signals that end the command wait until the body has ended."""
    came: list[tuple[int, Any]] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, lambda *given: came.append(given))
    try:
        yield
    finally:
        for number, handler in before.items():
            if callable(handler):
                signal.signal(number, handler)
    for given in came:
        handler = before[signal.Signals(given[0])]
        if callable(handler):
            handler(*given)
