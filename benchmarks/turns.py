"""Processor time of several ways to one result, taken turn by turn, so that other work on the machine meets all."""

from __future__ import annotations

import time
from collections.abc import Callable


def least_seconds(ways: dict[str, Callable[[], object]], rounds: int = 5, repeats: int = 1) -> dict[str, float]:
    """Return the least processor time of one call of each way; one call of each before, to warm up."""
    for way in ways.values():
        way()
    found = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            for _ in range(repeats):
                way()
            found[name] = min(found[name], (time.process_time() - start) / repeats)
    return found


def told(what: str, seconds: dict[str, float]) -> dict[str, float]:
    """Print and return milliseconds and each way's factor over the first, which is ours."""
    first = next(iter(seconds.values()))
    parts = [f"{name} {1e3 * value:.3g} ms ({value / first:.2g} x)" for name, value in seconds.items()]
    print(f"\n{what}: {', '.join(parts)}")
    return {name: value / first for name, value in seconds.items()}
