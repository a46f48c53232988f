"""How figures and tables call the edges and operations of a NAS-Bench-201 cell."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.report.looks import OPERATIONS as OPERATION_LOOKS
from suite.spaces.nasbench201 import EDGES, OPERATIONS

EDGE_LABELS = [f"{target}←{source}" for target, source in EDGES]
OPERATION_LABELS = {name: OPERATION_LOOKS[name].label for name in OPERATIONS}
EDGE_OF_AREAS = "#404040"


def draw_shares(axes: Any, shares: NDArray[np.float64]) -> list[Any]:
    """Draw one stacked bar per edge of ``shares`` ``(edges, operations)``, and return the bars of each operation."""
    bars, bottom = [], np.zeros(len(shares))
    for share, name in zip(shares.T, OPERATIONS, strict=True):
        look = OPERATION_LOOKS[name]
        drawn = {"color": look.color, "hatch": look.hatch, "edgecolor": EDGE_OF_AREAS, "linewidth": 0.3}
        bars.append(axes.bar(EDGE_LABELS, share, bottom=bottom, width=0.8, label=look.label, **drawn))
        bottom = bottom + share
    axes.set_ylim(0, 1)
    return bars
