"""A cell as a drawing: its nodes in a row, an arrow per edge with the operation written on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from suite.report.looks import OPERATIONS
from suite.report.style import FAINT, OKABE_ITO, new_figure, publication_style

LOOKS: dict[str, dict[str, Any]] = {
    "none": {"color": FAINT, "linewidth": 0.7, "linestyle": ":"},
    "skip_connect": {"color": OPERATIONS["skip_connect"].color, "linewidth": 1.0, "linestyle": "--"},
    "nor_conv_1x1": {"color": OPERATIONS["nor_conv_1x1"].color, "linewidth": 1.2, "linestyle": "-"},
    "nor_conv_3x3": {"color": OPERATIONS["nor_conv_3x3"].color, "linewidth": 2.4, "linestyle": "-"},
    "avg_pool_3x3": {"color": OPERATIONS["avg_pool_3x3"].color, "linewidth": 1.2, "linestyle": "-."},
}
"""Operation -> look, told apart in grey print by width and line style; other operations are drawn in black."""
_OTHER = {"color": OKABE_ITO["black"], "linewidth": 1.2, "linestyle": "-"}
_BENDS = {1: 0.0, 2: 0.42, 3: 0.5}
"""Nodes between which an edge runs apart -> how far its arc bends, as a share of its length."""


def cell_figure(edges: Sequence[tuple[int, int]], operations: Sequence[str], title: str) -> Any:
    """Return a figure, one IEEE column wide, of a cell.

    Args:
        edges: ``(target node, source node)`` of each edge, nodes counted from 0; the first node is the input, the last
            one the output.
        operations: of each edge, in the same order.
        title: written above.
    """
    from matplotlib.patches import FancyArrowPatch

    last = max(target for target, _ in edges)
    with publication_style():
        figure, grid = new_figure(venue="ieee", columns=1, height_in=1.9)
        axes = grid[0, 0]
        axes.set(xlim=(-0.35, last + 0.35), ylim=(-0.62, 0.98))
        axes.axis("off")
        axes.set_title(title)
        for (target, source), operation in zip(edges, operations, strict=True):
            span = target - source
            side = -1 if span == 2 and source % 2 else 1  # arcs of length 2 alternate, so that they do not cross
            bend = side * _BENDS.get(span, 0.5)
            look = LOOKS.get(operation, _OTHER)
            places: dict[str, Any] = {"posA": (source, 0), "posB": (target, 0), "connectionstyle": f"arc3,rad={-bend}"}
            ends: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 7, "shrinkA": 9, "shrinkB": 9}
            axes.add_patch(FancyArrowPatch(**places, **ends, **look, zorder=1))
            name = operation.removeprefix("nor_")
            color = "#707070" if operation == "none" else look["color"]
            below = bend < 0
            height = bend * span / 2 + (-0.04 if below else 0.04)
            vertical = "top" if below else "bottom"
            axes.text(source + span / 2, height, name, ha="center", va=vertical, fontsize=6, color=color, zorder=2)
        for node in range(last + 1):
            axes.scatter([node], [0], s=190, color="white", edgecolors=OKABE_ITO["black"], linewidths=0.9, zorder=3)
            label = "in" if node == 0 else "out" if node == last else str(node)
            axes.text(node, 0, label, ha="center", va="center", fontsize=7, zorder=4)
    return figure
