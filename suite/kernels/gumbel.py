"""The Gumbel-softmax relaxation of one categorical choice per edge: draws, mixtures and gradients with respect to logits.

Source: Jang, Gu and Poole, "Categorical Reparameterization with Gumbel-Softmax", ICLR 2017; Maddison, Mnih and Teh, "The
Concrete Distribution", ICLR 2017; as used by FBNet (arXiv 1812.03443). ``E`` edges, ``O`` operations, ``n`` draws.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def softmax(logits: Floats) -> Floats:
    """Return the softmax over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def gumbel_noise(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Return independent standard Gumbel numbers: minus the logarithm of exponential ones."""
    return np.asarray(-np.log(np.maximum(rng.exponential(size=shape), np.finfo(np.float64).tiny)))


def mixture(logits: Floats, noise: Floats, temperature: float) -> Floats:
    """Return the mixtures ``(n, E, O)``: softmax of ``(logits + noise) / temperature``.

    The largest share of an edge is operation i with the probability ``softmax(logits)_i`` at every temperature, which
    only says how much of the edge it takes.
    """
    return softmax((logits + noise) / temperature)


def pull_back(mixtures: Floats, slopes: Floats, temperature: float) -> Floats:
    """Return the gradient ``(n, E, O)`` with respect to the logits of a function of the mixtures.

    Args:
        mixtures: ``(n, E, O)``.
        slopes: derivative of the function by each share, ``(E, O)`` or ``(n, E, O)``.
        temperature: at which the mixtures were made.
    """
    inner = (mixtures * slopes).sum(axis=-1, keepdims=True)
    return np.asarray(mixtures * (slopes - inner) / temperature)


def score(codes: NDArray[np.integer], logits: Floats) -> Floats:
    """Return the gradient ``(n, E, O)`` of ``log P(code)`` with respect to the logits: one-hot minus softmax."""
    one_hot = np.eye(logits.shape[1])[codes]
    return np.asarray(one_hot - softmax(logits))
