"""HW-EvRSNAS: the penalty, elitism, generations, and what is recommended under a limit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.algorithms.hw_evrsnas import HWEvRSNAS, penalised_error
from suite.errors import ConfigurationError
from suite.spaces import NASBENCH201
from suite.testing import run


def make(seed: int = 0, **parameters: Any) -> HWEvRSNAS:
    return HWEvRSNAS(NASBENCH201, rng=np.random.Generator(np.random.PCG64(seed)), **{"cost_limit": 10.0, **parameters})


def values(codes: np.ndarray) -> np.ndarray:
    cost = codes.astype(float) @ [1.0, 0.7, 0.9, 1.3, 0.8, 1.1]
    return np.stack([100 - 4 * cost, cost], axis=1)


def test_penalties() -> None:
    error, cost = np.array([5.0, 5.0, 5.0, np.nan, 5.0]), np.array([1.0, 2.0, 3.0, 1.0, np.nan])
    one = penalised_error(error, cost, 2.0)
    assert one.tolist() == [5.0, 5.0, 55.0, np.inf, np.inf]
    two = penalised_error(error, cost, 2.0, penalty="two-sided", penalty_weight=10.0)
    assert two.tolist() == [10.0, 5.0, 10.0, np.inf, np.inf]


@pytest.mark.parametrize("limit", [5.0, 10.0, 15.0])
def test_the_best_penalised_architecture_is_found(limit: float) -> None:
    best = penalised_error(*values(NASBENCH201.all_codes).T, limit).min()
    algorithm = make(cost_limit=limit)
    run(algorithm, values, 2000)
    assert penalised_error(*values(algorithm.recommend()).T, limit)[0] <= best + 1.0


def test_a_heavy_penalty_keeps_the_limit() -> None:
    algorithm = make(cost_limit=10.05, penalty_weight=1e4)
    run(algorithm, values, 1000)
    assert values(algorithm.recommend())[0, 1] <= 10.05


def test_generations_are_the_elite_and_its_children() -> None:
    algorithm = make(elite=2)
    trace = run(algorithm, values, 20 + 18 * 5)
    assert trace.batches == (20, 18, 18, 18, 18, 18)
    population = algorithm.population()
    assert population is not None
    fitness = penalised_error(*values(population).T, 10.0)
    assert (np.diff(fitness) >= 0).all()


def test_the_recommended_one_is_the_best_of_all_told() -> None:
    algorithm = make(3)
    trace = run(algorithm, values, 313)
    fitness = penalised_error(*trace.values.T, 10.0)
    assert penalised_error(*values(algorithm.recommend()).T, 10.0) == fitness.min()


def test_a_weight_of_zero_ignores_the_limit() -> None:
    algorithm = make(penalty_weight=0.0)
    run(algorithm, values, 1500)
    assert values(algorithm.recommend())[0, 1] > 10.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"cost_limit": 0.0},
        {"cost_limit": float("nan")},
        {"penalty": "soft"},
        {"penalty_weight": -1.0},
        {"elite": 20},
        {"tournament_size": 0},
        {"mutation_rate": 1.5},
        {"population_size": 2.5},
    ],
)
def test_wrong_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        make(**wrong)
