"""A trained supernet made fast for evaluation with the statistics of the batch, which cannot be folded.

What leaves one node through the 3x3 convolutions of several edges is one convolution with one batch norm, whose factor
is the operation's weight; the same with the 1x1 convolutions, and a node is pooled once. The results are those of
:class:`~suite.networks.supernet.model.Supernet`, up to the rounding of float32. Measured with one cell a stage, per
image and cell on one thread: 2.0 ms instead of 5.1 decoded by softmax, 0.7 instead of 1.6 decoded hard
(``benchmarks/bench_networks.py``).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from suite.errors import ConfigurationError
from suite.networks.cells import CONV_1X1, CONV_3X3, POOL, SKIP
from suite.networks.pooling import AveragePool
from suite.networks.supernet.model import Supernet
from suite.networks.supernet.prefix import PrefixCell, PrefixSupernet, add
from suite.spaces.nasbench201 import EDGES

SIZES = {CONV_1X1: 1, CONV_3X3: 3}


class BatchwiseCell(PrefixCell):
    """A cell of the supernet.

    Args:
        cell: the module.
        allowed: operations of each edge.
        weights: for each choice, the weights of the operations.
    """

    def __init__(self, cell: nn.Module, allowed: Sequence[Sequence[int]], weights: Sequence[Sequence[float]]) -> None:
        self.factors = [[dict(zip(kinds, row, strict=True)) for row in weights] for kinds in allowed]
        self.kernels = [
            {kind: _kernel(edge[str(kind)][1]) for kind in kinds if kind in SIZES}
            for edge, kinds in zip(cell.edges, allowed, strict=True)  # type: ignore[arg-type]
        ]
        norms = [module for module in cell.modules() if isinstance(module, nn.BatchNorm2d)]
        self.eps = norms[0].eps if norms else 0.0

    def add_source(self, source: int, value: Tensor, totals: dict[int, Tensor], choices: dict[int, int]) -> None:
        """Add what leaves node ``source`` to the ``totals`` of the later nodes, over the edges in ``choices``."""
        factors = {edge: self.factors[edge][choice] for edge, choice in choices.items()}
        rectified = functional.relu(value)
        for kind, size in SIZES.items():
            edges = [edge for edge, weights in factors.items() if weights.get(kind)]
            if edges:
                kernel = torch.cat([self.kernels[edge][kind] for edge in edges])
                scale = torch.tensor([factors[edge][kind] for edge in edges]).repeat_interleave(value.shape[1])
                result = functional.conv2d(rectified, kernel, padding=size // 2)
                result = functional.batch_norm(result, None, None, scale.to(value), training=True, eps=self.eps)
                for edge, part in zip(edges, result.chunk(len(edges), dim=1), strict=True):
                    add(totals, EDGES[edge][0], part)
        pooled = None
        for edge, weights in factors.items():
            if weights.get(POOL):
                if pooled is None:
                    pooled = AveragePool()(value)
                add(totals, EDGES[edge][0], pooled, weights[POOL])
            if weights.get(SKIP):
                add(totals, EDGES[edge][0], value, weights[SKIP])


class BatchwiseSupernet(PrefixSupernet[BatchwiseCell]):
    """A supernet that normalises by the batch.

    Args:
        supernet: without running statistics.
        decoding: "softmax" (a decoded cell keeps every operation) or "hard" (the single path).

    Raises:
        ConfigurationError: for another decoding, or a supernet with running statistics.
    """

    def __init__(self, supernet: Supernet, decoding: str = "softmax") -> None:
        super().__init__(supernet, decoding)
        if supernet.tracks:
            raise ConfigurationError("a supernet with running statistics does not normalise by the batch")
        self.supernet = supernet
        self.stages = [
            [BatchwiseCell(cell, self.allowed, self.weights) for cell in cells]  # type: ignore[union-attr]
            for cells in supernet.stages
        ]

    def stem(self, images: Tensor) -> Tensor:
        """Return what the first cell gets."""
        result: Tensor = self.supernet.stem(images)
        return result

    def reduced(self, hidden: Tensor, number: int) -> Tensor:
        """Return the result of reduction ``number``, 0 or 1."""
        result: Tensor = self.supernet.reductions[number](hidden)
        return result

    def head(self, hidden: Tensor) -> Tensor:
        """Return the logits from the result of the last cell."""
        logits: Tensor = self.supernet.classifier(self.supernet.last(hidden).mean(dim=(2, 3)))
        return logits


def _kernel(convolution: nn.Module) -> Tensor:
    weight: Tensor = convolution.weight.detach()  # type: ignore[operator, assignment]
    return weight.contiguous(memory_format=torch.channels_last)
