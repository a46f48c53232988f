"""The engine of SLURM: jobs of an array through submitit, which write what they make into the study's folder."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import submitit

from suite.engines.base import Engine, Result
from suite.engines.calling import call
from suite.engines.facts import facts
from suite.errors import ConfigurationError, SuiteError
from suite.files import make_folder, write_atomically
from suite.workers import WorkerError

EXECUTORS = ("slurm", "local", "debug")
SECONDS = {"slurm": 5.0, "local": 0.1, "debug": 0.0}
"""Between two looks at the jobs."""
FOLDER = "slurm"
MINUTES = 60
"""Time limit of a job where --slurm timeout_min says none."""
_GENERAL = ("timeout_min", "mem_gb", "cpus_per_task", "gpus_per_node", "nodes", "name")
"""Parameters that submitit knows for every cluster; the others are sbatch's."""


class FolderPost:
    """Parcels lie as files in the study's folder, which all nodes see."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fetch(self, name: str) -> bytes:
        """Return the parcel."""
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise WorkerError(
                f"{self.folder / name} cannot be read ({error.strerror}): --out must be a folder that all nodes share"
            ) from None


class SlurmEngine(Engine):
    """See :func:`.open_engine`.

    Raises:
        ConfigurationError: if there is no sbatch, or sbatch has no such parameter.
    """

    far = True
    shares_folder = True

    def __init__(self, jobs: int, cluster: str = "slurm", parameters: Iterable[str] = ()) -> None:
        if jobs < 1:
            raise ConfigurationError("--engine slurm needs --jobs N, the number of jobs at the same time")
        if cluster not in EXECUTORS:
            raise ConfigurationError(
                f"--scheduler of --engine slurm is {', '.join(EXECUTORS)}, not '{cluster}': leave it out for sbatch"
            )
        if cluster == "slurm" and shutil.which("sbatch") is None:
            raise ConfigurationError(
                "sbatch is not found: --engine slurm is for a node from which SLURM takes jobs; '--scheduler local' "
                "tries it on this machine"
            )
        self.jobs, self.cluster = jobs, cluster
        self.parameters = _parameters(parameters)
        logging.getLogger("submitit").setLevel(logging.CRITICAL)
        if cluster == "slurm":
            self._executor(Path(FOLDER))  # refuses parameters that are none

    @property
    def slots(self) -> int:
        """The number of jobs at the same time."""
        return self.jobs

    def describe(self) -> str:
        """Return how many jobs, of what."""
        jobs = f"{self.jobs} job{'s' * (self.jobs > 1)}"
        if self.cluster == "slurm":
            return f"{jobs} of SLURM, {self.parameters.get('timeout_min', MINUTES)} minutes each"
        return f"{jobs} by submitit's {self.cluster} executor, without SLURM"

    def run(
        self,
        function: Callable[..., Result],
        tasks: Sequence[tuple[Any, ...]],
        *,
        folder: Path,
        parcels: Mapping[str, bytes] | None = None,
        collect: Callable[[], Iterable[Result]] = tuple,
    ) -> Generator[Result, None, None]:
        """Yield what comes into the folder; a job that is lost leaves out what it had not finished."""
        own = make_folder(folder.resolve() / FOLDER / secrets.token_hex(4))
        for name, content in (parcels or {}).items():
            write_atomically(own / name, content)
        count = min(self.jobs, len(tasks))
        shares = [tasks[start::count] for start in range(count)]
        waiting = self._submit(own, [(function, share, facts(), FolderPost(own)) for share in shares])
        lost = 0
        try:
            while waiting:
                ended = [job for job in waiting if job.done()]
                waiting = [job for job in waiting if job not in ended]
                yield from collect()  # what a job wrote before it ended is there now
                lost += sum(self._lost(job) for job in ended)
                if waiting and not ended:
                    time.sleep(SECONDS[self.cluster])
        finally:
            for job in waiting:
                with suppress(Exception):  # it has ended meanwhile, or SLURM does not answer
                    job.cancel()
        if not lost:  # else what the jobs printed may say why
            shutil.rmtree(own, ignore_errors=True)
            with suppress(OSError):
                own.parent.rmdir()

    def _lost(self, job: Any) -> bool:
        """Return whether a job that has ended was killed before it was through.

        Raises:
            WorkerError: with what it says, if it refused its tasks.
        """
        if self.cluster == "local" and not job.paths.result_pickle.exists():
            return True  # submitit would wait for the file, as on a file system that many nodes share
        try:
            text = job.result()
        except submitit.core.utils.FailedJobError as error:
            raise WorkerError(f"a job failed: {str(error).strip().splitlines()[-1]}") from None
        except submitit.core.utils.UncompletedJobError:
            return True
        if text:
            raise WorkerError(text)
        return False

    def _submit(self, folder: Path, calls: list[tuple[Any, ...]]) -> list[Any]:
        executor = self._executor(folder)
        try:
            with _mute_children(self.cluster == "local"), executor.batch():
                return [executor.submit(work_through, *each) for each in calls]
        except (submitit.core.utils.FailedJobError, submitit.core.utils.FailedSubmissionError) as error:
            raise ConfigurationError(f"sbatch refused the jobs: {' '.join(str(error).split())[-300:]}") from None

    def _executor(self, folder: Path) -> Any:
        executor = submitit.AutoExecutor(folder=folder, cluster=self.cluster)
        given = {"timeout_min": MINUTES, "name": "suite", "cpus_per_task": 1, **self.parameters}
        if self.cluster == "slurm":
            given = {"slurm_array_parallelism": self.jobs, **given}
        try:
            executor.update_parameters(**given)
        except (NameError, ValueError, TypeError) as error:
            raise ConfigurationError(f"--slurm: {' '.join(str(error).split())}") from None
        return executor


@contextmanager
def _mute_children(mute: bool) -> Iterator[None]:
    """Keep tracebacks of interrupted processes that are started inside off the terminal; their logs hold them."""
    if not mute:
        yield
        return
    before = os.dup(2)
    try:
        with Path(os.devnull).open("w", encoding="ascii") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(before, 2)
        os.close(before)


def _parameters(given: Iterable[str]) -> dict[str, int | str]:
    found: dict[str, int | str] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not (equals and key.isidentifier() and value):
            raise ConfigurationError(f"--slurm is written KEY=VALUE, such as partition=cpu, not '{text}'")
        found[key if key in _GENERAL else f"slurm_{key}"] = int(value) if value.isdecimal() else value
    return found


def work_through(
    function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], stated: Mapping[str, str], post: FolderPost
) -> str:
    """Do the tasks of a job; return the text of the error that a person can put right, "" without one."""
    try:
        for task in tasks:
            call(function, task, stated, post)
    except SuiteError as error:
        return str(error)
    return ""
