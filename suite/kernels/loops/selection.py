"""Who wins binary tournaments."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from suite.kernels.loops.types import NEW_NUMBERS, NUMBER, NUMBERS, REALS


@njit(NEW_NUMBERS(NUMBERS, REALS, NUMBERS, NUMBER), cache=True)
def less_crowded(ranks: Any, crowding: Any, orders: Any, count: Any) -> Any:
    winners = np.empty(count, dtype=np.int64)
    for i in range(count):
        a, b = orders[2 * i], orders[2 * i + 1]
        a_wins = ranks[a] < ranks[b] or (ranks[a] == ranks[b] and crowding[a] >= crowding[b])
        winners[i] = a if a_wins else b
    return winners
