"""Tournaments: who wins, how often everyone takes part, and that ties are decided by chance."""

from __future__ import annotations

import numpy as np
import pytest

from suite.kernels.selection import crowded_tournament, dominance_tournament, fitness_tournament, tournament_pairs


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_everyone_takes_part_equally_often() -> None:
    a, b = tournament_pairs(20, 30, generator())
    assert len(a) == len(b) == 30
    counts = np.bincount(np.concatenate([a, b]), minlength=20)
    assert set(counts.tolist()) == {3}


def test_lower_rank_then_larger_crowding_wins() -> None:
    ranks = np.array([0, 0, 1, 1])
    crowding = np.array([1.0, 2.0, np.inf, 0.0])
    a, b = tournament_pairs(4, 400, generator(1))
    winners = crowded_tournament(ranks, crowding, 400, generator(1))
    order = {1: 0, 0: 1, 2: 2, 3: 3}  # best first
    for x, y, winner in zip(a.tolist(), b.tolist(), winners.tolist(), strict=True):
        assert winner == min(x, y, key=order.__getitem__)


def test_ties_are_decided_by_chance() -> None:
    winners = crowded_tournament(np.zeros(2, np.int64), np.full(2, np.inf), 4000, generator())
    assert np.mean(winners) == pytest.approx(0.5, abs=0.03)


def test_dominance_decides_before_crowding_and_infeasible_rows_lose() -> None:
    # row 1 is of a better rank than row 2, but neither dominates the other, so crowding decides; row 3 is infeasible
    values = np.array([[0.0, 5.0], [1.0, 6.0], [5.0, 0.0], [np.nan, 0.0]])
    crowding = np.array([0.5, 1.0, 2.0, 9.0])
    a, b = tournament_pairs(4, 400, generator(2))
    winners = dominance_tournament(values, crowding, 400, generator(2))
    better = {(0, 1): 0, (0, 2): 2, (1, 2): 2, (0, 3): 0, (1, 3): 1, (2, 3): 2}
    for x, y, winner in zip(a.tolist(), b.tolist(), winners.tolist(), strict=True):
        assert winner == better.get((min(x, y), max(x, y)), x)


def test_fitness_tournament_is_without_replacement() -> None:
    fitness = np.arange(10.0)
    winners = fitness_tournament(fitness, 20_000, 5, generator())
    assert winners.max() == 5  # of five distinct rows the best is never worse than the sixth
    assert (winners == 0).mean() == pytest.approx(0.5, abs=0.015)
    assert (fitness_tournament(fitness, 50, 99, generator()) == 0).all()
    ties = fitness_tournament(np.zeros(4), 8000, 2, generator())
    np.testing.assert_allclose(np.bincount(ties) / 8000, 0.25, atol=0.02)
