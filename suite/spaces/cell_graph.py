"""The graph of a NAS-Bench-201 cell: which nodes are fed, which are of use, which edges are live."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes

SOURCE = (0, 0, 1, 0, 1, 2)
"""Node from which each of the six edges comes."""
TARGET = (1, 2, 2, 3, 3, 3)
"""Node into which each edge goes; node 0 is the cell's input, node 3 its output."""
NONE, SKIP, CONV_1X1, CONV_3X3, POOL = range(5)
"""The digits of a code."""

Flags = NDArray[np.bool_]


def live_edges(codes: Codes) -> Flags:
    """Return ``(n, 6)``: whether an edge lies on a path from the cell's input to its output without ``none``."""
    present: Flags = codes != NONE
    return present & fed_nodes(codes)[:, SOURCE] & useful_nodes(codes)[:, TARGET]


def connected(codes: Codes) -> Flags:
    """Return ``(n,)``: whether the cell's input reaches its output."""
    return fed_nodes(codes)[:, 3]


def fed_nodes(codes: Codes) -> Flags:
    """Return ``(n, 4)``: whether the cell's input reaches a node."""
    fed = np.zeros((len(codes), 4), dtype=np.bool_)
    fed[:, 0] = True
    for edge in range(6):
        fed[:, TARGET[edge]] |= fed[:, SOURCE[edge]] & (codes[:, edge] != NONE)
    return fed


def useful_nodes(codes: Codes) -> Flags:
    """Return ``(n, 4)``: whether a node reaches the cell's output."""
    useful = np.zeros((len(codes), 4), dtype=np.bool_)
    useful[:, 3] = True
    for edge in (5, 4, 3, 2, 1, 0):
        useful[:, SOURCE[edge]] |= useful[:, TARGET[edge]] & (codes[:, edge] != NONE)
    return useful
