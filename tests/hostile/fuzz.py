"""Mutated files: every reader must return, or end in one line, within limits of time and memory.

``python -m tests.hostile.fuzz`` reads 100,000 mutated files of each format (``--cases``, ``--formats``, ``--seed``),
one process a format (``--together``: one for all), and prints a row of Markdown for each. A seed gives the same files.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from suite.errors import LONGEST, SuiteError
from tests.hostile.formats import FORMATS, Format

SECONDS = 5.0
"""A reader that works longer on one file hangs."""
MIB = 2**20
MEMORY_FACTOR, MEMORY_BASE = 4, 256 * MIB
"""Bytes that the process may grow by: factor x file + base."""
ADDRESSES = 6 * 2**30
"""Limit of the address space above what the libraries take: a request beyond it fails instead of being tried."""

_EDGES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, 2**63 - 1, 2**64 - 1)
_PARTED = 0.6  # share of the files that are taken apart, so that checksums are right


class HangError(BaseException):
    """A reader worked too long; not an Exception, so that no reader takes it for an error of the file."""


def mutated(content: bytes, rng: random.Random, words: tuple[bytes, ...], others: list[bytes]) -> bytes:
    """Return ``content`` with one to eight changes."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4, 8))):
        place = rng.randrange(len(data) + 1)
        kind = rng.randrange(9)
        if kind == 0 and place < len(data):
            data[place] ^= 1 << rng.randrange(8)
        elif kind == 1 and place < len(data):
            data[place] = rng.randrange(256)
        elif kind == 2:
            width = rng.choice((1, 2, 4, 8))
            number = (rng.choice(_EDGES) + rng.choice((-1, 0, 1))) % 2 ** (8 * width)
            data[place : place + width] = number.to_bytes(width, rng.choice(("little", "big")))
        elif kind == 3:
            del data[place : place + rng.choice((1, 2, 4, 16, 200))]
        elif kind == 4:
            data[place:place] = data[place : place + rng.choice((1, 4, 16, 200))] * rng.choice((1, 2, 20))
        elif kind == 5:
            other = rng.choice(others)
            first = rng.randrange(len(other) + 1)
            data[place:place] = other[first : first + rng.choice((1, 8, 64))]
        elif kind == 6 and rng.random() < 0.3:
            del data[place:]
        elif words:
            word = rng.choice(words) * rng.choice((1, 1, 1, 2, 50))
            data[place : place + rng.choice((0, 0, len(word)))] = word
    return bytes(data)


def cases(form: Format, seed: int, first: int, last: int) -> Iterator[bytes]:
    """Yield the mutated files number ``first`` to ``last`` of a format."""
    wholes = form.wholes()
    parts = [form.inner[0](whole) for whole in wholes] if form.inner else []
    for number in range(first, last):
        rng = random.Random(f"{form.name} {seed} {number}")
        which = rng.randrange(len(wholes))
        if form.inner and rng.random() < _PARTED:
            members = dict(parts[which])
            name = rng.choice(list(members))
            members[name] = mutated(members[name], rng, form.words, list(members.values()))
            yield form.inner[1](members)
        else:
            yield mutated(wholes[which], rng, form.words, wholes)


def peak() -> int:
    """Return the largest resident memory of this process since :func:`reset_peak`, in bytes (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def reset_peak() -> int:
    """Forget the largest memory so far; return the present one in bytes."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    return peak()


def limit_addresses() -> None:
    """Let this process take :data:`ADDRESSES` more bytes of addresses and no more."""
    with open("/proc/self/statm") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + ADDRESSES, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _hang(*_: Any) -> None:
    raise HangError


