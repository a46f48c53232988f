"""HELP's inner loop: modulate the weights for a device, then take gradient steps on its measurements.

Source: HELP, Algorithm 1 (meta-training) and 2 (meta-test): theta' = theta modulated by z ~ q(z | hardware); then
``steps`` times theta' -= rate * grad MSE(support), with learned rates per weight (Meta-SGD, Li et al., 2017) or one
fixed rate (MAML, Finn et al., 2017). With ``second_order`` the result can be differentiated through the steps.
"""

from __future__ import annotations

import torch

from suite.estimators.help.network import Layout, Tensor, Weights, divergence, modulate, posterior, predict


def adapt(
    layout: Layout,
    weights: Weights,
    embedding: Tensor | None,
    support: Tensor,
    targets: Tensor,
    noise: Tensor | None,
    second_order: bool,
) -> tuple[Weights, Tensor]:
    """Return each task's weights after the inner loop, and the modulator's divergence ``(tasks,)`` (0 without one).

    Args:
        layout: which numbers are what.
        weights: the shared ones, by name.
        embedding: ``(tasks, 10)`` or None.
        support: inputs of the measured architectures, with a task axis.
        targets: their scaled latencies ``(tasks, n)``.
        noise: standard normal numbers ``(tasks, 603)``, or None for the mean of the modulator.
        second_order: keep the graph, for meta-training.
    """
    settings = layout.settings
    tasks = targets.shape[0]
    adapted = {name: weights[name].expand(tasks, *shape) for name, shape in layout.predictor.items()}
    kl = targets.new_zeros(tasks)
    if layout.hardware:
        assert embedding is not None
        mean, spread = posterior(weights, embedding)
        kl = divergence(mean, spread)
        adapted = modulate(adapted, mean if noise is None else mean + spread * noise, settings.modulation)
    if not second_order:
        adapted = {name: value.detach().clone() for name, value in adapted.items()}
    for _ in range(settings.steps):
        if not second_order:
            adapted = {name: value.detach().requires_grad_() for name, value in adapted.items()}
        loss = ((predict(adapted, support, embedding) - targets) ** 2).mean(dim=1).sum()  # tasks do not mix
        gradients = torch.autograd.grad(loss, list(adapted.values()), create_graph=second_order)
        adapted = {
            name: _step(value, weights.get(f"rate:{name}"), settings.inner_rate, gradient)
            for (name, value), gradient in zip(adapted.items(), gradients, strict=True)
        }
    return adapted if second_order else {name: value.detach() for name, value in adapted.items()}, kl


def _step(value: Tensor, rate: Tensor | None, fixed: float, gradient: Tensor) -> Tensor:
    """Return ``value - rate * gradient`` with the learned rates, or the fixed one."""
    if rate is None:
        return torch.add(value, gradient, alpha=-fixed)
    return torch.addcmul(value, rate, gradient, value=-1.0)
