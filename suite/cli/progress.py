"""How long a long training will still take, said in lines."""

from __future__ import annotations

import time

import click


class TimeLeft:
    """Says after each step of a training how far it is and how many minutes are left, by the pace of this call.

    Args:
        what: a step, such as "epoch".
        total: steps of the whole training.
    """

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total = what, total
        self.start, self.steps = time.perf_counter(), 0

    def __call__(self, done: int, loss: float) -> None:
        """Say that step ``done`` (from 1) ended with the mean ``loss``."""
        self.steps += 1
        left = (time.perf_counter() - self.start) / self.steps * (self.total - done) / 60
        click.echo(f"{self.what} {done} of {self.total}: loss {loss:.4f}; {left:.0f} min left")


class EpisodesLeft:
    """Says now and then how far a meta-training is, and how long it will take.

    Args:
        name: of the meta-training.
        every: episodes between two lines.
    """

    def __init__(self, name: str, every: int) -> None:
        self.name, self.every = name, every
        self.started: tuple[float, int] | None = None

    def __call__(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` episodes are finished."""
        now = time.perf_counter()
        if self.started is None:
            self.started = now, done
        elif done % self.every == 0 and done > self.started[1]:
            left = (now - self.started[0]) / (done - self.started[1]) * (total - done) / 60
            click.echo(f"{self.name}: episode {done} of {total}, about {left:.0f} min left", err=True)


class EveryMinute:
    """Says on stderr about once a minute how far something is whose end is not known.

    Args:
        unit: what is counted, such as "queries".
    """

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.said = time.perf_counter()

    def __call__(self, what: str, done: int) -> None:
        """Say that ``what`` has ``done`` units behind it, if the last line is a minute old."""
        now = time.perf_counter()
        if now - self.said >= 60.0:
            self.said = now
            click.echo(f"{what}: {done:,} {self.unit}", err=True)
