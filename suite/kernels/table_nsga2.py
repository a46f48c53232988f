"""NSGA-II on a table of values: the inner search of methods that ask a predictor thousands of times per population.

Ranking, tournament and operators are those of :mod:`suite.algorithms.nsga2`; as every value is known in advance, a
generation is a handful of array operations.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suite.kernels.choices import ChoiceGenotypes
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
    known = np.zeros(len(values), dtype=bool)  # members of the population and children so far
    parents = _distinct(genotypes.random(size, rng), powers, known, size)
    numbers = parents @ powers
    met = [numbers]
    rows, ranks, crowding = survive(values[numbers], size, rng)
    parents, numbers = parents[rows], numbers[rows]
    for _ in range(evaluations // size - 1):
        known[:] = False
        known[numbers] = True
        children: list[NDArray[np.uint8]] = []
        missing = size
        for _ in range(ROUNDS):
            couples = size  # twice as many children as wanted: most equal a parent once the population has converged
            chosen = parents[crowded_tournament(ranks, crowding, 2 * couples, rng)]
            children.append(_distinct(genotypes.mate(chosen[:couples], chosen[couples:], rng), powers, known, missing))
            missing -= len(children[-1])
            if missing == 0:
                break
        else:
            children.append(_distinct(genotypes.random(size, rng), powers, known, missing))
        new = np.concatenate(children) if len(children) > 1 else children[0]
        new_numbers = new @ powers
        met.append(new_numbers)
        parents, numbers = np.concatenate([parents, new]), np.concatenate([numbers, new_numbers])
        rows, ranks, crowding = survive(values[numbers], size, rng)
        parents, numbers = parents[rows], numbers[rows]
    feasible = ~np.isnan(values[numbers]).any(axis=1)
    return InnerResult(numbers, numbers[(ranks == 0) & feasible], np.concatenate(met))


def _distinct(codes: NDArray[np.uint8], powers: Numbers, known: NDArray[np.bool_], count: int) -> NDArray[np.uint8]:
    """Return the first ``count`` of ``codes`` that are neither ``known`` nor repeated, and mark them as known."""
    numbers = codes @ powers
    seen: set[int] = set()
    kept = []
    for row, (number, old) in enumerate(zip(numbers.tolist(), known[numbers].tolist(), strict=True)):
        if not old and number not in seen:  # a loop, as for so few rows numpy's unique takes far longer
            seen.add(number)
            kept.append(row)
            if len(kept) == count:
                break
    known[numbers[kept]] = True
    return np.asarray(codes[kept])
