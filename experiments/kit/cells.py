"""How figures and tables call the edges and operations of a NAS-Bench-201 cell."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.report.style import OKABE_ITO
from suite.spaces.nasbench201 import EDGES, OPERATIONS

EDGE_LABELS = [f"{target}←{source}" for target, source in EDGES]
OPERATION_LABELS = dict(zip(OPERATIONS, ("none", "skip", "conv 1x1", "conv 3x3", "avg pool 3x3"), strict=True))
OPERATION_COLORS = dict(
    zip(
        OPERATIONS,
        ("#D9D9D9", OKABE_ITO["yellow"], OKABE_ITO["sky"], OKABE_ITO["blue"], OKABE_ITO["orange"]),
        strict=True,
    )
)


def draw_shares(axes: Any, shares: NDArray[np.float64]) -> list[Any]:
    """Draw one stacked bar per edge of ``shares`` ``(edges, operations)``, and return the bars of each operation."""
    bars, bottom = [], np.zeros(len(shares))
    for share, name in zip(shares.T, OPERATIONS, strict=True):
        look = {"color": OPERATION_COLORS[name], "label": OPERATION_LABELS[name]}
        bars.append(axes.bar(EDGE_LABELS, share, bottom=bottom, width=0.8, **look))
        bottom = bottom + share
    axes.set_ylim(0, 1)
    return bars
