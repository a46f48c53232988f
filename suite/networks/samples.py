"""Samples of cells that are the same for every protocol, so that protocols can be compared cell by cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

SAMPLE_SEED = 0
"""None of a protocol's own seeds, so that all protocols score the same sample."""


def sampled(count: int, every: ArrayLike) -> NDArray[np.int64]:
    """Return ``count`` of the architectures ``every`` ``(n,)``, drawn uniformly, ascending; all if there are fewer.

    A smaller sample of the same architectures is part of a larger one.
    """
    drawn = np.random.Generator(np.random.PCG64(SAMPLE_SEED)).permutation(np.asarray(every, dtype=np.int64))
    return np.sort(drawn[:count])
