"""The same bytes under other instruction sets, numbers of threads and jobs, hash seeds, languages and Pythons."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.faults.commands import ROOT
from tests.faults.harness import Count
from tests.faults.scenarios import empty

FAMILIES: dict[str, list[dict[str, str]]] = {
    "OPENBLAS_CORETYPE": [
        {"OPENBLAS_CORETYPE": name} for name in ("Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX")
    ],
    "threads": [{"OMP_NUM_THREADS": n, "OPENBLAS_NUM_THREADS": n} for n in ("2", "4")],
    "PYTHONHASHSEED": [{"PYTHONHASHSEED": n} for n in ("0", "1", "4294967295")],
    "language and time zone": [
        {"LC_ALL": "C", "TZ": "UTC"}, {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"}, {"LC_ALL": "de_DE.UTF-8"},
    ],
    "jobs": [{"JOBS": str(n)} for n in (2, 3, 4, 8)],
    "Python": [{"PYTHON": name} for name in os.environ.get("SUITE_FAULT_PYTHONS", "").split(os.pathsep) if name],
}  # fmt: skip
"""Name of a family -> its variants. ``SUITE_FAULT_PYTHONS`` lists further interpreters that have the dependencies."""

FIGURES = (".png", ".pdf", ".svg")


def digests(folder: Path, variant: dict[str, str]) -> dict[str, str]:
    """Return path -> sha256 of everything that :mod:`tests.faults.workload` makes under a variant."""
    variant = dict(variant)
    python, jobs = variant.pop("PYTHON", sys.executable), variant.pop("JOBS", "1")
    fixed = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [python, "-m", "tests.faults.workload", str(empty(folder)), jobs],
        env={**os.environ, **fixed, **variant}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-600:])
    lines = [line.split(" ", 1) for line in done.stdout.splitlines() if len(line) > 65 and line[64] == " "]
    return {path: digest for digest, path in lines}


def same_bytes(family: str, folder: Path) -> Count:
    """Compare the variants of a family with a plain run, file by file; across Pythons without figures."""
    count = Count(f"same bytes: {family}")
    plain = digests(folder / "work", {})
    for variant in FAMILIES[family]:
        count.tries += 1
        try:
            found = digests(folder / "work", variant)
        except RuntimeError as error:
            count.failures.append(f"{variant}: {error}")
            continue
        left_out = FIGURES if "PYTHON" in variant else ()
        other = [path for path in sorted(set(plain) | set(found)) if plain.get(path) != found.get(path)]
        other = [path for path in other if not path.endswith(left_out or ("\0",))]
        count.check(not other, f"{variant}: {len(other)} of {len(plain)} files, {', '.join(other[:8])}")
    count.note = f"{len(plain)} files"
    return count


def variants() -> Iterator[tuple[str, Callable[[Path], Count]]]:
    """Yield a row per family."""
    for family, members in FAMILIES.items():
        if members:
            yield f"same bytes {family}", partial(same_bytes, family)
