"""Bayesian optimisation of a linear scalarisation: one Gaussian process on the weighted sum of the objectives.

It stands as LSBO in comparisons of hardware-aware search, which take it from Syne Tune (Salinas et al., AutoML-Conf
2022); the criterion is expected improvement (Jones, Schonlau and Welch, Journal of Global Optimization 13, 1998).
"""

from __future__ import annotations

from typing import ClassVar

from suite.algorithms.base import Floats
from suite.algorithms.gaussian_process_search import GaussianProcessSearch
from suite.algorithms.parego import unit_scaled
from suite.kernels.improvement import expected_improvement


class LSBO(GaussianProcessSearch):
    """Bayesian optimisation of a linear scalarisation with equal, constant weights (Syne Tune's LSBO).

    A search for one point of the front; ``recommend`` returns the non-dominated ones of all told nevertheless.

    Args:
        space: the search space; up to 100,000 architectures are all scored, of larger ones a pool.
        rng: the only source of randomness.
        n_initial: architectures of the first design (a choice).
        targets: what is summed: ``"normal-scores"`` of each objective, or its ``"values"`` scaled to 0 to 1 (a choice).
        refit_every: evaluations between two fits of the kernel (a choice).
        pool: random candidates in a space that is not scored as a whole, beside the neighbours of the best.

    Raises:
        ConfigurationError: for a value out of range.
    """

    name: ClassVar[str] = "lsbo"

    def _score(self) -> Floats:
        targets = unit_scaled(self._as_targets(self._learnt())).mean(axis=1)
        mean, deviation = self._predict(0, targets)
        return expected_improvement(mean, deviation, float(targets.min()))
