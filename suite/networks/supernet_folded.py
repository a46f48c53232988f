"""A trained supernet made fast for evaluation: everything of an edge but ReLU and pooling is one convolution.

With running statistics, batch norm, an operation's weight and both convolutions of an edge are linear after the ReLU:
they are folded into one 3x3 convolution (a 1x1 one where no 3x3 convolution is active, none where none is), skip and
pooling into two numbers. The edges that leave one node are one convolution, and a node is pooled once. The results are
those of :class:`~suite.networks.supernet.Supernet` in evaluation, up to the rounding of float32.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import torch
from torch import Tensor, nn
from torch.nn import functional

from suite.errors import ConfigurationError
from suite.networks.cells import CONV_1X1, CONV_3X3, N_NODES, POOL, SKIP
from suite.networks.supernet import Supernet
from suite.spaces.nasbench201 import EDGES

DECODINGS = ("softmax", "hard")
PREFIX = 3
"""The first edges, which lead to nodes 1 and 2: cells that share them share these nodes of the network's first cell."""

Code = tuple[int, ...]


@dataclass(frozen=True)
class FoldedEdge:
    """An edge: ``conv(relu(x)) + skip * x + pool * average(x)``.

    Attributes:
        kernel: ``(c, c, k, k)`` with k 1 or 3, or None without a convolution.
        bias: ``(c,)``, or None.
        skip, pool: factors.
    """

    kernel: Tensor | None
    bias: Tensor | None
    skip: float
    pool: float

    @property
    def size(self) -> int:
        """Height of the kernel; 0 without a convolution."""
        return 0 if self.kernel is None else self.kernel.shape[-1]


