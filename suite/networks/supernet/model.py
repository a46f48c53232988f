"""The weight-sharing supernet of NAS-Bench-201: every edge holds every operation, mixed by given weights.

Source: EvNAS, CMANAS, pEvoNAS and NEvoNAS (Sinha and Chen) with their public code: 16 channels, five cells per stage,
batch norm without affine parameters. The same ``(6, operations)`` weights serve every cell.

A *decoded* architecture is not a single path: its 0/1 matrix passes through the softmax, so that the chosen operation
has the weight e / (e + 4) = 0.405 and each other one 0.149. ``hard`` weights are the single path, another evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from suite.errors import ConfigurationError
from suite.networks.cells import CONV_1X1, CONV_3X3, N_NODES, NONE, POOL, SKIP
from suite.networks.pooling import AveragePool
from suite.spaces.nasbench201 import EDGES

Allowed = tuple[tuple[int, ...], ...]
"""The operations of each edge, ascending; all five of every edge at first, fewer in pEvoNAS's later stages."""

ALL: Allowed = ((NONE, SKIP, CONV_1X1, CONV_3X3, POOL),) * len(EDGES)


class Zero(nn.Module):
    """The operation ``none``."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Return zeros of the shape of ``inputs``."""
        return torch.zeros_like(inputs)


