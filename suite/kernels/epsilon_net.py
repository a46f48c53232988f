"""An order in which few points stand for all: each next one is the farthest from those before it.

Source: the epsilon-net of Clarkson, "Nearest-Neighbor Searching and Metric Space Dimensions", 2005, as Salinas et al.
("A multi-objective perspective on jointly tuning hardware and hyperparameters", 2021) and Schmucker et al.
("Multi-objective Asynchronous Successive Halving", 2021) order the points of a front.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.kernels.ranking import nondominated_ranks

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def epsilon_net(values: Floats) -> Rows:
    """Return the rows of ``values`` ``(n, m)``, n >= 1, in the order of the net: a permutation ``(n,)``.

    The first has the least first objective; each next one is the farthest from its nearest predecessor, the earliest
    row among equals. Objectives are scaled by their range, so that the order does not depend on their units (a choice).
    """
    span = values.max(axis=0) - values.min(axis=0)
    scaled = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    order = np.empty(len(values), dtype=np.int64)
    order[0] = scaled[:, 0].argmin()
    distance = np.full(len(values), np.inf)
    for place in range(1, len(values)):
        latest = order[place - 1]
        distance = np.minimum(distance, ((scaled - scaled[latest]) ** 2).sum(axis=1))
        distance[latest] = -1.0  # taken
        order[place] = distance.argmax()
    return order


def net_places(values: Floats) -> Rows:
    """Return the place ``(n,)`` of each row of ``values`` ``(n, m)``, 0 is best: by front, within a front by the net.

    Infeasible rows (NaN) come last, in the order of the rows.
    """
    ranks = nondominated_ranks(values)
    feasible = ~np.isnan(values).any(axis=1)
    order = []
    for rank in np.unique(ranks[feasible]):
        front = np.flatnonzero((ranks == rank) & feasible)
        order.append(front[epsilon_net(values[front])])
    order.append(np.flatnonzero(~feasible))
    places = np.empty(len(values), dtype=np.int64)
    places[np.concatenate(order)] = np.arange(len(values))
    return places
