"""What was scored, in how many core hours, and by which command."""

from __future__ import annotations

from typing import Any

from experiments.kit import Column
from experiments.rmi_protocol.parts import LONG, SECOND, TABLE, WANTED, read
from suite.benchmark import Benchmark

SCORE = "suite networks score rmi --reference teacher --images DIR --work DIR"
COMMANDS = {
    TABLE: f"{SCORE} --steps 40",
    LONG: f"{SCORE} --steps 150 --first 120",
    SECOND: f"{SCORE} --steps 40 --seed 1 --first 500",
}
STEP_SECONDS = 0.12
"""A step on one core while the other is at work, by the extra "fast" (docs/networks.md)."""
SECONDS = {TABLE: 40 * STEP_SECONDS, LONG: 150 * STEP_SECONDS, SECOND: 40 * STEP_SECONDS}

COLUMNS = (
    *map(Column, ("scores", "cells", "wanted")),
    Column("seconds", ".1f", "seconds a cell"),
    Column("hours", ".1f", "core hours"),
    Column("command"),
)


def rows(benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return one row per computation."""
    found = []
    for name, wanted in WANTED.items():
        part = read(name, benchmark)
        cells = 0 if part is None else len(part.cells)
        speed = {} if part is None else part.speed
        found.append(
            {
                "scores": name,
                "cells": cells,
                "wanted": wanted,
                "seconds": float(speed.get("seconds_per_architecture", float("nan"))),
                "hours": wanted * SECONDS[name] / 3600,
                "command": COMMANDS[name],
            }
        )
    return found
