"""Running an algorithm by hand, and checks that work without any test framework."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.base import Algorithm
from suite.spaces.base import Codes

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trace:
    """What a run asked and got.

    Attributes:
        codes: ``(n, n_edges)`` told architectures in order.
        values: ``(n, m)`` their values.
        batches: number of told architectures per batch.
    """

    codes: Codes
    values: Floats
    batches: tuple[int, ...]


def run(algorithm: Algorithm, values: Callable[[Codes], Floats], budget: int) -> Trace:
    """Ask and tell until ``budget`` architectures are told or the algorithm has finished.

    The last batch is cut where the budget ends.

    Args:
        algorithm: a new algorithm.
        values: ``codes (n, n_edges) -> (n, m)``.
        budget: number of architectures.
    """
    batches = []
    told_codes: list[Codes] = []
    told_values: list[Floats] = []
    left = budget
    while left > 0 and not algorithm.finished:
        batch = algorithm.ask()[:left]
        answer = values(batch)
        algorithm.tell(batch, answer)
        batches.append(len(batch))
        told_codes.append(batch)
        told_values.append(answer)
        left -= len(batch)
    return Trace(np.concatenate(told_codes), np.concatenate(told_values), tuple(batches))


def check(condition: object, message: str) -> None:
    """Raise AssertionError with ``message`` unless ``condition`` holds (also under ``python -O``)."""
    if not condition:
        raise AssertionError(message)


def refused(action: Callable[[], object], error: type[Exception], what: str) -> None:
    """Raise AssertionError unless ``action`` raises ``error`` with a one-line message."""
    try:
        action()
    except error as caught:
        check("\n" not in str(caught) and str(caught), f"the error for {what} should be one line, not {str(caught)!r}")
        return
    raise AssertionError(f"{what} should raise {error.__name__}")


def same_trace(a: Trace, b: Trace) -> bool:
    """Return whether two runs asked the same, got the same, in the same batches."""
    return np.array_equal(a.codes, b.codes) and np.array_equal(a.values, b.values) and a.batches == b.batches


def global_random_state() -> tuple[Any, ...]:
    """Return the state of numpy's and Python's global generators, comparable with ``==``."""
    name, keys, *rest = np.random.get_state()  # noqa: NPY002  # the global state is what is tested
    return (name, np.asarray(keys).tobytes(), *rest, random.getstate())
