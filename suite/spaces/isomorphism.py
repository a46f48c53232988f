"""Canonical forms of NAS-Bench-201 cells: which cells the benchmark counts as the same (6,466 of 15,625).

The rules are those of the benchmark (NATS-Bench, ``CellStructure.to_unique_str(consider_zero=True)``). Written as text:
an edge with ``none``, or whose source node is exactly zero, contributes ``#``; ``skip_connect`` contributes its source
node as it is; any other operation wraps its source node; a node is its sorted summands joined by ``+``. Zero summands
stay in a sum (dropping them would give 5,390 classes), and a skipped sum is spliced into the text of the next one
without being sorted anew (sorting anew would over-merge to 4,930, keeping it apart would give 6,900).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from suite.spaces.base import Codes


def canonical_forms(codes: Codes, operations: Sequence[str]) -> list[str]:
    """Return a canonical text per architecture, ``(n,)``; equal texts mean equivalent cells.

    Args:
        codes: ``(n, 6)`` uint8.
        operations: the operations' names, which decide the order of the summands; 0 is none, 1 is skip_connect.
    """

    @cache
    def node(number: int, incoming: tuple[int, ...]) -> str:
        """The text of node ``number`` given the operations of all edges up to it; the first nodes have few texts."""
        summands = []
        own = incoming[-number:]
        for source, operation in enumerate(own):
            value = "0" if source == 0 else node(source, incoming[: source * (source + 1) // 2])
            if operation == 0 or value == "#":
                summands.append("#")
            elif operation == 1:
                summands.append(value)
            else:
                summands.append(f"({value})@{operations[operation]}")
        return "+".join(sorted(summands))

    return [node(3, tuple(code)) for code in codes.tolist()]
