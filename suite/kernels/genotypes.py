"""Two ways to write an architecture for an evolutionary algorithm, each with its own operators.

``CodeGenotypes``: the code itself, one operation per edge. ``MatrixGenotypes``: the real matrix of EvNAS (Sinha and
Chen, GECCO 2021), one row per edge and one column per operation, entries in [0, 1], decoded by the arg-max of each row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError
from suite.kernels.distinct import fill_distinct
from suite.kernels.variation import code_children, polynomial_mutation, row_crossover, row_reset_real, sbx
from suite.spaces.base import Codes, SearchSpace

Array = NDArray[Any]
Floats = NDArray[np.float64]


class Genotypes(Protocol):
    """What the evolutionary algorithms need of a representation; genotypes are two-dimensional, one row each."""

    surplus: float
    """Share of additional children that are made at once where duplicates are not wanted; a matter of speed only."""

    def random(self, n: int, rng: np.random.Generator) -> Array:
        """Return ``n`` genotypes whose architectures are uniform over the space."""
        ...

    def mate(self, first: Array, second: Array, rng: np.random.Generator) -> Array:
        """Return two mutated children per couple: all first children, then all second ones."""
        ...

    def decode(self, genotypes: Array) -> Codes:
        """Return the codes ``(n, n_edges)``."""
        ...


class CodeGenotypes:
    """Codes ``(n, n_edges)`` uint8, uniform crossover per edge, edges redrawn uniformly.

    Args:
        space: the search space.
        crossover_probability: chance that a couple is crossed.
        mutation_rate: chance per edge to be redrawn.
    """

    surplus = 0.5

    def __init__(self, space: SearchSpace, *, crossover_probability: float, mutation_rate: float) -> None:
        self.space = space
        self.crossover_probability = check_probability(crossover_probability, "crossover_probability")
        self.mutation_rate = check_probability(mutation_rate, "mutation_rate")
        self._operations = np.tile(np.arange(space.n_operations, dtype=np.uint8), (space.n_edges, 1))
        self._counts = np.full(space.n_edges, space.n_operations)

    def random(self, n: int, rng: np.random.Generator) -> Array:
        """Return ``n`` uniform codes."""
        return self.space.random(n, rng)

    def mate(self, first: Array, second: Array, rng: np.random.Generator) -> Array:
        """Return ``(2 n, n_edges)`` children."""
        chances = {"probability": self.crossover_probability, "rate": self.mutation_rate}
        children = code_children(first, second, self._operations, self._counts, rng, **chances)
        return children if self.space.indexed else self.space.canonical(children)

    def decode(self, genotypes: Array) -> Codes:
        """Return the codes, which are the genotypes."""
        return np.asarray(genotypes, dtype=np.uint8)


class MatrixGenotypes:
    """Matrices ``(n, n_edges * n_operations)`` float64 in [0, 1], decoded by arg-max per row of operations.

    Args:
        space: the search space.
        operators: ``"real"`` for SBX and polynomial mutation per entry, ``"row"`` for EvNAS's row-wise operators.
        crossover_probability: chance that a couple is crossed.
        mutation_rate: chance per entry ("real") or per row ("row") to be mutated.
        crossover_eta: distribution index of SBX.
        mutation_eta: distribution index of polynomial mutation.
    """

    surplus = 0.0  # different matrices may be the same architecture, but are hardly ever equal

    def __init__(
        self,
        space: SearchSpace,
        *,
        operators: Literal["real", "row"] = "real",
        crossover_probability: float,
        mutation_rate: float,
        crossover_eta: float = 15.0,
        mutation_eta: float = 20.0,
    ) -> None:
        if operators not in ("real", "row"):
            raise ConfigurationError(f"operators must be 'real' or 'row', not '{operators}'")
        self.shape = (space.n_edges, space.n_operations)
        self.operators = operators
        self.crossover_probability = check_probability(crossover_probability, "crossover_probability")
        self.mutation_rate = check_probability(mutation_rate, "mutation_rate")
        self.crossover_eta = float(crossover_eta)
        self.mutation_eta = float(mutation_eta)

    def random(self, n: int, rng: np.random.Generator) -> Array:
        """Return ``n`` matrices with entries uniform in [0, 1)."""
        return rng.random((n, self.shape[0] * self.shape[1]))

    def mate(self, first: Array, second: Array, rng: np.random.Generator) -> Array:
        """Return ``(2 n, n_edges * n_operations)`` children."""
        if self.operators == "real":
            children = sbx(first, second, rng, eta=self.crossover_eta, probability=self.crossover_probability)
            return polynomial_mutation(children, rng, eta=self.mutation_eta, rate=self.mutation_rate)
        a: Floats = first.reshape(-1, *self.shape)
        b: Floats = second.reshape(-1, *self.shape)
        rows = np.concatenate(row_crossover(a, b, rng, probability=self.crossover_probability))
        return row_reset_real(rows, rng, rate=self.mutation_rate).reshape(len(rows), -1)

    def decode(self, genotypes: Array) -> Codes:
        """Return the arg-max of each row of operations, ``(n, n_edges)``."""
        codes: Codes = genotypes.reshape(-1, *self.shape).argmax(axis=2).astype(np.uint8)
        return codes


def initial_genotypes(genotypes: Genotypes, n: int, rng: np.random.Generator, *, distinct: bool = True) -> Array:
    """Return ``n`` random genotypes, without duplicates where ``distinct`` and the space is large enough."""
    if not distinct:
        return genotypes.random(n, rng)
    return fill_distinct(lambda k: genotypes.random(k, rng), n, None, lambda k: genotypes.random(k, rng))


def offspring_genotypes(
    genotypes: Genotypes,
    population: Array,
    select: Callable[[int], NDArray[np.int64]],
    n: int,
    rng: np.random.Generator,
    *,
    distinct: bool = True,
    decoded: bool = False,
) -> Array:
    """Return ``n`` children of ``population``.

    Args:
        genotypes: representation and operators.
        population: ``(N, d)`` genotypes of the possible parents.
        select: returns the rows of as many parents as it is asked for.
        n: number of children.
        rng: source of randomness.
        distinct: whether children that equal a parent or another child are tried anew.
        decoded: whether it is the architectures that must not be equal; else the genotypes.
    """

    def make(missing: int) -> Array:
        couples = -(-missing // 2)
        parents = population[select(2 * couples)]
        return genotypes.mate(parents[:couples], parents[couples:], rng)[:missing]

    if not distinct:
        return make(n)

    compared = genotypes.decode if decoded else None
    surplus = int(n * genotypes.surplus)
    return fill_distinct(make, n, population, lambda k: genotypes.random(k, rng), surplus=surplus, compared=compared)


def check_probability(value: float, name: str) -> float:
    """Return ``value`` as a float or raise ConfigurationError if it is no probability."""
    if not 0.0 <= value <= 1.0:
        raise ConfigurationError(f"{name} must lie between 0 and 1, not {value}")
    return float(value)
