"""Kills at random moments: what stands under a final name is whole, and the same command ends with the same bytes."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import numpy as np

from tests.faults.commands import alive, wait_for
from tests.faults.harness import RECORDS, Count, Forked, Snapshot, finish, parts, pause, snapshot, torn_packs
from tests.faults.scenarios import Scenario, empty

KILLS_IN_A_ROW = 3
"""After so many the command runs to its end, and the next kills meet an empty folder again."""
LONGEST_END = 5.0  # seconds that workers may outlive their parent


def kill_often(scenario: Scenario, kills: int, folder: Path, seed: int) -> Count:
    """Kill a command ``kills`` times while it runs.

    Args:
        scenario: the command.
        kills: how many kills must meet a running command.
        folder: for everything that is written.
        seed: of the moments.
    """
    count = Count(f"kill -9: {scenario.name}")
    rng = np.random.default_rng([seed, *scenario.name.encode()])
    given, out, log = folder / "given", folder / "out", folder / "log"
    scenario.prepare(given)
    start = time.monotonic()
    ended = finish(scenario.call(given, empty(folder / "whole")), log)
    seconds = time.monotonic() - start
    if not count.check(ended.status == 0, f"does not run: {ended.output[-300:]}"):
        return count
    whole = _final(snapshot(folder / "whole"), scenario)
    empty(out)
    in_a_row = missed = 0
    span = seconds  # of the moments: a first call can be slower than the later ones
    while count.tries < kills:
        process = Forked(scenario.call(given, out), log)
        pause(float(rng.uniform(0.0, span)))
        alone = bool(rng.random() < 0.5)  # the process alone: its workers have to end by themselves
        met = process.kill(alone=alone)
        wait_for(process.ended)
        count.check(wait_for(lambda group=process.pid: not alive(group)) < LONGEST_END, "workers went on")
        process.wait()
        if not met:
            missed += 1
            span *= 0.9
            if missed > 3 * kills + 20:
                count.failures.append("ends too soon to be killed")
                return count
        else:
            count.tries += 1
            in_a_row += 1
        seen = _steady(snapshot(out), scenario)
        torn = [name for name, digest in seen.items() if whole.get(name) != digest]
        torn += torn_packs(out)
        count.check(not torn, f"torn: {torn[:3]}")
        if in_a_row >= KILLS_IN_A_ROW or not met:
            ended = finish(scenario.call(given, out), log)
            count.check(ended.status == 0 and ended.clear, f"does not go on: {ended.output[-300:]}")
            found = _final(snapshot(out), scenario)
            count.check(found == whole, f"other bytes: {sorted(set(found.items()) ^ set(whole.items()))[:3]}")
            count.check(not parts(out), f"left behind: {parts(out)[:3]}")
            in_a_row = 0
            empty(out)
    count.note = f"{seconds:.1f} s each, {len(whole)} files"
    return count


def _final(found: Snapshot, scenario: Scenario) -> Snapshot:
    return {name: digest for name, digest in found.items() if not name.endswith(scenario.timed)}


def _steady(found: Snapshot, scenario: Scenario) -> Snapshot:
    return {
        name: digest
        for name, digest in found.items()
        if not name.endswith((*scenario.timed, *scenario.changing, *RECORDS))
    }


def ask_to_end(scenario: Scenario, number: signal.Signals, code: int, tries: int, folder: Path, seed: int) -> Count:
    """Send SIGTERM or SIGINT at random moments: one line, the exit code, no process that goes on, the same bytes."""
    count = Count(f"{number.name}: {scenario.name}")
    rng = np.random.default_rng([seed, number, *scenario.name.encode()])
    given, out, log = folder / "given", folder / "out", folder / "log"
    scenario.prepare(given)
    start = time.monotonic()
    finish(scenario.call(given, empty(folder / "whole")), log)
    seconds = time.monotonic() - start
    whole = _final(snapshot(folder / "whole"), scenario)
    empty(out)
    while count.tries < tries:
        process = Forked(scenario.call(given, out), log)
        pause(float(rng.uniform(0.05, 1.0)) * seconds)  # in the first moments the fork has no handler yet
        met = process.kill(number, alone=bool(rng.random() < 0.5))
        took = wait_for(process.ended)
        ended = process.wait()
        if not met:
            empty(out)
            continue
        count.tries += 1
        count.check(took < LONGEST_END, f"took {took:.1f} s")
        count.check(ended.status in (code, 0), f"exit code {ended.status}: {ended.output[-300:]}")
        count.check(ended.clear, f"a traceback: {ended.output[-600:]}")
        seen = _steady(snapshot(out), scenario)
        torn = [name for name in seen if whole.get(name) != seen[name]] + torn_packs(out)
        count.check(not torn, f"torn: {torn[:3]}")
        count.check(not parts(out), f"left behind: {parts(out)[:3]}")
        if count.tries % KILLS_IN_A_ROW == 0:
            ended = finish(scenario.call(given, out), log)
            count.check(_final(snapshot(out), scenario) == whole, f"other bytes: {ended.output[-300:]}")
            empty(out)
    return count
