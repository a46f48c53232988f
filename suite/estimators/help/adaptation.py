"""HELP's inner loop: modulate the weights for a device, then take gradient steps on its measurements.

Source: HELP, Algorithms 1 (meta-training) and 2 (meta-test): theta' = theta modulated by z ~ q(z | hardware); then
``steps`` times theta' -= rate * grad MSE(support), with one learned rate per weight (Meta-SGD, Li et al., 2017) or one
fixed rate (MAML, Finn et al., 2017). The result can be differentiated through the steps: second order.
"""

from __future__ import annotations

import torch

from suite.estimators.help.inner import InnerStep, prepared
from suite.estimators.help.network import Layout, Tensor, divergence, modulate, posterior


def adapt(
    layout: Layout,
    vector: Tensor,
    embedding: Tensor | None,
    support: Tensor,
    targets: Tensor,
    noise: Tensor | None,
) -> tuple[Tensor, Tensor]:
    """Return each task's weights ``(tasks, n_weights)`` after the inner loop, and the divergences ``(tasks,)``.

    Args:
        layout: which numbers are what.
        vector: all learned numbers.
        embedding: ``(tasks, 10)``, or None for the methods without hardware (their divergence is 0).
        support: inputs of the measured architectures, see :func:`.network.predict`.
        targets: their scaled latencies ``(tasks, n)``.
        noise: standard normal numbers ``(tasks, 603)``; None takes the modulator's mean.
    """
    settings = layout.settings
    weights, rates, modulator = layout.split(vector)
    divergences = targets.new_zeros(len(targets))
    if embedding is None:
        adapted = weights.expand(len(targets), -1)
    else:
        mean, spread = posterior(modulator, embedding)
        divergences = divergence(mean, spread)
        adapted = modulate(layout, weights, mean if noise is None else torch.addcmul(mean, spread, noise))
    inputs = prepared(layout, support)
    rate = targets.new_tensor(settings.inner_rate) if rates is None else rates
    for _ in range(settings.steps):
        adapted = InnerStep.apply(adapted, rate, layout, embedding, inputs, targets)
    return adapted, divergences
