"""A stable order of numbers, as numpy's stable argsort gives it where no number is NaN."""

from __future__ import annotations

from typing import Any

from numba import njit

RUN = 16
"""Runs of so many are sorted by insertion, then merged."""


@njit
def stable_sort(order: Any, first: Any, end: Any, keys: Any, spare: Any) -> None:
    """Sort the positions ``order[first:end]`` by their ``keys`` in place; ``spare`` is as long as ``order``."""
    for start in range(first, end, RUN):
        for i in range(start + 1, min(start + RUN, end)):
            row = order[i]
            j = i
            while j > start and keys[order[j - 1]] > keys[row]:
                order[j] = order[j - 1]
                j -= 1
            order[j] = row
    width = RUN
    while width < end - first:
        for start in range(first, end, 2 * width):
            middle, stop = min(start + width, end), min(start + 2 * width, end)
            i, j = start, middle
            for k in range(start, stop):
                if i < middle and (j >= stop or keys[order[i]] <= keys[order[j]]):
                    spare[k] = order[i]
                    i += 1
                else:
                    spare[k] = order[j]
                    j += 1
        for k in range(first, end):
            order[k] = spare[k]
        width *= 2
