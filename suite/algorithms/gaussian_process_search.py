"""What the searches with Gaussian processes share: the first design, what the processes learn, the candidates."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from suite.algorithms.archive import distinct_codes
from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.kernels.checks import one_of
from suite.kernels.gaussian_process import SWEEPS, Kernel, Posterior, fit
from suite.kernels.improvement import choose
from suite.kernels.ranking import feasible_rows
from suite.spaces.base import Codes, SearchSpace

ENUMERABLE = 100_000
"""Largest space that is scored as a whole; in a larger one the candidates are drawn."""
PARENTS = 10
"""Non-dominated architectures whose neighbours are candidates where the space cannot be scored as a whole."""
DRAWS = 100
"""How often random architectures are drawn anew for those not told yet, where a space has no list."""

Targets = Literal["normal-scores", "values"]


class GaussianProcessSearch(Algorithm):
    """Base: a Latin hypercube first, then one architecture at a time, the best by a score of Gaussian predictions.

    No architecture is asked twice. An infeasible one counts as the worst feasible values told so far. A method without
    parameters of its own takes these, and says in its own words what they mean to it.

    Args:
        space: the search space; up to 100,000 architectures are all scored, of larger ones a pool.
        rng: the only source of randomness.
        n_initial: architectures of the first design.
        targets: what the processes learn: ``"normal-scores"``, the ranks of the values as quantiles of a normal
            distribution, or the ``"values"``. Errors are far from normal: most cells lie within a few points, those
            without a path from input to output at 90 per cent.
        refit_every: evaluations between two fits of the kernel; points are added under the kernel in between.
        pool: random candidates in a space that is not scored as a whole, beside the neighbours of the best.

    Raises:
        ConfigurationError: for a value out of range.
    """

    n_objectives: ClassVar[tuple[int, int | None]] = (1, None)

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        n_initial: int = 10,
        targets: Targets = "normal-scores",
        refit_every: int = 10,
        pool: int = 2000,
    ) -> None:
        super().__init__(space, rng=rng)
        self.targets = one_of(targets, ("normal-scores", "values"), "targets")
        self.n_initial = check_positive(n_initial, "n_initial", least=2)
        self.refit_every = check_positive(refit_every, "refit_every")
        self.pool = check_positive(pool, "pool")
        self._listed = space.codes(np.arange(space.size)) if space.indexed and space.size <= ENUMERABLE else None
        self._left = np.ones(0 if self._listed is None else len(self._listed), dtype=bool)
        self._one_hot = np.empty((0, 0)) if self._listed is None else space.one_hot(self._listed)
        self._candidates = np.empty((0, space.n_edges), dtype=np.uint8)
        self._known: set[bytes] = set()
        self._kernels: dict[int, tuple[Kernel, int]] = {}  # and the number of points that it was fitted to
        self._posteriors: dict[int, Posterior] = {}

    @property
    def finished(self) -> bool:
        """Whether every architecture of a space that can be listed was told."""
        return self._listed is not None and not self._left.any()

    def _ask(self) -> Codes:
        if self.n_told == 0:
            return self._first_design()
        if feasible_rows(self.archive.values).sum() < 2:
            return self._fresh(1)
        if self._listed is None:
            near = [self.space.neighbours(code) for code in self.archive.nondominated()[0][:PARENTS]]
            drawn = self.space.random(self.pool, self.rng)
            pool = self.space.canonical(np.concatenate([*near, drawn]))
            self._candidates = distinct_codes(pool, set(self._known), len(pool))
            if len(self._candidates) == 0:
                return self._fresh(1)
            self._left = np.ones(len(self._candidates), dtype=bool)
            self._one_hot = self.space.one_hot(self._candidates)
            return self._candidates[[choose(self._score(), self.rng)]]
        return self._listed[np.flatnonzero(self._left)[[choose(self._score(), self.rng)]]]

    def _tell(self, codes: Codes, values: Floats) -> None:
        self._known.update(code.tobytes() for code in codes)
        if self._listed is not None:
            self._left[self.space.index(codes)] = False

    @abstractmethod
    def _score(self) -> Floats:
        """Return the score ``(k,)`` of every candidate that was not told; the largest is asked."""

    # -- for subclasses ----------------------------------------------------------------------------------------------
    def _learnt(self) -> Floats:
        """Return the told values ``(n, m)``, infeasible rows with the worst feasible value of every objective."""
        values = self.archive.values
        feasible = feasible_rows(values)
        return np.where(feasible[:, None], values, values[feasible].max(axis=0))

    def _as_targets(self, values: Floats) -> Floats:
        """Return what the processes learn instead of ``values`` ``(n,)`` or ``(n, m)``, column by column."""
        if self.targets == "values":
            return values
        return np.asarray(ndtri((rankdata(values, axis=0) - 0.5) / len(values)))

    def _predict(self, process: int, targets: Floats) -> tuple[Floats, Floats]:
        """Return mean and standard deviation ``(k,)`` at the candidates that were not told, given ``targets`` ``(n,)``.

        Args:
            process: its number; each keeps its own kernel.
            targets: one per told architecture.
        """
        centre, scale = float(targets.mean()), float(targets.std()) or 1.0
        scaled = (targets - centre) / scale
        codes = self.archive.codes
        kernel, fitted = self._kernels.get(process, (Kernel.start(self.space.n_edges), 0))
        refit = fitted == 0 or len(codes) >= fitted + self.refit_every
        if refit:
            kernel = fit(codes, scaled, kernel, 1 if fitted else SWEEPS)
            self._kernels[process] = kernel, len(codes)
        posterior = self._posteriors.get(process)
        if posterior is None or self._listed is None:
            posterior = self._posteriors[process] = Posterior(self._one_hot)
        if refit or posterior.n == 0:
            posterior.condition(self.space.one_hot(codes), kernel)
        else:
            posterior.add(self.space.one_hot(codes[posterior.n :]))
        mean, deviation = posterior.predict(scaled)
        return centre + scale * mean[self._left], scale * deviation[self._left]

    # -- random architectures ------------------------------------------------------------------------------------------
    def _first_design(self) -> Codes:
        """Return a Latin hypercube: on every edge each operation as often as the others, in random order.

        What equals an earlier row is replaced by a random architecture.
        """
        n, k = self.n_initial, self.space.n_operations
        columns = [self.rng.permutation(np.arange(n) * k // n) for _ in range(self.space.n_edges)]
        codes = self.space.canonical(np.stack(columns, axis=1).astype(np.uint8))
        kept = distinct_codes(codes, set(), n)
        return np.concatenate([kept, self._fresh(n - len(kept), kept)])

    def _fresh(self, count: int, without: Codes | None = None) -> Codes:
        """Return up to ``count`` random architectures that were not told and are not ``without``."""
        known = self._known | {code.tobytes() for code in (() if without is None else without)}
        found = [self._candidates[:0]]
        missing = count
        for _ in range(DRAWS if count > 0 else 0):
            drawn = self.space.canonical(self.space.random(missing, self.rng))
            found.append(distinct_codes(drawn, known, missing))
            missing -= len(found[-1])
            if missing == 0:
                break
        if missing == count > 0 and len(known) > 0 and without is None:  # nothing new was drawn: a tiny space
            return self.space.random(1, self.rng)
        return np.concatenate(found)
