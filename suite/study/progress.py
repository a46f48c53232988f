"""How far a study is: a line that is drawn over on a terminal, one line a minute elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

MINUTE = 60.0
REDRAWN = 0.2  # seconds between two lines on a terminal


class Progress:
    """Counts what is done and says it, with rate and time left by the pace of this call.

    Args:
        what: that goes on, such as the name of an experiment.
        total: of ``unit``.
        done: that were there before.
        unit: what is counted.
        stream: to write to; by default standard error.
        terminal: whether the stream is one; by default as it says itself.
        clock: seconds.
    """

    def __init__(
        self,
        what: str,
        total: int,
        done: int = 0,
        *,
        unit: str = "runs",
        stream: TextIO | None = None,
        terminal: bool | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.what, self.total, self.done, self.unit = what, total, done, unit
        self.stream = sys.stderr if stream is None else stream
        self.terminal = self.stream.isatty() if terminal is None else terminal
        self._clock, self._before, self._start = clock, done, clock()
        self._shown = self._start
        self._lock = threading.Lock()

    def advance(self, n: int = 1) -> None:
        """Count ``n`` more, and say it if it is time."""
        self.done += n
        self.show()

    def show(self) -> None:
        """Say how far it is if it is time."""
        with self._lock:
            now = self._clock()
            if now - self._shown < (REDRAWN if self.terminal else MINUTE):
                return
            self._shown = now
            self.stream.write(f"\r\033[K{self.line(now)}" if self.terminal else f"{self.line(now)}\n")
            self.stream.flush()

    def clear(self) -> None:
        """Take the line off a terminal."""
        if self.terminal:
            with self._lock:
                self.stream.write("\r\033[K")
                self.stream.flush()

    def line(self, now: float) -> str:
        """Return the line at a moment."""
        share = 100 * self.done // max(self.total, 1)
        text = f"{self.what}: {self.done:,} of {self.total:,} {self.unit} ({share} %)"
        made, seconds = self.done - self._before, now - self._start
        if not made or seconds <= 0:
            return f"{text}, {duration(seconds)} so far"
        return f"{text}, {pace(made / seconds)}, {duration((self.total - self.done) * seconds / made)} left"


def pace(rate: float) -> str:
    """Return a number per second for people, or per minute or hour where that is less than one."""
    for unit, seconds in (("second", 1), ("minute", 60)):
        if rate * seconds >= 1:
            return f"{rate * seconds:,.{0 if rate * seconds >= 10 else 1}f} a {unit}"
    return f"{rate * 3600:,.1f} an hour"


def duration(seconds: float) -> str:
    """Return a time for people."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@contextmanager
def ticking(progress: Progress, every: float = 1.0) -> Iterator[Progress]:
    """Show progress now and then while the body runs, even if nothing advances; clear the line at its end."""
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(every):
            progress.show()

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        ended.set()
        thread.join()
        progress.clear()
