"""Jaccard distances and novelty: exact values, a naive implementation, invariants."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from suite.kernels.novelty import jaccard_by_shared, jaccard_distance, novelty, shared_edges
from suite.spaces import NASBENCH201


def code_arrays(least: int, most: int, n_edges: int = 6) -> st.SearchStrategy[np.ndarray]:
    rows = st.integers(least, most)
    return rows.flatmap(lambda n: arrays(np.uint8, (n, n_edges), elements=st.integers(0, 4)))


def naive_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Jaccard distance of two sets of (edge, operation) pairs."""
    a, b = set(enumerate(first.tolist())), set(enumerate(second.tolist()))
    return 1 - len(a & b) / len(a | b)


def naive_novelty(row: int, batch: np.ndarray, archive: np.ndarray, k: int) -> float:
    others = [other for position, other in enumerate(batch) if position != row] + list(archive)
    nearest = sorted(naive_distance(batch[row], other) for other in others)[:k]
    return sum(nearest) / len(nearest)


def test_values_of_a_cell_with_six_edges() -> None:
    expected = [1, Fraction(10, 11), Fraction(4, 5), Fraction(2, 3), Fraction(1, 2), Fraction(2, 7), 0]
    distances = jaccard_by_shared(6)
    assert distances.tolist() == pytest.approx([float(value) for value in expected], abs=1e-15)
    assert [round(value, 4) for value in distances.tolist()] == [1.0, 0.9091, 0.8, 0.6667, 0.5, 0.2857, 0.0]
    one = np.zeros((1, 6), dtype=np.uint8)
    others = np.array([[0] * shared + [1] * (6 - shared) for shared in range(7)], dtype=np.uint8)
    np.testing.assert_array_equal(shared_edges(one, others), [[0, 1, 2, 3, 4, 5, 6]])
    np.testing.assert_array_equal(jaccard_distance(one, others)[0], distances)


@given(code_arrays(1, 6), code_arrays(1, 6))
def test_distances_are_those_of_sets(first: np.ndarray, second: np.ndarray) -> None:
    distances = jaccard_distance(first, second)
    expected = [[naive_distance(a, b) for b in second] for a in first]
    np.testing.assert_allclose(distances, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(distances, jaccard_distance(second, first).T)
    assert ((distances == 0) == (first[:, None] == second[None]).all(axis=2)).all()


@given(code_arrays(3, 3))
def test_the_triangle_inequality_holds(codes: np.ndarray) -> None:
    d = jaccard_distance(codes, codes)
    assert d[0, 2] <= d[0, 1] + d[1, 2] + 1e-12


@given(code_arrays(2, 12), code_arrays(0, 20), st.integers(1, 7))
def test_novelty_is_that_of_the_definition(batch: np.ndarray, archive: np.ndarray, k: int) -> None:
    found = novelty(batch, np.concatenate([batch, archive]), np.arange(len(batch)), k)
    expected = [naive_novelty(row, batch, archive, k) for row in range(len(batch))]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_the_own_row_alone_is_left_out() -> None:
    batch = np.array([[0] * 6, [0] * 6, [1] * 6], dtype=np.uint8)
    # the twin counts; of the archive the copy that is the architecture itself may be left out instead
    assert novelty(batch, batch, np.arange(3), 1).tolist() == [0.0, 0.0, 1.0]
    others = np.array([[1] * 6, [0] * 6], dtype=np.uint8)
    assert novelty(batch[:1], others, np.array([1]), 5).tolist() == [1.0]
    assert novelty(batch[:1], others, np.array([0]), 5).tolist() == [0.0]


def test_a_larger_archive_never_raises_novelty() -> None:
    rng = np.random.Generator(np.random.PCG64(0))
    batch, archive = NASBENCH201.random(20, rng), NASBENCH201.random(300, rng)
    before = np.full(20, np.inf)
    for size in (0, 10, 100, 300):
        now = novelty(batch, np.concatenate([batch, archive[:size]]), np.arange(20), 5)
        assert (now <= before).all()
        before = now
