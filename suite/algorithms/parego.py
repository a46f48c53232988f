"""ParEGO: efficient global optimisation of a randomly weighted Tchebycheff function, new weights for every evaluation.

Source: Knowles, "ParEGO: A Hybrid Algorithm With On-Line Landscape Approximation for Expensive Multiobjective
Optimization Problems", IEEE Transactions on Evolutionary Computation 10(1), 2006.
"""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import ClassVar

import numpy as np

from suite.algorithms.base import Floats
from suite.algorithms.gaussian_process_search import GaussianProcessSearch, Targets
from suite.kernels.checks import not_negative
from suite.kernels.improvement import expected_improvement
from suite.spaces.base import SearchSpace

DIVISIONS = {1: 1, 2: 10, 3: 4}
"""s by the number of objectives: 11 weight vectors for two, 15 for three (section III-A); 3 for more."""


class ParEGO(GaussianProcessSearch):
    """ParEGO (Knowles 2006): expected improvement of an augmented Tchebycheff function with random weights.

    With one objective this is EGO (Jones et al. 1998). ``recommend`` returns the non-dominated ones of all told.

    Args:
        space: the search space; up to 100,000 architectures are all scored, of larger ones a pool.
        rng: the only source of randomness.
        n_initial: architectures of the first design (the paper: 11 d - 1, which here is most of a budget of 100).
        rho: weight of the sum in the augmented Tchebycheff function; 0.05 as in section III-A.
        targets: of the process: ``"normal-scores"`` of the function's values (a choice), or the ``"values"`` (paper).
        refit_every: evaluations between two fits of the kernel (the paper: 1).
        pool: random candidates in a space that is not scored as a whole, beside the neighbours of the best.

    Raises:
        ConfigurationError: for a value out of range.
    """

    name: ClassVar[str] = "parego"

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        n_initial: int = 10,
        rho: float = 0.05,
        targets: Targets = "normal-scores",
        refit_every: int = 10,
        pool: int = 2000,
    ) -> None:
        super().__init__(space, rng=rng, n_initial=n_initial, targets=targets, refit_every=refit_every, pool=pool)
        self.rho = not_negative(rho, "rho")

    def _score(self) -> Floats:
        values = self._learnt()
        weights = weight_vectors(values.shape[1])
        drawn = weights[self.rng.integers(len(weights))]
        targets = self._as_targets(augmented_tchebycheff(unit_scaled(values), drawn, self.rho))
        mean, deviation = self._predict(0, targets)
        return expected_improvement(mean, deviation, float(targets.min()))


def unit_scaled(values: Floats) -> Floats:
    """Return ``values`` ``(n, m)`` with every objective scaled to 0 to 1; one without range becomes 0."""
    span = np.ptp(values, axis=0)
    return np.asarray((values - values.min(axis=0)) / np.where(span > 0, span, 1.0))


def weight_vectors(n_objectives: int) -> Floats:
    """Return the evenly spread weight vectors ``(k, m)`` of section III-A: multiples of 1 / s with the sum 1."""
    s, m = DIVISIONS.get(n_objectives, 3), n_objectives
    bars = np.array(list(combinations(range(s + m - 1), m - 1)), dtype=np.int64).reshape(comb(s + m - 1, m - 1), m - 1)
    starts = np.full((len(bars), 1), -1)
    ends = np.full((len(bars), 1), s + m - 1)
    return np.asarray((np.diff(np.concatenate([starts, bars, ends], axis=1), axis=1) - 1) / s)


def augmented_tchebycheff(values: Floats, weights: Floats, rho: float) -> Floats:
    """Return the augmented Tchebycheff function ``(n,)`` of scaled ``values`` ``(n, m)`` (equation 2)."""
    weighted = values * weights
    return np.asarray(weighted.max(axis=1) + rho * weighted.sum(axis=1))
