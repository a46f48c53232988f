"""Bayesian optimisation with random scalarisations: a Gaussian process per objective, random weights of their bounds.

Source: Paria, Kandasamy and Póczos, "A Flexible Framework for Multi-Objective Bayesian Optimization using Random
Scalarizations", UAI 2019 (arXiv 1805.12168). It stands as RSBO in comparisons of hardware-aware search, which take it
from Syne Tune (Salinas et al., AutoML-Conf 2022).
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from suite.algorithms.base import Floats
from suite.algorithms.gaussian_process_search import GaussianProcessSearch, Targets
from suite.algorithms.parego import unit_scaled
from suite.kernels.checks import not_negative, one_of
from suite.spaces.base import SearchSpace

Scalarisation = Literal["linear", "tchebycheff"]


class RSBO(GaussianProcessSearch):
    """Bayesian optimisation with random scalarisations (Paria et al. 2019): new weights for every evaluation.

    A Gaussian process per objective; the architecture with the lowest scalarised lower confidence bound is asked.
    ``recommend`` returns the non-dominated ones of all told.

    Args:
        space: the search space; up to 100,000 architectures are all scored, of larger ones a pool.
        rng: the only source of randomness.
        scalarisation: ``"tchebycheff"``, the largest weighted distance from the best told values, or ``"linear"``, the
            weighted sum; both are the paper's (section 3).
        kappa: standard deviations below the mean; 0.5 as in Syne Tune (the paper's grows with the evaluations).
        n_initial: architectures of the first design (a choice).
        targets: of the processes: ``"normal-scores"`` or ``"values"`` scaled to 0 to 1 (a choice).
        refit_every: evaluations between two fits of the kernels (a choice).
        pool: random candidates in a space that is not scored as a whole, beside the neighbours of the best.

    Raises:
        ConfigurationError: for a value out of range.
    """

    name: ClassVar[str] = "rsbo"

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        scalarisation: Scalarisation = "tchebycheff",
        kappa: float = 0.5,
        n_initial: int = 10,
        targets: Targets = "normal-scores",
        refit_every: int = 10,
        pool: int = 2000,
    ) -> None:
        super().__init__(space, rng=rng, n_initial=n_initial, targets=targets, refit_every=refit_every, pool=pool)
        self.scalarisation = one_of(scalarisation, ("linear", "tchebycheff"), "scalarisation")
        self.kappa = not_negative(kappa, "kappa")

    def _score(self) -> Floats:
        values = unit_scaled(self._as_targets(self._learnt()))
        predicted = [self._predict(j, column) for j, column in enumerate(values.T)]
        bounds = np.stack([mean - self.kappa * deviation for mean, deviation in predicted], axis=1)
        drawn: Floats = self.rng.random(size=(values.shape[1],))
        weighted: Floats = bounds * (drawn / drawn.sum())
        return np.asarray(-(weighted.sum(axis=1) if self.scalarisation == "linear" else weighted.max(axis=1)))
