"""MnasNet's reward: accuracy times a power of the cost relative to a target."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.errors import ConfigurationError

Floats = NDArray[np.float64]

SOFT_W, HARD_W = -0.07, -1.0
"""MnasNet's exponents: both sides of the target (soft), above it only (hard)."""


def mnas_reward(accuracy: ArrayLike, cost: ArrayLike, target: float, w: float = SOFT_W, hard: bool = False) -> Floats:
    """Return MnasNet's reward ``ACC (LAT / TAR)^w`` ``(n,)``, to be maximised; NaN where an argument is.

    Args:
        accuracy: ``(n,)``, in any unit.
        cost: ``(n,)``, above 0, in the unit of ``target``.
        target: the cost that neither earns nor loses.
        w: the exponent, at most 0: -0.07 (MnasNet, and MobileNetV3-Large) or -0.15 (MobileNetV3-Small).
        hard: whether costs up to the target earn nothing (exponent 0 there, as MnasNet with alpha = 0, beta = w).

    Raises:
        ConfigurationError: for a cost or target that is not above 0, or a positive exponent.

    Source: Tan et al., CVPR 2019, Eqs. 2 and 3; Howard et al., ICCV 2019, section 4.1.
    """
    costs = np.asarray(cost, dtype=np.float64)
    if (costs <= 0).any() or not (math.isfinite(target) and target > 0):
        raise ConfigurationError("a reward needs costs and a target above 0")
    if not -math.inf < w <= 0:
        raise ConfigurationError(f"the exponent of the cost must be 0 or negative, not {w}")
    exponent = np.where(costs <= target, 0.0, w) if hard else w
    return np.asarray(np.asarray(accuracy, dtype=np.float64) * (costs / target) ** exponent, dtype=np.float64)
