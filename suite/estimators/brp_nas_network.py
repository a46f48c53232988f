"""The graph network behind :mod:`suite.estimators.brp_nas`. Imports torch: import it where it is used."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

if TYPE_CHECKING:
    from suite.estimators.brp_nas import BRPNAS

Tensor = Any
"""torch.Tensor"""
Flags = NDArray[np.bool_]
Weights = list[Tensor]
"""Per layer matrix ``(in, hidden)``, bias, gain and offset of the normalisation ``(hidden,)``; then the head's two."""

_CHUNK = 2048
"""Architectures predicted at once."""


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Compute on one thread, so that sums are formed in one order and workers do not compete."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def train(
    takes: Flags, features: Flags, y: NDArray[np.float64], settings: BRPNAS, seed: int
) -> tuple[Weights, int, float]:
    """Return the weights of the best validation epoch, the epochs trained and that epoch's L1 error.

    Args:
        takes: adjacency ``(n, 9, 9)``, see :mod:`.cell_graph`.
        features: ``(n, 9, 6)``.
        y: scaled costs ``(n,)``.
        settings: the hyper-parameters.
        seed: of split, initial weights, batches and dropout.
    """
    generator = torch.Generator().manual_seed(seed)
    graphs = torch.from_numpy(takes).float(), torch.from_numpy(features).float()
    targets = torch.from_numpy(y).float()
    order = torch.randperm(len(y), generator=generator)
    n_held = min(max(1, round(settings.validation * len(y))), len(y) - 1)
    held, used = order[:n_held], order[n_held:]
    weights = _initial(features.shape[2], settings, generator)
    optimizer = torch.optim.AdamW(weights, lr=settings.rate, weight_decay=settings.decay)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=settings.patience, factor=settings.factor)
    best, best_loss, best_epoch, epoch = [], math.inf, 0, 0
    with one_thread():
        for epoch in range(1, settings.epochs + 1):
            shuffled = used[torch.randperm(len(used), generator=generator)]
            for rows in shuffled.split(settings.batch):
                optimizer.zero_grad()
                found = _forward(weights, graphs[0][rows], graphs[1][rows], settings.dropout, generator)
                torch.nn.functional.l1_loss(found, targets[rows]).backward()
                optimizer.step()
            with torch.no_grad():
                loss = float((_forward(weights, graphs[0][held], graphs[1][held]) - targets[held]).abs().mean())
            schedule.step(loss)
            if loss < best_loss:
                best, best_loss, best_epoch = [each.detach().clone() for each in weights], loss, epoch
            elif epoch - best_epoch >= settings.stop:
                break
    return best, epoch, best_loss


def predict(weights: Weights, takes: Flags, features: Flags) -> NDArray[np.float64]:
    """Return the scaled costs ``(n,)`` of graphs ``(n, 9, 9)`` with features ``(n, 9, 6)``."""
    parts = []
    with one_thread(), torch.no_grad():
        for start in range(0, len(takes), _CHUNK):
            chosen = slice(start, start + _CHUNK)
            graph = torch.from_numpy(takes[chosen]).float(), torch.from_numpy(features[chosen]).float()
            parts.append(_forward(weights, *graph).double().numpy())
    return np.concatenate(parts)


def _initial(n_features: int, settings: BRPNAS, generator: torch.Generator) -> Weights:
    """Return Glorot-uniform matrices, biases and offsets 0, gains 1."""
    weights: Weights = []
    size = n_features
    for _ in range(settings.layers):
        weights += [_glorot(size, settings.hidden, generator), torch.zeros(settings.hidden)]
        weights += [torch.ones(settings.hidden), torch.zeros(settings.hidden)]
        size = settings.hidden
    weights += [_glorot(size, 1, generator), torch.zeros(1)]
    return [each.requires_grad_() for each in weights]


def _glorot(n_in: int, n_out: int, generator: torch.Generator) -> Tensor:
    bound = math.sqrt(6.0 / (n_in + n_out))
    return (2.0 * torch.rand(n_in, n_out, generator=generator) - 1.0) * bound


def _forward(
    weights: Weights, takes: Tensor, features: Tensor, dropout: float = 0.0, generator: torch.Generator | None = None
) -> Tensor:
    """Return ``(n,)``: graph convolution, layer normalisation, ReLU and dropout, per layer; then the head."""
    hidden = features
    n_layers = (len(weights) - 2) // 4
    for layer in range(n_layers):
        matrix, bias, gain, offset = weights[4 * layer : 4 * layer + 4]
        if layer == n_layers - 1:
            takes = takes[:, :1]  # only the global node is read
        hidden = (takes @ hidden) @ matrix + bias
        hidden = torch.relu(torch.nn.functional.layer_norm(hidden, hidden.shape[-1:], gain, offset))
        if dropout:
            kept = torch.rand(hidden.shape, generator=generator) >= dropout
            hidden = hidden * kept / (1.0 - dropout)
    return (hidden[:, 0] @ weights[-2] + weights[-1]).squeeze(-1)
