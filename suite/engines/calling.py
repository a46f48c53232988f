"""What a far worker does with a task: refuse other versions, then call on one thread."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

from suite.engines.base import Post, Result
from suite.engines.facts import difference, facts
from suite.errors import SuiteError
from suite.workers import WorkerError

_ONE = threading.Lock()
"""A worker with several threads makes one run after the other: limits of threads and tables belong to the process."""


def worker_name() -> str:
    """Return host and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def call(function: Callable[..., Result], task: tuple[Any, ...], stated: Mapping[str, str], post: Post) -> Result:
    """Return ``function(*task, post)``, computed with one thread of linear algebra.

    Args:
        function: of the task.
        task: its arguments.
        stated: the versions of the process that asks (:func:`.facts`).
        post: where the function fetches what is not here.

    Raises:
        WorkerError: if this process has other versions.
        SuiteError: of the function, with this worker's name.
    """
    if other := difference(facts(), stated):
        raise WorkerError(refusal(worker_name(), other))
    from threadpoolctl import threadpool_limits

    with _ONE, threadpool_limits(limits=1):
        try:
            return function(*task, post)
        except SuiteError as error:
            raise type(error)(f"worker {worker_name()}: {error}") from None


def refusal(worker: str, other: str) -> str:
    """Return the words for a worker with other versions."""
    return (
        f"worker {worker} has {other}: records would not be the same bytes; install the same versions there, or take "
        "it out"
    )
