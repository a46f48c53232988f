"""Expected improvements against sampling, and the choice of a candidate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.kernels import improvement
from suite.kernels.improvement import (
    choose,
    expected_hypervolume_improvement,
    expected_improvement,
    screened_hypervolume_improvement,
)
from suite.kernels.ranking import nondominated

FRONT = np.array([[0.0, 3.0], [1.0, 1.0], [2.5, 0.5]])
REFERENCE = np.array([4.0, 4.0])


def volume(points: np.ndarray) -> float:
    """The dominated area, strip by strip, an own sum."""
    points = points[(points < REFERENCE).all(axis=1)]
    total, height = 0.0, REFERENCE[1]
    for x, y in sorted(points.tolist()):
        if y < height:
            total += (REFERENCE[0] - x) * (height - y)
            height = y
    return total


def test_expected_improvement_is_that_of_samples() -> None:
    mean, deviation = np.array([0.0, 1.0, -2.0, 5.0]), np.array([1.0, 0.5, 2.0, 0.1])
    draws = np.random.default_rng(0).normal(size=(400_000, 1)) * deviation + mean
    sampled = np.maximum(0.3 - draws, 0.0).mean(axis=0)
    np.testing.assert_allclose(expected_improvement(mean, deviation, 0.3), sampled, atol=0.01)


def test_expected_hypervolume_improvement_is_that_of_samples() -> None:
    mean = np.array([[0.5, 0.5], [3.0, 3.0], [-1.0, 3.5], [2.0, 0.0]])
    deviation = np.array([[0.3, 0.4], [1.0, 1.0], [0.5, 0.2], [0.05, 2.0]])
    rng = np.random.default_rng(0)
    exact = expected_hypervolume_improvement(mean, deviation, FRONT, REFERENCE)
    for row in range(len(mean)):
        draws = rng.normal(size=(4000, 2)) * deviation[row] + mean[row]
        gains = np.array([volume(np.vstack([FRONT, draw])) - volume(FRONT) for draw in draws])
        assert abs(exact[row] - gains.mean()) < 5 * gains.std() / np.sqrt(len(draws)) + 1e-6


def test_without_doubt_it_is_the_gain_itself() -> None:
    points = np.array([[0.5, 0.5], [3.0, 3.0], [-1.0, 3.5], [5.0, -1.0]])
    exact = expected_hypervolume_improvement(points, np.full((4, 2), 1e-9), FRONT, REFERENCE)
    gains = [volume(np.vstack([FRONT, point])) - volume(FRONT) for point in points]
    np.testing.assert_allclose(exact, gains, atol=1e-7)


@given(st.integers(0, 10_000), st.integers(1, 30))
def test_screening_keeps_every_candidate_that_may_be_chosen(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.random((n, 2)) * 4
    front = values[nondominated(values)]
    mean, deviation = rng.random((300, 2)) * 4, rng.random((300, 2)) + 1e-3
    exact = expected_hypervolume_improvement(mean, deviation, front, REFERENCE)
    screened = screened_hypervolume_improvement(mean, deviation, front, REFERENCE)
    kept = np.isfinite(screened)
    assert kept[exact >= exact.max() * (1 - improvement.TOLERANCE)].all()
    np.testing.assert_allclose(screened[kept], exact[kept], rtol=1e-12)


def test_screening_spares_most_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    mean, deviation = rng.random((5000, 2)) * 4, np.full((5000, 2), 0.2)
    values = rng.random((200, 2)) * 4
    front = values[nondominated(values)]
    screened = screened_hypervolume_improvement(mean, deviation, front, REFERENCE)
    assert np.isfinite(screened).sum() < 2500


def test_equal_candidates_are_chosen_by_chance_and_rounding_decides_nothing() -> None:
    scores = np.array([0.1, 2.0, 2.0 * (1 + 1e-12), 2.0 * (1 - 1e-11), 1.999])
    chosen = {choose(scores, np.random.default_rng(seed)) for seed in range(60)}
    assert chosen == {1, 2, 3}
    assert {choose(np.zeros(3), np.random.default_rng(seed)) for seed in range(60)} == {0, 1, 2}
