"""Keeping duplicates out of a population."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from suite.kernels.compiled import NSGA2, twin

Rows = NDArray[np.int64]
Genotype = TypeVar("Genotype", NDArray[np.uint8], NDArray[np.float64])

MAX_ROUNDS = 100
"""How often new rows are tried before duplicates are accepted (as in pymoo's mating)."""


def row_keys(rows: NDArray[np.uint8] | NDArray[np.float64]) -> list[bytes]:
    """Return one key per row of a two-dimensional array; equal rows have equal keys."""
    contiguous = np.ascontiguousarray(rows)
    width = contiguous.shape[1] * contiguous.itemsize
    raw = contiguous.tobytes()
    return [raw[start : start + width] for start in range(0, len(raw), width)]


def new_rows(candidates: Genotype, taken: Genotype, count: int) -> Rows:
    """Return the positions of the first ``count`` of ``candidates`` that equal none of ``taken`` and none before them.

    Args:
        candidates: ``(n, d)``.
        taken: ``(k, d)``, of the same type.
        count: most positions to return.
    """
    if candidates.dtype == np.uint8:
        return _new_rows(np.ascontiguousarray(candidates), np.ascontiguousarray(taken), count)
    return _new_rows.plain(candidates, taken, count)


@twin(NSGA2)
def _new_rows(candidates: Genotype, taken: Genotype, count: int) -> Rows:
    seen = set(row_keys(taken))
    fresh: list[int] = []
    for row, key in enumerate(row_keys(candidates)):
        if len(fresh) == count:
            break
        if key not in seen:
            seen.add(key)
            fresh.append(row)
    return np.array(fresh, dtype=np.int64)


def fill_distinct(
    make: Callable[[int], Genotype],
    n: int,
    taken: Genotype | None,
    spare: Callable[[int], Genotype],
    surplus: int = 0,
    rounds: int = MAX_ROUNDS,
    compared: Callable[[Genotype], NDArray[Any]] | None = None,
) -> Genotype:
    """Return ``n`` rows from ``make`` that differ from each other and from those ``taken``.

    Args:
        make: returns as many candidate rows as it is asked for.
        n: number of rows wanted.
        taken: rows that are not wanted.
        spare: fills what is missing after ``rounds`` rounds, duplicates allowed; only small spaces get there.
        surplus: how many candidates more than ``n`` to make in each round, where duplicates are to be expected.
        rounds: see :data:`MAX_ROUNDS`.
        compared: gives the rows that must differ, where those are not the candidates themselves.
    """
    known: list[Genotype] = [] if taken is None else [taken if compared is None else compared(taken)]
    accepted: list[Genotype] = []
    missing = n
    for _ in range(rounds):
        candidates = make(n + surplus)  # not only the missing ones: a round costs the same, and fewer are needed
        rows = candidates if compared is None else compared(candidates)
        others = known[0] if len(known) == 1 else np.concatenate([rows[:0], *known])
        fresh = new_rows(rows, others, missing)
        accepted.append(candidates[fresh])
        missing -= len(fresh)
        if missing == 0:
            return accepted[0] if len(accepted) == 1 else np.concatenate(accepted)
        known.append(rows[fresh])
    return np.concatenate([*accepted, spare(missing)])
