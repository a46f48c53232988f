"""Ranks and crowding distances equal pymoo's; survival keeps what NSGA-II keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from suite.errors import ConfigurationError
from suite.kernels.ranking import crowding_distance, nondominated, nondominated_ranks, survive

coarse = st.integers(0, 4).map(float)  # many ties
fine = st.floats(-1e6, 1e6, allow_nan=False, width=32)
tables = st.tuples(st.integers(1, 40), st.integers(1, 4)).flatmap(
    lambda shape: st.one_of(arrays(np.float64, shape, elements=coarse), arrays(np.float64, shape, elements=fine))
)


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def peeled_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks by the definition: peel off the non-dominated rows until none are left."""
    ranks, left, rank = np.full(len(values), -1), np.arange(len(values)), 0
    while len(left):
        v = values[left]
        dominated = ((v[:, None] <= v).all(axis=2) & (v[:, None] < v).any(axis=2)).any(axis=0)
        ranks[left[~dominated]] = rank
        left, rank = left[dominated], rank + 1
    return ranks


@settings(max_examples=150, deadline=None)
@given(tables)
def test_ranks_are_those_of_the_definition_and_of_pymoo(values: np.ndarray) -> None:
    from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

    ranks = nondominated_ranks(values)
    np.testing.assert_array_equal(ranks, peeled_ranks(values))
    for rank, front in enumerate(NonDominatedSorting().do(values)):
        assert (ranks[front] == rank).all()
    np.testing.assert_array_equal(nondominated(values), ranks == 0)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_crowding_distances_are_exactly_pymoos(values: np.ndarray) -> None:
    from pymoo.operators.survival.rank_and_crowding.metrics import get_crowding_function

    with np.errstate(over="ignore"):
        ranks = nondominated_ranks(values)
        distance = crowding_distance(values, ranks)
        for rank in range(ranks.max() + 1):
            front = np.flatnonzero(ranks == rank)
            np.testing.assert_array_equal(distance[front], get_crowding_function("cd").do(values[front]))


@settings(max_examples=100, deadline=None)
@given(tables, st.integers(0, 2**32 - 1), st.integers(1, 45))
def test_survivors_are_the_best_ranks_and_the_least_crowded_of_the_last(
    values: np.ndarray, seed: int, n_survivors: int
) -> None:
    holes = generator(seed).random(len(values)) < 0.2
    values[holes, 0] = np.nan
    ranks = nondominated_ranks(values)
    crowding = crowding_distance(values, ranks)
    rows, kept_ranks, kept_crowding = survive(values, n_survivors, generator(seed))
    assert len(set(rows.tolist())) == len(rows) == min(n_survivors, len(values))
    np.testing.assert_array_equal(kept_ranks, ranks[rows])
    np.testing.assert_array_equal(kept_crowding, crowding[rows])
    gone = np.setdiff1d(np.arange(len(values)), rows)
    if len(gone):
        assert ranks[gone].min() >= kept_ranks.max()
        last = ranks[gone] == kept_ranks.max()
        if last.any():
            assert crowding[gone][last].max() <= kept_crowding[kept_ranks == kept_ranks.max()].min()


def test_infeasible_rows_rank_last_together_and_are_most_crowded() -> None:
    values = np.array([[1.0, 2.0], [np.nan, 0.0], [2.0, 1.0], [3.0, 3.0], [0.0, np.nan]])
    ranks = nondominated_ranks(values)
    assert ranks.tolist() == [0, 2, 0, 1, 2]
    assert crowding_distance(values, ranks).tolist() == [np.inf, 0.0, np.inf, np.inf, 0.0]
    assert nondominated(values).tolist() == [True, False, True, False, False]
    assert set(survive(values, 3, generator()).rows.tolist()) == {0, 2, 3}


def test_nothing_feasible() -> None:
    values = np.full((3, 2), np.nan)
    assert nondominated_ranks(values).tolist() == [0, 0, 0]
    assert not nondominated(values).any()
    assert len(survive(values, 2, generator()).rows) == 2


@pytest.mark.parametrize("m", [1, 2, 3])
def test_no_rows(m: int) -> None:
    assert nondominated_ranks(np.empty((0, m))).shape == (0,)
    assert crowding_distance(np.empty((0, m)), np.empty(0, dtype=np.int64)).shape == (0,)
    assert nondominated(np.empty((0, m))).shape == (0,)


def test_equally_crowded_rows_survive_by_chance() -> None:
    values = np.zeros((10, 2))
    survivors = {tuple(survive(values, 5, generator(seed)).rows.tolist()) for seed in range(20)}
    assert len(survivors) > 10


@pytest.mark.parametrize("shape", [(9, 2), (9, 3), (300, 4)])
@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinite_values_are_refused_before_moocore_meets_them(shape: tuple[int, int], value: float) -> None:
    """Its pareto_rank 0.3.2 ends the process for some such tables."""
    values = generator().random(shape)
    values[4] = np.nan
    values[4, 0] = value
    survive(values, 4, generator())  # infeasible, whatever else it holds
    values[5, -1] = value
    with pytest.raises(ConfigurationError, match="must be finite"):
        survive(values, 4, generator())
    with pytest.raises(ConfigurationError, match="must be finite"):
        nondominated_ranks(values)
