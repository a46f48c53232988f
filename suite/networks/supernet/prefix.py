"""What a trained supernet's fast evaluations share: cells that have their first edges in common share the computation.

The first three edges lead to the nodes 1 and 2 of the network's first cell; the other three lead to its last node, each
with a term of its own. So 125 cells that share the first three edges need the first cell's nodes once, 15 terms, and a
sum each. Where a stage is one cell, five that share them take a fifth less time than five others
(``benchmarks/bench_networks.py``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Generic, TypeVar

import torch
from torch import Tensor

from suite.errors import ConfigurationError
from suite.networks.cells import N_NODES
from suite.networks.supernet.model import Supernet
from suite.spaces.nasbench201 import EDGES

DECODINGS = ("softmax", "hard")
PREFIX = 3
"""The first edges, which lead to nodes 1 and 2."""

Code = tuple[int, ...]


class PrefixCell(ABC):
    """A cell of the supernet whose edges can be computed node by node."""

    @abstractmethod
    def add_source(self, source: int, value: Tensor, totals: dict[int, Tensor], choices: dict[int, int]) -> None:
        """Add what leaves node ``source`` to the ``totals`` of the later nodes, over the edges in ``choices``."""

    def nodes(self, inputs: Tensor, code: Code, last: int) -> list[Tensor]:
        """Return the nodes 0 to ``last``; ``code`` holds the choices of at least the edges that lead there."""
        nodes = [inputs]
        totals: dict[int, Tensor] = {}
        for source in range(last):
            choices = {e: code[e] for e, (target, start) in enumerate(EDGES) if start == source and target <= last}
            self.add_source(source, nodes[source], totals, choices)
            nodes.append(totals[source + 1] if source + 1 in totals else torch.zeros_like(inputs))
        return nodes

    def one_edge(self, value: Tensor, edge: int, choice: int) -> Tensor:
        """Return the result of one edge alone."""
        source, totals = EDGES[edge][1], dict[int, Tensor]()
        self.add_source(source, value, totals, {edge: choice})
        target = EDGES[edge][0]
        return totals[target] if target in totals else torch.zeros_like(value)


AnyCell = TypeVar("AnyCell", bound=PrefixCell)


class PrefixSupernet(ABC, Generic[AnyCell]):
    """A supernet in evaluation.

    Args:
        supernet: the supernet.
        decoding: "softmax" (a decoded cell keeps every operation) or "hard" (the single path).

    Raises:
        ConfigurationError: for another decoding.
    """

    stages: list[list[AnyCell]]

    def __init__(self, supernet: Supernet, decoding: str) -> None:
        if decoding not in DECODINGS:
            raise ConfigurationError(f"a cell is decoded by softmax or hard, not '{decoding}'")
        self.allowed = supernet.allowed
        matrix = torch.eye(len(self.allowed[0]), dtype=torch.float32)
        self.weights: list[list[float]] = (torch.softmax(matrix, dim=1) if decoding == "softmax" else matrix).tolist()

    @abstractmethod
    def stem(self, images: Tensor) -> Tensor:
        """Return what the first cell gets."""

    @abstractmethod
    def reduced(self, hidden: Tensor, number: int) -> Tensor:
        """Return the result of reduction ``number``, 0 or 1."""

    @abstractmethod
    def head(self, hidden: Tensor) -> Tensor:
        """Return the logits from the result of the last cell."""

    def columns(self, code: Sequence[int]) -> Code:
        """Return for each edge the position of the cell's operation among the edge's own."""
        return tuple(kinds.index(int(kind)) for kinds, kind in zip(self.allowed, code, strict=True))

    @torch.no_grad()
    def logits(self, images: Tensor, codes: Iterable[Sequence[int]]) -> Iterator[Tensor]:
        """Yield the logits ``(n, classes)`` of each cell in ``codes`` on ``images`` ``(n, 3, h, w)``, normalised.

        Cells that follow each other and share their first three edges share the computation of what these lead to.
        """
        stem = self.stem(images.contiguous(memory_format=torch.channels_last))
        first = self.stages[0][0]
        for prefix, group in groupby(map(self.columns, codes), key=lambda code: code[:PREFIX]):
            nodes = first.nodes(stem, prefix, N_NODES - 2)
            parts: dict[tuple[int, int], Tensor] = {}
            for code in group:
                for edge in range(PREFIX, len(EDGES)):
                    if (edge, code[edge]) not in parts:
                        parts[edge, code[edge]] = first.one_edge(nodes[EDGES[edge][1]], edge, code[edge])
                total = parts[3, code[3]] + parts[4, code[4]]
                yield self._rest(total.add_(parts[5, code[5]]), code)

    def _rest(self, hidden: Tensor, code: Code) -> Tensor:
        """Return the logits from the result of the network's first cell."""
        for stage, cells in enumerate(self.stages):
            if stage:
                hidden = self.reduced(hidden, stage - 1)
            for cell in cells[0 if stage else 1 :]:
                hidden = cell.nodes(hidden, code, N_NODES - 1)[-1]
        return self.head(hidden)


def add(totals: dict[int, Tensor], target: int, term: Tensor, factor: float | None = None) -> None:
    """Add ``factor * term`` to a total, in place: what memory a new tensor needs costs more time than the sum.

    Without a factor the term becomes the total itself where it is the first.
    """
    if target in totals:
        totals[target].add_(term, alpha=1.0 if factor is None else factor)
    else:
        totals[target] = term if factor is None else term * factor
