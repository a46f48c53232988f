"""Tasks in worker processes, which end with the process that started them, however that one ended."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar, cast

from suite.errors import SuiteError
from suite.threads import CHOSEN
from suite.timing import Timing, active, measured

INTERVAL = 1.0  # seconds between two looks for the parent
Result = TypeVar("Result")

_watching: set[int] = set()


class WorkerError(SuiteError):
    """A worker process has died."""


def in_workers(
    function: Callable[..., Result],
    tasks: Sequence[tuple[Any, ...]],
    jobs: int,
    *,
    ordered: bool = True,
    threads: int | None = None,
) -> Iterator[Result]:
    """Yield ``function(*task)`` of all tasks.

    Args:
        function: importable by name.
        tasks: arguments of each call.
        jobs: worker processes; 1 calls here, -1 takes every core.
        ordered: in the order of the tasks, else as they are finished.
        threads: that the numeric libraries of a worker may use; by default its share of the cores.

    Raises:
        WorkerError: if a worker was killed, for instance because memory ran out.
    """
    if jobs == 1:
        for task in tasks:
            yield function(*task)
        return
    timing = active()
    import joblib
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    # loky replaces a worker that has grown large or waited long, and does its task elsewhere: nothing to act on
    warnings.filterwarnings("ignore", "A worker stopped while some jobs were given to the executor", UserWarning)
    parent = os.getpid()
    with joblib.parallel_config(backend="loky", inner_max_num_threads=threads):
        kind = "generator" if ordered else "generator_unordered"
        parallel = joblib.Parallel(n_jobs=jobs, return_as=kind, batch_size=1)
    call = _call if timing is None else _timed_call
    with _no_interrupts():
        results = parallel(joblib.delayed(call)(parent, function, task) for task in tasks)
    try:
        if timing is None:
            yield from results
            return
        for result, seconds in results:
            timing.add(seconds)
            yield result
    except TerminatedWorkerError:
        raise WorkerError(
            "a worker process was killed, perhaps because memory ran out: take fewer --jobs; what is finished is kept, "
            "and the same command goes on from there"
        ) from None
    except BaseException:
        _end_workers()
        raise


def _end_workers() -> None:
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=False, kill_workers=True)


def _call(parent: int, function: Callable[..., Result], task: tuple[Any, ...]) -> Result:
    if parent != os.getpid():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)
    return function(*task)


def _timed_call(parent: int, function: Callable[..., Result], task: tuple[Any, ...]) -> tuple[Result, dict[str, float]]:
    return measured(_call, parent, function, task)


class Errand(Generic[Result]):
    """A task that a helper does."""

    def __init__(self, future: Any, timing: Timing | None) -> None:
        self._future, self._timing = future, timing

    def done(self) -> bool:
        """Return whether it has ended, well or not."""
        return bool(self._future.done())

    def wait(self, seconds: float) -> bool:
        """Wait for its end, not longer than that, and return whether it has come."""
        from concurrent.futures import wait

        return bool(wait([self._future], seconds).done)

    def result(self) -> Result:
        """Wait for its end and return what the task returned.

        Raises:
            WorkerError: if its process was killed; other tasks may have ended with it.
            Exception: what the task raised.
        """
        from joblib.externals.loky.process_executor import BrokenProcessPool

        try:
            result = self._future.result()
        except BrokenProcessPool:
            raise WorkerError("a process was killed, perhaps because memory ran out: take fewer --jobs") from None
        if self._timing is not None:
            result, seconds = result
            self._timing.add(seconds)
            self._timing = None
        return cast(Result, result)


class Helpers:
    """Processes for single tasks, beside what this process does.

    They ignore interrupts, which a terminal sends to every process of a command: this process ends them.

    Args:
        jobs: number of processes, started as they are needed.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool = self._begin()

    def submit(self, function: Callable[..., Result], *task: Any) -> Errand[Result]:
        """Begin ``function(*task)``, importable by name."""
        from joblib.externals.loky.process_executor import BrokenProcessPool

        timing = active()
        given = (function, *task) if timing is None else (measured, function, *task)
        with _no_interrupts():
            try:
                return Errand(self._pool.submit(*given), timing)
            except BrokenProcessPool:  # one of its processes was killed
                self._pool = self._begin()
                return Errand(self._pool.submit(*given), timing)

    def _begin(self) -> Any:
        from joblib.externals.loky import ProcessPoolExecutor

        one = {name: os.environ.get(name, "1") for name in CHOSEN}
        return ProcessPoolExecutor(self._jobs, initializer=_begin_helper, initargs=(os.getpid(),), env=one)

    def end(self) -> None:
        """End the processes, at once."""
        self._pool.shutdown(wait=True, kill_workers=True)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Let processes that the body starts never see an interrupt; one that comes meanwhile comes here after it.

    A terminal sends it to all processes of a command: this one ends the others, which would only show where they were.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_helper(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)


def end_with(parent: int) -> None:
    """End this process soon after its parent process, whose id is ``parent``; nothing is done in ``parent`` itself.

    A worker would otherwise go on with what was handed to it, perhaps for hours, and write beside a second call of the
    same command. Files are written whole or not at all, so that ending at once loses only what was being computed.
    """
    if parent == os.getpid() or parent in _watching:
        return
    _watching.add(parent)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(INTERVAL)
    os._exit(1)
