"""How an adapted predictor is tested on the unseen devices: what is measured there, and what is held out.

``sound``: the ten references and, with 20 measurements, ten random architectures of the pool; all of them adapt the
network; the scale comes from the references; the prediction is the mean of the modulator's samples. Nothing else of the
target is used. ``published``: as the reference code does it. Ten random architectures of the *trimmed* pool adapt the
network (the references, measured too, are the embedding only), targets are scaled by the pool, and the rank correlation
is that of the last sample alone; the trimming and the scale use 720 (FBNet: 3,200) latencies of the target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from suite.correlation import spearman
from suite.estimators.help.evaluation import (
    Support,
    adapted_weights,
    draw_noise,
    predicted,
)
from suite.estimators.help.network import Layout
from suite.estimators.help.settings import SPACES, HelpSettings
from suite.estimators.help.tasks import Device, Floats, Floats32, Indices, generator

DRAWS = 3
"""Times that support and samples are drawn for one device and one meta-training."""


@dataclass(frozen=True)
class Test:
    """One test of one device.

    Attributes:
        measurements: how many architectures of the device are known.
        draw: number of the draw.
        support: what adapts the network.
        wanted: which architectures were predicted, ``(n,)``, rising.
        predictions: their scaled predictions, a row per sample, ``(samples, n)``.
        of_support: the same for the support, ``(samples, k)``.
    """

    measurements: int
    draw: int
    support: Support
    wanted: Indices
    predictions: Floats
    of_support: Floats

    def correlation(self, device: Device, rows: Indices, last: bool = False) -> float:
        """Return Spearman's correlation with the device's latencies on ``rows``: of the mean, or the last sample."""
        return spearman(self.at(rows, last), device.latencies[rows], constant=0.0)

    def at(self, rows: Indices, last: bool = False) -> Floats:
        """Return the scaled predictions of ``rows``, which must be among the wanted ones."""
        found = self.predictions[-1] if last else self.predictions.mean(axis=0)
        return found[np.searchsorted(self.wanted, rows)]


def supports(settings: HelpSettings, device: Device, rng: np.random.Generator) -> Iterator[tuple[int, Support]]:
    """Return number of measurements and support of each protocol that fits the settings."""
    references = np.array(SPACES[settings.space].references)
    embedding = device.embedding if settings.method == "help" else None
    if settings.quirks:
        chosen = rng.permutation(device.pool)[: settings.support]
        yield (20 if settings.method == "help" else 10), Support(embedding, chosen, device.targets[chosen])
        return
    others = np.setdiff1d(np.arange(SPACES[settings.space].pool), references)
    more = np.concatenate([references, rng.permutation(others)[:10]])
    for chosen in (references, more):
        yield len(chosen), Support(embedding, chosen, device.targets[chosen])


def tests(
    settings: HelpSettings,
    vector: Floats32,
    device: Device,
    inputs: Floats32,
    number: int,
    wanted: Indices,
    draws: range,
) -> Iterator[Test]:
    """Yield the tests of ``device`` in these ``draws``; ``number`` tells them from those of other devices.

    Predicted are the ``wanted`` architectures.
    """
    wanted = np.unique(wanted)
    layout = Layout(settings)
    weights = torch.from_numpy(vector)
    for draw in draws:
        rng = generator(settings, "test", 1000 * number + draw)
        for measurements, support in supports(settings, device, rng):
            noise = draw_noise(layout, settings.samples, rng)
            adapted = adapted_weights(layout, weights, inputs[support.architectures], support, noise)
            found = predicted(layout, adapted, inputs[wanted], support)
            of_support = predicted(layout, adapted, inputs[support.architectures], support)
            yield Test(measurements, draw, support, wanted, found, of_support)
