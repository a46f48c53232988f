"""The benchmark's average pooling, with a backward pass that is a pooling too.

Pooling over 3 x 3 positions divides by the number of them inside the image. The sum over a window is its own adjoint,
so the gradient is the pooling of what comes back, divided before instead of after: a third of the time that the
library's backward pass takes on a processor, and that pass is a fifth of fitting a cell there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

WINDOW = 9


class AveragePool(nn.Module):
    """Average pooling over 3 x 3 positions at stride 1; positions outside the image do not count."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Return ``(n, c, h, w)`` of ``inputs`` ``(n, c, h, w)``."""
        result: Tensor = _Pooled.apply(inputs)  # type: ignore[no-untyped-call]
        return result


class _Pooled(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, inputs: Tensor) -> Tensor:
        return functional.avg_pool2d(inputs, 3, stride=1, padding=1, count_include_pad=False)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> Tensor:
        share = _share(gradient.shape[-2], gradient.shape[-1], gradient.dtype, gradient.device)
        return functional.avg_pool2d(gradient * share, 3, stride=1, padding=1, count_include_pad=True)


@lru_cache(maxsize=32)
def _share(height: int, width: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """Return 9 over the number of positions of each window that are inside the image, ``(h, w)``."""
    rows, columns = (torch.full((size,), 3.0, dtype=dtype, device=device) for size in (height, width))
    for counts in (rows, columns):
        counts[0] -= 1
        counts[-1] -= 1  # both ends are the same position in an image of one row: then only one position counts
    return WINDOW / (rows[:, None] * columns[None, :])
