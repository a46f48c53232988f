"""The supernet's fast way in training gives the values, gradients and statistics of its plain one."""

from __future__ import annotations

from copy import deepcopy

import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.networks.rmi.resnet import seeded  # noqa: E402
from suite.networks.supernet.merged import merged_logits  # noqa: E402
from suite.networks.supernet.model import Supernet  # noqa: E402

FEWER = ((0, 3),) * 3 + ((1, 4),) * 3


def mixtures(net):
    """A mixture of all operations, decoded and single paths, one whose second node is empty and one of nothing."""
    generator = torch.Generator().manual_seed(1)
    paths = [[3, 1, 0, 3, 2, 4], [0, 0, 0, 3, 2, 4], [0] * 6] if len(net.allowed[0]) == 5 else [[3, 0, 3, 1, 4, 4]]
    yield torch.softmax(torch.rand(6, len(net.allowed[0]), generator=generator, dtype=torch.float64), dim=1)
    for path in paths:
        yield net.decoded(path).double()
        yield net.one_hot(path).double()


@pytest.mark.parametrize("track", [True, False], ids=["running", "batch"])
@pytest.mark.parametrize("settings", [{"cells": 1}, {"cells": 2}, {"cells": 1, "allowed": FEWER}])
def test_it_trains_as_the_supernet_does(track, settings):
    net = seeded(0, Supernet, track=track, channels=4, **settings).double().train()
    images = torch.randn(6, 3, 12, 12, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    images = images.contiguous(memory_format=torch.channels_last)
    for weights in mixtures(net):
        found = []
        for logits in (Supernet.__call__, merged_logits):
            copy = deepcopy(net)
            result = logits(copy, images, weights)
            result.square().sum().backward()
            gradients = {name: each.grad for name, each in copy.named_parameters() if each.grad is not None}
            found.append((result.detach(), gradients, dict(copy.named_buffers())))
        (ours, gradients, buffers), (theirs, *others) = found
        torch.testing.assert_close(ours, theirs)
        for mine, other in zip((gradients, buffers), others, strict=True):
            assert mine.keys() == other.keys()
            for name, value in mine.items():
                torch.testing.assert_close(value, other[name], msg=name)
