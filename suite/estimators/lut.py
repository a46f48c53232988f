"""Look-up table: one base architecture, and every other operation put on one edge at a time.

Source: named as a strategy by Benmeziane et al., arXiv 2101.09336; the one-operation-at-a-time construction on
NAS-Bench-201 follows Laube, Mutschler and Zell, "What to expect of hardware metric predictors in NAS", AutoML-Conf
2022.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from suite.errors import ConfigurationError, did_you_mean
from suite.estimators.base import Estimator, Floats
from suite.spaces.base import Codes, Indices, SearchSpace
from suite.spaces.nasbench201 import NASBENCH201

BASES = {"none": 0, "skip": 1, "3x3": 3}
NEGATIVE = ("keep", "zero")
SIZE = 25
"""Measurements on NAS-Bench-201: the base, and 6 edges x 4 other operations."""


class LookUpTable(Estimator):
    """Look-up table: cost of a base architecture plus one measured difference per edge and operation.

    ``cost(a) = cost(base) + sum over edges e of (cost(base with a_e on e) - cost(base))``; the base's own operation has
    the difference 0 on every edge. Architectures other than the base and its neighbours are not used by ``fit``. An
    entry that was not measured (one of all-3x3's on the Edge TPU) is the mean of the same operation's differences on
    the other edges.

    Args:
        space: the search space.
        rng: not used.
        base: "none", "skip" or "3x3": the operation on all edges of the base. All-none is the literature's; its cells
            with one operation are mostly disconnected, and on real devices measure next to nothing.
        negative: what an operation that measured faster than the base's counts: "keep" its negative difference (it is
            what a base of 3x3 convolutions consists of), or "zero".

    Attributes:
        base_cost_: cost of the base.
        differences_: ``(n_edges, n_operations)``.
        filled_: number of entries that were not measured.
    """

    name: ClassVar[str] = "lut"
    minimum: ClassVar[int] = 2
    designed: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace = NASBENCH201,
        *,
        rng: np.random.Generator | None = None,
        base: str = "none",
        negative: str = "keep",
    ) -> None:
        super().__init__(space, rng=rng)
        if base not in BASES:
            raise did_you_mean(str(base), BASES, "base of the look-up table")
        if negative not in NEGATIVE:
            raise did_you_mean(str(negative), NEGATIVE, "treatment of negative differences")
        if BASES[base] >= space.n_operations:
            raise ConfigurationError(f"{space.name} has no operation {BASES[base]} for the base {base}")
        self.base = base
        self.negative = negative

    @property
    def own_codes(self) -> Codes:
        """The base and its neighbours, edge by edge, ``(1 + n_edges * (n_operations - 1), n_edges)``."""
        base = np.full((1, self.space.n_edges), BASES[self.base], dtype=np.uint8)
        return np.concatenate([base, self.space.neighbours(base[0])])

    @property
    def required(self) -> Indices:
        """The base and its neighbours (single ones may be missing)."""
        return self.space.index(self.own_codes)

    def measurements(
        self, n: int, rng: np.random.Generator | None = None, candidates: ArrayLike | None = None
    ) -> Indices:
        """Return the base and its neighbours (25 on NAS-Bench-201), those among ``candidates`` if these are given.

        Raises:
            ConfigurationError: for another ``n``, or if the base is no candidate.
        """
        own = self.required
        if n != len(own):
            raise ConfigurationError(f"the look-up table measures {len(own)} architectures, neither more nor fewer")
        if candidates is None:
            return own
        measured = np.isin(own, np.asarray(candidates))
        if not measured[0]:
            raise ConfigurationError(
                f"the base of the look-up table, all-{self.base}, has no measurement here: choose another base "
                f"({', '.join(each for each in BASES if each != self.base)})"
            )
        return own[measured]

    def _fit(self, codes: Codes, costs: Floats) -> None:
        base = BASES[self.base]
        changed = codes != base
        at_base = ~changed.any(axis=1)
        if not at_base.any():
            raise ConfigurationError(
                f"the look-up table needs the cost of its base, all-{self.base}: "
                f"'suite estimate --method lut:{self.base} --plan 25' lists what it needs"
            )
        self.base_cost_ = float(costs[at_base].mean())
        alone = changed.sum(axis=1) == 1
        edges = changed[alone].argmax(axis=1)
        entries = (edges, codes[alone, edges])
        shape = (self.space.n_edges, self.space.n_operations)
        totals, numbers = np.zeros(shape), np.zeros(shape)
        np.add.at(totals, entries, costs[alone] - self.base_cost_)
        np.add.at(numbers, entries, 1.0)
        numbers[:, base] = 1.0  # the base's own operation: the difference 0
        missing = numbers == 0
        if missing.all(axis=0).any():
            raise ConfigurationError(
                f"the look-up table has no measurement of {self.space.operations[int(missing.all(axis=0).argmax())]}: "
                f"'suite estimate --method lut:{self.base} --plan 25' lists what it needs"
            )
        self.filled_ = int(missing.sum())
        differences = totals / np.maximum(numbers, 1.0)
        means = differences.sum(axis=0) / (~missing).sum(axis=0)
        differences = np.where(missing, means, differences)
        self.differences_ = np.maximum(differences, 0.0) if self.negative == "zero" else differences

    def _predict(self, codes: Codes) -> Floats:
        entries: Floats = self.differences_[np.arange(self.space.n_edges), codes]
        result: Floats = self.base_cost_ + entries.sum(axis=1)
        return result