def _scaled(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Return kernel and bias, in double precision, of a convolution followed by batch norm in evaluation."""
    assert norm.running_mean is not None  # checked by FoldedSupernet
    assert norm.running_var is not None
    scale = (norm.running_var.double() + norm.eps).rsqrt()
    shift = torch.zeros_like(scale)
    if norm.affine:
        scale, shift = scale * norm.weight.double(), norm.bias.double()
    return convolution.weight.double() * scale[:, None, None, None], shift - norm.running_mean.double() * scale


def _channels_last(kernel: Tensor) -> Tensor:
    return kernel.float().contiguous(memory_format=torch.channels_last)


def fold_edge(operations: nn.ModuleDict, weights: Sequence[float]) -> FoldedEdge:
    """Return an edge of a supernet, its operations mixed by ``weights`` (one for each, in order)."""
    kernel, bias, skip, pool = None, None, 0.0, 0.0
    for (name, module), weight in zip(operations.items(), weights, strict=True):
        kind = int(name)
        if kind == SKIP:
            skip = weight
        elif kind == POOL:
            pool = weight
        elif kind in (CONV_1X1, CONV_3X3) and weight:
            part, shift = _scaled(module[1], module[2])  # type: ignore[index]
            if kernel is not None and bias is not None:  # 1x1 comes first: it becomes the middle of the 3x3 kernel
                kernel, bias = functional.pad(kernel, (1, 1, 1, 1)) + weight * part, bias + weight * shift
            else:
                kernel, bias = weight * part, weight * shift
    if kernel is None or bias is None:
        return FoldedEdge(None, None, skip, pool)
    return FoldedEdge(_channels_last(kernel), bias.float(), skip, pool)


class FoldedCell:
    """A cell of the supernet: for each edge and each operation that can be chosen, the folded edge."""

    def __init__(self, edges: Sequence[Sequence[FoldedEdge]]) -> None:
        self.edges = edges

    def add_source(self, source: int, value: Tensor, totals: dict[int, Tensor], choices: dict[int, int]) -> None:
        """Add what leaves node ``source`` to the ``totals`` of the later nodes, over the edges in ``choices``."""
        chosen = sorted((self.edges[e][choice].size, EDGES[e][0], e) for e, choice in choices.items())
        rectified = functional.relu(value)
        for size, group in groupby((entry for entry in chosen if entry[0]), key=lambda entry: entry[0]):
            members = [(target, self.edges[e][choices[e]]) for _, target, e in group]
            kernel = _joined([edge.kernel for _, edge in members if edge.kernel is not None])
            bias = torch.cat([edge.bias for _, edge in members if edge.bias is not None])
            result = functional.conv2d(rectified, kernel, bias, padding=size // 2)
            for (target, _), part in zip(members, result.chunk(len(members), dim=1), strict=True):
                _add(totals, target, part)
        pooled = None
        for _, target, e in chosen:
            edge = self.edges[e][choices[e]]
            if edge.pool and pooled is None:
                pooled = functional.avg_pool2d(value, 3, stride=1, padding=1, count_include_pad=False)
            for factor, term in ((edge.skip, value), (edge.pool, pooled)):
                if factor and term is not None:
                    _add(totals, target, term, factor)

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


def _add(totals: dict[int, Tensor], target: int, term: Tensor, factor: float | None = None) -> None:
    """Add ``factor * term`` to a total, in place: what memory a new tensor needs costs more time than the sum.

    Without a factor the term becomes the total itself where it is the first.
    """
    if target in totals:
        totals[target].add_(term, alpha=1.0 if factor is None else factor)
    else:
        totals[target] = term if factor is None else term * factor


def _joined(kernels: list[Tensor]) -> Tensor:
    return kernels[0] if len(kernels) == 1 else torch.cat(kernels)


class FoldedSupernet:
    """A supernet in evaluation, folded.

    Args:
        supernet: with running statistics.
        decoding: "softmax" (a decoded cell keeps every operation) or "hard" (the single path).

    Raises:
        ConfigurationError: for another decoding, or a supernet without running statistics.
    """

    def __init__(self, supernet: Supernet, decoding: str = "softmax") -> None:
        if decoding not in DECODINGS:
            raise ConfigurationError(f"a cell is decoded by softmax or hard, not '{decoding}'")
        if supernet.stem[1].running_mean is None:  # type: ignore[union-attr]
            raise ConfigurationError("only a supernet with running statistics can be folded")
        self.allowed = supernet.allowed
        matrix = torch.eye(len(self.allowed[0]), dtype=torch.float32)
        self.weights = (torch.softmax(matrix, dim=1) if decoding == "softmax" else matrix).tolist()
        with torch.no_grad():
            self.stem = _folded(supernet.stem[0], supernet.stem[1])
            self.stages = [[self._cell(cell) for cell in cells] for cells in supernet.stages]  # type: ignore[union-attr]
            self.reductions = [
                (_folded(block.body[1], block.body[2]), _folded(block.body[4], block.body[5]),
                 _channels_last(block.shortcut[1].weight.detach()))
                for block in supernet.reductions
            ]  # type: ignore[index, union-attr]  # fmt: skip
            norm = supernet.last[0]
            scale = (norm.running_var.double() + norm.eps).rsqrt() * norm.weight.double()
            shift = norm.bias.double() - norm.running_mean.double() * scale
            self.last = (scale.float().view(1, -1, 1, 1), shift.float().view(1, -1, 1, 1))
            self.classifier = (supernet.classifier.weight.detach().clone(), supernet.classifier.bias.detach().clone())

    def _cell(self, cell: nn.Module) -> FoldedCell:
        return FoldedCell([[fold_edge(edge, row) for row in self.weights] for edge in cell.edges])  # type: ignore

    def columns(self, code: Sequence[int]) -> Code:
        """Return for each edge the position of the cell's operation among the edge's own."""
        return tuple(kinds.index(int(kind)) for kinds, kind in zip(self.allowed, code, strict=True))

    @torch.no_grad()
    def logits(self, images: Tensor, codes: Iterable[Sequence[int]]) -> Iterator[Tensor]:
        """Yield the logits ``(n, classes)`` of each cell in ``codes`` on ``images`` ``(n, 3, h, w)``, normalised.

        Cells that follow each other and share their first three edges share the computation of what these lead to.
        """
        images = images.contiguous(memory_format=torch.channels_last)
        stem = functional.conv2d(images, *self.stem, padding=1)
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
                hidden = self._reduced(hidden, stage - 1)
            for cell in cells[0 if stage else 1 :]:
                hidden = cell.nodes(hidden, code, N_NODES - 1)[-1]
        scale, shift = self.last
        return functional.linear((hidden * scale).add_(shift).relu_().mean(dim=(2, 3)), *self.classifier)

    def _reduced(self, inputs: Tensor, number: int) -> Tensor:
        first, second, shortcut = self.reductions[number]
        body = functional.conv2d(functional.relu(inputs), *first, stride=2, padding=1).relu_()
        body = functional.conv2d(body, *second, padding=1)
        return body.add_(functional.conv2d(functional.avg_pool2d(inputs, 2), shortcut))


def _folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    kernel, bias = _scaled(convolution, norm)
    return _channels_last(kernel), bias.float()
