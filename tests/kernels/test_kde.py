"""The categorical density against its definition written out, and its sampler against its own rates."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.kernels.kde import CategoricalDensity, best_ratio

codes = st.integers(2, 12).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=n, max_size=n)
)


def naive(data: np.ndarray, code: np.ndarray, minimum: float) -> float:
    """The density of one code, observation by observation."""
    n, d = data.shape
    total = 0.0
    for datum in data:
        product = 1.0
        for j in range(d):
            h = max(1.06 * float(np.std(data[:, j].astype(float))) * n ** (-1 / (4 + d)), minimum)
            levels = len(set(data[:, j].tolist()))
            product *= 1 - h if datum[j] == code[j] else (h / (levels - 1) if levels > 1 else math.inf)
        total += product
    return total / n


@settings(max_examples=150, deadline=None)
@given(codes, st.lists(st.integers(0, 4), min_size=3, max_size=3), st.sampled_from([0.001, 0.3]))
def test_density_equals_its_definition(rows: list[list[int]], code: list[int], minimum: float) -> None:
    data = np.array(rows, dtype=np.uint8)
    with np.errstate(invalid="ignore"):
        expected = naive(data, np.array(code), minimum)
        found = CategoricalDensity.fit(data, minimum)(np.array([code], dtype=np.uint8))[0]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_samples_keep_a_datum_with_the_probability_of_its_kernel() -> None:
    data = np.array([[0, 0], [0, 1]] * 5, dtype=np.uint8)
    density = CategoricalDensity.fit(data, 0.3)
    np.testing.assert_allclose(density.bandwidth, [0.3, max(0.3, 1.06 * 0.5 * 10 ** (-1 / 6))])
    drawn = density.sample(20_000, 5, np.random.Generator(np.random.PCG64(0)))
    h0, h1 = density.bandwidth
    shares = np.bincount(drawn[:, 0], minlength=5) / len(drawn)
    np.testing.assert_allclose(shares, [1 - h0 + h0 / 5, *[h0 / 5] * 4], atol=0.01)
    shares = np.bincount(drawn[:, 1], minlength=5) / len(drawn)
    np.testing.assert_allclose(shares, [(1 - h1) / 2 + h1 / 5] * 2 + [h1 / 5] * 3, atol=0.01)


def test_a_bandwidth_above_one_samples_uniformly() -> None:
    data = np.array([[0], [4]] * 4, dtype=np.uint8)
    density = CategoricalDensity.fit(data, 0.3)
    assert density.bandwidth[0] > 1
    drawn = density.sample(10_000, 5, np.random.Generator(np.random.PCG64(0)))
    np.testing.assert_allclose(np.bincount(drawn[:, 0], minlength=5) / 10_000, 0.2, atol=0.015)


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ([0.1, 0.4, 0.2], [0.1, 0.1, 0.1], 1),
        ([0.1, 0.2], [0.1, 0.2], 0),  # the first among equals
        ([0.1, 0.5], [math.inf, 0.0], 0),  # a category unknown to the bad ones is taken at once
        ([math.inf, 0.5], [0.5, 0.1], 0),  # infinitely good
        ([-0.5, 0.001], [0.1, 0.1], 1),  # negative densities are floored
        ([math.nan], [0.1], None),
        ([math.inf], [math.inf], None),
    ],
)
def test_the_lowest_ratio_is_chosen(good: list[float], bad: list[float], expected: int | None) -> None:
    assert best_ratio(np.array(good), np.array(bad)) == expected
