"""The engine of one machine: this process, or worker processes that end with it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from suite.engines.base import Engine, Result
from suite.errors import ConfigurationError
from suite.workers import in_workers


class LocalEngine(Engine):
    """Works in this process (one job) or in that many processes; -1 takes every core.

    Raises:
        ConfigurationError: for any other number.
    """

    def __init__(self, jobs: int = 1) -> None:
        if jobs == 0 or jobs < -1:
            raise ConfigurationError(f"jobs is the number of worker processes, or -1 for every core, not {jobs}")
        self.jobs = jobs

    @property
    def slots(self) -> int:
        """The number of processes."""
        if self.jobs != -1:
            return self.jobs
        import joblib

        return int(joblib.cpu_count())

    def describe(self) -> str:
        """Return how many processes there are."""
        return f"{self.slots} process{'es' * (self.slots > 1)} on this machine"

    def run(
        self,
        function: Callable[..., Result],
        tasks: Sequence[tuple[Any, ...]],
        *,
        folder: Path,
        parcels: Mapping[str, bytes] | None = None,
        collect: Callable[[], Iterable[Result]] = tuple,
    ) -> Generator[Result, None, None]:
        """Yield what comes, in the order of the tasks; workers compute on one thread each."""
        yield from in_workers(function, tasks, min(self.slots, len(tasks)), threads=1)
