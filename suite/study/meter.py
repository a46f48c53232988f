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
        stop: None while the run goes on, then "budget", "stalled" (only free repetitions) or "exhausted" (every
            architecture was seen, and repetitions are free).

    Args:
        budget: the limit.
        size: architectures in the space.
        seconds: ``(size,)`` cost of evaluating each architecture, for budgets in seconds.

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
        self._every = budget.charge == "every"
        self._discard = budget.overrun == "discard"
        self._size = size
        self._seconds = seconds
        self._spent = 0.0
        self._seen: set[int] = set()
        self._queries = 0
        self._since_free = 0

    def charge(self, indices: NDArray[np.int64]) -> int:
        """Count a batch and return how many of its queries ``(n,)`` still belong to the run.

        The query with which the limit is reached is the last; whatever was asked after it is not evaluated. It is at
        least one query, or none where the budget discards the query that crosses the limit.
        """
        if self._kind == "queries":
            n = min(len(indices), int(self._limit - self._spent))
            self._spent += n
            if self._spent >= self._limit:
                self.stop = "budget"
            return n
        for position, index in enumerate(indices.tolist()):
            new = index not in self._seen
            cost = self._cost(index) if new or self._every else 0.0
            if self._discard and self._queries and self._spent + cost > self._limit:
                self.stop = "budget"
                return position
            self._queries += 1
            self._seen.add(index)
            self._since_free = 0 if new or cost > 0.0 else self._since_free + 1
            self._spent += cost
            if self._spent >= self._limit:
                self.stop = "budget"
                return position + 1
        if len(self._seen) == self._size and not self._every:
            self.stop = "exhausted"
        elif self._since_free >= STALL_QUERIES:
            self.stop = "stalled"
        return len(indices)

    @property
    def share_spent(self) -> float:
        """How much of the budget is spent, 0 to 1."""
        return min(1.0, self._spent / self._limit)

    def _cost(self, index: int) -> float:
        if self._kind == "distinct":
            return 1.0
        assert self._seconds is not None
        cost = float(self._seconds[index])
        return cost if cost == cost else 0.0  # a missing training time costs nothing, rather than ending the run
