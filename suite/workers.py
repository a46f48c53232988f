"""Tasks in worker processes, which end with the process that started them, however that one ended."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from suite.errors import SuiteError

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
    import joblib
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    parent = os.getpid()
    with joblib.parallel_config(backend="loky", inner_max_num_threads=threads):
        kind = "generator" if ordered else "generator_unordered"
        parallel = joblib.Parallel(n_jobs=jobs, return_as=kind, batch_size=1)
    results = parallel(joblib.delayed(_call)(parent, function, task) for task in tasks)
    try:
        yield from results
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
    end_with(parent)
    return function(*task)


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
