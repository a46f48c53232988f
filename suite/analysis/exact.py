"""Exact answers over an enumerated space: the best architectures within limits, and the Pareto front.

Nothing is searched: every architecture of the table is looked at. What decides is the error that is passed in, which is
never a test error (:func:`suite.objectives.table.accuracy_error` refuses those).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from suite.analysis.fronts import nondominated
from suite.errors import ConfigurationError
from suite.objectives.limits import Limit
from suite.objectives.problem import Problem
from suite.objectives.table import TableObjective

Indices = NDArray[np.int64]


def best_within(
    error: TableObjective, limits: Sequence[Limit], top: int = 1, costs: Sequence[TableObjective] = ()
) -> tuple[Indices, int]:
    """Return the ``top`` architectures with the smallest error among those that keep all limits, and how many do.

    Equal errors: the limited costs decide, in the order of the limits, then ``costs``, then the index.

    Raises:
        ConfigurationError: if no architecture keeps the limits, or ``top`` is below 1.
    """
    if top < 1:
        raise ConfigurationError(f"the number of architectures must be 1 or more, not {top}")
    within = np.flatnonzero(feasible(error, limits))
    keys = [within, *(cost.values[within] for cost in reversed([*(limit.cost for limit in limits), *costs]))]
    order = np.lexsort((*keys, error.values[within]))
    return within[order[:top]], len(within)


def exact_front(problem: Problem, limits: Sequence[Limit] = (), allowed: NDArray[np.bool_] | None = None) -> Indices:
    """Return the Pareto front of ``problem`` among the architectures that keep all limits, cheapest first.

    The order is by the second objective (the first cost), then the first; equal values are all kept.

    Args:
        problem: all objectives are tables.
        limits: of any costs, also such as are no objectives.
        allowed: which architectures ``(size,)`` may be on the front; default all.

    Raises:
        ConfigurationError: if no architecture keeps the limits.
    """
    first = problem.objectives[0]
    if not isinstance(first, TableObjective):
        raise ConfigurationError("this problem cannot be enumerated: an objective is not a table")
    may = feasible(first, limits) & (True if allowed is None else allowed)
    values = problem.values
    chosen = np.flatnonzero(nondominated(np.where(may[:, None], values, np.nan)))
    columns = [values[chosen, k] for k in (0, *range(problem.n_objectives - 1, 0, -1))]
    return chosen[np.lexsort((chosen, *columns))]


def feasible(error: TableObjective, limits: Sequence[Limit]) -> NDArray[np.bool_]:
    """Return which architectures ``(size,)`` have an error and keep all limits.

    Raises:
        ConfigurationError: if there is none; the message says the least cost that there is.
    """
    known = ~np.isnan(error.values)
    for limit in limits:
        if not (known & limit.within).any():
            costs = limit.cost.values[known]
            least = np.nanmin(costs) if (~np.isnan(costs)).any() else np.nan
            raise ConfigurationError(f"no architecture keeps the limit {limit}: the least is {least:.4g}")
    within = known & np.logical_and.reduce([limit.within for limit in limits], axis=0) if limits else known
    if not within.any():
        raise ConfigurationError(
            f"no architecture keeps all of these limits together: {'; '.join(map(str, limits))}; raise one of them"
        )
    return within
