"""Objectives and problems: infeasibility, fronts against brute force, reference points, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite import load_benchmark
from suite.errors import ConfigurationError
from suite.feasibility import feasible_rows
from suite.objectives import (
    Problem,
    TableObjective,
    accuracy_error,
    hardware_cost,
    reported_error,
    score_table,
)
from suite.spaces import GridSpace

SPACE = GridSpace(2, 4)


def table(values, name="f"):
    return TableObjective(name, name, np.asarray(values, dtype=float), SPACE)


def brute_force_front(values):
    rows = [i for i in range(len(values)) if not np.isnan(values[i]).any()]
    dominated = {
        i for i in rows for j in rows if (values[j] <= values[i]).all() and (values[j] < values[i]).any()
    }  # fmt: skip
    return {i for i in rows if i not in dominated}


cell = st.one_of(st.integers(0, 4).map(float), st.just(float("nan")))


@settings(max_examples=200)
@given(st.lists(st.tuples(cell, cell, cell), min_size=16, max_size=16))
def test_exact_front_equals_brute_force(rows):
    values = np.array(rows)
    problem = Problem([table(values[:, k], f"f{k}") for k in range(3)])
    expected = brute_force_front(values)
    if not expected:
        with pytest.raises(ConfigurationError, match="feasible"):
            problem.exact_front()
        return
    front = problem.exact_front()
    assert set(front.tolist()) == expected
    assert (np.diff(values[front, 0]) >= 0).all()
    reference = problem.reference()
    assert (values[front] <= reference.nadir).all()
    assert (reference.normalise(values[front]) >= 0).all()


def test_reference_point_is_ten_per_cent_beyond_the_nadir():
    problem = Problem([table(range(16), "up"), table(range(16)[::-1], "down")])
    reference = problem.reference()
    np.testing.assert_allclose(reference.point, [16.5, 16.5])
    np.testing.assert_allclose(reference.normalise(reference.point[None])[0], [1.1, 1.1])
    assert len(reference.sha256) == 16


def test_a_problem_maps_codes_to_rows_and_marks_what_is_infeasible():
    values = np.arange(16.0)
    values[5] = np.nan
    problem = Problem([table(values), table(-values, "g")])
    result = problem(SPACE.codes([4, 5]))
    assert result.shape == (2, 2)
    assert feasible_rows(result).tolist() == [True, False]


def test_test_accuracy_is_no_objective():
    benchmark = load_benchmark(source="surrogate")
    for protocol in ("test@200", "test@12"):
        with pytest.raises(ConfigurationError, match="selects nothing"):
            accuracy_error(benchmark, "cifar10", protocol)
    with pytest.raises(ConfigurationError, match="only reported"):
        Problem([reported_error(benchmark, "cifar10", "test@200")])  # type: ignore[list-item]


def test_unmeasured_is_infeasible_or_fastest_as_asked():
    benchmark = load_benchmark(source="surrogate")
    masked = hardware_cost(benchmark, "cifar10", "edgetpu").values
    fastest = hardware_cost(benchmark, "cifar10", "edgetpu", unmeasured="fastest").values
    assert np.isnan(masked).any()
    assert not np.isnan(fastest).any()
    assert (fastest[np.isnan(masked)] == -1.0).all()
    assert (fastest[~np.isnan(masked)] == masked[~np.isnan(masked)]).all()
    with pytest.raises(ConfigurationError, match="infeasible"):
        hardware_cost(benchmark, "cifar10", "edgetpu", unmeasured="zero")


def test_a_score_is_turned_round_once():
    scores = np.linspace(0, 1, 16)
    assert score_table(SPACE, scores, "rmi")(SPACE.codes([15]))[0] == -1.0
    assert score_table(SPACE, scores, "loss", higher_is_better=False)(SPACE.codes([15]))[0] == 1.0


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(ConfigurationError, match="at least one"):
        Problem([])
    with pytest.raises(ConfigurationError, match="one search space"):
        Problem([table(range(16)), TableObjective("h", "h", np.zeros(9), GridSpace(2, 3))])
    with pytest.raises(ConfigurationError, match="16 values"):
        table(range(3))
    with pytest.raises(ConfigurationError, match="infinite"):
        table([np.inf] * 16)


def test_a_problem_need_not_be_a_table():
    class Live:
        name = label = "live"

        def __call__(self, codes):
            return np.asarray(codes).sum(axis=1).astype(float)

    problem = Problem([Live(), table(range(16))])
    assert problem(SPACE.codes([0, 15])).tolist() == [[0.0, 0.0], [6.0, 15.0]]
    assert not problem.is_tabular
    with pytest.raises(ConfigurationError, match="enumerated"):
        problem.exact_front()
