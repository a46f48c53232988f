"""NetAdapt and MobileNetV3: the choice of a step by hand, falling latency, ends, and the search before it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from suite.algorithms.mobilenetv3 import MobileNetV3
from suite.algorithms.netadapt import NetAdapt, choose
from suite.benchmark import load_benchmark
from suite.errors import ArchitectureError, ConfigurationError
from suite.objectives import Problem, accuracy_error, hardware_cost
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import run

SPACE = GridSpace(2, 3)
# index (two digits in base 3) -> error and cost; the seed is 22
TABLE = np.array(
    [
        [40.0, 1.0],  # 00
        [30.0, 4.0],  # 01
        [20.0, 7.0],  # 02
        [29.0, 3.9],  # 10
        [22.0, 5.0],  # 11
        [13.0, 8.0],  # 12
        [18.0, 6.0],  # 20
        [11.0, 9.5],  # 21
        [12.0, 10.0],  # 22
    ]
)


def table(codes: np.ndarray) -> np.ndarray:
    return TABLE[SPACE.index(codes)]


def adapt(seed: int = 0, space: Any = SPACE, **parameters: Any) -> NetAdapt:
    rng = np.random.Generator(np.random.PCG64(seed))
    return NetAdapt(space, rng=rng, **{"cost_limit": 4.5, "seed_architecture": "22", **parameters})


def way(algorithm: NetAdapt) -> list[str]:
    return ["".join(map(str, step.code)) for step in algorithm.steps]


def test_choice_by_ratio_and_by_accuracy() -> None:
    gain, change = np.array([-1.0, -6.0, 1.0, 2.0, np.nan]), np.array([-2.0, -4.0, -0.05, 1.0, -3.0])
    assert choose(gain, change, 0.1)[0] == 0  # -0.5 against -1.5; the third saves too little, the fourth nothing
    assert choose(gain, change, 0.1)[1].tolist() == [True, True, False, False, False]
    assert choose(gain, change, 0.04)[0] == 2
    assert choose(gain, change, 3.0)[0] == 1
    assert choose(gain, change, 5.0)[0] == -1
    assert choose(np.array([-1.0, -2.0]), np.array([-1.0, -4.0]), 0.1)[0] == 1  # -1 against -0.5
    assert choose(np.array([-1.0, -2.0]), np.array([-1.0, -4.0]), 0.1, "accuracy")[0] == 0
    assert choose(np.array([-1.0, -1.0]), np.array([-1.0, -1.0]), 1.0)[0] == 0  # the first of equals, and the bound


def test_a_gain_makes_the_ratio_prefer_the_smallest_reduction() -> None:
    gain, change = np.array([2.0, 1.0]), np.array([-4.0, -0.5])
    assert choose(gain, change, 0.1)[0] == 1
    assert choose(gain, change, 0.1, "accuracy")[0] == 0


def test_steps_by_hand() -> None:
    """22 (12, 10): 02 -8/3, 12 -1/2, 20 -6/4, 21 +1/0.5; 21 (11, 9.5): 01 -19/5.5, 11 -11/4.5, 20 -7/3.5, 22 no; ..."""
    algorithm = adapt()
    trace = run(algorithm, table, 99)
    # from 20 (18, 6): 00 -22/5, 10 -11/2.1, and 21, 22 cost more; 00 is within the target
    assert way(algorithm) == ["22", "21", "20", "00"]
    assert algorithm.finished
    assert algorithm.ends == ["target"]
    assert trace.batches == (1, 4, 2, 2)  # what was told before is not asked again
    assert algorithm.recommend().tolist() == [[0, 0]]
    seed, first, second, third = algorithm.steps
    assert math.isnan(seed.delta_accuracy)
    assert (seed.number, seed.proposals) == (0, 0)
    assert (first.delta_accuracy, first.delta_cost) == (1.0, -0.5)
    assert (first.proposals, first.raising, first.qualifying, first.improving) == (4, 0, 4, 1)
    assert (second.proposals, second.raising, second.qualifying, second.improving) == (4, 1, 3, 0)
    assert (third.raising, third.qualifying, third.number, third.descent) == (2, 2, 3, 0)


def test_a_larger_delta_leaves_small_reductions_out() -> None:
    """With 10 % of the seed's cost, 1, the change to 21 (0.5) does not qualify, and 12 (-1/2) is the best."""
    algorithm = adapt(delta=0.1)
    run(algorithm, table, 99)
    assert way(algorithm)[:2] == ["22", "12"]
    assert all(step.delta_cost <= -1.0 for step in algorithm.steps[1:])


def test_the_original_criterion_takes_the_most_accurate() -> None:
    algorithm = adapt(criterion="accuracy", delta=0.1)
    run(algorithm, table, 99)
    assert way(algorithm) == ["22", "12", "02", "01"]


def test_a_descent_ends_where_nothing_qualifies() -> None:
    algorithm = adapt(cost_limit=0.5)
    run(algorithm, table, 99)
    assert way(algorithm) == ["22", "21", "20", "00"]
    assert algorithm.ends == ["no proposal"]
    assert algorithm.finished
    assert algorithm.recommend().tolist() == [[0, 0]]


def test_a_seed_within_the_target_stays() -> None:
    algorithm = adapt(cost_limit=10.0)
    trace = run(algorithm, table, 99)
    assert len(trace.codes) == 1
    assert algorithm.ends == ["target"]
    assert algorithm.recommend().tolist() == [[2, 2]]


