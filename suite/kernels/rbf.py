"""The RBF kernel of one-hot codes, and its sums over a whole grid of codes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def rbf(a: Floats, b: Floats) -> Floats:
    """Return the RBF kernel ``(len(a), len(b))`` with scikit-learn's gamma "auto", one over the number of features.

    Distances of one-hot codes are whole numbers, so no order of summation changes the kernel.
    """
    squared = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2.0 * (a @ b.T)
    return np.asarray(np.exp(np.maximum(squared, 0.0) / -a.shape[1]))


def rbf_grid(vectors: Floats, weights: Floats, n_edges: int, n_operations: int) -> Floats:
    """Return ``rbf(every code, vectors) @ weights``, ``(n_operations ** n_edges,)``, codes in lexicographic order.

    The kernel of one-hot codes is a product over the edges, so the sum is one small matrix applied edge by edge to the
    weights laid out on the grid; its cost does not depend on the number of vectors (200 vectors, NAS-Bench-201: 0.3 ms
    instead of 29 for all pairs). The matrix has 1 on its diagonal and one number elsewhere: sums of plain order do it.

    Args:
        vectors: ``(n, n_edges * n_operations)`` one-hot codes.
        weights: ``(n,)``.
        n_edges: edges of a code.
        n_operations: operations per edge.
    """
    other = math.exp(-2.0 / (n_edges * n_operations))  # codes that differ in an edge differ in two features
    powers = n_operations ** np.arange(n_edges - 1, -1, -1)
    codes = vectors.reshape(len(vectors), n_edges, n_operations).argmax(axis=2)
    table = np.bincount(codes @ powers, weights=weights, minlength=n_operations**n_edges)
    for _ in range(n_edges):  # each step treats the first edge and moves it to the end
        rows = table.reshape(n_operations, -1)
        table = ((1.0 - other) * rows + other * np.add.reduce(rows, axis=0)).T.ravel()
    return np.asarray(table)
