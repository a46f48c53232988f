"""CMA-ES: the paper's constants are the library's, and the samples are the library's in distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from cmaes import CMA

from suite.kernels.cma_es import CMAES


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def moved(n: int = 30, generations: int = 15) -> CMAES:
    """A distribution that has seen some generations of a sphere around a point off the centre."""
    distribution, rng = CMAES(n, sigma=1.3), generator()
    for _ in range(generations):
        points = distribution.sample(rng)
        distribution.update(points, ((points - np.arange(n)) ** 2).sum(axis=1))
    return distribution


# the two rows of constants that the paper's code computes: NAS-Bench-201, and the DARTS space
CONSTANTS = {
    30: {
        "popsize": 14, "mu": 7, "mu_eff": 4.287, "c1": 0.002033, "cmu": 0.004902, "c_sigma": 0.16003,
        "d_sigma": 1.16003, "cc": 0.12083, "cm": 1,
    },
    224: {
        "popsize": 20, "mu": 10, "mu_eff": 5.939, "c1": 3.94e-5, "cmu": 1.608e-4, "c_sigma": 0.03379,
        "d_sigma": 1.03379, "cc": 0.01766, "cm": 1,
    },
}  # fmt: skip


@pytest.mark.parametrize("n", CONSTANTS)
def test_the_librarys_constants_are_the_papers(n: int) -> None:
    library = CMAES(n, sigma=1.3)._library
    for name, published in CONSTANTS[n].items():
        decimals = len(np.format_float_positional(published).partition(".")[2])
        assert getattr(library, f"_{name}") == pytest.approx(published, abs=0.51 * 10.0**-decimals), name
    assert (library._weights < 0).sum() == CONSTANTS[n]["mu"], "the worse half has negative weights"


def test_it_starts_at_zero_with_the_given_step_size() -> None:
    distribution = CMAES(30, sigma=1.3)
    assert distribution.sigma == 1.3
    np.testing.assert_array_equal(distribution.mean, np.zeros(30))
    points = np.concatenate([distribution.sample(generator(seed)) for seed in range(200)])
    assert points.shape == (2800, 30)
    np.testing.assert_allclose(np.cov(points.T), 1.3**2 * np.eye(30), atol=0.25)
    assert points.std() == pytest.approx(1.3, abs=0.02)


class Identity:
    """In place of a generator: the unit vectors as normal numbers, so that the root itself can be seen."""

    def normal(self, size: tuple[int, int]) -> np.ndarray:
        return np.eye(*size)


def test_samples_have_the_librarys_covariance() -> None:
    distribution: Any = CMAES(9, sigma=1.3, population_size=9)
    rng = generator()
    for _ in range(15):
        points = distribution.sample(rng)
        distribution.update(points, ((points - 5 * np.arange(9)) ** 2).sum(axis=1))
    root = (distribution.sample(Identity()) - distribution.mean) / distribution.sigma
    np.testing.assert_allclose(root, root.T, atol=1e-12)
    np.testing.assert_allclose(root @ root, distribution._library._C, atol=1e-12)
    assert np.linalg.cond(root) > 1.1, "the test is of a covariance that is not the identity"


def test_samples_do_not_depend_on_the_eigenvectors_that_lapack_happens_to_find() -> None:
    plain, turned = moved(), moved()
    vectors = turned._library._eigen_decomposition()[0]
    turned._library._B = vectors * np.where(np.arange(30) % 2, 1.0, -1.0)
    np.testing.assert_allclose(turned.sample(generator(1)), plain.sample(generator(1)), atol=1e-12)
    first, rotated = CMAES(30, sigma=1.3), CMAES(30, sigma=1.3)  # C = I: every basis is one of eigenvectors
    rotated._library._eigen_decomposition()
    rotated._library._B = np.linalg.qr(generator(2).normal(size=(30, 30)))[0]
    np.testing.assert_allclose(rotated.sample(generator(1)), first.sample(generator(1)), atol=1e-12)


def test_updates_are_the_librarys_and_equal_fitness_keeps_the_order_drawn() -> None:
    ours, theirs, rng = CMAES(30, sigma=1.3), CMA(mean=np.zeros(30), sigma=1.3), generator()
    for _ in range(20):
        points = ours.sample(rng)
        fitness = np.round(np.abs(points).sum(axis=1) / 20)  # many ties
        fitness[0] = np.inf
        ours.update(points, fitness)
        order = np.argsort(fitness, kind="stable")
        theirs.tell([(points[row], float(rank)) for rank, row in enumerate(order)])
        np.testing.assert_array_equal(ours.mean, theirs._mean)
        assert ours.sigma == theirs._sigma


def test_the_mean_is_a_copy() -> None:
    distribution = moved()
    distribution.mean[:] = 7.0
    assert not (distribution.mean == 7.0).any()