def test_infeasible_proposals_are_left_out_and_an_infeasible_seed_ends_it() -> None:
    def gaps(codes: np.ndarray) -> np.ndarray:
        found = table(codes)
        found[SPACE.index(codes) == 7] = np.nan
        return found

    algorithm = adapt()
    run(algorithm, gaps, 99)
    assert way(algorithm)[:2] == ["22", "12"]
    assert algorithm.steps[1].proposals == 3
    nothing = adapt(seed_architecture="21")
    run(nothing, gaps, 99)
    assert nothing.finished
    assert nothing.recommend().shape == (0, 2)


def test_a_budget_that_ends_within_the_proposals_leaves_the_last_state() -> None:
    algorithm = adapt()
    run(algorithm, table, 6)
    assert algorithm.recommend().tolist() == [[2, 1]]


def test_found_seeds_are_the_most_accurate_above_the_target() -> None:
    def values(codes: np.ndarray) -> np.ndarray:
        cost = 1.0 + codes.astype(float) @ [1.0, 0.7, 0.9, 1.3, 0.8, 1.1]
        return np.stack([60.0 - 3.0 * cost + codes[:, 0], cost], axis=1)

    for seed in range(5):
        algorithm = adapt(seed, NASBENCH201, seed_architecture=None, cost_limit=9.0, pool=8)
        trace = run(algorithm, values, 400)
        pool = trace.values[: trace.batches[0]]
        above = pool[pool[:, 1] > 9.0]
        assert algorithm.steps[0].error == (above if len(above) else pool)[:, 0].min()
        costs = [step.cost for step in algorithm.steps]
        assert (np.diff(costs) <= -0.01 * costs[0]).all()
        assert algorithm.ends == ["target"]
        assert costs[-1] <= 9.0
        assert all(cost > 9.0 for cost in costs[:-1])


def test_many_descents_go_on_until_the_budget_ends() -> None:
    algorithm = adapt(seed_architecture=None, descents=0, pool=2)
    trace = run(algorithm, table, 60)
    assert len(trace.codes) == 60
    assert len(algorithm.ends) > 3
    assert algorithm.recommend().tolist() == [[1, 0]]  # the most accurate within the target, 29 per cent
    two = adapt(seed_architecture=None, descents=2)
    run(two, table, 60)
    assert two.finished
    assert len(two.ends) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"cost_limit": -1.0}, {"delta": 0.0}, {"delta": 1.0}, {"criterion": "best"}, {"pool": 0}, {"descents": 2}],
)
def test_wrong_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        adapt(**wrong)


def test_a_seed_that_names_no_architecture_is_refused() -> None:
    with pytest.raises(ArchitectureError):
        adapt(seed_architecture="29")


def test_mobilenetv3_searches_then_adapts_what_was_found() -> None:
    def values(codes: np.ndarray) -> np.ndarray:
        cost = 1.0 + codes.astype(float) @ [1.0, 0.7, 0.9, 1.3, 0.8, 1.1]
        return np.stack([90.0 - 3.0 * cost, cost], axis=1)

    rng = np.random.Generator(np.random.PCG64(1))
    algorithm = MobileNetV3(NASBENCH201, rng=rng, cost_limit=8.0, search_queries=50, reward="hard")
    trace = run(algorithm, values, 500)
    assert trace.batches[:50] == (1,) * 50
    assert algorithm.search.cost_limit == 12.0
    assert algorithm.seed is not None
    best = algorithm.search.rewards(trace.values[:50]).argmax()
    np.testing.assert_array_equal(algorithm.seed[0], trace.codes[best])
    np.testing.assert_array_equal(algorithm.adaptation.steps[0].code, algorithm.seed[0])
    assert algorithm.finished
    assert values(algorithm.recommend())[0, 1] <= 8.0
    np.testing.assert_array_equal(algorithm.recommend()[0], algorithm.adaptation.steps[-1].code)
    proposals = NASBENCH201.index(trace.codes[50:])
    assert len(set(proposals.tolist())) == len(proposals)
    assert not set(proposals.tolist()) & set(NASBENCH201.index(trace.codes[:50]).tolist())


def test_mobilenetv3_searches_on_until_something_is_feasible() -> None:
    rng = np.random.Generator(np.random.PCG64(1))
    algorithm = MobileNetV3(SPACE, rng=rng, cost_limit=4.5, search_queries=3)
    run(algorithm, lambda codes: np.full((len(codes), 2), np.nan), 20)
    assert algorithm.seed is None
    assert len(algorithm.recommend()) == 0
    with pytest.raises(ConfigurationError):
        MobileNetV3(SPACE, rng=rng, cost_limit=4.5, headroom=0.9)


@pytest.mark.real_tables
def test_qualifying_proposals_of_the_3x3_cell(real_data_dir: Path) -> None:
    """Facts of HW-NAS-Bench, CIFAR-10: of the 24 proposals those that save at least 1 % of the latency."""
    benchmark = load_benchmark(real_data_dir, "real")
    found = {}
    for device in ("raspi4", "fpga", "eyeriss", "pixel3"):
        objectives = [accuracy_error(benchmark, "cifar10", "valid@12"), hardware_cost(benchmark, "cifar10", device)]
        algorithm = adapt(space=benchmark.space, seed_architecture="333333", cost_limit=1.0)
        run(algorithm, Problem(objectives), 25)
        first = algorithm.steps[1]
        assert first.proposals == 24
        found[device] = first.qualifying
        if device == "pixel3":
            assert first.raising == 18
    assert found == {"raspi4": 24, "fpga": 24, "eyeriss": 18, "pixel3": 6}
