"""The networks of NAS-Bench-201: a cell repeated in three stages, as the benchmark trained them.

Source: Dong and Yang, "NAS-Bench-201", ICLR 2020, section 2.1 and appendix. A 3x3 stem to C channels, three stages of N
cells with C, 2C and 4C channels, a residual block of stride 2 between stages, batch norm, ReLU, global average pooling
and a linear classifier. Parameters and multiply-accumulates equal the benchmark's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from suite.errors import ConfigurationError
from suite.networks.pooling import AveragePool
from suite.spaces.nasbench201 import EDGES

NONE, SKIP, CONV_1X1, CONV_3X3, POOL = range(5)
N_NODES = 4


class ReLUConvBN(nn.Sequential):
    """ReLU, convolution without bias, batch norm with affine parameters: the benchmark's ``nor_conv``."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1) -> None:
        super().__init__(
            nn.ReLU(),
            nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(outputs),
        )


def operation(kind: int, channels: int) -> nn.Module:
    """Return the module of operation ``kind`` 1 to 4 at stride 1; ``none`` has no module.

    Raises:
        ConfigurationError: for another number.
    """
    if kind == SKIP:
        return nn.Identity()
    if kind == CONV_1X1:
        return ReLUConvBN(channels, channels, 1)
    if kind == CONV_3X3:
        return ReLUConvBN(channels, channels, 3)
    if kind == POOL:
        return AveragePool()
    raise ConfigurationError(f"an operation with a module is numbered 1 to 4, not {kind}")


def running_edges(code: Sequence[int]) -> list[bool]:
    """Return for each edge whether its result can reach the output: an operation other than none, and a way on.

    An edge that starts at an empty node stays live: its batch norm adds a learned constant, as in the benchmark.
    """
    reaches = [False] * (N_NODES - 1) + [True]
    for (target, source), kind in sorted(zip(EDGES, code, strict=True), key=lambda pair: -pair[0][0]):
        reaches[source] = reaches[source] or (kind != NONE and reaches[target])
    return [kind != NONE and reaches[target] for (target, _), kind in zip(EDGES, code, strict=True)]


class Cell(nn.Module):
    """One cell: each node is the sum of its incoming edges' results; a node without any is zero.

    Edges whose result cannot reach the output keep their parameters (they count in the benchmark) but are not run.
    """

    def __init__(self, code: Sequence[int], channels: int) -> None:
        super().__init__()
        self.edges = nn.ModuleDict({str(e): operation(int(kind), channels) for e, kind in enumerate(code) if kind})
        self.live = running_edges([int(kind) for kind in code])

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the last node, of the shape of ``inputs`` ``(n, channels, h, w)``."""
        nodes = [inputs]
        for node in range(1, N_NODES):
            summands = [
                (self.edges[str(e)], nodes[source])
                for e, (target, source) in enumerate(EDGES)
                if target == node and self.live[e]
            ]
            nodes.append(_summed(summands) if summands else torch.zeros_like(inputs))
        return nodes[-1]


def _summed(summands: list[tuple[nn.Module, Tensor]]) -> Tensor:
    """Return the sum of the operations' results, from left to right.

    It is added up in place, in a result that is a new array: a skip connection gives its argument, which others read,
    and no other operation needs its result for the gradient.
    """
    total, own = None, False
    for operation, argument in summands:
        result, new = operation(argument), not isinstance(operation, nn.Identity)
        if total is None:
            total, own = result, new
        elif own:
            total.add_(result)
        else:
            total, own = result.add_(total) if new else total + result, True
    return total


class Reduction(nn.Module):
    """The residual block of stride 2 between stages: two 3x3 convolutions beside average pooling and a 1x1 one."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.body = nn.Sequential(ReLUConvBN(inputs, outputs, 3, stride=2), ReLUConvBN(outputs, outputs, 3))
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(inputs, outputs, 1, bias=False))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return ``(n, outputs, h / 2, w / 2)``."""
        result: Tensor = self.shortcut(inputs) + self.body(inputs)
        return result


class CellNetwork(nn.Module):
    """The network of one architecture.

    Args:
        code: ``(6,)`` operations of the edges.
        channels: C, channels of the first stage (16 in the benchmark).
        cells: N, cells per stage (5 in the benchmark).
        classes: number of classes.

    Raises:
        ConfigurationError: for a code that is no cell, or sizes below 1.
    """

    def __init__(self, code: Sequence[int], *, channels: int = 16, cells: int = 5, classes: int = 10) -> None:
        super().__init__()
        kinds = [int(kind) for kind in code]
        if len(kinds) != len(EDGES) or not all(NONE <= kind <= POOL for kind in kinds):
            raise ConfigurationError(f"a cell has six operations 0 to 4, not {kinds}")
        if min(channels, cells, classes) < 1:
            raise ConfigurationError("channels, cells and classes are at least 1")
        self.stem = nn.Sequential(nn.Conv2d(3, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))
        widths = (channels, 2 * channels, 4 * channels)
        self.stages = nn.ModuleList(nn.Sequential(*(Cell(kinds, width) for _ in range(cells))) for width in widths)
        self.reductions = nn.ModuleList(Reduction(a, b) for a, b in pairwise(widths))
        self.last = nn.Sequential(nn.BatchNorm2d(widths[-1]), nn.ReLU())
        self.classifier = nn.Linear(widths[-1], classes)

    def features(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the three taps of RMI-NAS: the last cells of stages 1 and 2, and stage 3 after batch norm and ReLU."""
        first = self.stages[0](self.stem(images))
        second = self.stages[1](self.reductions[0](first))
        third = self.last(self.stages[2](self.reductions[1](second)))
        return first, second, third

    def classify(self, features: Tensor) -> Tensor:
        """Return the logits ``(n, classes)`` of the last tap."""
        logits: Tensor = self.classifier(features.mean(dim=(2, 3)))
        return logits

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits ``(n, classes)`` of ``images`` ``(n, 3, h, w)``."""
        return self.classify(self.features(images)[-1])


def parameter_count(network: nn.Module) -> int:
    """Return the number of trainable parameters, those of edges that are not run included."""
    return sum(parameter.numel() for parameter in network.parameters())


def macs(code: Sequence[int], *, size: int = 32, channels: int = 16, cells: int = 5, classes: int = 10) -> int:
    """Return the multiply-accumulates of one image by counting every convolution and the classifier of the network.

    Edges that are not run count, as in the benchmark. ``size`` is the images' height and width.
    """
    network = CellNetwork(code, channels=channels, cells=cells, classes=classes)
    side = {channels * 2**stage: size // 2**stage for stage in range(3)}  # by the channels that a convolution gives
    total = network.classifier.in_features * network.classifier.out_features
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            total += module.weight.numel() * side[module.out_channels] ** 2
    return total
