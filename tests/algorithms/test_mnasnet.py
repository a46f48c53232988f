"""MnasNet's search: reward and gradient against slow definitions, what the target does, what is recommended."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from suite.algorithms.mnasnet import CONTROLLERS, MnasNet
from suite.algorithms.reinforce import Reinforce
from suite.errors import ConfigurationError
from suite.kernels.adam import Adam
from suite.kernels.policies import AutoregressivePolicy, IndependentPolicy
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import run


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def search(seed: int = 0, **parameters: Any) -> MnasNet:
    return MnasNet(NASBENCH201, rng=generator(seed), **{"cost_limit": 5.0, **parameters})


def values(codes: np.ndarray) -> np.ndarray:
    cost = 1.0 + codes.astype(float) @ [1.0, 0.7, 0.9, 1.3, 0.8, 1.1]
    return np.stack([60.0 - 2.0 * cost, cost], axis=1)


def test_rewards_by_hand() -> None:
    table = np.array([[30.0, 5.0], [30.0, 10.0], [30.0, 2.5], [np.nan, 5.0], [30.0, np.nan]])
    soft = search().rewards(table)
    np.testing.assert_allclose(soft[:3], [70.0, 70.0 * 2**-0.07, 70.0 * 0.5**-0.07])
    assert np.isnan(soft[3:]).all()
    np.testing.assert_allclose(search(w=-0.15).rewards(table)[:3], [70.0, 70.0 * 2**-0.15, 70.0 * 0.5**-0.15])
    np.testing.assert_allclose(search(reward="hard").rewards(table)[:3], [70.0, 35.0, 70.0])
    np.testing.assert_allclose(search(reward="hard", w=-0.5).rewards(table)[:3], [70.0, 70.0 / math.sqrt(2), 70.0])


def test_the_published_exponent_weighs_twice_the_latency_as_five_per_cent_of_accuracy() -> None:
    one, two = search().rewards(np.array([[20.0, 5.0], [100.0 - 80.0 * 1.05, 10.0]]))
    assert two / one == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize("controller", sorted(CONTROLLERS))
def test_with_the_soft_reward_the_target_changes_nothing(controller: str) -> None:
    traces = [run(search(3, controller=controller, cost_limit=limit), values, 120).codes for limit in (2.0, 5.0, 40.0)]
    np.testing.assert_array_equal(traces[0], traces[1])
    np.testing.assert_array_equal(traces[0], traces[2])


def test_the_hard_reward_depends_on_the_target() -> None:
    traces = [run(search(3, reward="hard", cost_limit=limit), values, 120).codes for limit in (3.0, 9.0)]
    assert not np.array_equal(*traces)


def test_without_an_exponent_it_is_reinforce() -> None:
    other = Reinforce(NASBENCH201, rng=generator(5), learning_rate=0.03)
    expected = run(other, lambda codes: values(codes)[:, :1], 150)
    np.testing.assert_array_equal(run(search(5, w=0.0), values, 150).codes, expected.codes)


@pytest.mark.parametrize("controller", sorted(CONTROLLERS))
def test_the_gradient_is_the_numerical_one(controller: str) -> None:
    space = GridSpace(4, 3)
    policy = CONTROLLERS[controller](space, generator(1))
    policy.parameters = generator(2).normal(size=policy.parameters.shape)
    for code in space.codes([0, 17, 80]):
        start = policy.parameters
        numerical = np.zeros_like(start)
        for place in np.ndindex(start.shape):
            sides = []
            for step in (1e-6, -1e-6):
                policy.parameters = start.copy()
                policy.parameters[place] += step
                sides.append(policy.log_probability(code))
            numerical[place] = -(sides[0] - sides[1]) / 2e-6
        policy.parameters = start
        np.testing.assert_allclose(policy.gradient(code), numerical, atol=1e-7)


@pytest.mark.parametrize("controller", sorted(CONTROLLERS))
def test_architectures_are_drawn_with_their_probabilities(controller: str) -> None:
    space = GridSpace(3, 2)
    policy = CONTROLLERS[controller](space, generator(1))
    policy.parameters = generator(4).normal(size=policy.parameters.shape)
    wanted = np.exp([policy.log_probability(code) for code in space.codes(np.arange(space.size))])
    assert wanted.sum() == pytest.approx(1.0)
    rng = generator(7)
    drawn = np.bincount(space.index(np.stack([policy.sample(rng) for _ in range(6000)])), minlength=space.size) / 6000
    np.testing.assert_allclose(drawn, wanted, atol=0.025)


def test_only_the_autoregressive_controller_can_know_pairs() -> None:
    """Edge 1 is to equal edge 0: independent edges reach a probability of one half for it, given ones can be sure."""
    space = GridSpace(2, 2)
    alike = {}
    for policy in (IndependentPolicy(space, generator(0)), AutoregressivePolicy(space, generator(0))):
        adam = Adam(policy.parameters.shape, 0.05)
        for _ in range(400):  # exact gradient of the expected log-probability of the two equal codes
            gradient = sum(policy.gradient(code) for code in space.codes([0, 3]))
            policy.parameters = adam.step(policy.parameters, np.asarray(gradient))
        alike[type(policy)] = sum(math.exp(policy.log_probability(code)) for code in space.codes([0, 3]))
    assert alike[IndependentPolicy] == pytest.approx(0.5, abs=1e-3)
    assert alike[AutoregressivePolicy] > 0.99


def test_the_best_by_the_reward_is_recommended_the_first_of_equals() -> None:
    algorithm = search(2)
    trace = run(algorithm, values, 100)
    rewards = algorithm.rewards(trace.values)
    np.testing.assert_array_equal(algorithm.recommend()[0], trace.codes[rewards.argmax()])


def test_infeasible_architectures_are_rewarded_like_the_worst() -> None:
    one, other = search(1), search(1)
    for error, stand_in in ((math.nan, None), (20.0, 20.0), (50.0, 50.0), (math.nan, 50.0), (10.0, 10.0)):
        code = one.ask()
        one.tell(code, [[error, 5.0]])
        if stand_in is not None:
            other._tell(code, np.array([[stand_in, 5.0]]))
    np.testing.assert_array_equal(one.policy.parameters, other.policy.parameters)
    assert np.isfinite(one.policy.parameters).all()


def test_a_cost_that_is_not_positive_is_refused() -> None:
    algorithm = search()
    with pytest.raises(ConfigurationError, match="above 0"):
        algorithm.tell(algorithm.ask(), [[10.0, -1.0]])


@pytest.mark.parametrize(
    "wrong",
    [
        {"cost_limit": 0.0},
        {"cost_limit": math.nan},
        {"w": 0.07},
        {"w": -math.inf},
        {"reward": "firm"},
        {"controller": "lstm"},
        {"learning_rate": 0.0},
        {"momentum": 1.0},
    ],
)
def test_wrong_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        search(**wrong)
