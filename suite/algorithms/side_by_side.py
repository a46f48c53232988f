"""Several runs of one method asked and told together, each with its own random stream; a single run is a list of one.

Order and shapes are checked here, for all runs at once: what a check costs does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import AskTellError
from suite.spaces.base import Codes

if TYPE_CHECKING:
    from suite.algorithms.base import Algorithm

Floats = NDArray[np.float64]


def ask_all(runs: Sequence[Algorithm]) -> tuple[Codes, list[int]]:
    """Ask every run for its next batch.

    Args:
        runs: on one space.

    Returns:
        The batches ``(n, n_edges)`` uint8, run after run, not to be changed; and how many architectures each has.

    Raises:
        AskTellError: as :meth:`suite.algorithms.base.Algorithm.ask`.
    """
    for run in runs:
        run._check_asking()
    batches: list[Any] = [None] * len(runs)
    for cls, rows in _by_class(runs):
        for row, batch in zip(rows, cls._ask_all([runs[row] for row in rows]), strict=True):
            batches[row] = batch
    codes = _checked_codes(runs[0], batches)
    sizes = [len(batch) for batch in batches]
    for run, size, batch in zip(runs, sizes, split(codes, sizes), strict=True):
        run._pending = batch
        run.n_asked += size
    return codes, sizes


def tell_all(runs: Sequence[Algorithm], counts: Sequence[int], values: Floats) -> None:
    """Tell every run the values of the first ``count`` architectures that it asked last.

    Args:
        runs: on one space, with equally many objectives.
        counts: one for each run; below the size of its batch where its budget ended within it.
        values: ``(sum of counts, m)``, minimised, run after run, not to be changed; a row with NaN is infeasible.

    Raises:
        AskTellError: as :meth:`suite.algorithms.base.Algorithm.tell`.
    """
    _check_values(runs, values, sum(counts))
    tables = list(split(values, counts))
    codes: list[Codes] = []
    for run, count, part in zip(runs, counts, tables, strict=True):
        pending = run._pending
        if pending is None:
            raise AskTellError("tell without a batch: call ask first")
        run._pending = None
        run._over = count < len(pending)
        run._columns = values.shape[1]
        run.n_told += count
        codes.append(pending[:count])
        run.archive.add(codes[-1], part)
    for cls, rows in _by_class(runs):
        if told := [row for row in rows if counts[row]]:
            cls._tell_all([runs[row] for row in told], [codes[row] for row in told], [tables[row] for row in told])


def split(array: NDArray[Any], sizes: Sequence[int]) -> Iterator[NDArray[Any]]:
    """Yield the parts of ``array`` with so many rows each, as views."""
    for start, end in pairwise(accumulate(sizes, initial=0)):
        yield array[start:end]


def _by_class(runs: Sequence[Algorithm]) -> list[tuple[type[Any], Sequence[int]]]:
    """Return the classes of the runs, each with its positions; most often there is one."""
    if len(runs) == 1:
        return [(type(runs[0]), (0,))]
    found: dict[type[Any], list[int]] = {}
    for row, run in enumerate(runs):
        found.setdefault(type(run), []).append(row)
    return list(found.items())


def _checked_codes(run: Algorithm, batches: list[ArrayLike]) -> Codes:
    """Return what runs asked as one array, in spaces without indices as canonical codes."""
    space = run.space
    arrays = [np.asarray(batch) for batch in batches]
    for codes in arrays:
        if codes.ndim != 2 or codes.shape[1] != space.n_edges or len(codes) == 0 or codes.dtype.kind not in "iu":
            raise AskTellError(f"{type(run).__name__}._ask must return integers (n, {space.n_edges}), n >= 1")
    codes = np.concatenate(arrays)  # a copy, so that nobody can change it later
    if codes.max() >= space.n_operations or (codes.dtype.kind == "i" and codes.min() < 0):
        raise AskTellError(f"{type(run).__name__}._ask returned an operation outside 0 to {space.n_operations - 1}")
    codes = codes.astype(np.uint8, copy=False)
    return codes if space.indexed else space.canonical(codes)


def copied(values: ArrayLike) -> Floats:
    """Return ``values`` as an array of their own.

    Raises:
        AskTellError: if they are no numbers.
    """
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise AskTellError("values must be numbers of the shape (n, m)") from None


def _check_values(runs: Sequence[Algorithm], table: Floats, n: int) -> None:
    if table.ndim != 2 or len(table) != n:
        raise AskTellError(f"values must have the shape ({n}, m), one row per told architecture, not {table.shape}")
    for run in runs:
        run._check_columns(table.shape[1])
    # the sum of squares is quicker to have, and not finite where a value is not
    if not isfinite(np.vdot(table, table)) and np.isinf(table).any():
        raise AskTellError("values must be finite; use NaN for an architecture that is infeasible")
