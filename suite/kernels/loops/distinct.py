"""Which codes are new, by a table of hashes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from suite.kernels.loops.types import CODES, NEW_NUMBERS, NUMBER

PRIME = np.uint64(1_000_003)
ONE = np.uint64(1)
HALF = np.uint64(20)


@njit(NEW_NUMBERS(CODES, CODES, NUMBER), cache=True)
def new_rows(candidates: Any, taken: Any, count: Any) -> Any:
    n, k, edges = len(candidates), len(taken), candidates.shape[1]
    size = 16
    while size < 2 * (n + k):
        size *= 2
    slots, mask = np.zeros(size, dtype=np.int64), np.uint64(size - 1)  # 0 is free, else 1 + the number of a row
    fresh = np.empty(min(count, n), dtype=np.int64)
    found = 0
    for i in range(n + k):  # those taken first
        if found == len(fresh):
            break
        rows, row = (taken, i) if i < k else (candidates, i - k)
        place = np.uint64(0)
        for edge in range(edges):
            place = place * PRIME ^ np.uint64(rows[row, edge])
        place = (place ^ place >> HALF) & mask
        known = slots[place]
        while known > 0:
            others, other = (taken, known - 1) if known <= k else (candidates, known - 1 - k)
            edge = 0
            while edge < edges and others[other, edge] == rows[row, edge]:
                edge += 1
            if edge == edges:
                break
            place = (place + ONE) & mask
            known = slots[place]
        if known == 0:
            slots[place] = i + 1
            if i >= k:
                fresh[found] = i - k
                found += 1
    return fresh[:found]
