"""Children of codes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from suite.kernels.loops.types import CODES, DRAWS, NEW_CODES, NUMBERS, REAL, VALUES


@njit(NEW_CODES(CODES, CODES, VALUES, DRAWS, REAL, REAL, CODES, NUMBERS), cache=True)
def crossed_and_reset(
    first: Any, second: Any, u: Any, v: Any, probability: Any, rate: Any, operations: Any, counts: Any
) -> Any:
    n, edges = first.shape
    children = np.empty((2 * n, edges), dtype=np.uint8)
    for i in range(n):
        whole = u[i, edges] >= probability
        for k in range(edges):
            a, b = first[i, k], second[i, k]
            if not (whole or u[i, k] < 0.5):
                a, b = b, a
            children[i, k] = operations[k, int(v[1, i, k] * counts[k])] if v[0, i, k] < rate else a
            children[n + i, k] = operations[k, int(v[1, n + i, k] * counts[k])] if v[0, n + i, k] < rate else b
    return children
