"""The Gumbel-softmax relaxation of one categorical choice per edge: draws, mixtures and gradients by the logits.

Source: Jang, Gu and Poole, "Categorical Reparameterization with Gumbel-Softmax", ICLR 2017; Maddison, Mnih and Teh,
"The Concrete Distribution", ICLR 2017; as used by FBNet (arXiv 1812.03443). ``E`` edges, ``O`` operations, ``n`` draws.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SMALLEST = float(np.finfo(np.float64).tiny)
"""An exponential number is counted as at least this, so that its logarithm is finite."""


def softmax(logits: Floats) -> Floats:
    """Return the softmax over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def gumbel_noise(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Return independent standard Gumbel numbers: minus the logarithm of exponential ones."""
    return np.asarray(-np.log(np.maximum(rng.exponential(size=shape), SMALLEST)))


def mixture(logits: Floats, noise: Floats, temperature: float) -> Floats:
    """Return the mixtures ``(n, E, O)``: softmax of ``(logits + noise) / temperature``.

    The largest share of an edge is operation i with the probability ``softmax(logits)_i`` at every temperature, which
    only says how much of the edge it takes.
    """
    return softmax((logits + noise) / temperature)


def pathwise_gradient(mixtures: Floats, slopes: Floats, weights: Floats, temperature: float) -> Floats:
    """Return the gradient ``(E, O)`` of the mean over draws of a function of the mixtures, through the relaxation.

    Args:
        mixtures: ``(n, E, O)``.
        slopes: ``(E, O)`` derivative of an additive quantity, such as a latency, by each share.
        weights: ``(n,)`` derivative of the function by that quantity, per draw.
        temperature: at which the mixtures were made.
    """
    inner = (mixtures * slopes).sum(axis=-1, keepdims=True)
    pulled = mixtures * (slopes - inner) / temperature
    return np.asarray((weights[:, None, None] * pulled).mean(axis=0))


def score_gradient(logits: Floats, codes: NDArray[np.integer], weights: Floats) -> Floats:
    """Return the score-function (REINFORCE) gradient ``(E, O)``: mean of weight times the gradient of ``log P(code)``.

    Args:
        logits: ``(E, O)``.
        codes: ``(n, E)`` drawn from their softmax.
        weights: ``(n,)`` value minus a baseline that does not depend on the draw.
    """
    scores = np.eye(logits.shape[1])[codes] - softmax(logits)
    return np.asarray((weights[:, None, None] * scores).mean(axis=0))
