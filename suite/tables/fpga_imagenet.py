"""FPGA latency on ImageNet16-120: the larger of two affine forms in the operation counts.

The FPGA columns of HW-NAS-Bench are a simulator's estimates (Li et al., "HW-NAS-Bench", ICLR 2021, section 3.2), so
they follow from the counts of the cell's operations. On 32 x 32 inputs one affine form holds for all cells; on the
16 x 16 inputs of ImageNet16-120 two do, which would fit two resources working in parallel, the slower of which sets
the time (our reading; the paper does not say). Both forms were solved from the 84 distinct values and hold for all
15,625 cells to rounding (largest difference 5e-16 ms).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_FORM_A = (0.28432, 0.1312, 0.336, 0.1024)
_FORM_B = (0.2496, 0.0928, 0.5344, 0.0256)
"""Constant and milliseconds per nor_conv_1x1, nor_conv_3x3 and avg_pool_3x3."""


def fpga_latency_imagenet(n1: ArrayLike, n3: ArrayLike, n_pool: ArrayLike) -> NDArray[np.float64]:
    """Return the FPGA latency on ImageNet16-120 in milliseconds, exact up to rounding.

    Args:
        n1: number of ``nor_conv_1x1`` edges of each cell, ``(n,)``; all six edges count, reachable or not.
        n3: number of ``nor_conv_3x3`` edges, ``(n,)``.
        n_pool: number of ``avg_pool_3x3`` edges, ``(n,)``.

    Returns:
        ``(n,)`` float64, milliseconds.
    """
    counts = [np.asarray(count, dtype=np.float64) for count in (n1, n3, n_pool)]
    form_a, form_b = (
        form[0] + sum(rate * count for rate, count in zip(form[1:], counts, strict=True)) for form in (_FORM_A, _FORM_B)
    )
    return np.asarray(np.maximum(form_a, form_b), dtype=np.float64)
