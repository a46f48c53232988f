"""Non-dominated ranks, crowding distance and the survival of NSGA-II, on arrays.

Source: Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE TEC
6(2), 2002, sections III-A to III-C. All objectives are minimised; a row with NaN is infeasible and ranks last.
"""

from __future__ import annotations

from typing import NamedTuple

import moocore
import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError
from suite.feasibility import feasible_rows as feasible_rows
from suite.kernels.compiled import NSGA2, twin

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

PAIRWISE = 8
"""From so many numbers on numpy adds them up in pairs, in an order that belongs to its version."""
FEW = 200
"""Up to so many rows a loop ranks faster than moocore."""
NOT_FINITE = "values that are ranked must be finite, predicted ones too: use NaN for an architecture that is infeasible"


class Survivors(NamedTuple):
    """Who survives, and what the next tournament compares.

    Attributes:
        rows: ``(k,)`` positions of the survivors among the candidates, ascending.
        ranks: ``(k,)`` their non-dominated rank among the candidates, 0 is best.
        crowding: ``(k,)`` their crowding distance within their front of candidates.
    """

    rows: Rows
    ranks: Rows
    crowding: Floats


def nondominated_ranks(values: Floats) -> Rows:
    """Return the non-dominated rank ``(n,)`` of each row of ``values`` ``(n, m)``, 0 is the best front.

    Equal rows share a rank. Infeasible rows share the rank after the last feasible one, in whatever order they stand.

    Raises:
        ConfigurationError: for infinite values of a feasible row.
    """
    if not np.isnan(values).any():
        return _ranks(values)
    feasible = feasible_rows(values)
    ranks = np.zeros(len(values), dtype=np.int64)
    if feasible.any():
        ranks[feasible] = _ranks(values[feasible])
        ranks[~feasible] = ranks[feasible].max() + 1
    return ranks


def _ranks(values: Floats) -> Rows:
    if len(values) == 0:
        return np.empty(0, dtype=np.int64)
    if np.isinf(values).any():  # moocore 0.3.2 may end the process
        raise ConfigurationError(NOT_FINITE)
    if values.shape[1] == 1:
        return np.unique(values[:, 0], return_inverse=True)[1].astype(np.int64)
    return np.asarray(moocore.pareto_rank(values), dtype=np.int64)


def nondominated(values: Floats) -> NDArray[np.bool_]:
    """Return which rows ``(n,)`` of ``values`` ``(n, m)`` are feasible and dominated by none; equal rows all are."""
    feasible = feasible_rows(values)
    keep = np.zeros(len(values), dtype=bool)
    if values.shape[1] == 1:
        keep[feasible] = values[feasible, 0] == values[feasible, 0].min(initial=np.inf)
    elif feasible.any():
        keep[feasible] = moocore.is_nondominated(values[feasible], keep_weakly=True)
    return keep


def crowding_distance(values: Floats, ranks: Rows) -> Floats:
    """Return the crowding distance ``(n,)`` of each row within its own front; larger is less crowded.

    Each objective is scaled by its range within the front and the sum is divided by the number of objectives. Rows at
    the ends of an objective, and all rows of fronts of one or two, get infinity; an objective without range within the
    front adds nothing; among equal values the order of the rows decides. Infeasible rows get 0.

    Args:
        values: ``(n, m)``.
        ranks: ``(n,)`` as :func:`nondominated_ranks` returns them.
    """
    if not np.isnan(values).any():
        return _crowding(values, ranks)
    feasible = feasible_rows(values)
    distance = np.zeros(len(values))
    distance[feasible] = _crowding(values[feasible], ranks[feasible])
    return distance


def _crowding(values: Floats, ranks: Rows) -> Floats:
    """All fronts at once: sorted by (rank, value), neighbours within a front are neighbours in the array."""
    n, m = values.shape
    objective = np.arange(m)
    sizes = np.bincount(ranks)
    sizes = sizes[sizes > 0]
    order = values.argsort(axis=0, kind="stable")  # (n, m), each objective by itself
    if len(sizes) > 1:
        order = order[ranks[order].argsort(axis=0, kind="stable"), objective]
    ordered = values[order, objective]
    ends = sizes.cumsum()
    starts = ends - sizes
    gaps = np.empty((n + 1, m))  # between row k - 1 and row k
    np.subtract(ordered[1:], ordered[:-1], out=gaps[1:-1])
    gaps[starts] = np.inf
    gaps[-1] = np.inf
    span = ordered[ends - 1] - ordered[starts]
    span[span == 0] = np.nan
    scale = span.repeat(sizes, axis=0)
    gained = gaps[:-1] / scale + gaps[1:] / scale
    gained[np.isnan(gained)] = 0.0
    distance = np.empty((n, m))
    distance[order, objective] = gained
    total = np.add.reduce(distance, axis=1) / m
    small = sizes <= 2
    if small.any():
        total[order[:, 0][small.repeat(sizes)]] = np.inf
    return np.asarray(total)


@twin(NSGA2)
def _contenders(values: Floats, ranks: Rows, n_survivors: int) -> tuple[Rows, Rows, Floats, Rows]:
    """Return rows, ranks and crowding distances of the fronts that may survive, and where in these the last one is."""
    up_to = np.bincount(ranks).cumsum()  # rows in this front and the better ones
    cut = min(int(up_to.searchsorted(n_survivors)), len(up_to) - 1)
    rows = (ranks <= cut).nonzero()[0]
    ranks = ranks[rows]
    return rows, ranks, crowding_distance(values[rows], ranks), (ranks == cut).nonzero()[0]


@twin(NSGA2)
def _contenders_of_few(values: Floats, n_survivors: int) -> tuple[Rows, Rows, Floats, Rows]:
    """The same with the ranks, in one loop: asking moocore for those of few rows takes longer than finding them."""
    return _contenders.plain(values, nondominated_ranks(values), n_survivors)


@twin(NSGA2)
def _without_crowded(
    rows: Rows, ranks: Rows, crowding: Floats, last: Rows, n_survivors: int
) -> tuple[Rows, Rows, Floats]:
    """Return the first three without the most crowded of ``last``; its order decides among the equally crowded."""
    room = n_survivors - (len(rows) - len(last))
    stays = np.ones(len(rows), dtype=bool)
    stays[last[np.argsort(-crowding[last], kind="stable")[room:]]] = False
    return rows[stays], ranks[stays], crowding[stays]


def survive(values: Floats, n_survivors: int, rng: np.random.Generator) -> Survivors:
    """Return the ``n_survivors`` best of n >= 1 rows of ``values`` ``(n, m)`` by rank, crowding distance, then chance.

    This is the truncation of NSGA-II (Deb et al. 2002, section III-C): whole fronts while they fit, and the least
    crowded rows of the front that does not.

    Raises:
        ConfigurationError: for infinite values of a feasible row; predictions come here unchecked.
    """
    values = np.ascontiguousarray(values)
    if values.shape[1] < PAIRWISE and len(values) <= FEW:
        rows, ranks, crowding, last = _contenders_of_few(values, n_survivors)
    else:
        contenders = _contenders if values.shape[1] < PAIRWISE else _contenders.plain
        rows, ranks, crowding, last = contenders(values, nondominated_ranks(values), n_survivors)
    if len(rows) <= n_survivors:
        return Survivors(rows, ranks, crowding)
    return Survivors(*_without_crowded(rows, ranks, crowding, rng.permutation(last), n_survivors))
