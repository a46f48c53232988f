"""Covariance matrix adaptation evolution strategy: the library ``cmaes``, sampled so that runs repeat everywhere.

Source: Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv 1604.00772; the updates are the library's.

The library draws ``m + sigma B D z`` from the eigenvectors ``B`` and root eigenvalues ``D`` of the covariance ``C``.
Where eigenvalues coincide, as many of them do in the first generations, ``B`` is not unique: LAPACK finds another one
on another kind of processor, so that equal seeds give different runs. :meth:`CMAES.sample` draws
``m + sigma B D B^T z`` instead. ``B D B^T`` is the symmetric root of ``C``, which is unique, and as ``B^T z`` is
standard normal if ``z`` is, the distribution is the same.

Importing this module imports ``cmaes``, and that scipy.stats, which takes about a second: import it where it is used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from cmaes import CMA
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class CMAES:
    """A normal distribution over ``R^n`` that moves to where the fitness is low, with the tutorial's constants.

    Starts with the mean 0 and the covariance ``sigma^2 I``; no bounds, no restarts, no stopping rule.

    Args:
        n: number of variables.
        sigma: initial step size.
        population_size: lambda, samples per generation; None is the tutorial's ``4 + floor(3 ln n)``.
    """

    def __init__(self, n: int, *, sigma: float, population_size: int | None = None) -> None:
        # the seed is never used, as samples are drawn here, but without one the library asks the system for entropy
        self._library: Any = CMA(mean=np.zeros(n), sigma=sigma, population_size=population_size, seed=0)

    @property
    def population_size(self) -> int:
        """Samples per generation, lambda."""
        return int(self._library.population_size)

    @property
    def mean(self) -> Floats:
        """The mean ``(n,)``, a copy."""
        return np.array(self._library._mean)  # `mean` since 0.11 only

    @property
    def sigma(self) -> float:
        """The step size."""
        return float(self._library._sigma)

    def sample(self, rng: np.random.Generator) -> Floats:
        """Return one generation of points ``(population_size, n)``."""
        vectors, roots = self._library._eigen_decomposition()  # kept by the library until the next update
        root = (vectors * roots) @ vectors.T
        z = rng.normal(size=(self.population_size, len(root)))
        points: Floats = self._library._mean + self.sigma * (z @ root)
        return points

    def update(self, points: Floats, fitness: Floats) -> None:
        """Move the distribution.

        Args:
            points: ``(population_size, n)``, as sampled last.
            fitness: ``(population_size,)``, minimised; only its order counts, equal values in the order of ``points``.
        """
        self._library.tell(list(zip(points, fitness.tolist(), strict=True)))
