"""SLURM's jobs, through submitit's local and debug executors."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from suite.engines import open_engine
from suite.engines.slurm import FolderPost, SlurmEngine, work_through
from suite.errors import ConfigurationError, DataError
from suite.study.journal import Tail
from suite.study.pool import BenchmarkSource, run_study
from suite.workers import WorkerError
from tests.imports import ROOT
from tests.study.records_in import records_in
from tests.study.test_pool import content, study

submitit = pytest.importorskip("submitit")
psutil = pytest.importorskip("psutil")
pytestmark = pytest.mark.filterwarnings("default::ResourceWarning", "default::pytest.PytestUnraisableExceptionWarning")
"""submitit leaves files of its debug executor open."""


@pytest.fixture(autouse=True)
def _clone_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # jobs are processes of their own


@pytest.fixture(scope="module")
def expected(source: BenchmarkSource, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("one-process")
    run_study(study(8), source, out, progress=False)
    return content(out)


@pytest.mark.parametrize("executor", ["debug", "local"])
def test_jobs_change_no_byte_and_leave_nothing_else(
    executor: str, source: BenchmarkSource, tmp_path: Path, expected: dict[str, str]
) -> None:
    with open_engine("slurm", 2, executor) as engine:
        assert engine.describe() == f"2 jobs by submitit's {executor} executor, without SLURM"
        records = run_study(study(8), source, tmp_path, progress=False, engine=engine)
    assert [record.spec for record in records] == study(8)
    assert content(tmp_path) == expected


def test_what_a_killed_job_had_not_finished_is_done_by_another(
    source: BenchmarkSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of two jobs is killed as soon as a record is there; the next round makes what it left."""
    submitted: list[list[object]] = []
    killed: list[int] = []
    original = SlurmEngine._submit

    def watched(self: SlurmEngine, *arguments: object) -> list[object]:
        jobs = original(self, *arguments)  # type: ignore[arg-type]
        submitted.append(jobs)
        if len(submitted) == 1:
            threading.Thread(target=kill_first, args=(jobs[0],), daemon=True).start()
        return jobs

    def kill_first(job: object) -> None:
        while not any(path.stat().st_size for path in (tmp_path / "out" / "runs").glob("*.journal")):
            time.sleep(0.005)
        for task in psutil.Process(job._process.pid).children():  # type: ignore[attr-defined]
            task.kill()
            killed.append(task.pid)

    monkeypatch.setattr(SlurmEngine, "_submit", watched)
    many = study(20, 200)
    with open_engine("slurm", 2, "local") as engine:
        run_study(many, source, tmp_path / "out", progress=False, engine=engine)
    assert len(killed) == 1
    assert len(submitted) == 2
    run_study(many, source, tmp_path / "whole", progress=False)
    assert records_in(tmp_path / "out") == records_in(tmp_path / "whole")


def test_an_interrupt_ends_the_jobs_and_keeps_what_came(
    source: BenchmarkSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Any] = []
    submit, look = SlurmEngine._submit, Tail.new

    def interrupted(self: Tail) -> list[tuple[str, bytes]]:
        if found := look(self):
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(SlurmEngine, "_submit", lambda *arguments: jobs.extend(submit(*arguments)) or jobs)
    monkeypatch.setattr(Tail, "new", interrupted)
    with pytest.raises(KeyboardInterrupt), open_engine("slurm", 1, "local") as engine:
        run_study(study(400, 300), source, tmp_path, progress=False, engine=engine)
    assert jobs[0]._process.wait(timeout=60) != 0
    assert 0 < len(records_in(tmp_path)) < 1200


def test_a_job_says_in_one_line_what_it_refuses(tmp_path: Path) -> None:
    def refusing(_post: object) -> None:
        raise DataError("no table")

    from suite.engines.facts import facts

    assert work_through(refusing, [()], facts(), FolderPost(tmp_path)).endswith(": no table")
    assert "instead of 0" in work_through(refusing, [()], facts() | {"numpy": "0"}, FolderPost(tmp_path))
    with pytest.raises(WorkerError, match="--out must be a folder that all nodes share"):
        FolderPost(tmp_path).fetch("nothing")


def test_sbatch_gets_array_limits_and_parameters_and_refuses_unknown_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With stand-ins for SLURM's commands, which keep the script that they are given."""
    for name in ("sbatch", "srun", "sacct", "scancel"):
        (tmp_path / name).write_text(f'#!/bin/sh\ncp "$1" {tmp_path}/script 2>/dev/null\necho Submitted batch job 7\n')
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(ConfigurationError, match=r"--slurm: .*partitoin"):
        open_engine("slurm", 3, None, ["partitoin=cpu"])
    with open_engine("slurm", 3, None, ["partition=cpu", "timeout_min=120", "mem_gb=4"]) as engine:
        assert engine.describe() == "3 jobs of SLURM, 120 minutes each"
        engine._submit(tmp_path / "jobs", [(print, [], {}, FolderPost(tmp_path))] * 3)  # type: ignore[attr-defined]
    script = (tmp_path / "script").read_text()
    for line in ("--array=0-2%3", "--partition=cpu", "--time=120", "--mem=4GB", "--cpus-per-task=1"):
        assert f"#SBATCH {line}" in script
