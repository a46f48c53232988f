"""CMA-ES: the paper's constants are the library's, and the samples are the library's in distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from cmaes import CMA

from suite.kernels.cma_es import CMAES, Constants, sample_all, update_all


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
        "population_size": 14, "mu": 7, "mu_eff": 4.287, "c_1": 0.002033, "c_mu": 0.004902, "c_sigma": 0.16003,
        "d_sigma": 1.16003, "c_c": 0.12083,
    },
    224: {
        "population_size": 20, "mu": 10, "mu_eff": 5.939, "c_1": 3.94e-5, "c_mu": 1.608e-4, "c_sigma": 0.03379,
        "d_sigma": 1.03379, "c_c": 0.01766,
    },
}  # fmt: skip


@pytest.mark.parametrize("n", CONSTANTS)
def test_the_constants_are_the_papers(n: int) -> None:
    constants = Constants(n)
    for name, published in CONSTANTS[n].items():
        decimals = len(np.format_float_positional(published).partition(".")[2])
        assert getattr(constants, name) == pytest.approx(published, abs=0.51 * 10.0**-decimals), name
    assert (constants.weights < 0).sum() == CONSTANTS[n]["mu"], "the worse half has negative weights"


NAMES = {"c_1": "c1", "c_mu": "cmu", "c_c": "cc", "population_size": "popsize"}


@pytest.mark.parametrize("n", [2, 6, 30, 110])
@pytest.mark.parametrize("population_size", [None, 4, 5, 50])
def test_the_constants_are_the_librarys_to_the_last_digit(n: int, population_size: int | None) -> None:
    constants, library = Constants(n, population_size), CMA(np.zeros(n), 1.3, population_size=population_size)
    for name in ("population_size", "mu", "mu_eff", "c_1", "c_mu", "c_sigma", "d_sigma", "c_c", "chi_n"):
        assert getattr(constants, name) == getattr(library, f"_{NAMES.get(name, name)}"), name
    np.testing.assert_array_equal(constants.weights, library._weights)


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
    np.testing.assert_allclose(root @ root, distribution.covariance, atol=1e-12)
    assert np.linalg.cond(root) > 1.1, "the test is of a covariance that is not the identity"


def test_samples_do_not_depend_on_the_eigenvectors_that_lapack_happens_to_find() -> None:
    plain, turned = moved(), moved()
    turned.sample(generator())  # finds them
    assert turned.axes is not None
    turned.axes = (turned.axes[0] * np.where(np.arange(30) % 2, 1.0, -1.0), turned.axes[1])
    np.testing.assert_allclose(turned.sample(generator(1)), plain.sample(generator(1)), atol=1e-12)
    first, rotated = CMAES(30, sigma=1.3), CMAES(30, sigma=1.3)  # C = I: every basis is one of eigenvectors
    rotated.axes = (np.linalg.qr(generator(2).normal(size=(30, 30)))[0], np.ones(30))
    np.testing.assert_allclose(rotated.sample(generator(1)), first.sample(generator(1)), atol=1e-12)


STATE = {"mean": "_mean", "sigma": "_sigma", "covariance": "_C", "path_sigma": "_p_sigma", "path_c": "_pc"}


@pytest.mark.parametrize(("n", "population_size"), [(30, None), (7, 5)])
def test_several_at_once_move_as_the_library_moves_each_byte_for_byte(n: int, population_size: int | None) -> None:
    ours = [CMAES(n, sigma=1.3, population_size=population_size) for _ in range(5)]
    theirs = [CMA(np.zeros(n), 1.3, population_size=population_size) for _ in range(5)]
    rngs = [generator(seed) for seed in range(5)]
    for generation in range(40):
        rows = [row for row in range(5) if row == generation % 5 or generation < 20]  # they need not go in step
        points = sample_all([ours[row] for row in rows], [rngs[row] for row in rows])
        fitness = np.round(np.abs(points - np.arange(n) / 4).sum(axis=2) / 20)  # many ties: in the order drawn
        fitness[:, 0] = np.inf
        update_all([ours[row] for row in rows], points, fitness)
        for row, own, values in zip(rows, points, fitness, strict=True):
            theirs[row].tell(list(zip(own, values.tolist(), strict=True)))
            for name, library in STATE.items():
                np.testing.assert_array_equal(getattr(ours[row], name), getattr(theirs[row], library), name)


def test_one_alone_samples_what_it_samples_among_others() -> None:
    several, alone = [moved(), moved(generations=3), CMAES(30, sigma=1.3)], [moved(), moved(generations=3)]
    points = sample_all(several, [generator(seed) for seed in range(3)])
    for row, each in enumerate(alone):
        np.testing.assert_array_equal(each.sample(generator(row)), points[row])
