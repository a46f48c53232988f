"""BRP-NAS's graph network: graph convolutions on a cell, read at its global node (see ``estimators/brp_nas.py``)."""

from __future__ import annotations

import copy
import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from suite.networks.threads import one_thread

Flags = NDArray[np.bool_]

_CHUNK = 2048
"""Architectures predicted at once."""


class GraphConvolution(nn.Module):
    """``relu(norm(takes @ rows @ matrix + bias))``; the matrix is Glorot-uniform at first, the bias 0."""

    def __init__(self, n_in: int, n_out: int, generator: torch.Generator) -> None:
        super().__init__()
        self.matrix, self.bias = _glorot(n_in, n_out, generator), nn.Parameter(torch.zeros(n_out))
        self.norm = nn.LayerNorm(n_out)

    def forward(self, takes: Tensor, rows: Tensor) -> Tensor:
        """Return ``(n, nodes, out)`` from adjacency ``(n, nodes, nodes before)`` and rows ``(n, nodes before, in)``."""
        return torch.relu(self.norm((takes @ rows) @ self.matrix + self.bias))


class GraphNetwork(nn.Module):
    """The network.

    Args:
        n_features: numbers that describe a node.
        hidden: units of each layer.
        layers: graph convolutions.
        dropout: share of units dropped after each, in training.
        generator: draws the initial weights.
    """

    def __init__(self, n_features: int, hidden: int, layers: int, dropout: float, generator: torch.Generator) -> None:
        super().__init__()
        sizes = [n_features, *[hidden] * layers]
        self.convolutions = nn.ModuleList(GraphConvolution(n_in, hidden, generator) for n_in in sizes[:-1])
        self.matrix, self.bias = _glorot(hidden, 1, generator), nn.Parameter(torch.zeros(1))
        self.dropout = dropout

    def forward(self, takes: Tensor, features: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Return ``(n,)`` from adjacency ``(n, 9, 9)`` and features ``(n, 9, k)``; with a ``generator``, by dropout."""
        rows, last = features, len(self.convolutions) - 1
        for number, convolution in enumerate(self.convolutions):
            rows = convolution(takes[:, :1] if number == last else takes, rows)  # at last only the global node is read
            if generator is not None and self.dropout:
                kept = torch.rand(rows.shape, generator=generator) >= self.dropout
                rows = rows * kept / (1.0 - self.dropout)
        return (rows[:, 0] @ self.matrix + self.bias).squeeze(-1)


def _glorot(n_in: int, n_out: int, generator: torch.Generator) -> nn.Parameter:
    bound = math.sqrt(6.0 / (n_in + n_out))
    return nn.Parameter((2.0 * torch.rand(n_in, n_out, generator=generator) - 1.0) * bound)


def split(n: int, share: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return which of ``n`` rows train and which are held out: the ``share`` of them, at least one, never all."""
    order = torch.randperm(n, generator=generator)
    n_held = min(max(1, round(share * n)), n - 1)
    return order[n_held:], order[:n_held]


def train(
    network: GraphNetwork,
    takes: Flags,
    features: Flags,
    y: NDArray[np.float64],
    rows: tuple[Tensor, Tensor],
    generator: torch.Generator,
    *,
    rate: float,
    decay: float,
    epochs: int,
    batch: int,
    patience: int,
    factor: float,
    stop: int,
) -> tuple[int, float]:
    """Train by AdamW on the L1 error; keep the weights of the best validation epoch. On one thread.

    Args:
        network: changed in place.
        takes: adjacency ``(n, 9, 9)``, see :mod:`suite.estimators.cell_graph`.
        features: ``(n, 9, k)``.
        y: scaled costs ``(n,)``.
        rows: those that train and those held out, see :func:`split`.
        generator: of the order of the batches and the dropout.
        rate: step size, which falls by ``factor`` after ``patience`` epochs without a better validation error.
        decay: weight decay.
        epochs: at most so many.
        batch: graphs per step.
        patience, factor: see ``rate``.
        stop: epochs without a better validation error until training stops.

    Returns:
        The epochs trained, and the L1 error of the best one on the rows held out.
    """
    graphs = torch.from_numpy(takes).float(), torch.from_numpy(features).float()
    targets = torch.from_numpy(y).float()
    used, held = rows
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=patience, factor=factor)
    best, best_loss, best_epoch, epoch = copy.deepcopy(network.state_dict()), math.inf, 0, 0
    with one_thread():
        for epoch in range(1, epochs + 1):
            shuffled = used[torch.randperm(len(used), generator=generator)]
            for chosen in shuffled.split(batch):
                optimizer.zero_grad()
                found = network(graphs[0][chosen], graphs[1][chosen], generator)
                nn.functional.l1_loss(found, targets[chosen]).backward()
                optimizer.step()
            with torch.no_grad():
                loss = float((network(graphs[0][held], graphs[1][held]) - targets[held]).abs().mean())
            schedule.step(loss)
            if loss < best_loss:
                best, best_loss, best_epoch = copy.deepcopy(network.state_dict()), loss, epoch
            elif epoch - best_epoch >= stop:
                break
    network.load_state_dict(best)
    return epoch, best_loss


def predict(network: GraphNetwork, takes: Flags, features: Flags) -> NDArray[np.float64]:
    """Return the scaled costs ``(n,)`` of graphs ``(n, 9, 9)`` with features ``(n, 9, k)``."""
    parts = []
    with one_thread(), torch.no_grad():
        for start in range(0, len(takes), _CHUNK):
            chosen = slice(start, start + _CHUNK)
            graph = torch.from_numpy(takes[chosen]).float(), torch.from_numpy(features[chosen]).float()
            parts.append(network(*graph).double().numpy())
    return np.concatenate(parts)
