"""Checks that every reader makes: range, shape and alignment with the official index order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import DataError
from suite.spaces import NASBENCH201

N = NASBENCH201.size

Columns = dict[str, NDArray[np.float64]]
"""Column key (``"<dataset>/<column>"``) -> ``(15625,)`` values, NaN where missing."""


def accuracies(values: ArrayLike, what: str) -> NDArray[np.float64]:
    """Return ``values`` as float64; DataError unless each is NaN or a percentage (up to rounding of the source)."""
    array = np.asarray(values, dtype=np.float64)
    outside = (array < -1e-6) | (array > 100 + 1e-6)
    if np.isinf(array).any() or outside.any():
        raise DataError(f"{what}: an accuracy of {array[outside | np.isinf(array)][0]} is not a percentage")
    return array


def positive(values: ArrayLike, what: str) -> NDArray[np.float64]:
    """Return ``values`` as float64; DataError unless each is NaN or above zero."""
    array = np.asarray(values, dtype=np.float64)
    bad = np.isinf(array) | (array <= 0)
    if bad.any():
        raise DataError(f"{what}: {array[bad][0]} is not a positive number")
    return array


def full(values: ArrayLike, what: str) -> NDArray[np.float64]:
    """Return ``values`` as float64 ``(15625,)``, finite; else DataError."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (N,):
        raise DataError(f"{what}: {array.shape} values instead of ({N},)")
    if not np.isfinite(array).all():
        raise DataError(f"{what}: not a finite number at index {int(np.flatnonzero(~np.isfinite(array))[0])}")
    return array


def aligned(strings: Sequence[object], what: str) -> None:
    """Raise DataError unless ``strings`` are the 15,625 architecture strings in the official order."""
    expected = NASBENCH201.strings(np.arange(N))
    if type(strings) is not list:
        raise DataError(f"{what}: no list of architectures")
    if len(strings) != N:
        raise DataError(f"{what}: {len(strings)} architectures instead of {N}")
    for index, (found, right) in enumerate(zip(strings, expected, strict=True)):
        if found != right:
            raise DataError(f"{what}: architecture {index} is not the official one ({right}): the order is another")
