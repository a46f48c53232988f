"""Bayesian optimisation by the expected hypervolume improvement of two objectives, exactly and over the whole space.

Sources: Emmerich, Giannakoglou and Naujoks, "Single- and Multiobjective Evolutionary Optimization Assisted by Gaussian
Random Field Metamodels", IEEE Transactions on Evolutionary Computation 10(4), 2006 (the criterion); Yang, Emmerich,
Deutz and Bäck, Journal of Global Optimization 75, 2019 (the exact integral). It is the method that toolboxes call
"EHVI" (BoTorch, and the baseline of Guerrero-Viu et al., arXiv 2105.01015); BoTorch samples it instead.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from suite.algorithms.base import Floats
from suite.algorithms.gaussian_process_search import GaussianProcessSearch
from suite.kernels.improvement import screened_hypervolume_improvement
from suite.kernels.ranking import nondominated


class EHVI(GaussianProcessSearch):
    """Expected hypervolume improvement (Emmerich et al. 2006; Yang et al. 2019), exact for two objectives.

    A Gaussian process per objective; the architecture with the largest expected gain of hypervolume is asked, up to the
    worst told value of each objective (a choice).
    ``recommend`` returns the non-dominated ones of all told.

    Args:
        space: the search space; up to 100,000 architectures are all scored, of larger ones a pool.
        rng: the only source of randomness.
        n_initial: architectures of the first design (a choice).
        targets: of the processes, and the unit of the hypervolume: ``"normal-scores"`` or ``"values"`` (a choice).
        refit_every: evaluations between two fits of the kernels (a choice).
        pool: random candidates in a space that is not scored as a whole, beside the neighbours of the best.

    Raises:
        ConfigurationError: for a value out of range.
    """

    name: ClassVar[str] = "ehvi"
    n_objectives: ClassVar[tuple[int, int | None]] = (2, 2)

    def _score(self) -> Floats:
        values = self._as_targets(self._learnt())
        predicted = [self._predict(j, values[:, j]) for j in range(2)]
        mean, deviation = (np.stack(each, axis=1) for each in zip(*predicted, strict=True))
        return screened_hypervolume_improvement(mean, deviation, values[nondominated(values)], values.max(axis=0))
