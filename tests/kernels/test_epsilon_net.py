"""The epsilon-net's order: against a slow second writing, whatever the units, and behind better fronts."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suite.kernels.epsilon_net import epsilon_net, net_best

Floats = NDArray[np.float64]
points = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=15).map(
    lambda rows: np.array(rows, dtype=np.float64)
)


def net_written_out(values: Floats) -> list[int]:
    """The order by all distances to all chosen, one by one."""
    low, high = values.min(axis=0), values.max(axis=0)
    scaled = [[(v - a) / (b - a if b > a else 1.0) for v, a, b in zip(row, low, high, strict=True)] for row in values]
    order = [min(range(len(scaled)), key=lambda row: scaled[row][0])]
    while len(order) < len(scaled):
        left = [row for row in range(len(scaled)) if row not in order]
        gaps = {
            row: min(sum((a - b) ** 2 for a, b in zip(scaled[row], scaled[other], strict=True)) for other in order)
            for row in left
        }
        order.append(max(left, key=lambda row: gaps[row]))
    return order


@given(points)
def test_each_next_point_is_the_farthest_from_those_chosen(values: Floats) -> None:
    assert epsilon_net(values).tolist() == net_written_out(values)


@given(points, st.sampled_from([0.25, 8.0, 1024.0]))  # powers of two: the scaled numbers are the same to the last bit
def test_the_order_does_not_depend_on_units(values: Floats, unit: float) -> None:
    np.testing.assert_array_equal(epsilon_net(values), epsilon_net(values * np.array([1.0, unit])))


def test_the_ends_of_a_front_come_before_its_middle() -> None:
    front = np.array([[2.0, 2.0], [0.0, 4.0], [4.0, 0.0], [1.0, 3.0]])
    assert epsilon_net(front)[:3].tolist() == [1, 2, 0]


@given(points, st.integers(0, 15))
def test_the_first_of_the_net_are_the_net_cut_short(values: Floats, count: int) -> None:
    assert epsilon_net(values, count).tolist() == epsilon_net(values).tolist()[:count]


@settings(max_examples=60)
@given(points, st.integers(0, 3), st.integers(0, 16))
def test_nothing_left_out_dominates_what_was_chosen(values: Floats, n_infeasible: int, count: int) -> None:
    values[:n_infeasible] = np.nan
    chosen = net_best(values, count).tolist()
    feasible = set(np.flatnonzero(~np.isnan(values).any(axis=1)).tolist())
    assert len(set(chosen)) == len(chosen) == min(count, len(feasible))
    assert set(chosen) <= feasible
    for a in feasible - set(chosen):
        assert not any((values[a] <= values[b]).all() and (values[a] < values[b]).any() for b in chosen)


def test_equal_points_are_all_placed() -> None:
    assert epsilon_net(np.ones((4, 2))).tolist() == [0, 1, 2, 3]


@given(points, st.sets(st.integers(0, 14), min_size=1))
def test_the_order_may_end_with_the_first_of_some_rows(values: Floats, wanted: set[int]) -> None:
    order = net_written_out(values)
    end = next((place for place, row in enumerate(order) if row in wanted), len(order) - 1)
    assert epsilon_net(values, until=wanted).tolist() == order[: end + 1]
