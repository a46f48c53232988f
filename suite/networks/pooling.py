"""The benchmark's average pooling, with a backward pass that is a pooling too.

Pooling over 3 x 3 positions divides by the number of them inside the image. The sum over a window is its own adjoint,
so the gradient is the pooling of what comes back, divided before instead of after: a third of the time that the
library's backward pass takes on a processor, and that pass is a fifth of fitting a cell there. Where numba is, compiled
loops of the same bytes take two thirds to four fifths off both passes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from suite.kernels.compiled import POOLING, twin

WINDOW = 9

Images = NDArray[np.float32]


class AveragePool(nn.Module):
    """Average pooling over 3 x 3 positions at stride 1; positions outside the image do not count."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Return ``(n, c, h, w)`` of ``inputs`` ``(n, c, h, w)``."""
        result: Tensor = _Pooled.apply(inputs)  # type: ignore[no-untyped-call]
        return result


class _Pooled(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, inputs: Tensor) -> Tensor:
        if _loops_apply(inputs):
            return _owner(_average(_array(inputs)))
        return functional.avg_pool2d(inputs, 3, stride=1, padding=1, count_include_pad=False)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> Tensor:
        share = _share(gradient.shape[-2], gradient.shape[-1], gradient.dtype, gradient.device)
        if _loops_apply(gradient):
            return _owner(_adjoint(_array(gradient), share.numpy()))
        return functional.avg_pool2d(gradient * share, 3, stride=1, padding=1, count_include_pad=True)


@twin(POOLING)
def _average(images: Images) -> Images:
    """Return the averages ``(n, h, w, c)`` of ``images``, by torch."""
    return _array(functional.avg_pool2d(_tensor(images), 3, stride=1, padding=1, count_include_pad=False))


@twin(POOLING)
def _adjoint(images: Images, share: Images) -> Images:
    """Return the ninths of the sums of ``images * share`` ``(n, h, w, c)``, by torch."""
    scaled = _tensor(images) * torch.from_numpy(share)
    return _array(functional.avg_pool2d(scaled, 3, stride=1, padding=1, count_include_pad=True))


def _loops_apply(images: Tensor) -> bool:
    """Whether the loops' order of additions is torch's: channels last in memory, on a processor, no graph wanted."""
    last = images.is_contiguous(memory_format=torch.channels_last) and not images.is_contiguous()
    return last and images.dtype == torch.float32 and images.device.type == "cpu" and not torch.is_grad_enabled()


def _array(images: Tensor) -> Images:
    """Return the memory of ``images`` ``(n, c, h, w)``, channels last, as ``(n, h, w, c)``."""
    result: Images = images.detach().permute(0, 2, 3, 1).numpy()
    return result


def _tensor(images: Images) -> Tensor:
    return torch.from_numpy(images).permute(0, 3, 1, 2)


def _owner(images: Images) -> Tensor:
    """Return the same as :func:`_tensor`, but no view: what a function of autograd returns may then be added to."""
    view = _tensor(images)
    return torch.empty(0).set_(view.untyped_storage(), 0, view.shape, view.stride())


@lru_cache(maxsize=32)
def _share(height: int, width: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """Return 9 over the number of positions of each window that are inside the image, ``(h, w)``."""
    rows, columns = (torch.full((size,), 3.0, dtype=dtype, device=device) for size in (height, width))
    for counts in (rows, columns):
        counts[0] -= 1
        counts[-1] -= 1  # both ends are the same position in an image of one row: then only one position counts
    return WINDOW / (rows[:, None] * columns[None, :])
