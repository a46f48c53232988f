"""The long tier: ``python -m tests.faults``, or ``tox -e faults``.

Every row is a test with its number of tries and of failures; the exit code is 1 if anything failed. ``--scale 10``
takes ten times as many tries, ``--only kill`` the rows whose name has that word. Seeds are fixed; where a kill falls
depends on the computer.
"""

from __future__ import annotations

import argparse
import errno
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.damage import damage_often, together
from tests.faults.determinism import variants
from tests.faults.full_disk import can_mount, on_small_disks, refuse_everywhere
from tests.faults.harness import Count, warm
from tests.faults.kills import ask_to_end, kill_often
from tests.faults.scenarios import SCENARIOS, named
from tests.faults.work import write_a_record, write_a_store
from tests.faults.writers import write_together

SEED = 19
Row = tuple[str, Callable[[Path], Count]]

KILLS = {"networks train-reference": 6, "networks train-supernet": 10, "networks score rmi": 10, "compare": 10}
"""Kills of the slow commands; of the others :data:`MOST`."""
MOST = 30


def rows(scale: float) -> Iterator[Row]:
    """Yield the tests by name; ``scale`` multiplies the tries."""

    def times(tries: int) -> int:
        return max(1, round(tries * scale))

    yield "writers", lambda folder: write_together(16, times(40), folder / "files", SEED)
    for name, work in (("a record", write_a_record), ("a store", write_a_store)):
        for code in (errno.ENOSPC, errno.EIO):
            yield f"full disk, {name}", lambda folder, n=name, w=work, c=code: refuse_everywhere(n, w, folder, c)
    for scenario in SCENARIOS:
        if not scenario.possible():
            continue
        kills = times(KILLS.get(scenario.name, MOST))
        yield f"kill {scenario.name}", lambda folder, s=scenario, k=kills: kill_often(s, k, folder, SEED)
    for name in ("compare --shard", "compare --shard, 2 jobs", "data fetch", "reproduce"):
        for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            yield (
                f"{number.name} {name}",
                lambda folder, n=name, s=number, c=code: ask_to_end(named(n), s, c, times(10), folder, SEED),
            )
    for name, ends in (("compare --shard", (".tar",)), ("data fetch", (".json", ".npy"))):
        yield f"damage {name}", lambda folder, n=name, e=ends: damage_often(named(n), times(30), folder, SEED, e)
    for name in ("compare --shard", "compare --shard, 2 jobs", "data fetch", "reproduce", "networks score supernet"):
        yield f"together {name}", lambda folder, n=name: together(named(n), 3, times(5), folder, SEED)
    for name in ("compare --shard", "data fetch", "reproduce", "export"):
        sizes = [int(4 * 1.35**step) for step in range(times(30))]
        yield f"small disk {name}", lambda folder, n=name, z=sizes: on_small_disks(named(n), z, folder)
    yield from variants()


def quick_rows() -> Iterator[Row]:
    """Yield a few tries of each kind, for the ordinary run of the tests."""
    shard, device = named("compare --shard"), named("data import, a device")
    yield "writers", lambda folder: write_together(4, 6, folder / "files", SEED)
    for name, work in (("a record", write_a_record), ("a store", write_a_store)):
        for code in (errno.ENOSPC, errno.EIO):
            yield "full disk", lambda folder, n=name, w=work, c=code: refuse_everywhere(n, w, folder, c)
    for each in (shard, device):
        yield "kill", lambda folder, s=each: kill_often(s, 3, folder, SEED)
    yield "SIGTERM", lambda folder: ask_to_end(shard, signal.SIGTERM, 143, 2, folder, SEED)
    yield "damage", lambda folder: damage_often(shard, 5, folder, SEED, (".tar",))
    yield "together", lambda folder: together(shard, 2, 1, folder, SEED)


def main() -> None:
    """Run the rows and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies the tries")
    parser.add_argument("--only", default="", help="rows whose name has this word")
    parser.add_argument("--no-torch", action="store_true", help="leave out the commands that train networks")
    parser.add_argument("--quick", action="store_true", help="a few tries of each kind, in less than a minute")
    given = parser.parse_args()
    no_torch = given.no_torch or given.quick or not named("networks train-supernet").possible()
    warm(torch=not no_torch)
    failed = 0
    print("| test | tries | failures | seconds |\n|---|---|---|---|", flush=True)
    for name, test in quick_rows() if given.quick else rows(given.scale):
        if given.only not in name or (no_torch and "networks" in name):
            continue
        with tempfile.TemporaryDirectory(prefix="suite-faults-") as folder:
            if name.startswith("small disk") and not can_mount(Path(folder) / "mount"):
                continue
            start = time.monotonic()
            count = test(Path(folder))
            seconds = time.monotonic() - start
        note = f" ({count.note})" if count.note else ""
        print(f"| {count.name}{note} | {count.tries} | {len(count.failures)} | {seconds:.0f} |", flush=True)
        for failure in count.failures[:5]:
            print(f"    {' '.join(failure.split())}", file=sys.stderr, flush=True)
        failed += len(count.failures)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
