from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from suite.analysis import indicators
from suite.analysis.fronts import front, front_members, nondominated
from suite.errors import ConfigurationError
from suite.feasibility import feasible_rows
from tests.analysis import naive

Floats = NDArray[np.float64]


def points(m: int, most: int = 12, infeasible: bool = True) -> st.SearchStrategy[Floats]:
    """Points on a coarse grid, so that ties and duplicates are common; some rows infeasible."""
    grid = st.integers(0, 6).map(float)
    element = st.one_of(grid, grid, grid, st.just(float("nan"))) if infeasible else grid
    return arrays(np.float64, st.tuples(st.integers(0, most), st.just(m)), elements=element)


REFERENCES = {
    1: naive.reference([0], [5]),
    2: naive.reference([0, 1], [5, 4]),
    3: naive.reference([0, 1, 0], [5, 4, 2]),
}


@given(points(2))
def test_nondominated_is_what_the_definition_says(values: Floats) -> None:
    assert nondominated(values).tolist() == naive.nondominated(values)
    assert nondominated(values, keep_duplicates=False).sum() == len(front(values))


@given(points(3))
def test_front_is_distinct_sorted_and_nondominated(values: Floats) -> None:
    found = front(values)
    expected = {tuple(row) for row, keep in zip(values.tolist(), naive.nondominated(values), strict=True) if keep}
    assert [tuple(row) for row in found.tolist()] == sorted(expected)


def test_front_members_are_distinct_architectures_by_rising_cost() -> None:
    values = np.array([[3.0, 1.0], [1.0, 3.0], [3.0, 1.0], [2.0, 2.0], [3.0, 3.0], [np.nan, 0.0], [1.0, 3.0]])
    assert front_members([7, 5, 7, 9, 4, 8, 2], values).tolist() == [7, 9, 2, 5]


def test_one_objective_is_a_column() -> None:
    assert nondominated(np.array([2.0, 1.0, 1.0, np.nan])).tolist() == [False, True, True, False]
    assert feasible_rows(np.array([[np.nan, 0.0], [1.0, 2.0]])).tolist() == [False, True]


def test_wrong_shapes_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="shape"):
        nondominated(np.zeros((2, 2, 2)))
    with pytest.raises(ConfigurationError, match="2 objectives"):
        indicators.normalise(np.zeros((1, 2)), REFERENCES[3])


@pytest.mark.parametrize("m", [1, 2, 3])
@settings(max_examples=40)
@given(data=st.data())
def test_hypervolume_counts_the_dominated_cells(m: int, data: st.DataObject) -> None:
    values = data.draw(points(m, most=7))
    reference = REFERENCES[m]
    normalised = indicators.normalise(values, reference)
    expected = naive.hypervolume(normalised, indicators.reference_point(reference))
    assert indicators.hypervolume(values, reference) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("m", [2, 3])
@settings(max_examples=40)
@given(data=st.data())
def test_distances_match_their_definitions(m: int, data: st.DataObject) -> None:
    values = data.draw(points(m, infeasible=False).filter(len))
    exact = data.draw(points(m, infeasible=False).filter(len))
    reference = REFERENCES[m]
    ours, target = indicators.normalise(values, reference), indicators.normalise(exact, reference)
    assert indicators.igd_plus(values, exact, reference) == pytest.approx(naive.igd_plus(ours, target))
    assert indicators.additive_epsilon(values, exact, reference) == pytest.approx(naive.additive_epsilon(ours, target))


@given(points(2))
def test_regret_falls_with_more_points_and_vanishes_on_the_front(values: Floats) -> None:
    everything = np.array([[a, b] for a in range(7) for b in range(7) if a + b >= 4], dtype=float)
    exact = front(everything)
    reference = naive.reference([0, 0], [4, 4])
    inside = values[np.nansum(values, axis=1) >= 4] if len(values) else values
    regret = indicators.hypervolume_regret(inside, exact, reference)
    more = indicators.hypervolume_regret(np.vstack([inside, exact[:1]]), exact, reference)
    assert -1e-12 <= more <= regret + 1e-12 <= 1 + 2e-12
    assert indicators.hypervolume_regret(everything, exact, reference) == pytest.approx(0, abs=1e-12)
    assert indicators.igd_plus(everything, exact, reference) == 0


def test_a_set_without_feasible_points_counts_as_the_reference_point() -> None:
    exact = np.array([[0.0, 4.0], [4.0, 0.0]])
    reference = naive.reference([0, 0], [4, 4])
    nothing = np.array([[np.nan, 1.0]])
    corner = reference.point[None, :]
    assert indicators.hypervolume_regret(nothing, exact, reference) == 1.0
    assert indicators.igd_plus(nothing, exact, reference) == indicators.igd_plus(corner, exact, reference)
    assert indicators.additive_epsilon(nothing, exact, reference) == pytest.approx(1.1)


def test_one_objective_has_a_value_regret_instead_of_a_hypervolume() -> None:
    single = naive.reference([2.0], [2.0])
    with pytest.raises(ConfigurationError, match="no hypervolume"):
        indicators.hypervolume_regret(np.array([[3.0]]), np.array([[2.0]]), single)
    assert indicators.value_regret(np.array([3.0, 2.5, np.nan]), 2.0) == 0.5
    assert indicators.value_regret(np.array([np.nan]), 2.0) == float("inf")
    with pytest.raises(ConfigurationError, match="one objective"):
        indicators.value_regret(np.zeros((1, 2)), 0.0)


def test_agrees_with_pymoo() -> None:
    from pymoo.indicators.hv import HV
    from pymoo.indicators.igd_plus import IGDPlus

    rng = np.random.default_rng(0)
    values, exact = rng.random((30, 2)), front(rng.random((200, 2)))
    reference = naive.reference([0, 0], [1, 1])
    assert indicators.hypervolume(values, reference) == pytest.approx(HV(ref_point=np.array([1.1, 1.1]))(values))
    assert indicators.igd_plus(values, exact, reference) == pytest.approx(IGDPlus(exact)(values))
