"""The RBF kernel of one-hot codes: scikit-learn's, and the sum over a grid equal to the plain one."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics.pairwise import rbf_kernel

from suite.kernels.rbf import rbf, rbf_grid
from suite.spaces.grid import GridSpace


def test_kernel_is_scikit_learns() -> None:
    space = GridSpace(4, 3)
    features = space.one_hot(space.codes(np.arange(space.size)))
    assert rbf(features, features[:7]) == pytest.approx(rbf_kernel(features, features[:7], gamma=1 / 12), rel=1e-12)


@pytest.mark.parametrize(("n_edges", "n_operations"), [(1, 2), (3, 4), (6, 5)])
def test_grid_is_the_sum_over_the_vectors(n_edges: int, n_operations: int) -> None:
    space, rng = GridSpace(n_edges, n_operations), np.random.Generator(np.random.PCG64(3))
    vectors = space.one_hot(space.random(40, rng))  # repeated vectors included
    weights = rng.normal(size=40)
    everything = space.one_hot(space.codes(np.arange(space.size)))
    assert rbf_grid(vectors, weights, n_edges, n_operations) == pytest.approx(rbf(everything, vectors) @ weights)
