"""Architectures as the inputs of HELP's networks.

NAS-Bench-201: the six operations are nodes of a graph, between an input and an output node, with a ninth, global node
that hears all others (as in BRP-NAS, Dudziak et al., NeurIPS 2020). The edges of a cell meet in its nodes in the same
way whatever the operations are, so one adjacency matrix serves all cells. FBNet: 22 layers of 6 bits. Once-for-all's
MobileNetV3: 20 layers of 3 kernels, then of 3 expansions, and 25 resolutions. Facts: HELP's public code.

In the graph, what a graph convolution finds for a node depends on the node and those before it only. So there are no
more than 1 + 5 + 25 different values of the input, of the three edges that leave it (one operation each) and of the two
edges behind the first of them (two operations). They are computed once for all cells; only the last edge, the output
and the global node are computed cell by cell. This is exact and a third of the work.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ArchitectureError
from suite.spaces.nasbench201 import NASBENCH201
from suite.spaces.ofa_mobilenetv3 import N_STAGES, OFA_MOBILENETV3_224

Floats32 = NDArray[np.float32]

N_NODES, N_FEATURES, N_OPERATIONS = 9, 8, 5
N_SHARED, N_OWN = 31, 3
"""Values that all cells share (input, first edges, second edges), and nodes of a cell's own (last edge, output,
global)."""

FBNET_BITS = 132
OFA_RESOLUTIONS = tuple(range(128, 225, 4))
OFA_BITS = 145

_FEATURE = np.array([5, 4, 2, 3, 1])
"""Operation none, skip, 1x1, 3x3, average pooling -> position in the one-hot code; 0 is input, 6 output, 7 global."""

_FOLLOWS = {0: (1, 2, 4), 1: (3, 5), 2: (6,), 3: (6,), 4: (7,), 5: (7,), 6: (7,), 7: ()}
"""Node -> the nodes that take its output; node 0 is the input, 1 to 6 the edges of the cell in order, 7 the output."""


def adjacency() -> Floats32:
    """Return ``(9, 9)``: row i has a one where node i hears node j, or is j; the global node hears all."""
    matrix = np.eye(N_NODES, dtype=np.float32)
    for source, targets in _FOLLOWS.items():
        matrix[list(targets), source] = 1.0
    matrix[N_NODES - 1, :] = 1.0
    return matrix


def cell_features(codes: ArrayLike) -> Floats32:
    """Return the one-hot features of each cell's nodes, ``(n, 9, 8)``; ``codes`` are ``(n, 6)`` operations."""
    array = NASBENCH201.check_codes(codes)
    features = np.zeros((len(array), N_NODES, N_FEATURES), dtype=np.float32)
    features[:, 0, 0] = 1.0
    features[:, N_NODES - 2, 6] = 1.0
    features[:, N_NODES - 1, 7] = 1.0
    rows = np.arange(len(array))
    for edge in range(array.shape[1]):
        features[rows, 1 + edge, _FEATURE[array[:, edge]]] = 1.0
    return features


def shared_features() -> tuple[Floats32, Floats32]:
    """Return features ``(31, 8)`` of the shared values, and the ``(31, 31)`` matrix that sums each one's neighbours.

    Row 0 is the input; row ``1 + o`` an edge with operation o that leaves it; row ``6 + 5 p + o`` an edge with
    operation o behind one with operation p.
    """
    features = np.zeros((N_SHARED, N_FEATURES), dtype=np.float32)
    sums = np.eye(N_SHARED, dtype=np.float32)
    features[0, 0] = 1.0
    for operation in range(N_OPERATIONS):
        features[1 + operation, _FEATURE[operation]] = 1.0
        sums[1 + operation, 0] = 1.0
        for before in range(N_OPERATIONS):
            row = 6 + N_OPERATIONS * before + operation
            features[row, _FEATURE[operation]] = 1.0
            sums[row, 1 + before] = 1.0
    return features, sums


def own_features(codes: ArrayLike) -> tuple[Floats32, Floats32]:
    """Return features ``(n, 3, 8)`` of each cell's own nodes, and how often they hear each shared value ``(n, 3, 31)``.

    Args:
        codes: ``(n, 6)`` operations of NAS-Bench-201.
    """
    array = NASBENCH201.check_codes(codes).astype(np.int64)
    features = cell_features(array)[:, -N_OWN:]
    first = {edge: 1 + array[:, edge] for edge in (0, 1, 3)}
    second = {edge: 6 + N_OPERATIONS * array[:, 0] + array[:, edge] for edge in (2, 4)}
    heard = np.zeros((len(array), N_OWN, N_SHARED), dtype=np.float32)
    rows = np.arange(len(array))
    for node, places in enumerate(
        ((first[1], second[2]), (first[3], second[4]), (np.zeros_like(rows), *first.values(), *second.values()))
    ):
        for place in places:
            heard[rows, node, place] += 1.0
    return features, heard


def fbnet_features(codes: ArrayLike) -> Floats32:
    """Return the bits ``(n, 132)`` of FBNet architectures.

    Args:
        codes: ``(n, 22)``, operation 0 to 8 of each layer: bits kernel 3, kernel 5, and one of e1, e1 with two groups,
            e3, e6; operation 8, the skip, has none.

    Raises:
        ArchitectureError: for other shapes or operations.
    """
    array = np.asarray(codes)
    if array.ndim != 2 or array.shape[1] != 22 or not np.isin(array, np.arange(9)).all():
        raise ArchitectureError("FBNet architectures are rows of 22 operations 0 to 8")
    array = array.astype(np.int64)
    bits = np.zeros((*array.shape, 6), dtype=np.float32)
    n, layer = np.nonzero(array < 8)
    operation = array[n, layer]
    bits[n, layer, operation // 4] = 1.0
    bits[n, layer, 2 + operation % 4] = 1.0
    return bits.reshape(len(array), FBNET_BITS)


def ofa_features(codes: ArrayLike, resolutions: ArrayLike) -> Floats32:
    """Return the bits ``(n, 145)`` of once-for-all's MobileNetV3 networks; a layer that is not there has none.

    Args:
        codes: ``(n, 45)``, of :data:`suite.spaces.ofa_mobilenetv3.OFA_MOBILENETV3_224`.
        resolutions: ``(n,)``, height and width of the input, one of :data:`OFA_RESOLUTIONS`.

    Raises:
        ArchitectureError: for another shape, digit or resolution.
    """
    layers = OFA_MOBILENETV3_224.one_hot(codes)[:, 3 * N_STAGES :]
    sizes = np.asarray(resolutions)
    if sizes.shape != (len(layers),) or not np.isin(sizes, OFA_RESOLUTIONS).all():
        raise ArchitectureError("HELP's networks have resolutions of 128 to 224 in steps of 4")
    hot = np.eye(len(OFA_RESOLUTIONS))[np.searchsorted(OFA_RESOLUTIONS, sizes)]
    return np.concatenate([layers, hot], axis=1).astype(np.float32)