def shared_operation(kind: int, channels: int, track: bool) -> nn.Module:
    """Return the module of operation ``kind`` in a supernet: batch norm without affine parameters.

    Args:
        kind: 0 to 4.
        channels: channels in and out.
        track: whether batch norm keeps running statistics, which evaluation then uses; else those of the batch.
    """
    if kind == NONE:
        return Zero()
    if kind == SKIP:
        return nn.Identity()
    if kind == POOL:
        return AveragePool()
    kernel = {CONV_1X1: 1, CONV_3X3: 3}[kind]
    return nn.Sequential(
        nn.ReLU(),
        nn.Conv2d(channels, channels, kernel, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(channels, affine=False, track_running_stats=track),
    )


class SuperCell(nn.Module):
    """A cell whose edges are weighted sums of their operations."""

    def __init__(self, channels: int, allowed: Allowed, track: bool) -> None:
        super().__init__()
        self.edges = nn.ModuleList(
            nn.ModuleDict({str(kind): shared_operation(kind, channels, track) for kind in kinds}) for kinds in allowed
        )

    def forward(self, inputs: Tensor, weights: Tensor) -> Tensor:
        """Return the last node; ``weights`` ``(6, operations)``. An operation whose weight is exactly 0 is not run."""
        nodes = [inputs]
        active = (weights != 0).tolist()
        for node in range(1, N_NODES):
            total = torch.zeros_like(inputs)
            for edge, (target, source) in enumerate(EDGES):
                if target == node:
                    for column, module in enumerate(self.edges[edge].values()):
                        if active[edge][column] and not isinstance(module, Zero):
                            total = total + weights[edge, column] * module(nodes[source])
            nodes.append(total)
        return nodes[-1]


class SharedReduction(nn.Module):
    """The residual block of stride 2, with batch norm as in the rest of the supernet's fixed parts (affine)."""

    def __init__(self, inputs: int, outputs: int, track: bool) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for a, b, stride in ((inputs, outputs, 2), (outputs, outputs, 1)):
            layers += [nn.ReLU(), nn.Conv2d(a, b, 3, stride, padding=1, bias=False)]
            layers += [nn.BatchNorm2d(b, track_running_stats=track)]
        self.body = nn.Sequential(*layers)
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(inputs, outputs, 1, bias=False))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return ``(n, outputs, h / 2, w / 2)``."""
        result: Tensor = self.shortcut(inputs) + self.body(inputs)
        return result


class Supernet(nn.Module):
    """The supernet.

    Args:
        channels: C of the first stage.
        cells: N, cells per stage.
        classes: number of classes.
        allowed: operations of each edge.
        track: whether batch norm keeps running statistics (EvNAS, CMANAS) or uses the batch's (pEvoNAS, NEvoNAS).

    Raises:
        ConfigurationError: for edges without operations, or with different numbers of them.
    """

    def __init__(
        self, *, channels: int = 16, cells: int = 5, classes: int = 10, allowed: Allowed = ALL, track: bool = True
    ) -> None:
        super().__init__()
        if len(allowed) != len(EDGES) or len({len(kinds) for kinds in allowed}) != 1 or not allowed[0]:
            raise ConfigurationError("a supernet's six edges hold the same number of operations, at least one")
        if any(tuple(sorted(set(kinds))) != kinds or not set(kinds) <= set(range(5)) for kinds in allowed):
            raise ConfigurationError("the operations of an edge are numbered 0 to 4, ascending, each once")
        self.allowed = allowed
        widths = (channels, 2 * channels, 4 * channels)
        self.stem = nn.Sequential(
            nn.Conv2d(3, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels, track_running_stats=track)
        )
        self.stages = nn.ModuleList(
            nn.ModuleList(SuperCell(width, allowed, track) for _ in range(cells)) for width in widths
        )
        self.reductions = nn.ModuleList(SharedReduction(a, b, track) for a, b in pairwise(widths))
        self.last = nn.Sequential(nn.BatchNorm2d(widths[-1], track_running_stats=track), nn.ReLU())
        self.classifier = nn.Linear(widths[-1], classes)

    @property
    def tracks(self) -> bool:
        """Whether batch norm keeps running statistics."""
        return self.stem[1].running_mean is not None  # type: ignore[union-attr]

    def forward(self, images: Tensor, weights: Tensor) -> Tensor:
        """Return the logits ``(n, classes)`` of ``images`` ``(n, 3, h, w)`` with the mixture ``weights`` ``(6, k)``."""
        hidden = self.stem(images)
        for stage, cells in enumerate(self.stages):
            if stage:
                hidden = self.reductions[stage - 1](hidden)
            for cell in cells:  # type: ignore[union-attr]
                hidden = cell(hidden, weights)
        logits: Tensor = self.classifier(self.last(hidden).mean(dim=(2, 3)))
        return logits

    def one_hot(self, code: ArrayLike) -> Tensor:
        """Return the 0/1 matrix ``(6, k)`` of a cell ``(6,)``.

        Raises:
            ConfigurationError: if an edge does not hold the cell's operation.
        """
        matrix = torch.zeros(len(EDGES), len(self.allowed[0]))
        for edge, kind in enumerate(np.asarray(code).tolist()):
            if kind not in self.allowed[edge]:
                raise ConfigurationError(f"edge {edge} holds the operations {self.allowed[edge]}, not {kind}")
            matrix[edge, self.allowed[edge].index(kind)] = 1.0
        return matrix

    def decoded(self, code: ArrayLike) -> Tensor:
        """Return the mixture ``(6, k)`` of a decoded cell: the softmax of its 0/1 matrix, as the papers evaluate it."""
        return torch.softmax(self.one_hot(code), dim=1)

    def inherit(self, larger: Supernet) -> int:
        """Copy every parameter that ``larger`` has for the same place: cell, edge and operation. Return how many.

        Only parameters are copied, no batch-norm statistics, as in pEvoNAS's public code.
        """
        source = dict(larger.named_parameters())
        copied = 0
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                if name in source and source[name].shape == parameter.shape:
                    parameter.copy_(source[name])
                    copied += 1
        return copied


def mixture(alpha: ArrayLike) -> Tensor:
    """Return the softmax over the operations of real parameters ``(6, k)``: what CMANAS and pEvoNAS train on."""
    return torch.softmax(torch.as_tensor(np.asarray(alpha), dtype=torch.float32), dim=1)


def largest(alpha: ArrayLike, allowed: Sequence[Sequence[int]] = ALL) -> list[int]:
    """Return the cell that real parameters ``(6, k)`` decode to: the operation of the largest value of each edge."""
    return [allowed[edge][int(column)] for edge, column in enumerate(np.asarray(alpha).argmax(axis=1))]
