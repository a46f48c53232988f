"""Keeping duplicates out of a population."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Genotype = TypeVar("Genotype", NDArray[np.uint8], NDArray[np.float64])

MAX_ROUNDS = 100
"""How often new rows are tried before duplicates are accepted (as in pymoo's mating)."""


def row_keys(rows: NDArray[np.uint8] | NDArray[np.float64]) -> list[bytes]:
    """Return one key per row of a two-dimensional array; equal rows have equal keys."""
    contiguous = np.ascontiguousarray(rows)
    width = contiguous.shape[1] * contiguous.itemsize
    raw = contiguous.tobytes()
    return [raw[start : start + width] for start in range(0, len(raw), width)]


def fill_distinct(
    make: Callable[[int], Genotype],
    n: int,
    taken: Iterable[bytes],
    spare: Callable[[int], Genotype],
    surplus: int = 0,
    rounds: int = MAX_ROUNDS,
    keys: Callable[[Genotype], Sequence[bytes]] = row_keys,
) -> Genotype:
    """Return ``n`` rows from ``make`` that differ from each other and from those ``taken``.

    Args:
        make: returns as many candidate rows as it is asked for.
        n: number of rows wanted.
        taken: ``keys`` of rows that are not wanted.
        spare: fills what is missing after ``rounds`` rounds, duplicates allowed; only small spaces get there.
        surplus: how many candidates more than ``n`` to make in each round, where duplicates are to be expected.
        rounds: see :data:`MAX_ROUNDS`.
        keys: one key per candidate; rows of equal keys are duplicates.
    """
    seen = set(taken)
    accepted: list[Genotype] = []
    missing = n
    for _ in range(rounds):
        candidates = make(n + surplus)  # not only the missing ones: a round costs the same, and fewer are needed
        fresh = []
        for row, key in enumerate(keys(candidates)):
            if key not in seen:
                seen.add(key)
                fresh.append(row)
                if len(fresh) == missing:
                    break
        accepted.append(candidates[fresh])
        missing -= len(fresh)
        if missing == 0:
            return accepted[0] if len(accepted) == 1 else np.concatenate(accepted)
    return np.concatenate([*accepted, spare(missing)])
