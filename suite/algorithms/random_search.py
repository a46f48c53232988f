"""Random search: architectures drawn uniformly."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.spaces.base import Codes, SearchSpace

ENUMERABLE = 10_000_000
"""Largest space whose order is drawn in advance; beyond it repeats are so rare that they are not prevented."""


class RandomSearch(Algorithm):
    """Uniform random search, by default without repeats.

    ``recommend`` returns the best of all told (one objective) or the non-dominated ones of all told.

    Args:
        space: the search space.
        rng: the only source of randomness.
        batch_size: architectures per ask; changes nothing but the size of the batches.
        unique: draw without replacement (a random order of the space, begun anew when it is used up). False is the
            NAS-Bench-201 protocol, in which a repeat costs a query and brings nothing.

    Raises:
        ConfigurationError: for a batch size below 1.
    """

    name: ClassVar[str] = "random_search"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, None)
    together: ClassVar[bool] = True

    def __init__(
        self, space: SearchSpace, *, rng: np.random.Generator, batch_size: int = 20, unique: bool = True
    ) -> None:
        super().__init__(space, rng=rng)
        self.batch_size = check_positive(batch_size, "batch_size")
        self.unique = unique and space.size <= ENUMERABLE
        self._order = np.empty(0, dtype=np.int64)

    def _ask(self) -> Codes:
        if not self.unique:
            return self.space.random(self.batch_size, self.rng)
        while len(self._order) < self.batch_size:
            self._order = np.concatenate([self._order, self.rng.permutation(self.space.size)])
        batch, self._order = self._order[: self.batch_size], self._order[self.batch_size :]
        return self.space.codes(batch)

    def _tell(self, codes: Codes, values: Floats) -> None:
        """Nothing is learnt; the archive has it."""
