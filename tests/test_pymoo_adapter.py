"""The benchmark as a pymoo problem: vectorised, rounded, constrained, with the exact front."""

from __future__ import annotations

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2, RankAndCrowdingSurvival
from pymoo.algorithms.soo.nonconvex.de import DE
from pymoo.algorithms.soo.nonconvex.pso import PSO
from pymoo.core.mixed import MixedVariableGA
from pymoo.operators.sampling.rnd import IntegerRandomSampling
from pymoo.optimize import minimize

from suite.algorithms.pymoo_operators import integer_operators
from suite.objectives.problem import Problem
from suite.objectives.table import TableObjective
from suite.pymoo_adapter import as_pymoo_problem
from suite.spaces import NASBENCH201


def make() -> Problem:
    wide = NASBENCH201.all_codes.astype(float)
    cost = wide @ [1.0, 0.7, 0.9, 1.3, 0.8, 1.1]
    error = 100 / (1 + cost) + (NASBENCH201.all_codes[:, 0] == 2)
    cost = np.where(NASBENCH201.all_codes[:, 5] == 0, np.nan, cost)
    return Problem(
        [
            TableObjective("error", "error (%)", error, NASBENCH201),
            TableObjective("cost", "cost (ms)", cost, NASBENCH201),
        ]
    )


def test_values_and_constraint_are_those_of_the_problem() -> None:
    problem = make()
    adapted = as_pymoo_problem(problem)
    assert (adapted.n_var, adapted.n_obj, adapted.n_ieq_constr) == (6, 2, 1)
    codes = NASBENCH201.codes([1, 50, 15624])
    codes[1, 5] = 0
    out = adapted.evaluate(codes + 0.3, return_as_dictionary=True)
    assert out["G"].tolist() == [[0.0], [1.0], [0.0]]
    np.testing.assert_array_equal(out["F"][[0, 2]], problem(codes[[0, 2]]))
    assert np.isfinite(out["F"]).all()


def test_pymoo_finds_feasible_points_of_it() -> None:
    problem = make()
    adapted = as_pymoo_problem(problem)
    algorithm = NSGA2(pop_size=20, sampling=IntegerRandomSampling(), **integer_operators("categorical"))
    result = minimize(adapted, algorithm, ("n_gen", 20), seed=1)
    found = problem(adapted.codes(result.X))
    np.testing.assert_array_equal(found, result.F)
    assert not np.isnan(found).any()


def test_the_exact_front_is_known() -> None:
    problem = make()
    np.testing.assert_array_equal(as_pymoo_problem(problem).pareto_front(), problem.values[problem.exact_front()])


@pytest.mark.parametrize(
    "make_algorithm", [lambda: NSGA2(pop_size=20), lambda: DE(pop_size=20), lambda: PSO(pop_size=20)]
)
def test_operators_of_real_numbers_leave_integers_that_belong_to_their_values(make_algorithm) -> None:
    problem = make()
    single = Problem([problem.objectives[0]])
    algorithm = make_algorithm()
    chosen = problem if isinstance(algorithm, NSGA2) else single
    result = minimize(as_pymoo_problem(chosen), algorithm, ("n_gen", 10), seed=1)
    found = np.atleast_2d(result.X)
    assert found.dtype == np.int64
    np.testing.assert_array_equal(chosen(found), np.atleast_2d(result.F))
    every = result.pop.get("X")
    np.testing.assert_array_equal(every, np.rint(every.astype(float)))


@pytest.mark.parametrize("categorical", [False, True])
def test_mixed_variable_algorithms_run_on_it(categorical: bool) -> None:
    problem = make()
    adapted = as_pymoo_problem(problem, categorical)
    algorithm = MixedVariableGA(pop_size=12, survival=RankAndCrowdingSurvival())
    result = minimize(adapted, algorithm, ("n_gen", 10), seed=1)
    codes = adapted.codes(result.X)
    np.testing.assert_array_equal(problem(codes), result.F)
    for row, code in zip(np.atleast_1d(result.X), codes, strict=True):
        assert list(row.values()) == code.tolist()
        assert all(isinstance(value, int) for value in row.values())
    assert adapted.codes(result.X[0]).shape == (1, 6)
    single = minimize(
        as_pymoo_problem(Problem([problem.objectives[0]])), MixedVariableGA(pop_size=12), ("n_gen", 10), seed=1
    )
    assert set(single.X) == set(adapted.vars)
