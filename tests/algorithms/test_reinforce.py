"""REINFORCE: sampling by the policy, its gradient, Adam and the baseline, against slow definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from suite.algorithms.reinforce import Reinforce
from suite.errors import ConfigurationError
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import hidden_code, run


def search(seed: int = 0, **parameters: float) -> Reinforce:
    return Reinforce(NASBENCH201, rng=np.random.Generator(np.random.PCG64(seed)), **parameters)


def test_the_initial_policy_is_all_but_uniform() -> None:
    algorithm = search()
    np.testing.assert_allclose(algorithm.probabilities(), 0.2, atol=2e-3)
    assert algorithm.logits.std() == pytest.approx(1e-3, rel=0.5)


def test_operations_are_drawn_with_the_probabilities_of_the_policy() -> None:
    algorithm = search()
    algorithm.logits = np.log(np.tile([0.05, 0.1, 0.15, 0.3, 0.4], (6, 1)))
    drawn = np.concatenate([algorithm._ask() for _ in range(4000)])
    for edge in range(6):
        shares = np.bincount(drawn[:, edge], minlength=5) / len(drawn)
        np.testing.assert_allclose(shares, [0.05, 0.1, 0.15, 0.3, 0.4], atol=0.03)


def log_probability(logits: np.ndarray, code: np.ndarray) -> float:
    return float(sum(row[op] - math.log(np.exp(row).sum()) for row, op in zip(logits, code, strict=True)))


def test_a_step_follows_the_numerical_gradient_through_adam() -> None:
    """After each tell the policy is that of a naive implementation: numerical gradient, textbook Adam and average."""
    algorithm = search(3, learning_rate=0.1)
    logits = algorithm.logits.copy()
    mean, square = np.zeros_like(logits), np.zeros_like(logits)
    rewards: list[float] = []
    rng = np.random.Generator(np.random.PCG64(9))
    for step in range(1, 8):
        code = algorithm.ask()[0]
        reward = float(rng.normal(80, 5))
        algorithm.tell(code[None], [[100.0 - reward]])
        rewards.append(reward)
        weights = [0.9 ** (step - 1 - k) for k in range(step)]
        baseline = float(np.average(rewards, weights=weights))
        gradient = np.zeros_like(logits)
        for place in np.ndindex(logits.shape):
            high, low = logits.copy(), logits.copy()
            high[place] += 1e-6
            low[place] -= 1e-6
            slope = (log_probability(high, code) - log_probability(low, code)) / 2e-6
            gradient[place] = -(reward - baseline) * slope
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        logits -= 0.1 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        np.testing.assert_allclose(algorithm.logits, logits, atol=1e-5)


def test_the_first_reward_is_its_own_baseline_and_teaches_nothing() -> None:
    algorithm = search()
    before = algorithm.logits.copy()
    algorithm.tell(algorithm.ask(), [[30.0]])
    np.testing.assert_allclose(algorithm.logits, before, atol=1e-6)  # Adam enlarges the average's rounding a little


def test_better_than_average_becomes_likelier_and_worse_less_likely() -> None:
    for error, sign in ((10.0, 1), (60.0, -1)):
        algorithm = search(learning_rate=0.01)
        algorithm.tell(algorithm.ask(), [[30.0]])
        code = algorithm.ask()
        before = algorithm.probabilities()[np.arange(6), code[0]]
        algorithm.tell(code, [[error]])
        after = algorithm.probabilities()[np.arange(6), code[0]]
        assert (sign * (after - before) > 0).all()


def test_a_constant_added_to_the_errors_changes_nothing() -> None:
    values = hidden_code(NASBENCH201)
    one = run(search(5), values, 60)
    other = run(search(5), lambda codes: values(codes) + 64.0, 60)
    np.testing.assert_array_equal(one.codes, other.codes)


def test_infeasible_architectures_are_rewarded_like_the_worst() -> None:
    one, other = search(1), search(1)
    for error, stand_in in ((math.nan, None), (20.0, 20.0), (50.0, 50.0), (math.nan, 50.0), (10.0, 10.0)):
        code = one.ask()
        one.tell(code, [[error]])
        if stand_in is not None:
            other._tell(code, np.array([[stand_in]]))
    np.testing.assert_array_equal(one.logits, other.logits)
    assert math.isfinite(one.logits.sum())


def test_the_policy_concentrates_on_the_optimum_of_a_small_space() -> None:
    space = GridSpace(3, 3)
    target = np.array([1, 2, 0])
    for seed in range(5):
        algorithm = Reinforce(space, rng=np.random.Generator(np.random.PCG64(seed)), learning_rate=0.05)
        run(algorithm, hidden_code(space), 400)
        np.testing.assert_array_equal(algorithm.recommend()[0], target)
        assert (algorithm.probabilities().argmax(axis=1) == target).all()


@pytest.mark.parametrize("wrong", [{"learning_rate": 0.0}, {"learning_rate": math.inf}, {"momentum": 1.0}])
def test_wrong_parameters_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError):
        search(**wrong)
