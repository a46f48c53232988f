"""What a MobileNetV3 of once-for-all is made of, layer by layer: shapes, multiply-accumulates, parameters.

Source: once-for-all's published code and network descriptions (Cai et al., ICLR 2020): width multiplier 1.2, the width
of its accuracy predictor and latency tables. Multiply-accumulates are those of convolutions, squeeze-and-excite and the
classifier, as its own counter has them; parameters count weights, biases and the two of each batch normalisation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes
from suite.spaces.ofa_mobilenetv3 import (
    EXPANSIONS,
    KERNELS,
    N_LAYERS,
    N_STAGES,
    STAGE_LAYERS,
    OFAMobileNetV3Space,
)

Floats = NDArray[np.float64]

STEM_CHANNELS, STAGE_CHANNELS, LAST_CHANNELS, CLASSES = 24, (32, 48, 96, 136, 192), 1536, 1000
FINAL_CHANNELS = 6 * STAGE_CHANNELS[-1]
STAGE_STRIDES = (2, 2, 2, 1, 2)
SQUEEZED = (False, True, False, True, True)
"""Stages with squeeze-and-excite."""
HARD_SWISH = (False, False, True, True, True)
"""Stages with hard swish; the others have ReLU."""


@dataclass(frozen=True)
class Layer:
    """An inverted bottleneck: 1x1 convolution, depthwise convolution, squeeze-and-excite if any, 1x1 convolution.

    Attributes:
        size: height and width of its input.
        out: height and width of its output.
        c_in: incoming channels.
        c_out: outgoing channels.
        stride: of its depthwise convolution.
        squeeze: whether it has squeeze-and-excite.
        hard_swish: whether its activation is hard swish.
    """

    size: int
    out: int
    c_in: int
    c_out: int
    stride: int
    squeeze: bool
    hard_swish: bool

    @property
    def shortcut(self) -> bool:
        """Whether its input is added to its output."""
        return self.stride == 1 and self.c_in == self.c_out

    def macs(self, kernel: int, expansion: int) -> int:
        """Return the multiply-accumulates with this kernel and expansion; with expansion 1 there is no first one."""
        inner = self.c_in * expansion
        expand = self.c_in * inner * self.size**2 if expansion > 1 else 0
        squeeze = 2 * inner * squeezed(inner) if self.squeeze else 0
        return expand + inner * kernel**2 * self.out**2 + squeeze + inner * self.c_out * self.out**2

    def parameters(self, kernel: int, expansion: int) -> int:
        """Return the number of parameters with this kernel and expansion."""
        inner = self.c_in * expansion
        expand = (self.c_in + 2) * inner if expansion > 1 else 0
        narrow = squeezed(inner)
        squeeze = 2 * inner * narrow + inner + narrow if self.squeeze else 0
        return expand + (kernel**2 + 2) * inner + squeeze + (inner + 2) * self.c_out


def divisible(channels: float) -> int:
    """Return the multiple of 8 nearest to ``channels``, not more than a tenth below it."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


def squeezed(channels: int) -> int:
    """Return the inner channels of squeeze-and-excite."""
    return divisible(channels // 4)


def halved(size: int) -> int:
    """Return height and width after a stride of 2."""
    return (size - 1) // 2 + 1


def first_layer(resolution: int) -> Layer:
    """Return the fixed first layer, of kernel 3 and expansion 1."""
    size = halved(resolution)
    return Layer(size, size, STEM_CHANNELS, STEM_CHANNELS, 1, False, False)


def layers_at(resolution: int) -> tuple[Layer, ...]:
    """Return the 20 layers that may be chosen, for inputs of this height and width."""
    size, channels, result = halved(resolution), STEM_CHANNELS, []
    for stage in range(N_STAGES):
        for position in range(STAGE_LAYERS):
            stride = STAGE_STRIDES[stage] if position == 0 else 1
            out = halved(size) if stride == 2 else size
            result.append(Layer(size, out, channels, STAGE_CHANNELS[stage], stride, SQUEEZED[stage], HARD_SWISH[stage]))
            size, channels = out, STAGE_CHANNELS[stage]
    return tuple(result)


@dataclass(frozen=True, eq=False)
class LayerSums:
    """A cost that is a sum over layers.

    Attributes:
        space: the networks that it is of.
        fixed: ``(R,)`` what every network costs at each resolution of the space.
        entries: ``(R, 20, 3, 3)`` what a layer costs, by kernel and expansion.
    """

    space: OFAMobileNetV3Space
    fixed: Floats
    entries: Floats

    def __call__(self, codes: Codes) -> Floats:
        """Return the costs ``(n,)`` of canonical ``codes``."""
        there = self.space.layers(codes)
        resolution = self.space.resolution_positions(codes)
        kernels = codes[:, N_STAGES : N_STAGES + N_LAYERS]
        expansions = codes[:, N_STAGES + N_LAYERS : self.space.n_body]
        costs = self.entries[resolution[:, None], np.arange(N_LAYERS), kernels, expansions]
        return np.asarray(self.fixed[resolution] + np.where(there, costs, 0.0).sum(axis=1))


def macs(space: OFAMobileNetV3Space) -> LayerSums:
    """Return the millions of multiply-accumulates of the networks of ``space``."""
    fixed, entries = [], []
    for resolution in space.resolutions:
        layers = layers_at(resolution)
        last = layers[-1].out
        stem = 27 * STEM_CHANNELS * halved(resolution) ** 2
        head = STAGE_CHANNELS[-1] * FINAL_CHANNELS * last**2 + FINAL_CHANNELS * LAST_CHANNELS + LAST_CHANNELS * CLASSES
        fixed.append(stem + first_layer(resolution).macs(3, 1) + head)
        entries.append([[[layer.macs(k, e) for e in EXPANSIONS] for k in KERNELS] for layer in layers])
    return LayerSums(space, np.array(fixed) / 1e6, np.array(entries) / 1e6)


def parameters(space: OFAMobileNetV3Space) -> LayerSums:
    """Return the millions of parameters of the networks of ``space``."""
    stem = (27 + 2) * STEM_CHANNELS + first_layer(224).parameters(3, 1)
    head = (STAGE_CHANNELS[-1] + 2) * FINAL_CHANNELS + FINAL_CHANNELS * LAST_CHANNELS + (LAST_CHANNELS + 1) * CLASSES
    entries = [[[layer.parameters(k, e) for e in EXPANSIONS] for k in KERNELS] for layer in layers_at(224)]
    n = len(space.resolutions)
    return LayerSums(space, np.full(n, (stem + head) / 1e6), np.tile(np.array(entries) / 1e6, (n, 1, 1, 1)))
