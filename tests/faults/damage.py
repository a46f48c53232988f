"""Damaged files and what the same command makes of them; two commands at once on one folder."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from tests.faults.harness import Count, Forked, finish, parts, pause, snapshot
from tests.faults.scenarios import Scenario, empty


def damage(path: Path, rng: np.random.Generator) -> str:
    """Damage a file in one of six ways and return which."""
    content = path.read_bytes()
    kind = str(rng.choice(["truncated", "emptied", "flipped", "zeros", "longer", "noise"]))
    at = int(rng.integers(max(1, len(content))))
    if kind == "truncated":
        os.truncate(path, at)
    elif kind == "emptied":
        os.truncate(path, 0)
    elif kind == "flipped" and content:
        path.write_bytes(content[:at] + bytes([content[at] ^ (1 << int(rng.integers(8)))]) + content[at + 1 :])
    elif kind == "zeros":
        path.write_bytes(content[:at] + bytes(len(content) - at))
    elif kind == "longer":
        path.write_bytes(content + rng.bytes(100))
    else:
        path.write_bytes(rng.bytes(len(content)))
    return f"{kind} {path.name[:24]} at {at}"


def damage_often(scenario: Scenario, tries: int, folder: Path, seed: int, ends: tuple[str, ...]) -> Count:
    """Damage one of the files whose names end so, run the command again, and compare all bytes."""
    count = Count(f"damaged file, same command: {scenario.name}")
    rng = np.random.default_rng([seed, 1, *scenario.name.encode()])
    given, out, log = folder / "given", folder / "out", folder / "log"
    scenario.prepare(given)
    finish(scenario.call(given, empty(out)), log)
    whole = snapshot(out)
    for _ in range(tries):
        names = [name for name in whole if name.endswith(ends)]
        what = damage(out / str(rng.choice(names)), rng)
        ended = finish(scenario.call(given, out), log)
        count.tries += 1
        count.check(ended.clear and ended.status == 0, f"{what}: status {ended.status}: {ended.output[-200:]}")
        if not count.check(snapshot(out) == whole, f"{what}: other bytes"):
            finish(scenario.call(given, empty(out)), log)
    return count


def together(scenario: Scenario, processes: int, tries: int, folder: Path, seed: int) -> Count:
    """Start the same command several times on one folder, a moment apart: the bytes are those of one."""
    count = Count(f"{processes} at once: {scenario.name}")
    rng = np.random.default_rng([seed, 2, *scenario.name.encode()])
    given, out, log = folder / "given", folder / "out", folder / "log"
    scenario.prepare(given)
    finish(scenario.call(given, empty(folder / "whole")), log)
    whole = {n: d for n, d in snapshot(folder / "whole").items() if not n.endswith(scenario.timed)}
    for _ in range(tries):
        empty(out)
        running = []
        for number in range(processes):
            running.append(Forked(scenario.call(given, out), folder / f"log-{number}"))
            pause(float(rng.uniform(0.0, 0.3)))
        for process in running:
            ended = process.wait()
            count.check(ended.status == 0 and ended.clear, f"status {ended.status}: {ended.output[-300:]}")
        count.tries += 1
        found = {n: d for n, d in snapshot(out).items() if not n.endswith(scenario.timed)}
        count.check(found == whole, f"other bytes: {sorted(set(found) ^ set(whole))[:3]}")
        count.check(not parts(out), f"left behind: {parts(out)[:3]}")
    return count
