"""How figures and tables call the edges and operations of a NAS-Bench-201 cell."""

from __future__ import annotations

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
