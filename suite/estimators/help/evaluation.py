"""Rank correlation of adapted predictors on devices whose latencies are known: in meta-training and afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from suite.estimators.help.adaptation import adapt
from suite.estimators.help.network import N_Z, Layout, Tensor, predict
from suite.estimators.help.tasks import Floats32, Indices, for_tasks

Floats = NDArray[np.float64]
BLOCK = 1024
"""Architectures that are predicted at a time."""


@dataclass(frozen=True)
class Support:
    """Measurements of one device: the embedding (None without references), architectures and scaled latencies."""

    embedding: Floats32 | None
    architectures: Indices
    targets: Floats32


def predictions(
    layout: Layout, vector: Tensor, inputs: Floats32, support: Support, wanted: Indices, noise: Floats32 | None
) -> Floats:
    """Return scaled predictions for ``wanted``, one row per sample of the modulator, ``(samples, n)``.

    Args:
        layout: which numbers are what.
        vector: all learned numbers.
        inputs: of every architecture.
        support: what was measured.
        wanted: indices of architectures.
        noise: ``(samples, 603)``; None for one row with the modulator's mean (or a method without it).
    """
    adapted = adapted_weights(layout, vector, inputs[support.architectures], support, noise)
    return predicted(layout, adapted, inputs[wanted], support)


def adapted_weights(
    layout: Layout, vector: Tensor, inputs: Floats32, support: Support, noise: Floats32 | None
) -> Tensor:
    """Return the weights after the inner loop, a row per sample of the modulator, ``(samples, n_weights)``.

    ``inputs`` are those of the measured architectures alone.
    """
    samples = 1 if noise is None else len(noise)
    part = torch.from_numpy(for_tasks(inputs[None]))
    targets = torch.from_numpy(support.targets)[None]
    with torch.no_grad():
        adapted, _ = adapt(
            layout,
            vector,
            _embedding(layout, support, samples),
            part.expand(samples, *part.shape[1:]),
            targets.expand(samples, -1),
            None if noise is None else torch.from_numpy(noise),
        )
    return adapted


def predicted(layout: Layout, adapted: Tensor, inputs: Floats32, support: Support) -> Floats:
    """Return scaled predictions ``(samples, n)`` of :func:`adapted_weights` for the ``inputs`` of n architectures."""
    samples = len(adapted)
    embedding = _embedding(layout, support, samples)
    named = layout.named(adapted)
    rows = []
    with torch.no_grad():
        for start in range(0, len(inputs), BLOCK):  # bounds the memory
            part = torch.from_numpy(for_tasks(inputs[None, start : start + BLOCK]))
            rows.append(predict(named, part.expand(samples, *part.shape[1:]), embedding))
    return torch.cat(rows, dim=1).double().numpy()


def draw_noise(layout: Layout, samples: int, rng: np.random.Generator) -> Floats32 | None:
    """Return normal numbers for ``samples`` predictions; None for the methods without a modulator."""
    return rng.standard_normal((samples, N_Z), dtype=np.float32) if layout.hardware else None


def _embedding(layout: Layout, support: Support, samples: int) -> Tensor | None:
    if not layout.hardware:
        return None
    assert support.embedding is not None
    return torch.from_numpy(support.embedding)[None].expand(samples, -1)
