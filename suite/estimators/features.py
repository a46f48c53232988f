"""What regressions see of a cell: its operations edge by edge, the paths through it, or how often it has each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError, did_you_mean
from suite.spaces.base import Codes, SearchSpace

Floats = NDArray[np.float64]
FEATURES = ("one_hot", "path", "one_hot+path", "counts")
_PATHS = ((3,), (0, 4), (1, 5), (0, 2, 5))
_CHOICES = 4
"""Operations that a path may have: all but ``none``, which ends it."""


def features(codes: Codes, space: SearchSpace, kind: str) -> Floats:
    """Return the features of ``codes`` ``(n, n_edges)``.

    ================  =========================================================================================
    kind              columns on NAS-Bench-201
    ================  =========================================================================================
    ``one_hot``       30: operation by edge, as HELP and most predictors encode the cell
    ``path``          84: :func:`path_bits`
    ``one_hot+path``  114: both
    ``counts``        8: edges with each operation but ``none``, of all and of those between input and output. An
                      addition of this suite for few measurements: ten rows determine eight numbers, not thirty
    ================  =========================================================================================

    Raises:
        UnknownNameError: for another kind.
        ConfigurationError: for paths on another space than NAS-Bench-201's.
    """
    if kind not in FEATURES:
        raise did_you_mean(str(kind), FEATURES, "kind of features")
    if kind != "one_hot" and (space.n_edges, space.n_operations) != (6, 5):
        raise ConfigurationError(f"{kind} features know NAS-Bench-201's cell only, not {space.name}: use one_hot")
    if kind == "counts":
        return operation_numbers(codes)
    parts = []
    if kind != "path":
        parts.append(space.one_hot(codes))
    if kind != "one_hot":
        parts.append(path_bits(codes))
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)


def operation_numbers(codes: Codes) -> Floats:
    """Return ``(n, 8)``: how many edges have operation 1, 2, 3, 4; then how many edges between input and output do."""
    from suite.spaces.cell_graph import live_edges

    live = live_edges(codes)
    flags = [codes == operation for operation in (1, 2, 3, 4)]
    return np.stack([each.sum(axis=1) for each in flags] + [(each & live).sum(axis=1) for each in flags], 1).astype(
        np.float64
    )


def path_bits(codes: Codes) -> Floats:
    """Return the path encoding ``(n, 84)``: a bit for each sequence of operations that some path of the cell has.

    Source: White, Neiswanger and Savani, "BANANAS", AAAI 2021, section 3. A path goes from the cell's input to its
    output and ends at ``none``, so there are 4 + 16 + 64 sequences of one to three operations. Which nodes a path
    visits is not encoded (the two paths of two edges share their bits), and an operation on no path leaves no trace.
    """
    result = np.zeros((len(codes), sum(_CHOICES**length for length in (1, 2, 3))))
    rows = np.arange(len(codes))
    for path in _PATHS:
        operations = codes[:, list(path)].astype(np.int64) - 1
        alive = (operations >= 0).all(axis=1)
        start = sum(_CHOICES**length for length in range(1, len(path)))
        number = operations @ _CHOICES ** np.arange(len(path) - 1, -1, -1)
        result[rows[alive], start + number[alive]] = 1.0
    return result
