"""A supernet in training, made faster by what the edges that leave a node share.

A node is rectified and pooled once, an operation's weight is the factor of its batch norm, and sums are made in place.
Values, gradients and running statistics are those of :class:`~suite.networks.supernet.model.Supernet`, up to the
rounding of float32 (``benchmarks/bench_networks.py`` has the times). One convolution for several edges, which pays in
evaluation, does not pay here: its results no longer fit into a processor's cache.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from suite.networks.cells import CONV_1X1, CONV_3X3, N_NODES, POOL, SKIP
from suite.networks.pooling import AveragePool
from suite.networks.supernet.model import SuperCell, Supernet
from suite.spaces.nasbench201 import EDGES

CONVOLUTIONS = (CONV_1X1, CONV_3X3)


def merged_logits(supernet: Supernet, images: Tensor, weights: Tensor) -> Tensor:
    """Return the logits ``(n, classes)`` of a supernet in training; the arguments are those of its own call.

    The weights get no gradient.
    """
    factors = [
        dict(zip(kinds, row, strict=True)) for kinds, row in zip(supernet.allowed, weights.tolist(), strict=True)
    ]
    hidden = supernet.stem(images)
    for stage, cells in enumerate(supernet.stages):
        if stage:
            hidden = supernet.reductions[stage - 1](hidden)
        for cell in cells:  # type: ignore[union-attr]
            hidden = _last_node(cell, hidden, factors)
    logits: Tensor = supernet.classifier(supernet.last(hidden).mean(dim=(2, 3)))
    return logits


def _last_node(cell: SuperCell, inputs: Tensor, factors: Sequence[dict[int, float]]) -> Tensor:
    """Return the last node of ``cell``; ``factors`` has for each edge the weight of each operation."""
    nodes: list[Tensor | None] = [inputs] + [None] * (N_NODES - 1)
    for source in range(N_NODES - 1):
        value = nodes[source]
        if value is None:  # nothing arrives
            value = nodes[source] = torch.zeros_like(inputs)
        leaving = [edge for edge, (_, start) in enumerate(EDGES) if start == source]
        pooled = AveragePool()(value) if any(factors[edge].get(POOL) for edge in leaving) else None
        for edge in leaving:
            for kind, term in ((SKIP, value), (POOL, pooled)):
                factor = factors[edge].get(kind)
                if factor and term is not None:
                    _add(nodes, EDGES[edge][0], term, factor)
        operations = [(edge, kind) for edge in leaving for kind in CONVOLUTIONS if factors[edge].get(kind)]
        rectified = functional.relu(value) if operations else value
        for edge, kind in operations:
            _, convolution, norm = cell.edges[edge][str(kind)]  # type: ignore[index, misc]
            _add(nodes, EDGES[edge][0], _normalised(convolution(rectified), norm, factors[edge][kind]))
    last = nodes[-1]
    return torch.zeros_like(inputs) if last is None else last


def _add(nodes: list[Tensor | None], target: int, term: Tensor, factor: float | None = None) -> None:
    """Add ``factor * term`` to a node, in place: what memory a new tensor needs costs more time than the sum.

    Without a factor the term is nobody else's, and becomes the node itself where it is the first.
    """
    total = nodes[target]
    if total is not None:
        nodes[target] = total.add_(term, alpha=1.0 if factor is None else factor)
    else:
        nodes[target] = term if factor is None else term * factor


def _normalised(result: Tensor, norm: nn.BatchNorm2d, factor: float) -> Tensor:
    """Return what ``norm``, without affine parameters, makes of ``result`` in training, times ``factor``."""
    if norm.num_batches_tracked is not None:
        norm.num_batches_tracked.add_(1)
    scale = result.new_full((result.shape[1],), factor)
    momentum = 0.0 if norm.momentum is None else norm.momentum
    return functional.batch_norm(
        result, norm.running_mean, norm.running_var, scale, training=True, momentum=momentum, eps=norm.eps
    )
