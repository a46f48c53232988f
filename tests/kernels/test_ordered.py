"""Products and systems summed in one order: numpy's to rounding, exact for whole numbers, the same bits everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.kernels.ordered import moments, product, scatter, sliced, sliced_product, tridiagonal

seeds = st.integers(0, 10**6)


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 12), st.integers(1, 40), st.integers(1, 5), st.integers(-30, 30))
def test_products_are_numpys(seed: int, n: int, k: int, m: int, power: int) -> None:
    rng = generator(seed)
    a, b = 2.0**power * rng.normal(size=(n, k)), rng.normal(size=(k, m))
    size = np.abs(a) @ np.abs(b)
    for ours in (product(a, b), sliced_product(a, b), moments(np.ascontiguousarray(a.T), b)):
        assert (np.abs(ours - a @ b) <= 1e-12 * size.max(axis=1, keepdims=True)).all()


@pytest.mark.parametrize("way", [product, sliced_product])
def test_a_row_does_not_depend_on_what_is_asked_with_it(way) -> None:
    rng = generator(1)
    a, b = rng.normal(size=(60, 37)) * np.exp(3.0 * rng.normal(size=(60, 1))), rng.normal(size=(37, 3))
    whole = way(a, b)
    assert np.array_equal(whole, np.concatenate([way(row[None], b) for row in a]))
    assert np.array_equal(whole[7:24], way(a[7:24], b))


def test_sliced_products_of_few_bits_are_exact() -> None:
    rng = generator(2)
    a, b = rng.integers(-(2**20), 2**20, (4, 50)) / 2.0**30, rng.integers(-(2**20), 2**20, (50, 3)) / 2.0**7
    found = sliced_product(a, b)
    for row in range(4):
        for column in range(3):
            exact = sum(Fraction(x) * Fraction(y) for x, y in zip(a[row].tolist(), b[:, column].tolist(), strict=True))
            assert Fraction(float(found[row, column])) == exact


def halves(x: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """The two parts of rows, by division and rounding."""
    unit = 2.0 ** (np.frexp(np.abs(x).max(axis=1, keepdims=True))[1] - bits)
    high = np.rint(x / unit) * unit
    unit *= 2.0**-bits
    return high, np.rint((x - high) / unit) * unit


@settings(max_examples=60, deadline=None)
@given(seeds, st.integers(1, 12), st.integers(1, 70), st.integers(1, 5), st.integers(-90, 90), st.booleans())
def test_parts_are_cut_to_even(seed: int, n: int, k: int, m: int, power: int, ties: bool) -> None:
    rng = generator(seed)
    a, b = rng.normal(size=(n, k)) * np.exp(3.0 * rng.normal(size=(n, 1))), rng.normal(size=(k, m))
    if ties:  # halfway between two units
        a, b = np.rint(a * 2.0**24) / 2.0**24, np.rint(b * 2.0**23) / 2.0**23
    a *= 2.0**power
    bits = (52 - int(np.ceil(np.log2(max(k, 2))))) // 2
    high, low = halves(a, bits)
    high_b, low_b = (part.T for part in halves(b.T, bits))
    expected = high @ high_b + (high @ low_b + low @ high_b)
    for left in (a, np.asfortranarray(a)):
        for right in (b, np.asfortranarray(b), sliced(b)):
            assert np.array_equal(sliced_product(left, right), expected)


@given(seeds, st.integers(1, 9), st.integers(1, 40), st.integers(1, 5))
def test_whole_numbers_need_no_cutting(seed: int, n: int, k: int, m: int) -> None:
    rng = generator(seed)
    a, b = rng.integers(-3, 9, (n, k)).astype(np.float64), rng.normal(size=(k, m))
    assert np.array_equal(sliced_product(a, b, whole=True), sliced_product(a, b))


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(1, 30), st.integers(1, 9), st.booleans())
def test_scatter_is_the_centred_gram_matrix(seed: int, n: int, d: int, whole: bool) -> None:
    x = generator(seed).normal(size=(n, d))
    x = np.rint(3.0 * x) if whole else x
    centred = x - x.mean(axis=0)
    np.testing.assert_allclose(scatter(x), centred.T @ centred, atol=1e-11)


def test_the_scatter_of_whole_numbers_is_rounded_once() -> None:
    x = generator(3).integers(0, 5, (7, 3)).astype(np.float64)
    columns = [[Fraction(int(value)) for value in column] for column in x.T]
    for i, one in enumerate(columns):
        for j, two in enumerate(columns):
            exact = sum(a * b for a, b in zip(one, two, strict=True)) - sum(one) * sum(two) / 7
            assert scatter(x)[i, j] == float(exact)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 12), st.integers(0, 12), st.floats(1e-6, 100.0))
def test_the_tridiagonal_form_solves_the_system(seed: int, d: int, rank: int, penalty: float) -> None:
    rng = generator(seed)
    half = rng.normal(size=(rank, d))
    matrix, right = half.T @ half, rng.normal(size=(d, 2))
    form = tridiagonal(matrix)
    whole = np.diag(form.diagonal) + np.diag(form.beside, 1) + np.diag(form.beside, -1)
    turn = form.turned_back(np.eye(d))
    np.testing.assert_allclose(turn @ turn.T, np.eye(d), atol=1e-12)
    np.testing.assert_allclose(turn @ whole @ turn.T, matrix, atol=1e-11)
    np.testing.assert_allclose(form.turned(form.turned_back(right)), right, atol=1e-12)
    solved = form.turned_back(form.solve(np.array([penalty, 2.0 * penalty]), form.turned(right)))
    for column, each in enumerate((penalty, 2.0 * penalty)):
        back = matrix @ solved[:, column] + each * solved[:, column]
        np.testing.assert_allclose(back, right[:, column], atol=1e-9 * max(1.0, 1.0 / each))


FITS = """
import hashlib, numpy as np
from suite.estimators import create
from suite.algorithms.linas_predictors import Ridge
from suite.spaces import NASBENCH201
rng = np.random.Generator(np.random.PCG64(0))
rows, costs = rng.permutation(15_625)[:60], 1.0 + rng.random(60)
ways = ("ridge", {}), ("ridge", {"features": "one_hot+path"}), ("macs", {}), ("mlp", {"epochs": 40})
found = [create(name, rng=np.random.Generator(np.random.PCG64(1)), **more).fit(rows, costs).predict(np.arange(3000))
         for name, more in ways]
x = NASBENCH201.one_hot(NASBENCH201.all_codes[rows])
found.append(Ridge().fit(x, np.stack([costs, costs**2], axis=1)).predict(x))
print(hashlib.sha256(b"".join(each.tobytes() for each in found)).hexdigest())
"""


def test_fits_have_the_same_bits_on_every_instruction_set() -> None:
    """OpenBLAS takes its kernels from this variable; other libraries ignore it, and are the same for that reason."""
    digests = set()
    for name in ("Prescott", "Haswell", "SkylakeX"):
        environment = {**os.environ, "OPENBLAS_CORETYPE": name}
        done = subprocess.run([sys.executable, "-c", FITS], env=environment, capture_output=True, text=True, check=True)
        digests.add(done.stdout)
    assert len(digests) == 1
