"""A disk that is full: at every single call of the system while something is written, and on a small tmpfs."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from suite import files
from suite.errors import DataError
from tests.faults.harness import RECORDS, Count, finish, parts, snapshot, torn_packs
from tests.faults.scenarios import Scenario, empty

CALLS = ("open", "fsync", "replace", "rename", "mkdir")
"""Of the module os; writing itself is refused in :class:`_Full`."""


class _Full:
    """A file that takes a few bytes, then none."""

    def __init__(self, file: Any, refuse: Callable[[], None]) -> None:
        self._file, self._refuse = file, refuse

    def write(self, data: bytes) -> int:
        self._file.write(data[: len(data) // 2])
        self._refuse()
        return int(self._file.write(data[len(data) // 2 :])) + len(data) // 2

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Full:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


@contextlib.contextmanager
def refusing(at: int, code: int) -> Iterator[list[str]]:
    """Let the ``at``-th call (from 0) that :mod:`suite.files` makes of the system fail with ``code``.

    Gives the names of the calls made so far.
    """
    seen: list[str] = []

    def refuse(name: str) -> None:
        seen.append(name)
        if len(seen) == at + 1:
            raise OSError(code, os.strerror(code))

    class System:
        """The module os, as :mod:`suite.files` sees it."""

        def __getattr__(self, name: str) -> Any:
            original = getattr(os, name)
            if name == "fdopen":
                return lambda *arguments: _Full(original(*arguments), lambda: refuse("write"))
            if name not in CALLS:
                return original

            def call(*arguments: Any) -> Any:
                refuse(name)
                return original(*arguments)

            return call

    before = files.os
    files.os = System()  # type: ignore[assignment]
    try:
        yield seen
    finally:
        files.os = before


def refuse_everywhere(name: str, write: Callable[[Path], object], folder: Path, code: int = errno.ENOSPC) -> Count:
    """Call ``write`` once for each call of the system that it makes, which is refused; then it must find its way.

    Args:
        name: of the row.
        write: writes into a folder; called again on what an earlier, refused call has left.
        folder: for everything.
        code: of the refusal.
    """
    count = Count(f"{errno.errorcode[code]} at every call: {name}")
    write(empty(folder / "whole"))
    whole = snapshot(folder / "whole")
    out = empty(folder / "out")
    while True:
        with refusing(count.tries, code) as seen:
            try:
                write(out)
            except DataError as error:
                count.check("\n" not in str(error), f"not one line: {error}")
            except BaseException as error:
                count.failures.append(f"{type(error).__name__} at {seen[-1]}: {error}")
            refused = len(seen) > count.tries
        if not refused:  # the whole work needs fewer calls
            break
        count.tries += 1
        found = snapshot(out)
        count.check(all(whole.get(path) == digest for path, digest in found.items()), f"torn at {seen[-1]}")
        count.check(not parts(out), f"left behind at {seen[-1]}")
        empty(out)
    count.check(snapshot(out) == whole, "other bytes in the end")
    return count


def on_small_disks(scenario: Scenario, sizes_kb: list[int], folder: Path) -> Count:
    """Run a command on file systems of growing size: an error of one line, or the whole result; then on a large one."""
    count = Count(f"small tmpfs: {scenario.name}")
    given, disk, log = folder / "given", folder / "disk", folder / "log"
    scenario.prepare(given)
    finish(scenario.call(given, empty(folder / "whole")), log)
    whole = {name: digest for name, digest in snapshot(folder / "whole").items() if not name.endswith(scenario.timed)}
    for size in sizes_kb:
        empty(disk)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)], check=True)
        try:
            ended = finish(scenario.call(given, disk / "out"), log)
            found = snapshot(disk / "out") if (disk / "out").is_dir() else {}
            count.tries += 1
            lines = [line for line in ended.output.splitlines() if line.startswith("error:")]
            clear = ended.clear and (ended.status == 0 or (ended.status == 1 and len(lines) == 1))
            count.check(clear, f"{size} kB: status {ended.status}: {ended.output[-300:]}")
            steady = {n: d for n, d in found.items() if not n.endswith((*scenario.timed, *scenario.changing, *RECORDS))}
            count.check(not torn_packs(disk), f"torn at {size} kB: {torn_packs(disk)[:3]}")
            count.check(all(whole.get(name) == digest for name, digest in steady.items()), f"torn at {size} kB")
            count.check(not parts(disk), f"left behind at {size} kB")
            if ended.status != 0:
                subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
                again = finish(scenario.call(given, disk / "out"), log)
                found = {n: d for n, d in snapshot(disk / "out").items() if not n.endswith(scenario.timed)}
                count.check(found == whole, f"other bytes after {size} kB: {again.output[-200:]}")
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    return count


def can_mount(folder: Path) -> bool:
    """Return whether this process may mount a tmpfs."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    empty(folder)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)], capture_output=True).returncode:
        return False
    subprocess.run(["umount", str(folder)], check=True)
    return True
