"""What a shell sees: one line, the right exit code, no process that goes on, nothing half-written."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from suite.errors import SuiteError
from suite.study.shelf import Shelf
from suite.workers import WorkerError, in_workers
from tests.faults.commands import alive, start, wait_for
from tests.study.records_in import records_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc and writes to /dev/full")
SEARCH = ("--dataset", "cifar10", "--device", "raspi4", "--source", "surrogate")


@pytest.mark.parametrize("arguments", [("--help",), ("algorithms",)])
def test_a_full_output_is_one_line(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        process = start(*arguments, stdout=full)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.splitlines() == [
        "error: cannot write the output (No space left on device): free some space, or send it elsewhere"
    ]


def test_a_reader_that_has_gone_is_not_spoken_of() -> None:
    read, write = os.pipe()
    os.close(read)
    process = start("algorithms", stdout=write)
    os.close(write)
    assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("number", "code", "word", "jobs"),
    [(signal.SIGTERM, 143, "terminated: ", 2), (signal.SIGINT, 130, "interrupted: ", 1), (signal.SIGKILL, -9, "", 2)],
)
def test_workers_end_with_the_command_and_what_is_finished_stays(
    number: signal.Signals, code: int, word: str, jobs: int, tmp_path: Path
) -> None:
    options = ("--seeds", "500", "--budget", "1000", "--jobs", jobs, "--out", tmp_path)
    process = start("compare", "--algorithms", "random_search,nsga2", *SEARCH, *options)
    wait_for(lambda: len(records_in(tmp_path)) >= 3)
    before = records_in(tmp_path)
    assert len(alive(process.pid)) >= (1 if jobs == 1 else 1 + jobs)
    process.send_signal(number)
    assert wait_for(lambda: process.poll() is not None) < 10.0
    assert wait_for(lambda: not alive(process.pid)) < 5.0
    lines = [line for line in process.communicate()[1].splitlines() if line]
    assert process.returncode == code
    if word:
        assert [line for line in lines if line.startswith(word) and " kept" in line and "goes on" in line] == lines
    assert before.items() <= records_in(tmp_path).items()


def test_ignored_interrupts_stay_ignored(tmp_path: Path) -> None:
    options = ("--seeds", "5000", "--budget", "1000", "--out", tmp_path)
    process = start("compare", "--algorithms", "random_search,nsga2", *SEARCH, *options, interrupts=False)
    wait_for(lambda: len(Shelf(tmp_path).digests) >= 3)
    process.send_signal(signal.SIGINT)
    before = len(Shelf(tmp_path).digests)
    wait_for(lambda: len(Shelf(tmp_path).digests) >= before + 10)
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=60)[1].lstrip().startswith("terminated: ")
    assert process.returncode == 143


def test_a_killed_worker_is_one_line() -> None:
    with pytest.raises(WorkerError, match="fewer --jobs") as caught:
        list(in_workers(os._exit, [(1,), (1,)], 2))
    assert isinstance(caught.value, SuiteError)
    assert "\n" not in str(caught.value)
    assert list(in_workers(abs, [(-1,), (-2,), (3,)], 2)) == [1, 2, 3]  # later calls have new workers
