"""An order in which few points stand for all: each next one is the farthest from those before it.

Source: the epsilon-net of Clarkson, "Nearest-Neighbor Searching and Metric Space Dimensions", 2005, as Salinas et al.
("A multi-objective perspective on jointly tuning hardware and hyperparameters", 2021) and Schmucker et al.
("Multi-objective Asynchronous Successive Halving", 2021) order the points of a front.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray

from suite.kernels.ranking import nondominated_ranks

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def epsilon_net(values: Floats, count: int | None = None, until: Container[int] = ()) -> Rows:
    """Return the rows of ``values`` ``(n, m)``, n >= 1, in the order of the net: the first ``count``, or all ``(n,)``.

    The first has the least first objective; each next one is the farthest from its nearest predecessor, the earliest
    row among equals. Objectives are scaled by their range, so that the order does not depend on their units (a choice).

    Args:
        values: feasible rows.
        count: at most so many.
        until: rows; the order ends with the first of them.
    """
    n = len(values)
    count = n if count is None else min(count, n)
    if count == 0:
        return np.empty(0, dtype=np.int64)
    least = values.min(axis=0)
    span = values.max(axis=0) - least
    columns = ((values - least) / np.where(span > 0, span, 1.0)).T.copy()  # one objective after the other is faster
    latest = int(columns[0].argmin())
    order = [latest]
    distance = np.full(n, np.inf)
    while len(order) < count and latest not in until:
        further = np.zeros(n)
        for column in columns:
            gap = column - column[latest]
            further += gap * gap
        np.minimum(distance, further, out=distance)
        distance[latest] = -1.0  # taken
        latest = int(distance.argmax())
        order.append(latest)
    return np.array(order, dtype=np.int64)


def net_best(values: Floats, count: int) -> Rows:
    """Return the ``count`` best feasible rows of ``values`` ``(n, m)``, or all there are: front by front.

    Within a front they stand in the order of the rows; of the front that does not fit whole the first of its net are
    taken, in the net's order.
    """
    feasible = np.flatnonzero(~np.isnan(values).any(axis=1))
    ranks = nondominated_ranks(values[feasible])
    chosen: list[Rows] = []
    room = min(count, len(feasible))
    for rank in range(int(ranks.max(initial=-1)) + 1):
        front = feasible[ranks == rank]
        chosen.append(front if len(front) <= room else front[epsilon_net(values[front], room)])
        room -= len(chosen[-1])
        if room == 0:
            break
    return np.concatenate(chosen) if chosen else feasible
