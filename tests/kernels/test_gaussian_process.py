"""The Gaussian process against scikit-learn's, points in any order, and the fit of its kernel."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel

from suite.kernels.gaussian_process import NOISE, RELEVANCE, ROOM, Kernel, Posterior, fit, log_likelihood
from suite.spaces import GridSpace

SPACE = GridSpace(4, 3)
CODES = SPACE.codes(np.arange(SPACE.size))
ONE_HOT = SPACE.one_hot(CODES)
KERNEL = Kernel(np.array([-2, 0, 1, -4]), noise=-6)


def data(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Codes, and targets in which the first edge counts most and the last nothing."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(SPACE.size)[:n]
    targets = CODES[rows] @ np.array([5.0, 1.0, 0.5, 0.0]) + 0.1 * rng.normal(size=n)
    return CODES[rows], targets - targets.mean()


def of_sklearn(codes: np.ndarray, targets: np.ndarray, kernel: Kernel) -> GaussianProcessRegressor:
    correlation = kernel.correlation(SPACE.one_hot(codes), SPACE.one_hot(codes))
    noisy = correlation + 2.0**kernel.noise * np.eye(len(codes))
    variance = targets @ np.linalg.solve(noisy, targets) / len(codes)
    scales = np.repeat(1.0 / np.sqrt(kernel.weights), SPACE.n_operations)
    process = ConstantKernel(variance) * RBF(scales)
    return GaussianProcessRegressor(process, alpha=variance * 2.0**kernel.noise, optimizer=None).fit(
        SPACE.one_hot(codes), targets
    )


def test_mean_and_deviation_are_those_of_sklearn() -> None:
    codes, targets = data(30)
    posterior = Posterior(ONE_HOT)
    posterior.condition(SPACE.one_hot(codes), KERNEL)
    mean, deviation = posterior.predict(targets)
    other_mean, other_deviation = of_sklearn(codes, targets, KERNEL).predict(ONE_HOT, return_std=True)
    np.testing.assert_allclose(mean, other_mean, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(deviation, other_deviation, rtol=1e-7)


def test_points_added_one_by_one_give_the_same_posterior() -> None:
    codes, targets = data(5 + ROOM + 8)  # more than there is room for
    whole, grown = Posterior(ONE_HOT), Posterior(ONE_HOT)
    whole.condition(SPACE.one_hot(codes), KERNEL)
    grown.condition(SPACE.one_hot(codes[:5]), KERNEL)
    for code in codes[5:]:
        grown.add(SPACE.one_hot(code[None]))
    np.testing.assert_allclose(grown.predict(targets), whole.predict(targets), rtol=1e-9, atol=1e-10)


def test_the_order_of_the_points_does_not_matter() -> None:
    codes, targets = data(40)
    order = np.random.default_rng(1).permutation(40)
    posteriors = []
    for rows in (np.arange(40), order):
        posterior = Posterior(ONE_HOT)
        posterior.condition(SPACE.one_hot(codes[rows]), KERNEL)
        posteriors.append(posterior.predict(targets[rows]))
    np.testing.assert_allclose(*posteriors, rtol=1e-9, atol=1e-10)
    fits = [fit(codes[rows], targets[rows], Kernel.start(4), 8) for rows in (np.arange(40), order)]
    assert np.array_equal(fits[0].relevance, fits[1].relevance)
    assert fits[0].noise == fits[1].noise


def test_the_likelihood_differs_from_that_of_sklearn_by_a_constant() -> None:
    codes, targets = data(25)
    differences = []
    for kernel in (KERNEL, Kernel(np.array([0, 0, 0, 0]), noise=-3), Kernel(np.array([-3, -3, 2, 1]), noise=-8)):
        points = SPACE.one_hot(codes)
        ours = log_likelihood(kernel.correlation(points, points), 2.0**kernel.noise, targets)
        differences.append(ours - of_sklearn(codes, targets, kernel).log_marginal_likelihood_value_)
    assert np.ptp(differences) < 1e-8


def test_the_fit_finds_what_counts() -> None:
    codes, targets = data(60)
    found = fit(codes, targets, Kernel.start(4), 8)
    assert found.relevance[0] > found.relevance[1] > found.relevance[3]


def test_the_fit_is_near_to_the_best_of_the_whole_grid() -> None:
    space = GridSpace(2, 4)
    codes = space.codes(np.arange(16))[[0, 1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 15]]
    targets = codes @ np.array([2.0, 0.3]) + np.array([0.1, -0.1, 0.0] * 4)
    targets -= targets.mean()
    points = space.one_hot(codes)

    def likelihood(kernel: Kernel) -> float:
        return log_likelihood(kernel.correlation(points, points), 2.0**kernel.noise, targets)

    exponents, noises = range(RELEVANCE[0], RELEVANCE[1] + 1), range(NOISE[0], NOISE[1] + 1)
    everything = [Kernel(np.array([a, b]), noise) for a in exponents for b in exponents for noise in noises]
    best = max(likelihood(kernel) for kernel in everything)
    found = likelihood(fit(codes, targets, Kernel.start(2), 20))
    assert best - 0.5 < found <= best
    assert likelihood(Kernel.start(2)) < best - 1


@pytest.mark.parametrize("targets", [np.zeros(6), np.arange(6.0)])
def test_kernels_stay_within_their_bounds(targets: np.ndarray) -> None:
    codes = np.repeat(CODES[:3], 2, axis=0)  # repeated points
    found = fit(codes, targets - targets.mean(), Kernel.start(4), 20)
    assert (found.relevance >= RELEVANCE[0]).all()
    assert (found.relevance <= RELEVANCE[1]).all()
    assert NOISE[0] <= found.noise <= NOISE[1]
    posterior = Posterior(ONE_HOT)
    posterior.condition(SPACE.one_hot(codes), found)
    assert np.isfinite(posterior.predict(targets - targets.mean())).all()
