"""NSGA-II on a table: it finds the table's front, counts its evaluations and repeats nobody."""

from __future__ import annotations

import numpy as np
import pytest

from suite.kernels.choices import ChoiceGenotypes
from suite.kernels.ranking import nondominated
from suite.kernels.table_nsga2 import table_nsga2
from suite.spaces.grid import GridSpace
from suite.testing.problems import two_distances

SPACE = GridSpace(5, 3)
CODES = SPACE.codes(np.arange(SPACE.size))
VALUES = two_distances(SPACE)(CODES)


def genotypes(allowed: np.ndarray | None = None) -> ChoiceGenotypes:
    everything = np.ones((5, 3), dtype=bool) if allowed is None else allowed
    return ChoiceGenotypes(everything, crossover_probability=0.9, mutation_rate=0.2)


@pytest.mark.parametrize("seed", range(3))
def test_the_front_is_found(seed: int) -> None:
    rng = np.random.Generator(np.random.PCG64(seed))
    found = table_nsga2(VALUES, genotypes(), 40, 4000, rng)
    front = set(np.flatnonzero(nondominated(VALUES)).tolist())  # 32 codes of zeros and ones
    assert set(found.front.tolist()) == front
    assert front <= set(found.met.tolist())
    assert len(found.met) <= 4000  # the first population lacks what was drawn twice
    assert len(set(found.population.tolist())) == len(found.population) == 40


def test_evaluations_are_whole_generations() -> None:
    rng = np.random.Generator(np.random.PCG64(0))
    assert len(table_nsga2(VALUES, genotypes(), 20, 99, rng).met) == 80
    assert len(table_nsga2(VALUES, genotypes(), 20, 20, rng).met) == 20


def test_infeasible_and_forbidden_architectures() -> None:
    allowed = np.ones((5, 3), dtype=bool)
    allowed[0, 1] = False
    values = VALUES.copy()
    values[CODES[:, 1] == 0] = np.nan
    found = table_nsga2(values, genotypes(allowed), 30, 3000, np.random.Generator(np.random.PCG64(1)))
    assert (CODES[found.met][:, 0] != 1).all()
    assert (CODES[found.front][:, 1] != 0).all()
    possible = (CODES[:, 0] != 1) & (CODES[:, 1] != 0)
    best = np.flatnonzero(nondominated(np.where(possible[:, None], VALUES, np.nan)))
    assert set(found.front.tolist()) == set(best.tolist())


def test_a_space_smaller_than_the_population() -> None:
    space = GridSpace(2, 2)
    values = two_distances(space)(space.codes(np.arange(4)))
    small = ChoiceGenotypes(np.ones((2, 2), dtype=bool), crossover_probability=0.9, mutation_rate=0.5)
    found = table_nsga2(values, small, 10, 100, np.random.Generator(np.random.PCG64(0)))
    assert sorted(found.population.tolist()) == [0, 1, 2, 3]
