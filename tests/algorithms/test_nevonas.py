"""NEvoNAS: novelty against a naive replay, the archive, stale and fresh objectives, the final picks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.algorithms.nevonas import NEvoNAS
from suite.errors import ConfigurationError
from suite.kernels.ranking import nondominated
from suite.spaces import NASBENCH201, GridSpace
from suite.testing import hidden_code, run


def make(seed: int = 0, space: Any = NASBENCH201, **parameters: Any) -> NEvoNAS:
    return NEvoNAS(space, rng=np.random.Generator(np.random.PCG64(seed)), **parameters)


def rough(codes: np.ndarray) -> np.ndarray:
    worth = np.random.Generator(np.random.PCG64(99)).random((6, 5))
    return worth[np.arange(6), codes].sum(axis=1, keepdims=True)


def naive_novelty(code: tuple[int, ...], others: list[tuple[int, ...]], k: int = 5) -> float:
    distances = []
    for other in others:
        a, b = set(enumerate(code)), set(enumerate(other))
        distances.append(1 - len(a & b) / len(a | b))
    return sum(sorted(distances)[:k]) / min(k, len(distances))


def tuples(codes: np.ndarray) -> list[tuple[int, ...]]:
    return [tuple(code) for code in codes.tolist()]


@pytest.mark.parametrize("stale", [True, False])
def test_objectives_of_the_survivors_are_those_of_a_naive_replay(stale: bool) -> None:
    algorithm = make(1, stale=stale)
    archive: list[tuple[int, ...]] = []
    before: list[tuple[tuple[int, ...], float]] = []  # survivors and their novelty
    for _ in range(6):
        codes = algorithm.ask()
        algorithm.tell(codes, rough(codes))
        batch = tuples(codes)
        allowed: dict[tuple[int, ...], list[float]] = {}
        for row, code in enumerate(batch):
            allowed.setdefault(code, []).append(naive_novelty(code, batch[:row] + batch[row + 1 :] + archive))
        for code, old in before:
            earlier = archive.copy()
            earlier.remove(code)
            allowed.setdefault(code, []).append(old if stale else naive_novelty(code, batch + earlier))
        population = algorithm.population()
        assert population is not None
        novel = algorithm._values[:, 1].tolist()
        for code, value in zip(tuples(population), novel, strict=True):
            assert any(value == pytest.approx(candidate, abs=1e-12) for candidate in allowed[code])
        np.testing.assert_array_equal(algorithm._values[:, :1], rough(population))
        before = list(zip(tuples(population), novel, strict=True))
        archive += [code for code in dict.fromkeys(batch) if code not in archive]
        assert tuples(algorithm.explored) == archive


def test_stale_and_fresh_differ_only_from_the_second_survival() -> None:
    stale, fresh = (run(make(stale=mode), rough, 400).codes for mode in (True, False))
    np.testing.assert_array_equal(stale[:40], fresh[:40])
    assert not np.array_equal(stale, fresh)


@pytest.mark.parametrize("budget", [200, 213])
def test_the_archive_holds_every_told_architecture_once(budget: int) -> None:
    algorithm = make()
    trace = run(algorithm, rough, budget)
    explored = NASBENCH201.index(algorithm.explored)
    assert len(set(explored.tolist())) == len(explored)
    assert list(dict.fromkeys(NASBENCH201.index(trace.codes).tolist())) == explored.tolist()
    assert len(algorithm.archive_sizes) == len(trace.batches)
    assert (np.diff(algorithm.archive_sizes) >= 0).all()
    assert algorithm.archive_sizes[-1] == len(explored)
    np.testing.assert_allclose(algorithm.coverage * NASBENCH201.size, algorithm.archive_sizes)
    algorithm.explored[:] = 0  # a copy
    assert list(NASBENCH201.index(algorithm.explored)) == list(explored)


def test_generations_are_twenty_and_twenty_offspring() -> None:
    algorithm = make()
    trace = run(algorithm, rough, 1000)
    assert trace.batches == (20,) * 50
    population = algorithm.population()
    assert population is not None
    assert len(population) == 20
    assert not algorithm.finished


def test_novelty_explores_more_than_accuracy_alone() -> None:
    found = {}
    for objectives in ("accuracy", "both", "novelty"):
        sizes = []
        for seed in range(3):
            algorithm = make(seed, objectives=objectives)
            run(algorithm, rough, 1000)
            sizes.append(algorithm.archive_sizes[-1])
        found[objectives] = np.mean(sizes)
    assert found["accuracy"] < found["both"] < found["novelty"]


def test_only_novelty_does_not_see_the_fitness() -> None:
    plain = run(make(objectives="novelty"), rough, 400)
    other = run(make(objectives="novelty"), lambda codes: -rough(codes), 400)
    np.testing.assert_array_equal(plain.codes, other.codes)


@pytest.mark.parametrize("seed", range(3))
def test_only_accuracy_returns_the_best_told(seed: int) -> None:
    algorithm = make(seed, objectives="accuracy")
    trace = run(algorithm, rough, 600)
    assert rough(algorithm.recommend())[0, 0] == trace.values.min()


@pytest.mark.parametrize("objectives", ["both", "novelty", "accuracy"])
def test_picks_from_the_final_front(objectives: str) -> None:
    front_pick, one_pick = (make(5, objectives=objectives, pick=pick) for pick in ("front", "fitness"))
    for algorithm in (front_pick, one_pick):
        run(algorithm, rough, 600)
    population = front_pick.population()
    assert population is not None
    first = nondominated(front_pick._minimised(front_pick._values))
    front = front_pick.recommend()
    assert set(tuples(front)) == set(tuples(population[first]))
    assert len(set(tuples(front))) == len(front)
    one = one_pick.recommend()
    assert len(one) == 1
    assert rough(one)[0, 0] == rough(front).min()


@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_of_a_small_space_is_found(seed: int) -> None:
    space = GridSpace(4, 3)
    target = np.array([2, 0, 1, 2], dtype=np.uint8)
    algorithm = make(seed, space)
    run(algorithm, hidden_code(space, target), 1000)
    np.testing.assert_array_equal(algorithm.recommend(), target[None])


def test_infeasible_architectures_are_explored_but_never_returned() -> None:
    def gaps(codes: np.ndarray) -> np.ndarray:
        table = rough(codes)
        table[codes[:, 0] > 0] = np.nan
        return table

    for objectives in ("both", "novelty", "accuracy"):
        algorithm = make(objectives=objectives, pick="front")
        run(algorithm, gaps, 400)
        assert (algorithm.recommend()[:, 0] == 0).all()
        assert (algorithm.explored[:, 0] > 0).any()


def test_operators_are_those_of_the_public_code() -> None:
    genotypes = make().genotypes
    assert genotypes.operators == "real"
    assert (genotypes.crossover_probability, genotypes.crossover_eta) == (0.7, 15.0)
    assert (genotypes.mutation_rate, genotypes.mutation_eta) == (0.2, 20.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"population_size": 1},
        {"neighbours": 0},
        {"objectives": "all"},
        {"pick": "test"},
        {"crossover_probability": -0.1},
        {"mutation_rate": 2.0},
    ],
)
def test_wrong_parameters_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        make(**wrong)
