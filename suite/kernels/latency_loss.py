"""FBNet's latency-aware loss, its two public deviations, their derivatives, and cross-entropies made of table values.

Source: Wu et al., "FBNet: Hardware-Aware Efficient ConvNet Design via Differentiable Neural Architecture Search", CVPR
2019 (arXiv 1812.03443): ``CE * alpha * log(LAT)^beta`` with alpha 0.2 and beta 0.6. The logarithm needs LAT > 1 in its
unit, so LAT is in microseconds here. Of the public re-implementations one computes
``alpha * CE * log(LAT^beta)``, which is ``alpha * beta * CE * log(LAT)``, the other ``CE + alpha * LAT^beta``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError

Floats = NDArray[np.float64]

LOSSES = ("paper", "log-power", "additive")
CROSS_ENTROPIES = ("log-accuracy", "error", "told")
SMALLEST_ACCURACY = 1e-3
"""Accuracy, as a share, that lower ones are counted as, so that their logarithm is finite."""


def cross_entropy(told: Floats, how: str) -> Floats:
    """Return what stands in for the cross-entropy, ``(n,)``; NaN stays NaN.

    Args:
        told: ``(n,)`` fitness error in per cent; for "told" anything positive.
        how: "log-accuracy": ``-log(accuracy)``. It is the cross-entropy of a network that knows nothing (accuracy 1 of
            K, cross-entropy log K) and of one that knows everything (0), and only in between a stand-in.
            "error": the error as a share. "told": the value as it is, for objectives that are cross-entropies.

    Raises:
        ConfigurationError: for another way.
    """
    if how == "log-accuracy":
        return np.asarray(-np.log(np.clip(1.0 - told / 100.0, SMALLEST_ACCURACY, 1.0)))
    if how == "error":
        return told / 100.0
    if how == "told":
        return told
    raise ConfigurationError(f"cross_entropy must be one of {', '.join(CROSS_ENTROPIES)}, not '{how}'")


def dnas_loss(ce: Floats, latency_us: Floats, *, alpha: float = 0.2, beta: float = 0.6, form: str = "paper") -> Floats:
    """Return the loss ``(n,)``, minimised; NaN where ``ce`` is, or where the latency has no such loss.

    Args:
        ce: ``(n,)`` cross-entropy.
        latency_us: ``(n,)`` latency in microseconds; more than 1 for the two forms with a logarithm, else positive.
        alpha: weight.
        beta: exponent.
        form: "paper": ``ce * alpha * log(latency)^beta``; "log-power": ``alpha * ce * log(latency^beta)``; "additive":
            ``ce + alpha * latency^beta``.

    Raises:
        ConfigurationError: for another form.
    """
    if form not in LOSSES:
        raise ConfigurationError(f"loss must be one of {', '.join(LOSSES)}, not '{form}'")
    latency = within_domain(latency_us, form)
    if form == "paper":
        return np.asarray(ce * alpha * np.log(latency) ** beta)
    if form == "log-power":
        return np.asarray(alpha * ce * beta * np.log(latency))
    return np.asarray(ce + alpha * latency**beta)


def dnas_slopes(ce: Floats, latency_us: Floats, *, alpha: float, beta: float, form: str) -> tuple[Floats, Floats]:
    """Return the derivatives ``(n,)`` of :func:`dnas_loss` by cross-entropy and by latency (per microsecond)."""
    latency = within_domain(latency_us, form)
    if form == "additive":
        return np.ones_like(latency), alpha * beta * latency ** (beta - 1.0)
    logarithm = np.log(latency)
    if form == "log-power":
        return alpha * beta * logarithm, alpha * beta * ce / latency
    return alpha * logarithm**beta, alpha * beta * ce * logarithm ** (beta - 1.0) / latency


def within_domain(latency_us: Floats, form: str) -> Floats:
    """Return the latencies with NaN where ``form`` has no value: up to 1 us under a logarithm, else up to 0."""
    return np.where(latency_us > (0.0 if form == "additive" else 1.0), latency_us, np.nan)