def outcome(form: Format, path: Path) -> tuple[str, str]:
    """Read one file and return what came of it: "read", "refused", or a failure with its text."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        form.read(path)
        return "read", ""
    except SuiteError as error:
        text = str(error)
        if len(text) <= LONGEST and text.isprintable() and text:
            return "refused", text
        return "message", repr(text[:200])
    except HangError:
        return "hang", f"{SECONDS:g} s"
    except BaseException:
        return "traceback", " | ".join(traceback.format_exc().splitlines()[-4:])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def work(name: str, seed: int, first: int, last: int, folder: Path, progress: Path) -> dict[str, Any]:
    """Read the files of one format in this process; return counts and the first failures of each kind."""
    form = FORMATS[name]
    path = folder / f"file{form.suffix}"
    counts: dict[str, int] = {}
    failures: list[str] = []
    slowest, growth, begun = 0.0, 0, time.process_time()
    for whole in form.wholes():  # what libraries take once is taken before it is measured
        path.write_bytes(whole)
        outcome(form, path)
    limit_addresses()
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with progress.open("wb", buffering=0) as mark:
        for number, content in enumerate(cases(form, seed, first, last), start=first):
            if number % 16 == 0 or number == first:
                mark.seek(0)
                mark.write(b"%d" % number)
            path.write_bytes(content)
            at = time.process_time()
            kind, text = outcome(form, path)
            slowest = max(slowest, time.process_time() - at)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - start
            growth = max(growth, grown)
            if grown > MEMORY_FACTOR * len(content) + MEMORY_BASE:
                kind, text, start = "memory", f"{grown / MIB:.0f} MiB of {len(content)} bytes", start + grown
            counts[kind] = counts.get(kind, 0) + 1
            if kind not in ("read", "refused") and len(failures) < 20:
                failures.append(f"{name} {number}: {kind}: {text}")
    return {
        "counts": counts, "failures": failures, "slowest": slowest, "growth": growth,
        "seconds": time.process_time() - begun,
    }  # fmt: skip


def run(name: str, count: int, seed: int = 0) -> dict[str, Any]:
    """Read mutated files of one format in a process of its own; a crash is a failure, and it is gone on behind it."""
    total: dict[str, Any] = {"counts": {}, "failures": [], "slowest": 0.0, "growth": 0, "seconds": 0.0}
    first = 0
    while first < count:
        with tempfile.TemporaryDirectory() as folder:
            progress = Path(folder) / "progress"
            words = [
                sys.executable,
                "-m",
                __spec__.name,
                "--work",
                name,
                str(first),
                str(count),
                folder,
                "--seed",
                str(seed),
            ]
            done = subprocess.run(words, capture_output=True, text=True, timeout=None)
            if done.returncode == 0:
                found = json.loads(done.stdout.splitlines()[-1])
                first = count
            else:
                at = int(progress.read_text()) if progress.exists() else first
                text = (done.stderr.strip().splitlines() or [f"signal {-done.returncode}"])[-1]
                found = {"counts": {"crash": 1}, "failures": [f"{name} from {at}: crash: {text}"]}
                if not progress.exists():
                    first = count
                first = max(at, first) + 16
        for kind, n in found["counts"].items():
            total["counts"][kind] = total["counts"].get(kind, 0) + n
        total["failures"] += found["failures"]
        total["seconds"] += found.get("seconds", 0.0)
        for fact in ("slowest", "growth"):
            total[fact] = max(total[fact], found.get(fact, 0))
    return total


def available(form: Format) -> bool:
    """Return whether what a format's reader needs is installed."""
    return all(importlib.util.find_spec(module) for module in form.needs)


def row(name: str, found: dict[str, Any]) -> str:
    """Return one row of the table in ``docs/reliability.md``."""
    counts = found["counts"]
    n = sum(counts.values())
    bad = [counts.get(kind, 0) for kind in ("hang", "memory", "traceback", "message", "crash")]
    return (
        f"| {name} | {n:,} | {counts.get('read', 0):,} | {' | '.join(map(str, bad))} | {found['slowest']:.2f} | "
        f"{found['growth'] / 2**20:.0f} | {found['seconds']:.0f} |"
    )


COLUMNS = (
    "format",
    "files",
    "read",
    "hangs",
    "too much memory",
    "tracebacks",
    "bad messages",
    "crashes",
    "slowest, s",
    "growth, MiB",
    "all, s",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def main() -> int:
    parser = argparse.ArgumentParser(description="Read mutated files of every format.")
    parser.add_argument("--cases", type=int, default=100_000, help="files of each format")
    parser.add_argument("--formats", nargs="*", default=list(FORMATS), choices=list(FORMATS), metavar="FORMAT")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--together", action="store_true", help="in this process: quicker, but a crash ends all")
    parser.add_argument("--work", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        signal.signal(signal.SIGPROF, _hang)
        name, first, last, folder = given.work
        found = work(name, given.seed, int(first), int(last), Path(folder), Path(folder) / "progress")
        print(json.dumps(found))
        return 0
    print(HEAD, flush=True)
    failures: list[str] = []
    signal.signal(signal.SIGPROF, _hang)
    for name in given.formats:
        if available(FORMATS[name]):
            if given.together:
                with tempfile.TemporaryDirectory() as folder:
                    found = work(name, given.seed, 0, given.cases, Path(folder), Path(folder) / "progress")
            else:
                found = run(name, given.cases, given.seed)
            failures += found["failures"]
            print(row(name, found), flush=True)
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
