"""NSGA-II on a table of values: the inner search of methods that ask a predictor thousands of times per population.

Ranking, tournament and operators are those of :mod:`suite.algorithms.nsga2`; as every value is known in advance, a
generation is a handful of array operations.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suite.kernels.choices import ChoiceGenotypes
from suite.kernels.distinct import new_rows
from suite.kernels.ranking import survive
from suite.kernels.selection import crowded_tournament

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

ROUNDS = 20
"""How often children are made anew in a generation before random architectures fill it up."""


class InnerResult(NamedTuple):
    """What a search met.

    Attributes:
        population: ``(k,)`` numbers of the final population, k <= its size in tiny spaces.
        front: ``(j,)`` those of its first front.
        met: ``(e,)`` every number evaluated, in order, repetitions included.
    """

    population: Numbers
    front: Numbers
    met: Numbers


def table_nsga2(
    values: Floats, genotypes: ChoiceGenotypes, size: int, evaluations: int, rng: np.random.Generator
) -> InnerResult:
    """Run NSGA-II from a random population.

    No architecture is twice in a population: of a first population drawn at random what is drawn twice is left out,
    children that equal a member or another child are made anew.

    Args:
        values: ``(n_operations ** n_edges, m)``, minimised, NaN = infeasible; row k is the architecture whose code,
            read as a number with the first edge as the highest digit, is k.
        genotypes: the allowed architectures, crossover and mutation.
        size: of the population.
        evaluations: in all, the first population included; a last generation that would exceed it is left out.
        rng: source of randomness.
    """
    powers = genotypes.powers
    drawn = genotypes.random(size, rng)
    parents = drawn[new_rows(drawn, drawn[:0], size)]
    numbers = parents @ powers
    met = [numbers]
    rows, ranks, crowding = survive(values[numbers], size, rng)
    parents, numbers = parents[rows], numbers[rows]
    for _ in range(evaluations // size - 1):
        merged = parents  # members of the population and children so far
        missing = size
        for _ in range(ROUNDS):
            couples = size  # twice as many children as wanted: most equal a parent once the population has converged
            chosen = parents[crowded_tournament(ranks, crowding, 2 * couples, rng)]
            made = genotypes.mate(chosen[:couples], chosen[couples:], rng)
            merged = np.concatenate([merged, made[new_rows(made, merged, missing)]])
            missing = size + len(parents) - len(merged)
            if missing == 0:
                break
        else:
            made = genotypes.random(size, rng)
            merged = np.concatenate([merged, made[new_rows(made, merged, missing)]])
        new_numbers = merged[len(parents) :] @ powers
        met.append(new_numbers)
        numbers = np.concatenate([numbers, new_numbers])
        rows, ranks, crowding = survive(values[numbers], size, rng)
        parents, numbers = merged[rows], numbers[rows]
    feasible = ~np.isnan(values[numbers]).any(axis=1)
    return InnerResult(numbers, numbers[(ranks == 0) & feasible], np.concatenate(met))
