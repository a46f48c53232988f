"""Genotypes with a set of allowed operations per edge: restricted spaces, and integer operators for comparison."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError
from suite.kernels.genotypes import check_probability
from suite.kernels.variation import code_children, polynomial_mutation, sbx
from suite.spaces.base import Codes

Array = NDArray[Any]


class ChoiceGenotypes:
    """Codes ``(n, n_edges)`` uint8 of which edge k holds one of the operations that are allowed there.

    Attributes:
        powers: ``(n_edges,)``; a code times these is its number, the first edge being the highest digit.

    Args:
        allowed: ``(n_edges, n_operations)`` booleans, at least one true per edge.
        crossover_probability: chance that a couple is crossed.
        mutation_rate: chance per edge to be mutated.
        operators: ``"codes"``: uniform crossover per edge, edges redrawn uniformly; ``"integer"``: simulated binary
            crossover and polynomial mutation of the operations' numbers, rounded.
        crossover_eta: distribution index of the crossover ("integer" only).
        mutation_eta: distribution index of the mutation ("integer" only).

    Raises:
        ConfigurationError: for an edge without operations, unknown operators, or no probability.
    """

    surplus = 0.5

    def __init__(
        self,
        allowed: NDArray[np.bool_],
        *,
        crossover_probability: float,
        mutation_rate: float,
        operators: Literal["codes", "integer"] = "codes",
        crossover_eta: float = 15.0,
        mutation_eta: float = 20.0,
    ) -> None:
        if not allowed.any(axis=1).all():
            raise ConfigurationError("every edge needs at least one allowed operation")
        if operators not in ("codes", "integer"):
            raise ConfigurationError(f"operators must be 'codes' or 'integer', not '{operators}'")
        self.counts = allowed.sum(axis=1)
        self.table = np.argsort(~allowed, axis=1, kind="stable").astype(np.uint8)  # the allowed ones first, ascending
        self.operators = operators
        self.crossover_probability = check_probability(crossover_probability, "crossover_probability")
        self.mutation_rate = check_probability(mutation_rate, "mutation_rate")
        self.crossover_eta = float(crossover_eta)
        self.mutation_eta = float(mutation_eta)
        self.powers = allowed.shape[1] ** np.arange(len(allowed) - 1, -1, -1, dtype=np.int64)
        self._edges = np.arange(len(allowed))
        self._position = np.zeros(allowed.shape, dtype=np.int64)  # of each operation among the allowed ones
        np.put_along_axis(self._position, self.table.astype(np.int64), np.arange(allowed.shape[1])[None, :], axis=1)

    def random(self, n: int, rng: np.random.Generator) -> Array:
        """Return ``n`` codes, uniform over the restricted space."""
        return self._draw(rng.random((n, len(self.counts))))

    def mate(self, first: Array, second: Array, rng: np.random.Generator) -> Array:
        """Return ``(2 n, n_edges)`` children."""
        if self.operators == "codes":
            chances = {"probability": self.crossover_probability, "rate": self.mutation_rate}
            return code_children(first, second, self.table, self.counts, rng, **chances)
        largest = np.maximum(self.counts - 1, 1)
        a, b = (self._position[self._edges, codes] / largest for codes in (first, second))
        genes = sbx(a, b, rng, eta=self.crossover_eta, probability=self.crossover_probability)
        genes = polynomial_mutation(genes, rng, eta=self.mutation_eta, rate=self.mutation_rate)
        positions = np.minimum(np.rint(genes * largest).astype(np.int64), self.counts - 1)
        return np.asarray(self.table[self._edges, positions])

    def decode(self, genotypes: Array) -> Codes:
        """Return the codes, which are the genotypes."""
        return np.asarray(genotypes, dtype=np.uint8)

    def _draw(self, u: NDArray[np.float64]) -> Codes:
        return np.asarray(self.table[self._edges, (u * self.counts).astype(np.int64)])
