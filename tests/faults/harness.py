"""Commands in forked processes that can be killed at any moment, and what they leave behind.

A fork of a process that has imported everything begins with the command's own work within milliseconds, so that kills
fall into that work and not into the start of Python.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import os
import pkgutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import suite as suite_package
from suite.errors import SuiteError
from suite.study.pack import read_all, read_index
from suite.study.record import Record
from tests.faults.commands import alive, wait_for

Snapshot = dict[str, str]
"""Path below a folder -> sha256 of the file."""


@dataclass
class Count:
    """One row of the table: how often something was tried, and each failure in words."""

    name: str
    tries: int = 0
    failures: list[str] = field(default_factory=list)
    note: str = ""

    def check(self, holds: object, what: str) -> bool:
        """Note a failure unless ``holds``."""
        if not holds:
            self.failures.append(what)
        return bool(holds)


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status (negative: by that signal) and what it wrote to both streams."""

    status: int
    output: str

    @property
    def clear(self) -> bool:
        """Whether no traceback was shown."""
        return "Traceback" not in self.output


class Forked:
    """A call in a process group of its own."""

    def __init__(self, call: Callable[[], None], log: Path) -> None:
        self.log = log
        gc.collect()
        self.pid = os.fork()
        if self.pid == 0:
            self._run(call)
        with suppress(OSError):  # here and in the child, whichever comes first: it must be there when a kill comes
            os.setpgid(self.pid, self.pid)

    def _run(self, call: Callable[[], None]) -> None:
        status = 1
        try:
            os.setpgid(0, 0)
            with self.log.open("wb") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
            for stream, number in (("stdout", 1), ("stderr", 2)):
                setattr(sys, stream, open(number, "w", closefd=False))  # noqa: SIM115
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                call()
                status = 0
            except SystemExit as stop:
                status = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
            sys.stdout.flush()
        except BaseException:
            traceback.print_exc()
        finally:
            with suppress(OSError):
                sys.stderr.flush()
            os._exit(status)

    def ended(self) -> bool:
        """Return whether the process has ended; it is left to be waited for."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def kill(self, number: int = signal.SIGKILL, *, alone: bool = False) -> bool:
        """Send a signal to the group, or to the process alone; return whether the process still ran."""
        running = not self.ended()
        with suppress(ProcessLookupError):
            (os.kill if alone else os.killpg)(self.pid, number)
        return running

    def wait(self, seconds: float = 300.0) -> Ended:
        """Wait for the end of the whole group."""
        wait_for(self.ended, seconds)
        _, status = os.waitpid(self.pid, 0)
        wait_for(lambda: not alive(self.pid), seconds)
        return Ended(os.waitstatus_to_exitcode(status), self.log.read_text(errors="replace"))


def suite(arguments: Sequence[object], cwd: Path, **environment: str) -> Callable[[], None]:
    """Return a call of the command line."""

    def call() -> None:
        from suite.cli.main import main

        os.chdir(cwd)
        os.environ.update(environment)
        sys.argv = ["suite", *map(str, arguments)]
        main()

    return call


def warm(torch: bool = False) -> None:
    """Import what the commands import and build the surrogate, so that a fork begins with its own work."""
    from suite.benchmark import load_benchmark

    for module in pkgutil.walk_packages(suite_package.__path__, "suite."):
        if torch or not module.name.startswith(("suite.networks", "suite.estimators.help", "suite.estimators.brp_nas")):
            importlib.import_module(module.name)
    for name in ("joblib", "pandas", "matplotlib.pyplot", "pyarrow.parquet", "scipy.stats", "sklearn.svm"):
        importlib.import_module(name)
    benchmark = load_benchmark(source="surrogate")
    for dataset in benchmark.datasets:
        benchmark.frame(dataset)
    if torch:
        importlib.import_module("torch").set_num_threads(1)


def finish(call: Callable[[], None], log: Path) -> Ended:
    """Run a call to its end."""
    return Forked(call, log).wait()


def snapshot(folder: Path) -> Snapshot:
    """Return what a reader sees in ``folder``: every file but those that are being written."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".part":
            with suppress(FileNotFoundError):  # replaced in this moment
                found[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def parts(folder: Path) -> list[str]:
    """Return what was left behind half-written."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*.part")]


RECORDS = (".tar", ".journal")
"""Ends of files that grow while runs are made: what counts is that every record in them is whole."""


def torn_packs(folder: Path) -> list[str]:
    """Return the packs of run records below ``folder`` that are not whole, record by record."""
    torn = []
    for path in sorted(folder.rglob("*.tar")):
        try:
            places = read_index(path)
            torn += [
                path.name for digest, content in read_all(places.items()) if Record.from_bytes(content).digest != digest
            ]
        except SuiteError as error:
            torn.append(f"{path.name}: {error}")
    return torn


def pause(seconds: float) -> None:
    """Sleep; a name of its own so that reading the tests is easier than reading ``time.sleep``."""
    time.sleep(seconds)
