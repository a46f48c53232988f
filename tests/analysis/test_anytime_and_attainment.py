from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suite.analysis.anytime import anytime_best, anytime_hypervolume, at_budgets, budget_axes, first_visits
from suite.analysis.attainment import attainment_surfaces
from suite.analysis.indicators import hypervolume
from suite.errors import ConfigurationError
from tests.analysis.test_fronts_and_indicators import REFERENCES, points

Floats = NDArray[np.float64]


@pytest.mark.parametrize("m", [1, 2, 3])
@settings(max_examples=60)
@given(data=st.data())
def test_curve_equals_the_hypervolume_of_every_prefix(m: int, data: st.DataObject) -> None:
    values = data.draw(points(m, most=15))
    curve = anytime_hypervolume(values, REFERENCES[m])
    expected = [hypervolume(values[: n + 1], REFERENCES[m]) for n in range(len(values))]
    np.testing.assert_allclose(curve, expected, atol=1e-12)
    assert (np.diff(curve) >= 0).all()


def test_curve_of_many_random_points() -> None:
    values = np.random.default_rng(3).random((400, 2)) * 5
    expected = [hypervolume(values[: n + 1], REFERENCES[2]) for n in range(len(values))]
    np.testing.assert_allclose(anytime_hypervolume(values, REFERENCES[2]), expected, atol=1e-12)


def test_three_budgets_are_counted() -> None:
    axes = budget_axes([3, 3, 5, 3, 1], [10.0, 10.0, 2.0, 10.0, 1.5])
    assert axes.queries.tolist() == [1, 2, 3, 4, 5]
    assert axes.distinct.tolist() == [1, 1, 2, 2, 3]
    assert axes.seconds.tolist() == [10.0, 10.0, 12.0, 12.0, 13.5]
    assert np.isnan(budget_axes([1, 2], None).seconds).all()


@given(st.lists(st.integers(0, 9), max_size=30))
def test_first_visits(indices: list[int]) -> None:
    seen: set[int] = set()
    expected = [index not in seen and not seen.add(index) for index in indices]  # type: ignore[func-returns-value]
    assert first_visits(indices).tolist() == expected


def test_best_so_far_skips_what_is_infeasible() -> None:
    assert anytime_best([np.nan, 3.0, 4.0, np.nan, 1.0]).tolist() == [np.inf, 3.0, 3.0, 3.0, 1.0]


def test_steps_are_read_where_the_budget_was_spent() -> None:
    read = at_budgets([1, 2, 2, 4], [0.9, 0.8, 0.7, 0.5], [0.5, 1, 2, 3, 4, 9], before=1.0)
    assert read.tolist() == [1.0, 0.9, 0.7, 0.7, 0.5, 0.5]


def attained_by(point: Floats, fronts: list[Floats]) -> int:
    return sum(any((row <= point).all() for row in front) for front in fronts)


@settings(max_examples=60)
@given(st.lists(points(2, most=5), min_size=1, max_size=6), st.sampled_from([25.0, 50.0, 75.0, 100.0]))
def test_surface_points_are_attained_by_the_share_of_runs(fronts: list[Floats], percentile: float) -> None:
    surface = attainment_surfaces(fronts, [percentile])[percentile]
    needed = int(np.ceil(percentile / 100 * len(fronts)))
    for point in surface:
        assert attained_by(point, fronts) >= needed
    grid = [np.array([a, b], dtype=float) for a in range(7) for b in range(7)]
    for point in grid:
        reached = any((row <= point).all() for row in surface)
        assert reached == (attained_by(point, fronts) >= needed)


def test_surfaces_of_no_run_or_wrong_levels_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="at least one run"):
        attainment_surfaces([])
    with pytest.raises(ConfigurationError, match="100"):
        attainment_surfaces([np.zeros((1, 2))], [0])
