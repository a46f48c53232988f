"""A real dask cluster: workers are processes, one is killed in the middle, and not a byte is different."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.engines import open_engine
from suite.study import far
from suite.study.pool import BenchmarkSource, run_study
from suite.workers import WorkerError
from tests.imports import ROOT
from tests.study.made_up import write_made_up_store
from tests.study.records_in import records_in
from tests.study.test_pool import content, study

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.filterwarnings("default"),  # of dask and tornado, whose loops end while workers are killed
]
WORKERS = 4
SEEDS = 16


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_made_up_store(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="module")
def expected(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("one-process")
    run_study(study(SEEDS), BenchmarkSource(str(tables), "real"), out, progress=False)
    return content(out)


def test_a_local_cluster_with_a_worker_killed_in_the_middle_gives_the_same_bytes(
    tables: Path, tmp_path: Path, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = BenchmarkSource(str(tables), "real")
    killed: list[int] = []
    with open_engine("dask", WORKERS) as engine:
        assert engine.slots == WORKERS
        pids = sorted(engine._client.run(os.getpid).values())  # type: ignore[attr-defined]
        assert len({*pids, os.getpid()}) == WORKERS + 1
        original = far.append

        def killing(*arguments: object) -> None:
            original(*arguments)  # type: ignore[arg-type]
            if not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        monkeypatch.setattr(far, "append", killing)
        records = run_study(study(SEEDS), source, tmp_path, progress=False, engine=engine)
        again = engine._client.run(os.getpid)  # type: ignore[attr-defined]
    assert killed == pids[:1]
    assert pids[0] not in again.values()
    assert [record.spec for record in records] == study(SEEDS)
    assert content(tmp_path) == expected


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler and two workers as processes of their own, which see no tables; gives the scheduler's file."""
    home = tmp_path_factory.mktemp("cluster")
    (home / "nothing").mkdir()
    file = home / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(home), "SUITE_DATA_DIR": str(home / "nothing")}
    common = {"cwd": home, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = ["dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    worker = ["dask_worker", "--nthreads", "1", "--no-nanny"]
    started: list[subprocess.Popen[bytes]] = []
    try:
        for name, *options in (scheduler, worker, worker):
            command = [sys.executable, "-m", f"distributed.cli.{name}", *options, "--no-dashboard"]
            started.append(subprocess.Popen([*command, "--scheduler-file", str(file)], **common))  # type: ignore[call-overload]
        deadline = time.monotonic() + 60
        while not file.exists():
            assert started[0].poll() is None, "the scheduler ended"
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield str(file)
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_workers_elsewhere_fetch_the_tables_and_a_killed_client_loses_nothing(
    cluster: str, tables: Path, tmp_path: Path, expected: dict[str, str]
) -> None:
    script = (
        "from pathlib import Path; from suite.engines import open_engine\n"
        "from suite.study.pool import BenchmarkSource, run_study; from tests.study.test_pool import study\n"
        f"with open_engine('dask', scheduler={cluster!r}) as engine:\n"
        "    tables = BenchmarkSource('tables', 'real')\n"
        f"    run_study(study({SEEDS}), tables, Path('out'), progress=False, engine=engine)\n"
    )
    # a relative name, which means nothing where the workers are
    (tmp_path / "tables").symlink_to(tables, target_is_directory=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    client = subprocess.Popen(command, cwd=tmp_path, env=environment)
    deadline = time.monotonic() + 120
    while not (done := len(records_in(tmp_path / "out"))):
        assert client.poll() is None, "the study ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    client.kill()
    client.wait()
    assert done >= 1
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, timeout=120)
    assert content(tmp_path / "out") == expected
    found = list((Path(cluster).parent).glob("suite-tables-*/suite-tables-*/store.json"))
    assert len(found) == 1  # fetched once for both workers


def test_a_worker_of_other_versions_is_refused_by_name(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from suite.engines import dask_cluster

    ours = dask_cluster.facts()
    monkeypatch.setattr(dask_cluster, "difference", lambda theirs, _: f"numpy {theirs['numpy']} instead of 0.0.1")
    with pytest.raises(WorkerError, match=rf"worker tcp://127.0.0.1:\d+ has numpy {ours['numpy']} instead of 0.0.1"):
        open_engine("dask", scheduler=cluster)


def test_ctrl_c_ends_with_130_in_one_line_keeps_what_came_and_calls_the_rest_off(cluster: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "suite", "compare", "--algorithms", "nsga2,mo_hdnas", "--dataset", "cifar10"]
    command += ["--device", "raspi4", "--source", "surrogate", "--seeds", "500", "--out", str(tmp_path)]
    command += ["--engine", "dask", "--scheduler", cluster]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    client = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 120
    while not records_in(tmp_path):
        assert client.poll() is None, "the study ended before it could be interrupted"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(client.pid, signal.SIGINT)
    said = client.communicate(timeout=120)[1]
    assert client.returncode == 130
    assert said.splitlines()[0].startswith("engine: dask at ")
    assert said.splitlines()[-1].startswith("interrupted: ")
    assert "Traceback" not in said
    kept = len(records_in(tmp_path))
    assert f"{kept} of 1,000 runs are kept" in said
    with distributed.Client(scheduler_file=cluster, set_as_default=False) as other:
        left = other.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))
    assert left == 0
