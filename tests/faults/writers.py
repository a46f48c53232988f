"""Many writers of one file, readers beside them, and kills among the writers."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np

from suite.files import remove_left_parts, write_atomically
from tests.faults.harness import Count, Forked, pause
from tests.faults.scenarios import empty

SIZES = (1, 4_000, 300_000)
"""Bytes of the files: a record's, a table's."""


def content_of(writer: int, size: int) -> bytes:
    """Return what a writer writes: its number, over and over."""
    return bytes([writer]) * size


def write_together(writers: int, kills: int, folder: Path, seed: int) -> Count:
    """Let ``writers`` processes write the same names, kill one after another, and read all the while.

    A file is torn if it does not hold one writer's number alone, at one of the sizes.
    """
    count = Count(f"{writers} writers of the same files, killed one after another")
    rng = np.random.default_rng([seed, writers])
    names = [empty(folder) / f"{size}.bin" for size in SIZES]

    def write(writer: int) -> None:
        while True:
            for name, size in zip(names, SIZES, strict=True):
                write_atomically(name, content_of(writer, size), durable=writer % 8 == 0)

    def start(writer: int) -> Forked:
        return Forked(lambda: write(writer), folder.parent / f"log-{writer}")

    def torn() -> list[str]:
        nonlocal reads
        found = []
        for name, size in zip(names, SIZES, strict=True):
            try:
                content = name.read_bytes()
            except FileNotFoundError:
                if count.tries:  # there was one: it may never vanish
                    found.append(f"{name.name} is gone")
                continue
            reads += 1
            if len(content) != size or len(set(content)) != 1:
                found.append(f"{name.name}: {len(content)} bytes, {len(set(content))} writers")
        return found

    reads = 0
    running = {writer: start(writer) for writer in range(1, writers + 1)}
    pause(0.3)
    for _ in range(kills):
        pause(float(rng.uniform(0.0, 0.05)))
        for _ in range(5):
            count.failures += torn()
        victim = int(rng.choice(list(running)))
        count.tries += running[victim].kill(signal.SIGKILL)
        running[victim].wait()
        count.failures += torn()
        running[victim] = start(victim)
    for process in running.values():
        process.kill(signal.SIGKILL)
        process.wait()
    count.failures += torn()
    left = len(list(folder.glob("*.part")))
    removed = remove_left_parts(folder)
    count.check(removed == left and sorted(os.listdir(folder)) == sorted(n.name for n in names), "parts stay")
    count.note = f"{reads:,} reads"
    return count
