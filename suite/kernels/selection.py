"""Tournaments: who becomes a parent. Every function returns row numbers into the population."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.kernels.compiled import NSGA2, twin

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def tournament_pairs(n: int, count: int, rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Return the two contestants ``(count,)`` each of ``count`` binary tournaments among ``n``.

    Contestants come from random orders written one after the other, so each row takes part equally often (up to one),
    as in the reference implementations of NSGA-II, rather than from independent draws. Which of a pair comes first is
    random too, so a rule that lets the first win a tie decides ties by chance.
    """
    return _pairs(_orders(n, count, rng), count)


def _orders(n: int, count: int, rng: np.random.Generator) -> Rows:
    """Return random orders of ``n`` rows, one after the other, in which two neighbours each are contestants."""
    return rng.random((-(-2 * count // n), n)).argsort(axis=1).ravel()


def _pairs(orders: Rows, count: int) -> tuple[Rows, Rows]:
    return orders[0 : 2 * count : 2], orders[1 : 2 * count : 2]


def crowded_tournament(ranks: Rows, crowding: Floats, count: int, rng: np.random.Generator) -> Rows:
    """Return ``count`` winners of binary tournaments: lower rank, else larger crowding distance, else chance.

    Source: the crowded-comparison operator of Deb et al. 2002, section III-B.
    """
    return _less_crowded(ranks, crowding, _orders(len(ranks), count, rng), count)


@twin(NSGA2)
def _less_crowded(ranks: Rows, crowding: Floats, orders: Rows, count: int) -> Rows:
    a, b = _pairs(orders, count)
    rank_a, rank_b = ranks[a], ranks[b]
    a_wins = (rank_a < rank_b) | ((rank_a == rank_b) & (crowding[a] >= crowding[b]))
    return np.where(a_wins, a, b)


def dominance_tournament(values: Floats, crowding: Floats, count: int, rng: np.random.Generator) -> Rows:
    """Return ``count`` winners of binary tournaments: the dominating row, else larger crowding distance, else chance.

    This is pymoo's default for NSGA-II (used by the public NEvoNAS code); it differs from
    :func:`crowded_tournament` for two rows of different rank of which neither dominates the other.
    A feasible row dominates an infeasible one.
    """
    a, b = tournament_pairs(len(values), count, rng)
    infeasible = np.asarray(np.isnan(values).any(axis=1))
    finite = np.where(infeasible[:, None], np.inf, values)
    not_worse, not_better = (finite[a] <= finite[b]).all(axis=1), (finite[a] >= finite[b]).all(axis=1)
    a_dominates, b_dominates = not_worse & ~not_better, not_better & ~not_worse
    a_wins = a_dominates | (~b_dominates & (crowding[a] >= crowding[b]))
    return np.where(a_wins, a, b)


def fitness_tournament(fitness: Floats, count: int, size: int, rng: np.random.Generator) -> Rows:
    """Return ``count`` winners of tournaments of ``size`` distinct rows each: the lowest fitness, ties by chance."""
    n = len(fitness)
    contestants = rng.random((count, n)).argsort(axis=1)[:, : min(size, n)]
    winners = fitness[contestants].argmin(axis=1)
    return np.asarray(contestants[np.arange(count), winners], dtype=np.int64)
