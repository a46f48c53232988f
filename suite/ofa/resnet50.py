"""Multiply-accumulates and parameters of once-for-all's ResNet50s, in closed form.

Source: once-for-all's published code: a ResNet50-D (stem of 3x3 convolutions, shortcuts that pool before they convolve)
whose stem, stages and bottlenecks have widths of their own, rounded to multiples of 8. Counted as in
:mod:`suite.ofa.layers`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from suite.ofa.layers import CLASSES, divisible
from suite.spaces.base import Codes
from suite.spaces.ofa_resnet50 import EXPANSIONS, N_BLOCKS, N_DEPTHS, STAGE_SIZES, WIDTHS, OFAResNet50Space

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STEM_CHANNELS, STAGE_CHANNELS = 64, (256, 512, 1024, 2048)
_STEM = np.array([divisible(STEM_CHANNELS * w) for w in WIDTHS])
_HALF_STEM = np.array([divisible(width // 2) for width in _STEM])
_STAGES = np.array([[divisible(channels * w) for w in WIDTHS] for channels in STAGE_CHANNELS])
_INNER = np.array([[[divisible(round(width * e)) for e in EXPANSIONS] for width in widths] for widths in _STAGES])
"""``(4, 3, 3)``: channels of the 3x3 convolution, by stage, width and expansion."""


def counts(space: OFAResNet50Space, codes: Codes) -> tuple[Floats, Floats]:
    """Return millions of multiply-accumulates and of parameters, each ``(n,)``, of canonical ``codes``."""
    expansions = codes[:, N_DEPTHS : N_DEPTHS + N_BLOCKS]
    widths = codes[:, N_DEPTHS + N_BLOCKS : space.n_body]
    there, residual = space.blocks(codes), (codes[:, 0] == 2).astype(np.int64)
    sizes = halved_all(space.resolutions_of(codes))
    half, channels = _HALF_STEM[widths[:, 0]], _STEM[widths[:, 1]]
    macs = (27 * half + residual * 9 * half**2 + 9 * half * channels) * sizes**2
    parameters = 29 * half + residual * (9 * half + 2) * half + (9 * half + 2) * channels
    sizes, first = halved_all(sizes), 0
    for stage, n_blocks in enumerate(STAGE_SIZES):
        width = widths[:, 2 + stage]
        c_out = _STAGES[stage, width]
        for block in range(n_blocks):
            inner = _INNER[stage, width, expansions[:, first + block]]
            out = halved_all(sizes) if stage > 0 and block == 0 else sizes
            c_in = channels if block == 0 else c_out
            here = c_in * inner * sizes**2 + (9 * inner**2 + inner * c_out) * out**2
            weights = (c_in + 2) * inner + (9 * inner + 2) * inner + (inner + 2) * c_out
            if block == 0:  # the shortcut changes the shape
                here += c_in * c_out * out**2
                weights += (c_in + 2) * c_out
            macs += here * there[:, first + block]
            parameters += weights * there[:, first + block]
            sizes = out
        channels, first = c_out, first + n_blocks
    return (macs + channels * CLASSES) / 1e6, (parameters + (channels + 1) * CLASSES) / 1e6


def halved_all(sizes: Integers) -> Integers:
    """Return heights and widths ``(n,)`` after a stride of 2."""
    return np.asarray((sizes - 1) // 2 + 1)
