"""A trained supernet made fast for evaluation: everything of an edge but ReLU and pooling is one convolution.

With running statistics, batch norm, an operation's weight and both convolutions of an edge are linear after the ReLU:
they are folded into one 3x3 convolution (a 1x1 one where no 3x3 convolution is active, none where none is), skip and
pooling into two numbers. The edges that leave one node are one convolution, and a node is pooled once. The results are
those of :class:`~suite.networks.supernet.model.Supernet` in evaluation, up to the rounding of float32. Measured with
one cell a stage, per image and cell on one thread: 1.3 ms instead of 4.4 decoded by softmax, 0.5 instead of 1.0
decoded hard (``benchmarks/bench_networks.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import torch
from torch import Tensor, nn
from torch.nn import functional

from suite.errors import ConfigurationError
from suite.networks.cells import CONV_1X1, CONV_3X3, POOL, SKIP
from suite.networks.pooling import AveragePool
from suite.networks.supernet.model import Supernet
from suite.networks.supernet.prefix import PrefixCell, PrefixSupernet, add
from suite.spaces.nasbench201 import EDGES


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


class FoldedCell(PrefixCell):
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
                add(totals, target, part)
        pooled = None
        for _, target, e in chosen:
            edge = self.edges[e][choices[e]]
            if edge.pool and pooled is None:
                pooled = AveragePool()(value)
            for factor, term in ((edge.skip, value), (edge.pool, pooled)):
                if factor and term is not None:
                    add(totals, target, term, factor)


def _joined(kernels: list[Tensor]) -> Tensor:
    return kernels[0] if len(kernels) == 1 else torch.cat(kernels)


class FoldedSupernet(PrefixSupernet[FoldedCell]):
    """A supernet in evaluation, folded.

    Args:
        supernet: with running statistics.
        decoding: "softmax" (a decoded cell keeps every operation) or "hard" (the single path).

    Raises:
        ConfigurationError: for another decoding, or a supernet without running statistics.
    """

    def __init__(self, supernet: Supernet, decoding: str = "softmax") -> None:
        super().__init__(supernet, decoding)
        if not supernet.tracks:
            raise ConfigurationError("only a supernet with running statistics can be folded")
        with torch.no_grad():
            self._stem = _folded(supernet.stem[0], supernet.stem[1])
            self.stages = [[self._cell(cell) for cell in cells] for cells in supernet.stages]  # type: ignore[union-attr]
            self._reductions = [
                (_folded(block.body[1], block.body[2]), _folded(block.body[4], block.body[5]),
                 _channels_last(block.shortcut[1].weight.detach()))
                for block in supernet.reductions
            ]  # type: ignore[index, union-attr]  # fmt: skip
            norm = supernet.last[0]
            scale = (norm.running_var.double() + norm.eps).rsqrt() * norm.weight.double()
            shift = norm.bias.double() - norm.running_mean.double() * scale
            self._last = (scale.float().view(1, -1, 1, 1), shift.float().view(1, -1, 1, 1))
            self._classifier = (supernet.classifier.weight.detach().clone(), supernet.classifier.bias.detach().clone())

    def _cell(self, cell: nn.Module) -> FoldedCell:
        return FoldedCell([[fold_edge(edge, row) for row in self.weights] for edge in cell.edges])  # type: ignore

    def stem(self, images: Tensor) -> Tensor:
        """Return what the first cell gets."""
        return functional.conv2d(images, *self._stem, padding=1)

    def reduced(self, hidden: Tensor, number: int) -> Tensor:
        """Return the result of reduction ``number``, 0 or 1."""
        first, second, shortcut = self._reductions[number]
        body = functional.conv2d(functional.relu(hidden), *first, stride=2, padding=1).relu_()
        body = functional.conv2d(body, *second, padding=1)
        return body.add_(functional.conv2d(functional.avg_pool2d(hidden, 2), shortcut))

    def head(self, hidden: Tensor) -> Tensor:
        """Return the logits from the result of the last cell."""
        scale, shift = self._last
        return functional.linear((hidden * scale).add_(shift).relu_().mean(dim=(2, 3)), *self._classifier)


def _folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    kernel, bias = _scaled(convolution, norm)
    return _channels_last(kernel), bias.float()
