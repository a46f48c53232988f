"""Counting a run's budget while it runs: queries, distinct architectures, or simulated training seconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError
from suite.study.spec import Budget

STALL_QUERIES = 5_000
"""Where repetitions are free, a run ends after so many consecutive queries without a new architecture (a choice)."""


class Meter:
    """Takes batches of queries until the budget is spent.

    Attributes:
        stop: None while the run goes on, then "budget", "stalled" or "exhausted" (every architecture was seen).

    Args:
        budget: the limit.
        size: architectures in the space.
        seconds: ``(size,)`` training time of each architecture, for budgets in seconds.

    Raises:
        ConfigurationError: for more distinct architectures than there are, or seconds where no training time is known.
    """

    def __init__(self, budget: Budget, size: int, seconds: NDArray[np.float64] | None = None) -> None:
        if budget.kind == "distinct" and budget.limit > size:
            raise ConfigurationError(f"the space has only {size:,} architectures: give a smaller budget")
        if budget.kind == "seconds" and seconds is None:
            raise ConfigurationError("a score needs no training: give the budget as queries or distinct architectures")
        self.stop: str | None = None
        self._kind = budget.kind
        self._limit = budget.limit
        self._size = size
        self._seconds = seconds
        self._spent = 0.0
        self._seen: set[int] = set()
        self._since_new = 0

    def charge(self, indices: NDArray[np.int64]) -> int:
        """Count a batch and return how many of its queries ``(n,)`` still belong to the run, at least one.

        The query with which the limit is reached is the last; whatever was asked after it is not evaluated.
        """
        if self._kind == "queries":
            n = min(len(indices), int(self._limit - self._spent))
            self._spent += n
            if self._spent >= self._limit:
                self.stop = "budget"
            return n
        for position, index in enumerate(indices.tolist()):
            if index in self._seen:
                self._since_new += 1
                continue
            self._since_new = 0
            self._seen.add(index)
            self._spent += 1 if self._seconds is None or self._kind == "distinct" else self._cost(index)
            if self._spent >= self._limit:
                self.stop = "budget"
                return position + 1
        if len(self._seen) == self._size:
            self.stop = "exhausted"
        elif self._since_new >= STALL_QUERIES:
            self.stop = "stalled"
        return len(indices)

    def _cost(self, index: int) -> float:
        assert self._seconds is not None
        cost = float(self._seconds[index])
        return cost if cost == cost else 0.0  # a missing training time costs nothing, rather than ending the run
