"""Starting commands as a person does, to see exit codes, streams and signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]


def start(
    *arguments: object, stdout: IO[Any] | int = subprocess.PIPE, interrupts: bool = True, **environment: str
) -> subprocess.Popen[str]:
    """Start ``suite`` in a process group of its own, on one thread, and return the process.

    It begins with interrupts as a terminal gives them, or ignored as a shell gives them to what it runs in the
    background of a script: never as whoever started the tests has them.
    """
    limits = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-m", "suite.cli.main", *map(str, arguments)],
        env={**os.environ, **limits, "PYTHONPATH": path, **environment},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL if interrupts else signal.SIG_IGN),
    )


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> float:
    """Wait until ``condition`` holds and return the seconds that it took; AssertionError if it never does."""
    start_time = time.monotonic()
    while not condition():
        assert time.monotonic() - start_time < seconds, f"not within {seconds:g} s"
        time.sleep(0.02)
    return time.monotonic() - start_time


def alive(group: int) -> list[int]:
    """Return the processes of a process group that still run."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            state, _, pgrp = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):  # no process, or one that has just ended
            continue
        if int(pgrp) == group and state != "Z":
            found.append(int(folder.name))
    return found
