"""The engine of a dask cluster: its own scheduler, somebody else's, or workers that are started on this machine."""

from __future__ import annotations

import itertools
import logging
import secrets
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import distributed

from suite.engines.base import Engine, Result
from suite.engines.calling import call, refusal
from suite.engines.facts import difference, facts
from suite.engines.local import LocalEngine
from suite.errors import ConfigurationError, SuiteError
from suite.workers import WorkerError

CONNECTING = 10.0
"""Seconds in which the scheduler must answer."""
PATIENCE = 60.0
"""Seconds without any worker after which a study gives up."""
AHEAD = 4
"""Tasks in flight for each worker: one at work, the others on the way; more would only fill the scheduler."""
SECOND = 1.0
"""Between two looks at the cluster."""
PAUSE = 0.005
"""Seconds between two looks for results."""
_GONE = (CancelledError, OSError, TimeoutError)
_KEPT = "what is finished is kept, and the same command goes on from there"


class VariablePost:
    """Parcels lie with the scheduler, as variables; a worker that lacks one asks for it once."""

    def fetch(self, name: str) -> bytes:
        """Return the parcel, inside a task."""
        try:
            variable = distributed.Variable(name, client=distributed.get_client())
            return bytes(variable.get(timeout=f"{PATIENCE:.0f}s"))
        except (*_GONE, ValueError) as error:
            raise WorkerError(f"the scheduler has no tables of this study ({error or type(error).__name__})") from None


class DaskEngine(Engine):
    """See :func:`.open_engine`.

    Raises:
        ConfigurationError: if there is no scheduler, or no worker.
        WorkerError: if a worker has other versions.
    """

    far = True
    shares_folder = False

    def __init__(self, scheduler: str | None, jobs: int = 1) -> None:
        _mute()
        self._cluster = None
        self._put: set[str] = set()
        self._alone_since: float | None = None
        if scheduler is None:
            self._cluster = _local_cluster(LocalEngine(jobs).slots)
        self.address = str(self._cluster.scheduler_address if self._cluster else scheduler)
        try:
            self._client = _connected(self.address)
            try:
                self._check_workers()
            except BaseException:
                self._client.close()
                raise
        except BaseException:
            self._close_cluster()
            raise

    def _check_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=CONNECTING)
        except _GONE:
            where = f"--scheduler-file {self.address}" if self.address.endswith(".json") else self.address
            raise ConfigurationError(
                f"the dask scheduler at {self.address} has no worker: start some: 'dask worker {where} --nthreads 1'"
            ) from None
        for worker, theirs in self._client.run(facts, on_error="return").items():
            if isinstance(theirs, BaseException):
                raise WorkerError(f"worker {worker} cannot import the suite ({theirs}): install the same version there")
            if other := difference(theirs, facts()):
                raise WorkerError(refusal(worker, other))

    @property
    def slots(self) -> int:
        """The number of workers that there are now."""
        return max(1, len(self._threads()))

    def _threads(self) -> dict[str, int]:
        try:
            return dict(self._client.nthreads())
        except _GONE:
            raise self._lost() from None

    def describe(self) -> str:
        """Return address, workers and hosts."""
        threads = self._threads()
        hosts = {address.rpartition(":")[0] for address in threads}
        text = f"dask at {self.address}: {len(threads)} worker{'s' * (len(threads) != 1)} on {len(hosts)} host"
        text += "s" * (len(hosts) != 1)
        if any(each > 1 for each in threads.values()):
            text += "; a worker makes one run at a time: start workers with --nthreads 1"
        return text

    def run(
        self,
        function: Callable[..., Result],
        tasks: Sequence[tuple[Any, ...]],
        *,
        folder: Path,
        parcels: Mapping[str, bytes] | None = None,
        collect: Callable[[], Iterable[Result]] = tuple,
    ) -> Generator[Result, None, None]:
        """Yield what comes; a task whose worker is lost goes to another one, by the scheduler."""
        for name, content in (parcels or {}).items():
            if name not in self._put:
                distributed.Variable(name, client=self._client).set(content)
                self._put.add(name)
        token = secrets.token_hex(4)
        came = distributed.as_completed(loop=self._client.loop, with_results=True, raise_errors=False)
        outstanding: set[Any] = set()
        coming = iter(enumerate(tasks))
        room, asked = 0, -float("inf")
        try:
            while True:
                if time.monotonic() - asked > SECOND:  # workers come and go, but asking takes as long as a short run
                    room, asked = AHEAD * self.slots, time.monotonic()
                for number, task in itertools.islice(coming, max(0, room - len(outstanding))):
                    key = f"suite-{token}-{number}"
                    future = self._client.submit(call, function, task, facts(), VariablePost(), key=key, pure=False)
                    outstanding.add(future)
                    came.add(future)
                if not outstanding:
                    return
                for future, result in self._next(came):
                    outstanding.discard(future)
                    yield self._checked(future, result)
        finally:
            if outstanding and self._client.status == "running":
                self._client.cancel(list(outstanding), force=True)

    def _next(self, came: Any) -> list[tuple[Any, Any]]:
        """Return the tasks that have ended, at least one, with their results."""
        looked = time.monotonic()
        while not (done := came.next_batch(block=False)):
            time.sleep(PAUSE)
            if time.monotonic() - looked > SECOND:
                self._look()
                looked = time.monotonic()
        self._alone_since = None
        return sorted(done, key=lambda each: each[0].status != "finished")  # an error must not hide what came with it

    def _look(self) -> None:
        """Give up if nobody is there any more."""
        if self._client.status != "running":
            raise self._lost()
        if self._threads():
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > PATIENCE:
            raise WorkerError(f"the dask scheduler at {self.address} has lost its last worker: {_KEPT}")

    def _checked(self, future: Any, result: Any) -> Any:
        if future.status == "finished":
            return result
        if future.status != "error":
            raise self._lost()
        error = result[1]
        if isinstance(error, distributed.KilledWorker):
            raise WorkerError(
                "several dask workers were lost one after the other with the same runs, perhaps because memory ran "
                f"out: give workers more (--memory-limit); {_KEPT}"
            ) from None
        raise error

    def _lost(self) -> SuiteError:
        return WorkerError(f"the dask scheduler at {self.address} has gone away: {_KEPT}")

    def close(self) -> None:
        """Leave the scheduler; workers that were started here end."""
        if self._client.status == "running":
            for name in self._put:
                distributed.Variable(name, client=self._client).delete()
        self._client.close()
        self._close_cluster()

    def _close_cluster(self) -> None:
        if self._cluster is not None:
            self._cluster.close()


def _mute() -> None:
    """Keep dask's own log off the terminal: what concerns a user is said by the engine."""
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _connected(address: str) -> Any:
    where = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
    if "scheduler_file" in where and not Path(address).is_file():
        raise ConfigurationError(f"there is no scheduler file {address}: 'dask scheduler --scheduler-file' writes it")
    try:
        return distributed.Client(**where, timeout=CONNECTING, set_as_default=False)
    except (*_GONE, ValueError, KeyError) as error:
        raise ConfigurationError(
            f"no dask scheduler answers at {address} ({type(error).__name__}): start one with 'dask scheduler', or "
            "leave --scheduler out for workers on this machine"
        ) from None


def _local_cluster(workers: int) -> Any:
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
        preload=["suite.engines.deaf_worker"],
    )
