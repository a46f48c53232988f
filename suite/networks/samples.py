"""Samples of cells that are the same for every protocol, so that protocols can be compared cell by cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError

SAMPLE_SEED = 0
"""None of a protocol's own seeds, so that all protocols score the same sample."""


def sampled(count: int, every: ArrayLike) -> NDArray[np.int64]:
    """Return ``count`` of the architectures ``every`` ``(n,)``, drawn uniformly, ascending; all if there are fewer.

    A smaller sample of the same architectures is part of a larger one.
    """
    drawn = np.random.Generator(np.random.PCG64(SAMPLE_SEED)).permutation(np.asarray(every, dtype=np.int64))
    return np.sort(drawn[:count])


def chosen(order: ArrayLike, first: int | None = None, sample: int | None = None) -> tuple[NDArray[np.int64], str]:
    """Return which cells are scored, in the order of scoring, and what the names of the files say of it.

    Args:
        order: ``(n,)`` all cells, in the order of scoring.
        first: only so many from the front.
        sample: only so many, :func:`sampled` from them, ascending.

    Raises:
        ConfigurationError: for both.
    """
    if first and sample:
        raise ConfigurationError("--first and --sample both say which cells: give one of them")
    every = np.asarray(order, dtype=np.int64)
    if sample:
        return sampled(sample, np.sort(every)), f"-sample{sample}"
    return every[:first], f"-first{first}" if first else ""
