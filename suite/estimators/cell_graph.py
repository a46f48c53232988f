"""A NAS-Bench-201 cell as the graph that BRP-NAS sees: only what lies between input and output, and a global node."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes

N_NODES = 9
N_FEATURES = 6
_NONE, _SKIP = 0, 1
_GLOBAL, _INPUT, _OUTPUT = 0, 1, 8
_FIRST = 2
"""Node of the cell's first edge; the six edges follow each other."""
_BEFORE = ((), (), (0,), (), (0,), (1, 2))
"""Edge -> the edges that end where it starts; without any it starts at the cell's input."""
_LAST = (3, 4, 5)
"""The edges that end at the cell's output."""

Flags = NDArray[np.bool_]


def cell_graphs(codes: Codes) -> tuple[Flags, Flags]:
    """Return adjacency ``(n, 9, 9)`` and node features ``(n, 9, 6)`` of ``codes`` ``(n, 6)``.

    Source: Dudziak et al., "BRP-NAS", NeurIPS 2020, and its public code: the operations of a cell are nodes between an
    input and an output node; a skip connection is an edge of the graph, ``none`` is nothing, and a node that the input
    does not reach or that does not reach the output is left out; a global node sees all others.

    Row i of the adjacency marks the nodes whose values node i takes: those before it and itself; the global node takes
    all. Nodes are global, input, the six edges in order, output; one that was left out has empty rows and columns.
    Features are one-hot: 1x1 convolution, 3x3 convolution, pooling, input, output, global. Two skip connections
    between the same two nodes are one edge. (That a node hears those before it is HELP's reading of the same graph.)
    """
    n = len(codes)
    takes = np.zeros((n, N_NODES, N_NODES), dtype=np.bool_)
    arrives: list[Flags] = []  # per edge, the nodes whose values it delivers to where it ends
    for edge, before in enumerate(_BEFORE):
        sources = np.zeros((n, N_NODES), dtype=np.bool_)
        if before:
            for other in before:
                sources |= arrives[other]
        else:
            sources[:, _INPUT] = True
        runs = codes[:, edge] > _SKIP
        takes[:, _FIRST + edge] = sources & runs[:, None]
        delivered = sources & (codes[:, edge] == _SKIP)[:, None]
        delivered[:, _FIRST + edge] = runs
        arrives.append(delivered)
    for edge in _LAST:
        takes[:, _OUTPUT] |= arrives[edge]
    kept = _between(takes)
    takes &= kept[:, :, None] & kept[:, None, :]
    every = kept.copy()
    every[:, _GLOBAL] = True
    takes[:, _GLOBAL] = every
    takes[:, np.arange(N_NODES), np.arange(N_NODES)] = every

    features = np.zeros((n, N_NODES, N_FEATURES), dtype=np.bool_)
    for operation in (2, 3, 4):
        features[:, _FIRST : _FIRST + 6, operation - 2] = codes == operation
    features &= kept[:, :, None]
    features[:, _INPUT, 3] = features[:, _OUTPUT, 4] = features[:, _GLOBAL, 5] = True
    return takes, features


def _between(takes: Flags) -> Flags:
    """Return ``(n, 9)``: whether a node lies on a path from input to output; these two always count."""
    fed = np.zeros(takes.shape[:2], dtype=np.bool_)
    useful = fed.copy()
    fed[:, _INPUT] = useful[:, _OUTPUT] = True
    for node in range(_FIRST, _OUTPUT + 1):  # the numbers of the nodes are a topological order
        fed[:, node] |= (takes[:, node] & fed).any(axis=1)
    for node in range(_OUTPUT, _INPUT, -1):
        useful |= takes[:, node] & useful[:, node, None]
    kept: Flags = fed & useful
    kept[:, [_INPUT, _OUTPUT]] = True
    return kept
