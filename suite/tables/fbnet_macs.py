"""Multiply-accumulate operations of FBNets as a closed form: a sum over the layers, from the block definitions.

Counted as NAS papers do: convolutions and the classifier; no normalisation, activation, pooling or addition.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suite.spaces.fbnet import BLOCKS, CIFAR100, FBNET, SKIP, STAGE_CHANNELS, STEM_CHANNELS, Layer, MacroArchitecture

Floats = NDArray[np.float64]


def block_macs(layer: Layer, operation: int) -> int:
    """Return the multiply-accumulates of block ``operation`` (0 to 8) in ``layer``.

    1x1 expansion and projection (each divided by the groups), depthwise convolution; a skip that changes the shape is
    a 1x1 convolution, any other one is free.
    """
    out = (layer.size // layer.stride) ** 2
    if operation == SKIP:
        return 0 if layer.skip_is_identity else layer.c_in * layer.c_out * out
    block = BLOCKS[operation]
    inner = layer.c_in * block.expansion
    expand = layer.c_in * inner // block.groups * layer.size**2
    return expand + inner * block.kernel**2 * out + inner * layer.c_out // block.groups * out


def fixed_macs(macro: MacroArchitecture, header: int | None = None) -> int:
    """Return those of stem, header and classifier.

    Args:
        macro: what is fixed.
        header: channels of the header if others than those of ``macro`` (1504 in FBNet-A).
    """
    last = macro.layers[-1]
    out = (last.size // last.stride) ** 2
    width = macro.header if header is None else header
    stem = 3 * STEM_CHANNELS * 9 * (macro.size // macro.stem_stride) ** 2
    return stem + STAGE_CHANNELS[-1] * width * out + width * macro.classes


@lru_cache(maxsize=8)
def macs_table(macro: MacroArchitecture = CIFAR100) -> Floats:
    """Return the millions of multiply-accumulates of every block in every layer, ``(22, 9)``, read-only."""
    table = np.array(
        [[block_macs(layer, operation) / 1e6 for operation in range(len(BLOCKS))] for layer in macro.layers]
    )
    table.flags.writeable = False
    return table


def fbnet_macs_m(codes: ArrayLike, macro: MacroArchitecture = CIFAR100, header: int | None = None) -> Floats:
    """Return the millions of multiply-accumulates of ``codes`` ``(n, 22)``, ``(n,)``.

    Raises:
        ArchitectureError: for codes that are not in the space.
    """
    checked = FBNET.check_codes(codes)
    table = macs_table(macro)
    return np.asarray(fixed_macs(macro, header) / 1e6 + table[np.arange(len(table)), checked].sum(axis=1))
