from __future__ import annotations

import moocore
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suite.analysis.attainment import attainment_surfaces
from suite.analysis.attainment_difference import attainment_difference, difference_frame
from suite.errors import ConfigurationError

Floats = NDArray[np.float64]


def runs(seed: int, number: int, points: int = 5) -> list[Floats]:
    rng = np.random.default_rng(seed)
    return [np.round(rng.random((points, 2)), 1) for _ in range(number)]


def attaining(fronts: list[Floats], point: tuple[float, float]) -> float:
    return float(np.mean([bool((front <= np.array(point)).all(axis=1).any()) for front in fronts]))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 5))
def test_shares_are_those_of_a_loop_whatever_the_number_of_runs(seed: int, n: int, m: int) -> None:
    first, second = [*runs(seed, n), np.empty((0, 2))], runs(seed + 1, m)
    found = attainment_difference(first, second)
    for i, x in enumerate(found.x):
        for j, y in enumerate(found.y):
            assert found.first[i, j] == pytest.approx(attaining(first, (x, y)))
            assert found.second[i, j] == pytest.approx(attaining(second, (x, y)))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_differences_are_moocores_rectangles_where_both_have_as_many_runs(seed: int) -> None:
    first, second = runs(seed, 4), runs(seed + 1, 4)
    found = attainment_difference(first, second)

    def labelled(fronts: list[Floats]) -> Floats:
        return np.concatenate([np.column_stack([front, np.full(len(front), n + 1)]) for n, front in enumerate(fronts)])

    theirs = np.zeros_like(found.difference)
    for left, low, right, high, sets in moocore.eafdiff(labelled(first), labelled(second), rectangles=True):
        inside = (found.x >= left) & (found.x < right), (found.y >= low) & (found.y < high)
        theirs[np.ix_(*inside)] = sets / 4
    np.testing.assert_allclose(found.difference, theirs)


def test_a_surface_is_where_its_share_begins() -> None:
    first = runs(3, 6)
    found = attainment_difference(first, runs(4, 3))
    surface = attainment_surfaces(first, [50])[50]
    for x, y in surface:
        i, j = int(np.searchsorted(found.x, x)), int(np.searchsorted(found.y, y))
        assert found.first[i, j] >= 0.5
        assert i == 0 or found.first[i - 1, j] < 0.5
        assert j == 0 or found.first[i, j - 1] < 0.5


def test_the_frame_lists_where_they_differ() -> None:
    frame = difference_frame(attainment_difference([np.array([[1.0, 1.0]])], [np.array([[1.0, 2.0], [2.0, 1.0]])]))
    assert frame.to_numpy().tolist() == [[1.0, 1.0, 1.0, 0.0, 1.0]]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ([], [np.ones((1, 2))], "at least one run"),
        ([np.ones((1, 3))], [np.ones((1, 3))], "two objectives"),
        ([np.full((1, 2), np.nan)], [np.empty((0, 2))], "feasible"),
    ],
)
def test_what_has_no_difference_is_refused(first: list[Floats], second: list[Floats], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        attainment_difference(first, second)
