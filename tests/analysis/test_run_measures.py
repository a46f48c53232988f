"""Indicators of one run against independent computations: numbers by quadrature, loops and pymoo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymoo.indicators.hv import HV
from pymoo.util.ref_dirs import get_reference_directions

from suite.analysis.evaluation import Evaluator
from suite.analysis.indicators import chebyshev_weights, r2
from suite.analysis.run_measures import limit_regret, limits_of, run_measures
from suite.benchmark import load_benchmark
from suite.errors import ConfigurationError
from suite.study.runner import run
from suite.study.spec import Budget
from tests.analysis import naive
from tests.study.made_up import make_spec

UNIT = naive.reference([0.0, 0.0], [1.0, 1.0])
EXACT = np.array([[0.0, 1.0], [0.2, 0.4], [0.5, 0.1], [1.0, 0.0]])


def by_quadrature(points: np.ndarray) -> float:
    w = ((np.arange(20_000) + 0.5) / 20_000)[:, None]
    return float(np.maximum(w * points[:, 0], (1 - w) * points[:, 1]).min(axis=1).mean())


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_r2_of_two_objectives_is_the_integral_over_all_weights(seed: int) -> None:
    points = np.random.default_rng(seed).random((6, 2)) + 0.05
    expected = by_quadrature(points) - by_quadrature(EXACT)
    assert r2(points, EXACT, UNIT) == pytest.approx(expected, abs=1e-6)


def test_r2_of_three_objectives_is_the_mean_over_pymoos_weights() -> None:
    rng = np.random.default_rng(0)
    points, exact = rng.random((7, 3)) + 0.1, rng.random((9, 3)) * 0.1
    weights = get_reference_directions("das-dennis", 3, n_partitions=13)
    expected = [np.mean([(w * each).max(axis=1).min() for w in weights]) for each in (points, exact)]
    assert len(chebyshev_weights(3)) == len(weights) == 105
    assert r2(points, exact, naive.reference([0] * 3, [1] * 3)) == pytest.approx(expected[0] - expected[1])


def test_r2_knows_the_front_and_nothing_and_better_sets() -> None:
    assert r2(EXACT, EXACT, UNIT) == 0
    worst = r2(np.empty((0, 2)), EXACT, UNIT)
    assert worst == pytest.approx(r2(np.array([[1.1, 1.1]]), EXACT, UNIT))
    one = r2(EXACT[1:2], EXACT, UNIT)
    assert 0 < r2(EXACT[1:3], EXACT, UNIT) < one < worst


def test_the_regret_within_limits_is_that_of_a_loop() -> None:
    exact = np.array([[10.0, 1.0], [8.0, 2.0], [5.0, 4.0], [4.0, 8.0]])
    reference = naive.reference([4.0, 1.0], [10.0, 8.0])
    limits = limits_of(exact)
    assert limits.tolist() == [1.0, 2.0, 4.0]  # costs of points of the front: one of four, two and three lie within
    found = np.array([[9.0, 2.0], [7.0, 3.0], [1.0, 9.0], [np.nan, 1.0]])
    # within 1 nothing (the reference point's 10.6 - 10), within 2 9 - 8, within 4 7 - 5
    assert limit_regret(found, exact, reference, limits) == pytest.approx((0.6 + 1 + 2) / 3)
    assert limit_regret(exact, exact, reference, limits) == 0
    assert limit_regret(np.empty((0, 2)), exact, reference, limits) == pytest.approx((0.6 + 2.6 + 5.6) / 3)
    with pytest.raises(ConfigurationError, match=r"cost of 0.5 or less"):
        limit_regret(found, exact, reference, [0.5])
    with pytest.raises(ConfigurationError, match="one cost"):
        limit_regret(found, exact[:, :1], reference, limits)


def test_measures_of_a_run_are_made_anew_from_the_tables() -> None:
    benchmark = load_benchmark(source="surrogate")
    spec = make_spec(algorithm="nsga2", budget=Budget(queries=150))
    record = run(spec, benchmark)
    evaluator = Evaluator(spec, benchmark)
    found = run_measures(evaluator, record)
    values, connected = evaluator.problem.values, benchmark.space.connected()
    low, high = evaluator.exact_front.min(axis=0), evaluator.exact_front.max(axis=0)

    def points(indices: np.ndarray) -> np.ndarray:
        return (values[indices[connected[indices]]] - low) / (high - low)

    exact = (evaluator.exact_front - low) / (high - low)
    volume = HV(ref_point=np.array([1.1, 1.1]))
    returned = 1 - volume(points(record.recommended)) / volume(exact)
    assert found["returned_hypervolume_regret"] == pytest.approx(returned)
    assert returned >= evaluator.evaluate(record).hypervolume_regret - 1e-12
    assert found["r2"] == pytest.approx(by_quadrature(points(record.indices)) - by_quadrature(exact), abs=1e-6)
    regrets = []
    for limit in np.sort(evaluator.exact_front[:, 1])[[int(np.ceil(len(exact) * q)) - 1 for q in (0.25, 0.5, 0.75)]]:
        best = [
            np.min(values[indices[connected[indices] & (values[indices, 1] <= limit)], 0])
            for indices in (record.indices, np.arange(15_625))
        ]
        regrets.append(best[0] - best[1])
    assert found["limit_regret"] == pytest.approx(np.mean(regrets))


def test_what_is_not_defined_is_missing_and_a_given_limit_is_the_one_that_counts() -> None:
    benchmark = load_benchmark(source="surrogate")
    alone = make_spec(algorithm="random_search", device=None, metric="latency", budget=Budget(queries=20))
    record = run(alone, benchmark)
    assert all(np.isnan(value) for value in run_measures(Evaluator(alone, benchmark), record).values())
    spec = make_spec(algorithm="random_search", budget=Budget(queries=40))
    record, evaluator = run(spec, benchmark), Evaluator(spec, benchmark, cost_limit=5.0)
    found = run_measures(evaluator, record)
    assert found["limit_regret"] == evaluator.evaluate(record).error_regret
    assert np.isnan(found["r2"])
    assert np.isnan(found["returned_hypervolume_regret"])
