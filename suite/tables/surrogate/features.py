"""Features of NAS-Bench-201 cells for the surrogate: small integers that say what a cell computes and what it runs.

Every feature is an integer between -1 and 8, so that the first layer's products are exact in float64 and the
surrogate gives the same bits on every machine (see :mod:`suite.tables.surrogate.tables`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes
from suite.spaces.cell_graph import (
    CONV_1X1,
    CONV_3X3,
    NONE,
    POOL,
    SOURCE,
    TARGET,
    Flags,
    fed_nodes,
    live_edges,
    useful_nodes,
)

_PATHS = ((3,), (0, 4), (1, 5), (0, 2, 5))
_ADJACENT = ((0, 2), (0, 4), (1, 5), (2, 5))
_MEETING = ((1, 2), (3, 4), (3, 5), (4, 5), (0, 1), (0, 3), (1, 3), (2, 4))


def accuracy_features(codes: Codes) -> NDArray[np.float64]:
    """Return what decides the accuracy of ``codes`` ``(n, 6)``: the live part of the cell, ``(n, 167)``.

    In this order: the operations as they stand; whether each node is fed and is of use; the live operations; pairs
    of live operations that follow each other; pairs of live convolutions that meet or share a node; the paths
    (:func:`_path_features`); counts of live and dead operations.
    """
    live = live_edges(codes)
    kept = np.where(live, codes, NONE).astype(np.uint8)
    conv = (kept == CONV_1X1) | (kept == CONV_3X3)
    parts: list[NDArray[np.generic]] = [
        _one_hot(codes),
        fed_nodes(codes)[:, 1:],
        useful_nodes(codes)[:, :3],
        _one_hot(kept),
    ]
    for first, second in _ADJACENT:
        parts += [((kept[:, first] == a) & (kept[:, second] == b))[:, None] for a in range(1, 5) for b in range(1, 5)]
    parts += [(conv[:, a] & conv[:, b])[:, None] for a, b in _MEETING]
    parts += [_path_features(codes), _counts(kept), _counts(np.where(live, NONE, codes))]
    return np.concatenate(parts, axis=1, dtype=np.float64)


def execution_features(codes: Codes) -> NDArray[np.float64]:
    """Return what decides the cost of ``codes`` ``(n, 6)`` on a device: the operations that run, ``(n, 106)``.

    The measurements suggest that the mobile compilers drop a skip or pooling whose result is not used, but run every
    convolution, and that the Edge GPU drops whatever does not reach the output. In this order: the operations as they
    stand, as they run in the first sense and in the second; whether a node is needed by what runs, and is fed;
    incoming, outgoing and live incoming operations per node, and whether there is just one; counts; and four patterns
    that few cells show that the Edge TPU could run (none to 13 % of them).
    """
    needed, fed, useful = _needed_nodes(codes), fed_nodes(codes), useful_nodes(codes)
    present = codes != NONE
    conv, pool = (codes == CONV_1X1) | (codes == CONV_3X3), codes == POOL
    runs = np.where(conv | needed[:, TARGET], codes, NONE).astype(np.uint8)
    reaching = np.where(useful[:, TARGET], codes, NONE).astype(np.uint8)
    incoming, outgoing = _per_node(present, TARGET), _per_node(present, SOURCE)
    live_incoming = _per_node(present & fed[:, SOURCE], TARGET)
    alone = (live_incoming == 1)[:, TARGET]
    one_conv_follows = (outgoing == 1) & (_per_node(conv, SOURCE) == 1)
    parts: list[NDArray[np.generic]] = [
        _one_hot(codes),
        _one_hot(runs),
        _one_hot(reaching),
        needed[:, :3],
        fed[:, 1:3],
        incoming[:, 1:],
        outgoing[:, :3],
        live_incoming[:, 1:],
        incoming[:, 1:] == 1,
        outgoing[:, :3] == 1,
        _counts(runs),
        _counts(codes),
        (conv & ~fed[:, SOURCE]).any(axis=1)[:, None],  # a convolution of zeros
        (pool & ~fed[:, SOURCE] & needed[:, TARGET]).any(axis=1)[:, None],  # a pooling of zeros
        _per_node(conv & alone & (outgoing == 0)[:, TARGET], TARGET)[:, 1:3],  # a convolution multiplied by zero
        _per_node(pool & alone & one_conv_follows[:, TARGET], TARGET)[:, 1:3],  # a pooling, then a convolution's ReLU
    ]
    return np.concatenate(parts, axis=1, dtype=np.float64)


def _one_hot(codes: Codes) -> NDArray[np.float64]:
    """Return ``(n, 24)``: the operations other than ``none``, edge by edge."""
    hot: NDArray[np.float64] = np.eye(5)[:, 1:][codes].reshape(len(codes), -1)
    return hot


def _counts(codes: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return ``(n, 4)``: how many edges have each operation other than ``none``."""
    return np.stack([(codes == operation).sum(axis=1) for operation in range(1, 5)], axis=1)


def _per_node(flags: Flags, side: tuple[int, ...]) -> NDArray[np.int64]:
    """Return ``(n, 4)``: how many flagged edges have a node as their source or target (``side``)."""
    counts = np.zeros((len(flags), 4), dtype=np.int64)
    for edge in range(6):
        counts[:, side[edge]] += flags[:, edge]
    return counts


def _needed_nodes(codes: Codes) -> Flags:
    """Return ``(n, 4)``: whether a node feeds a convolution, or something else that is needed."""
    needed = np.zeros((len(codes), 4), dtype=np.bool_)
    needed[:, 3] = True
    for edge in (5, 4, 3, 2, 1, 0):
        conv = (codes[:, edge] == CONV_1X1) | (codes[:, edge] == CONV_3X3)
        needed[:, SOURCE[edge]] |= conv | (needed[:, TARGET[edge]] & (codes[:, edge] != NONE))
    return needed


def _path_features(codes: Codes) -> NDArray[np.int64]:
    """Return ``(n, 33)`` about the four paths from input to output.

    For each path whether it is live, its 1x1 and 3x3 convolutions and poolings, and whether it is an identity; then
    the largest, smallest and summed number over the live paths of convolutions, 3x3 convolutions, operations that
    widen the receptive field, and poolings; then the number of live paths.
    """
    columns: list[NDArray[np.int64]] = []
    numbers: list[tuple[NDArray[np.int64], ...]] = []
    for path in _PATHS:
        operations = codes[:, list(path)]
        alive = (operations != NONE).all(axis=1).astype(np.int64)
        n1, n3, pools = ((operations == op).sum(axis=1) * alive for op in (CONV_1X1, CONV_3X3, POOL))
        columns += [alive, n1, n3, pools, alive * ((n1 + n3 + pools) == 0)]
        numbers.append((n1 + n3, n3, n3 + pools, pools))
    alive_paths = np.stack(columns[::5])
    for k in range(4):
        values = np.stack([number[k] for number in numbers])
        columns += [np.where(alive_paths > 0, values, -1).max(axis=0), np.where(alive_paths > 0, values, 4).min(axis=0)]
        columns.append(values.sum(axis=0))
    columns.append(alive_paths.sum(axis=0))
    return np.stack(columns, axis=1)
