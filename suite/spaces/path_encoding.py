"""The path encoding of NAS-Bench-201's cells: which sequences of operations lead from input to output.

Source: White, Neiswanger and Savani, "BANANAS: Bayesian Optimization with Neural Architectures for Neural Architecture
Search", AAAI 2021, section 4, with ``none`` as an operation like the others, as in the authors' code for this space.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes

PATHS = ((3,), (0, 4), (1, 5), (0, 2, 5))
"""Edges of the four paths, by position in a code, the shortest first."""


def path_encoding(codes: Codes, n_operations: int, longest: int = 3) -> NDArray[np.float64]:
    """Return ``(n, k)`` of zeros and ones, a column per sequence of operations of 1 to ``longest`` edges.

    With five operations 5 columns are of one edge, 25 of two and 125 of three. Both paths of two edges share columns.
    """
    starts = np.cumsum([0, *[n_operations**length for length in range(1, longest + 1)]])
    encoded = np.zeros((len(codes), starts[-1]))
    for path in PATHS:
        if len(path) <= longest:
            powers = n_operations ** np.arange(len(path) - 1, -1, -1)
            encoded[np.arange(len(codes)), starts[len(path) - 1] + codes[:, path].astype(np.int64) @ powers] = 1.0
    return encoded
