"""Covariance matrix adaptation evolution strategy, for several distributions at once, sampled so that runs repeat.

Source: Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv 1604.00772; the numbers of equations below are its. The
updates give the bytes of the library ``cmaes``, which the tests compare them with.

A sample is usually drawn as ``m + sigma B D z`` from the eigenvectors ``B`` and root eigenvalues ``D`` of the
covariance ``C``. Where eigenvalues coincide, as many of them do in the first generations, ``B`` is not unique: LAPACK
finds another one on another kind of processor, so that equal seeds give different runs. :func:`sample_all` draws
``m + sigma B D B^T z`` instead. ``B D B^T`` is the symmetric root of ``C``, which is unique, and as ``B^T z`` is
standard normal if ``z`` is, the distribution is the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from suite.stacking import stacked

Floats = NDArray[np.float64]

SMALLEST = 1e-8
"""Where rounding makes an eigenvalue negative, it counts as this; also added to what the negative weights divide by."""
LARGEST_SIGMA = 1e32
LARGE_POPULATION = 1e-8
"""What the rank-mu rate leaves at least for the old covariance, in large populations."""


class Constants:
    """What the tutorial makes of the number of variables and the population size; attributes are named as there.

    Args:
        n: number of variables.
        population_size: lambda; None is ``4 + floor(3 ln n)``, Eq. 48.
    """

    def __init__(self, n: int, population_size: int | None = None) -> None:
        size = 4 + math.floor(3 * math.log(n)) if population_size is None else population_size
        self.n, self.population_size, self.mu = n, size, size // 2
        raw = np.array([math.log((size + 1) / 2) - math.log(rank) for rank in range(1, size + 1)])  # Eq. 49
        best, rest = raw[: self.mu], raw[self.mu :]
        self.mu_eff = mu_eff = float(np.sum(best) ** 2 / np.sum(best**2))
        mu_eff_minus = float(np.sum(rest) ** 2 / np.sum(rest**2))
        self.c_1 = 2 / ((n + 1.3) ** 2 + mu_eff)
        self.c_mu = min(
            1 - self.c_1 - LARGE_POPULATION,
            2 * (mu_eff - 2 + 1 / mu_eff) / ((n + 2) ** 2 + 2 * mu_eff / 2),
        )
        alpha = min(
            1 + self.c_1 / self.c_mu,  # Eq. 50
            1 + (2 * mu_eff_minus) / (mu_eff + 2),  # Eq. 51
            (1 - self.c_1 - self.c_mu) / (n * self.c_mu),  # Eq. 52
        )
        positive, negative = np.sum(raw[raw > 0]), np.sum(np.abs(raw[raw < 0]))
        self.weights: Floats = np.where(raw >= 0, 1 / positive * raw, alpha / negative * raw)  # Eq. 53
        self.c_sigma = (mu_eff + 2) / (n + mu_eff + 5)  # Eq. 55
        self.d_sigma = 1 + 2 * max(0, math.sqrt((mu_eff - 1) / (n + 1)) - 1) + self.c_sigma
        self.c_c = (4 + mu_eff / n) / (n + 4 + 2 * mu_eff / n)  # Eq. 56
        self.chi_n = math.sqrt(n) * (1.0 - (1.0 / (4.0 * n)) + 1.0 / (21.0 * (n**2)))  # E||N(0, I)||, p. 28


class CMAES:
    """A normal distribution over ``R^n`` that moves to where the fitness is low, with the tutorial's constants.

    Starts with the mean 0 and the covariance ``sigma^2 I``; no bounds, no restarts, no stopping rule.

    Attributes:
        constants: of the strategy.
        mean: ``(n,)``, replaced and never changed in place.
        sigma: step size.
        covariance: ``C`` ``(n, n)``, likewise.

    Args:
        n: number of variables.
        sigma: initial step size.
        population_size: lambda, samples per generation; None is the tutorial's ``4 + floor(3 ln n)``.
    """

    def __init__(self, n: int, *, sigma: float, population_size: int | None = None) -> None:
        self.constants = Constants(n, population_size)
        self.mean: Floats = np.zeros(n)
        self.sigma = float(sigma)
        self.covariance: Floats = np.eye(n)
        self.generation = 0
        self.path_sigma: Floats = np.zeros(n)
        self.path_c: Floats = np.zeros(n)
        self.axes: tuple[Floats, Floats] | None = None  # eigenvectors and root eigenvalues of the covariance

    @property
    def population_size(self) -> int:
        """Samples per generation, lambda."""
        return self.constants.population_size

    def sample(self, rng: np.random.Generator) -> Floats:
        """Return one generation of points ``(population_size, n)``."""
        return np.asarray(sample_all([self], [rng])[0])

    def update(self, points: Floats, fitness: Floats) -> None:
        """Move the distribution.

        Args:
            points: ``(population_size, n)``, as sampled last.
            fitness: ``(population_size,)``, minimised; only its order counts, equal values in the order of ``points``.
        """
        update_all([self], points[None], fitness[None])


def sample_all(distributions: Sequence[CMAES], rngs: Sequence[np.random.Generator]) -> Floats:
    """Return one generation ``(R, population_size, n)`` of R distributions of equal constants."""
    vectors, roots = _axes_all(distributions)
    symmetric = (vectors * roots[:, None]) @ vectors.transpose(0, 2, 1)
    shape = (distributions[0].population_size, distributions[0].constants.n)
    z = stacked([rng.normal(size=shape) for rng in rngs])
    points: Floats = stacked([each.mean for each in distributions])[:, None] + _column(distributions) * (z @ symmetric)
    return points


def update_all(distributions: Sequence[CMAES], points: Floats, fitness: Floats) -> None:
    """Move R distributions of equal constants; see :meth:`CMAES.update`.

    Args:
        distributions: R of them.
        points: ``(R, population_size, n)``, as each sampled last.
        fitness: ``(R, population_size)``.
    """
    first = distributions[0].constants
    n, mu, mu_eff, c_1, c_mu, weights = first.n, first.mu, first.mu_eff, first.c_1, first.c_mu, first.weights
    vectors, roots = _axes_all(distributions)
    order = fitness.argsort(axis=1, kind="stable")
    means, sigmas = stacked([each.mean for each in distributions]), _column(distributions)
    steps = (np.take_along_axis(points, order[..., None], axis=1) - means[:, None]) / sigmas

    # selection and recombination, Eq. 41 and 42
    step = (steps[:, :mu] * weights[:mu, None]).sum(axis=1)
    means = means + sigmas[..., 0] * step

    # step-size control, Eq. 43 and 44
    inverse_root = (vectors * (1 / roots)[:, None]) @ vectors.transpose(0, 2, 1)
    gain = math.sqrt(first.c_sigma * (2 - first.c_sigma) * mu_eff)
    paths = (1 - first.c_sigma) * stacked([each.path_sigma for each in distributions])
    paths = paths + gain * (inverse_root @ step[..., None])[..., 0]
    lengths = np.sqrt((paths[:, None] @ paths[..., None])[:, 0, 0])
    factors = np.exp((first.c_sigma / first.d_sigma) * (lengths / first.chi_n - 1))

    # covariance, Eq. 45 to 47; the path stands still where the step size grows fast
    times = np.array([math.sqrt(1 - (1 - first.c_sigma) ** (2 * (each.generation + 2))) for each in distributions])
    still = lengths / times >= (1.4 + 2 / (n + 1)) * first.chi_n
    gains = np.where(still, 0.0, 1.0) * math.sqrt(first.c_c * (2 - first.c_c) * mu_eff)
    paths_c = (1 - first.c_c) * stacked([each.path_c for each in distributions]) + gains[:, None] * step
    whitened = inverse_root @ steps.transpose(0, 2, 1)
    squares = np.sqrt((whitened * whitened).sum(axis=1)) ** 2
    signed = weights * np.where(weights >= 0, 1, n / (squares + SMALLEST))
    rank_mu = np.zeros((len(distributions), n, n))
    for k in range(first.population_size):
        rank_mu += signed[:, k, None, None] * (steps[:, k, :, None] * steps[:, k, None, :])
    kept = 1 + c_1 * (np.where(still, 1.0, 0.0) * first.c_c * (2 - first.c_c)) - c_1 - c_mu * np.sum(weights)
    covariances = (
        kept[:, None, None] * stacked([each.covariance for each in distributions])
        + c_1 * (paths_c[:, :, None] * paths_c[:, None, :])
        + c_mu * rank_mu
    )
    for row, each in enumerate(distributions):
        each.generation += 1
        each.mean, each.path_sigma, each.path_c = means[row], paths[row], paths_c[row]
        each.sigma = min(float(each.sigma * factors[row]), LARGEST_SIGMA)
        each.covariance, each.axes = covariances[row], None


def _axes_all(distributions: Sequence[CMAES]) -> tuple[Floats, Floats]:
    """Return eigenvectors ``(R, n, n)`` and root eigenvalues ``(R, n)``, which are kept until the next update."""
    if any(each.axes is None for each in distributions):
        covariances = stacked([each.covariance for each in distributions])
        covariances = (covariances + covariances.transpose(0, 2, 1)) / 2
        values, vectors = np.linalg.eigh(covariances)
        roots = np.sqrt(np.where(values < 0, SMALLEST, values))
        covariances = (vectors * (roots**2)[:, None]) @ vectors.transpose(0, 2, 1)
        for row, each in enumerate(distributions):
            each.covariance, each.axes = covariances[row], (vectors[row], roots[row])
        return vectors, roots
    axes = [each.axes for each in distributions if each.axes is not None]
    return stacked([vectors for vectors, _ in axes]), stacked([roots for _, roots in axes])


def _column(distributions: Sequence[CMAES]) -> Floats:
    """Return the step sizes ``(R, 1, 1)``."""
    return np.array([each.sigma for each in distributions]).reshape(-1, 1, 1)
