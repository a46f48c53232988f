"""Features of NAS-Bench-201 cells for the surrogate: small integers that say what a cell computes and what it runs.

Every feature is an integer between -1 and 8, so that the first layer's products are exact in float64 and the
surrogate gives the same bits on every machine (see :mod:`suite.tables.surrogate`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes

_SOURCE = (0, 0, 1, 0, 1, 2)
_TARGET = (1, 2, 2, 3, 3, 3)
_PATHS = ((3,), (0, 4), (1, 5), (0, 2, 5))
_ADJACENT = ((0, 2), (0, 4), (1, 5), (2, 5))
_MEETING = ((1, 2), (3, 4), (3, 5), (4, 5), (0, 1), (0, 3), (1, 3), (2, 4))
_NONE, _SKIP, _CONV1, _CONV3, _POOL = range(5)

Flags = NDArray[np.bool_]


def accuracy_features(codes: Codes) -> NDArray[np.float64]:
    """Return what decides the accuracy of ``codes`` ``(n, 6)``: the live part of the cell, ``(n, 167)``.

    In this order: the operations as they stand; whether each node is fed and is of use; the live operations; pairs
    of live operations that follow each other; pairs of live convolutions that meet or share a node; the paths
    (:func:`_path_features`); counts of live and dead operations.
    """
    live = live_edges(codes)
    kept = np.where(live, codes, _NONE).astype(np.uint8)
    conv = (kept == _CONV1) | (kept == _CONV3)
    parts: list[NDArray[np.generic]] = [
        _one_hot(codes),
        _fed_nodes(codes)[:, 1:],
        _useful_nodes(codes)[:, :3],
        _one_hot(kept),
    ]
    for first, second in _ADJACENT:
        parts += [((kept[:, first] == a) & (kept[:, second] == b))[:, None] for a in range(1, 5) for b in range(1, 5)]
    parts += [(conv[:, a] & conv[:, b])[:, None] for a, b in _MEETING]
    parts += [_path_features(codes), _counts(kept), _counts(np.where(live, _NONE, codes))]
    return np.concatenate(parts, axis=1, dtype=np.float64)


def execution_features(codes: Codes) -> NDArray[np.float64]:
    """Return what decides the cost of ``codes`` ``(n, 6)`` on a device: the operations that run, ``(n, 106)``.

    The measurements suggest that the mobile compilers drop a skip or pooling whose result is not used, but run every
    convolution, and that the Edge GPU drops whatever does not reach the output. In this order: the operations as they
    stand, as they run in the first sense and in the second; whether a node is needed by what runs, and is fed;
    incoming, outgoing and live incoming operations per node, and whether there is just one; counts; and four patterns
    that few cells show that the Edge TPU could run (none to 13 % of them).
    """
    needed, fed, useful = _needed_nodes(codes), _fed_nodes(codes), _useful_nodes(codes)
    present = codes != _NONE
    conv, pool = (codes == _CONV1) | (codes == _CONV3), codes == _POOL
    runs = np.where(conv | needed[:, _TARGET], codes, _NONE).astype(np.uint8)
    reaching = np.where(useful[:, _TARGET], codes, _NONE).astype(np.uint8)
    incoming, outgoing = _per_node(present, _TARGET), _per_node(present, _SOURCE)
    live_incoming = _per_node(present & fed[:, _SOURCE], _TARGET)
    alone = (live_incoming == 1)[:, _TARGET]
    one_conv_follows = (outgoing == 1) & (_per_node(conv, _SOURCE) == 1)
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
        (conv & ~fed[:, _SOURCE]).any(axis=1)[:, None],  # a convolution of zeros
        (pool & ~fed[:, _SOURCE] & needed[:, _TARGET]).any(axis=1)[:, None],  # a pooling of zeros
        _per_node(conv & alone & (outgoing == 0)[:, _TARGET], _TARGET)[:, 1:3],  # a convolution multiplied by zero
        _per_node(pool & alone & one_conv_follows[:, _TARGET], _TARGET)[:, 1:3],  # a pooling, then a convolution's ReLU
    ]
    return np.concatenate(parts, axis=1, dtype=np.float64)


def live_edges(codes: Codes) -> Flags:
    """Return ``(n, 6)``: whether an edge lies on a path from the cell's input to its output without ``none``."""
    present: Flags = codes != _NONE
    return present & _fed_nodes(codes)[:, _SOURCE] & _useful_nodes(codes)[:, _TARGET]


def connected(codes: Codes) -> Flags:
    """Return ``(n,)``: whether the cell's input reaches its output."""
    return _fed_nodes(codes)[:, 3]


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


def _fed_nodes(codes: Codes) -> Flags:
    """Return ``(n, 4)``: whether the cell's input reaches a node."""
    fed = np.zeros((len(codes), 4), dtype=np.bool_)
    fed[:, 0] = True
    for edge in range(6):
        fed[:, _TARGET[edge]] |= fed[:, _SOURCE[edge]] & (codes[:, edge] != _NONE)
    return fed


def _useful_nodes(codes: Codes) -> Flags:
    """Return ``(n, 4)``: whether a node reaches the cell's output."""
    useful = np.zeros((len(codes), 4), dtype=np.bool_)
    useful[:, 3] = True
    for edge in (5, 4, 3, 2, 1, 0):
        useful[:, _SOURCE[edge]] |= useful[:, _TARGET[edge]] & (codes[:, edge] != _NONE)
    return useful


def _needed_nodes(codes: Codes) -> Flags:
    """Return ``(n, 4)``: whether a node feeds a convolution, or something else that is needed."""
    needed = np.zeros((len(codes), 4), dtype=np.bool_)
    needed[:, 3] = True
    for edge in (5, 4, 3, 2, 1, 0):
        conv = (codes[:, edge] == _CONV1) | (codes[:, edge] == _CONV3)
        needed[:, _SOURCE[edge]] |= conv | (needed[:, _TARGET[edge]] & (codes[:, edge] != _NONE))
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
        alive = (operations != _NONE).all(axis=1).astype(np.int64)
        n1, n3, pools = ((operations == op).sum(axis=1) * alive for op in (_CONV1, _CONV3, _POOL))
        columns += [alive, n1, n3, pools, alive * ((n1 + n3 + pools) == 0)]
        numbers.append((n1 + n3, n3, n3 + pools, pools))
    alive_paths = np.stack(columns[::5])
    for k in range(4):
        values = np.stack([number[k] for number in numbers])
        columns += [np.where(alive_paths > 0, values, -1).max(axis=0), np.where(alive_paths > 0, values, 4).min(axis=0)]
        columns.append(values.sum(axis=0))
    columns.append(alive_paths.sum(axis=0))
    return np.stack(columns, axis=1)
