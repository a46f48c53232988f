"""The benchmark's average pooling against the library's, forwards and backwards."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.networks.pooling import AveragePool  # noqa: E402


@pytest.mark.parametrize("shape", [(2, 3, 8, 8), (1, 2, 4, 7), (3, 1, 2, 2), (2, 2, 1, 5), (1, 1, 1, 1)])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_values_and_gradients_are_those_of_the_library(shape, layout):
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(shape, generator=generator, dtype=torch.float64).contiguous(memory_format=layout)
    outer = torch.randn(shape, generator=generator, dtype=torch.float64)
    found = []
    for module in (AveragePool(), torch.nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)):
        leaf = inputs.clone().requires_grad_()
        result = module(leaf)
        result.backward(outer)
        found.append((result.detach(), leaf.grad))
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs)
