"""NSGA-II on predictions of codes: the inner search of methods with predictors, in spaces that cannot be listed.

What :func:`suite.kernels.table_nsga2.table_nsga2` does on a table of all predictions, with the same operators; here an
architecture is predicted when the search meets it, and is known by its canonical code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suite.kernels.choices import ChoiceGenotypes
from suite.kernels.distinct import new_rows
from suite.kernels.ranking import survive
from suite.kernels.selection import crowded_tournament
from suite.kernels.table_nsga2 import ROUNDS
from suite.spaces.base import Codes, SearchSpace

Floats = NDArray[np.float64]


class Met(NamedTuple):
    """What a search met.

    Attributes:
        population: ``(size, n_edges)`` the final population.
        front: ``(j, n_edges)`` those of its first front.
        codes: ``(e, n_edges)`` every architecture predicted, in order; one that came back in a later generation twice.
        values: ``(e, m)`` its predictions.
    """

    population: Codes
    front: Codes
    codes: Codes
    values: Floats


def code_nsga2(
    predict: Callable[[Codes], Floats],
    genotypes: ChoiceGenotypes,
    space: SearchSpace,
    size: int,
    evaluations: int,
    rng: np.random.Generator,
) -> Met:
    """Run NSGA-II from a random population; no architecture is twice in a population.

    Args:
        predict: from canonical codes ``(n, n_edges)`` to ``(n, m)``, minimised, without NaN.
        genotypes: the allowed architectures, crossover and mutation.
        space: says which codes are one architecture.
        size: of the population.
        evaluations: in all, the first population included; a last generation that would exceed it is left out.
        rng: source of randomness.
    """
    drawn = space.canonical(genotypes.random(size, rng))
    parents = drawn[new_rows(drawn, drawn[:0], size)]
    values = predict(parents)
    met_codes, met_values = [parents], [values]
    rows, ranks, crowding = survive(values, size, rng)
    parents, values = parents[rows], values[rows]
    for _ in range(evaluations // size - 1):
        merged = parents
        missing = size
        for _ in range(ROUNDS):
            chosen = parents[crowded_tournament(ranks, crowding, 2 * size, rng)]
            made = space.canonical(genotypes.mate(chosen[:size], chosen[size:], rng))
            merged = np.concatenate([merged, made[new_rows(made, merged, missing)]])
            missing = size + len(parents) - len(merged)
            if missing == 0:
                break
        new = merged[len(parents) :]
        new_values = predict(new)
        met_codes.append(new)
        met_values.append(new_values)
        values = np.concatenate([values, new_values])
        rows, ranks, crowding = survive(values, size, rng)
        parents, values = merged[rows], values[rows]
    return Met(parents, parents[ranks == 0], np.concatenate(met_codes), np.concatenate(met_values))
