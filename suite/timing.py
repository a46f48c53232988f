"""Where a command's processor time goes: seconds of each part, of this process and of its workers.

Nothing is measured unless it is asked for (:func:`measuring`). A part is entered by :func:`part`, or, where that
happens many times a run, by :meth:`Timing.switch` of :func:`active`, which is None while nothing is measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

OTHER = "other"
PARTS = ("algorithm", "evaluation", "records", "reports", OTHER)
"""What methods do; looking up, estimating and counting what they ask; keeping records; tables and figures; the rest:
starting processes, imports, dividing the work."""

Result = TypeVar("Result")


class Timing:
    """Seconds by part; each moment belongs to one part, the one that was entered last.

    Args:
        since: on the clock, when the measurement began.
        clock: seconds of the processor.

    Attributes:
        seconds: part -> seconds up to the last switch.
    """

    def __init__(self, since: float = 0.0, clock: Callable[[], float] = time.process_time) -> None:
        self.seconds = dict.fromkeys(PARTS, 0.0)
        self._clock, self._last, self._part = clock, since, OTHER

    def switch(self, part: str) -> str:
        """Enter a part and return the one that is left."""
        now, before = self._clock(), self._part
        self.seconds[before] += now - self._last
        self._last, self._part = now, part
        return before

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add what a worker took."""
        for part, number in seconds.items():
            self.seconds[part] += number

    def taken(self) -> dict[str, float]:
        """Return the seconds by part, up to now."""
        self.switch(self._part)
        return dict(self.seconds)


_active: Timing | None = None
_counted = 0.0
"""Processor seconds of this worker process that its parent knows of."""


def active() -> Timing | None:
    """Return the measurement that is going on; None without one."""
    return _active


@contextmanager
def measuring(timing: Timing | None = None) -> Iterator[Timing]:
    """Measure the body, by default with what this process took before it, under "other"."""
    global _active
    before, _active = _active, timing or Timing()
    try:
        yield _active
    finally:
        _active = before


@contextmanager
def part(name: str) -> Iterator[None]:
    """Count the body as a part."""
    if _active is None:
        yield
        return
    timing, before = _active, _active.switch(name)
    try:
        yield
    finally:
        timing.switch(before)


def measured(function: Callable[..., Result], *arguments: Any) -> tuple[Result, dict[str, float]]:
    """Call in a worker; return the result, and the process's seconds since the last such call, its start included."""
    global _counted
    with measuring(Timing(_counted)) as timing:
        try:
            result = function(*arguments)
            return result, timing.taken()
        finally:
            _counted = time.process_time()


def lines(seconds: Mapping[str, float], clock: float) -> list[str]:
    """Return the seconds by part for people.

    Args:
        seconds: of the processor.
        clock: that passed.
    """
    total = sum(seconds.values())
    rows = [f"  {name:10} {number:9.2f} s {100 * number / (total or 1.0):5.1f} %" for name, number in seconds.items()]
    return [f"time: {total:.2f} s of the processor, workers included; {clock:.2f} s by the clock", *rows]
