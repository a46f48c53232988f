"""HELP's inner loop: modulate the weights for a device, then take gradient steps on its measurements.

Source: HELP, Algorithms 1 (meta-training) and 2 (meta-test): theta' = theta modulated by z ~ q(z | hardware); then
``steps`` times theta' -= rate * grad MSE(support), with one learned rate per weight (Meta-SGD, Li et al., 2017) or one
fixed rate (MAML, Finn et al., 2017). With ``second_order`` the result can be differentiated through the steps.
"""

from __future__ import annotations

import torch

from suite.estimators.help.network import Layout, Tensor, divergence, modulate, posterior, predict


def adapt(
    layout: Layout,
    vector: Tensor,
    embedding: Tensor | None,
    support: Tensor,
    targets: Tensor,
    noise: Tensor | None,
    second_order: bool,
) -> tuple[Tensor, Tensor]:
    """Return each task's weights ``(tasks, n_weights)`` after the inner loop, and the divergences ``(tasks,)``.

    Args:
        layout: which numbers are what.
        vector: all learned numbers.
        embedding: ``(tasks, 10)``, or None for the methods without hardware (their divergence is 0).
        support: inputs of the measured architectures, see :func:`.network.predict`.
        targets: their scaled latencies ``(tasks, n)``.
        noise: standard normal numbers ``(tasks, 603)``; None takes the modulator's mean.
        second_order: keep the graph, for meta-training.
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
    for _ in range(settings.steps):
        if not second_order:
            adapted = adapted.detach().requires_grad_()
        predicted = predict(layout.named(adapted), support, embedding)
        loss = ((predicted - targets) ** 2).mean(dim=1).sum()  # a sum over tasks, which do not mix
        (gradient,) = torch.autograd.grad(loss, adapted, create_graph=second_order)
        if rates is None:
            adapted = torch.add(adapted, gradient, alpha=-settings.inner_rate)
        else:
            adapted = torch.addcmul(adapted, rates, gradient, value=-1.0)
    return adapted if second_order else adapted.detach(), divergences
