"""The supernet: what is shared, what a decoded cell is, what a smaller supernet inherits."""

from __future__ import annotations

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError  # noqa: E402
from suite.networks.rmi.resnet import seeded  # noqa: E402
from suite.networks.supernet.model import ALL, SuperCell, Supernet, largest, mixture  # noqa: E402

SMALL = {"channels": 4, "cells": 2}


@pytest.fixture(scope="module")
def supernet():
    return seeded(0, Supernet, **SMALL)


@pytest.fixture(scope="module")
def images():
    return torch.randn(5, 3, 16, 16, generator=torch.Generator().manual_seed(0))


def test_a_decoded_cell_keeps_every_operation_at_the_published_weights(supernet):
    weights = supernet.decoded([3, 0, 1, 2, 4, 3])
    assert weights[0, 3] == pytest.approx(0.4046, abs=5e-5)
    assert weights[0, 0] == pytest.approx(0.1488, abs=5e-5)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(6))
    three = Supernet(**SMALL, allowed=((0, 1, 3),) * 6).decoded([1] * 6)
    assert [round(float(w), 4) for w in three[0]] == [0.2119, 0.5761, 0.2119]


def test_a_cell_is_the_weighted_sum_by_hand(images):
    cell = seeded(1, SuperCell, 3, ALL, True)
    weights = mixture(np.random.default_rng(0).random((6, 5)))
    edges = [[edge[str(kind)] for kind in range(5)] for edge in cell.edges]
    with torch.no_grad():
        found = cell(images, weights)

        def edge(number, inputs):
            parts = [weights[number, kind] * edges[number][kind](inputs) for kind in range(5)]
            return sum(parts)

        node1 = edge(0, images)
        node2 = edge(1, images) + edge(2, node1)
        expected = edge(3, images) + edge(4, node1) + edge(5, node2)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


def test_hard_weights_run_the_single_path_alone(supernet, images):
    code = [3, 1, 2, 4, 0, 3]
    supernet.eval()
    with torch.no_grad():
        hard = supernet(images, supernet.one_hot(code))
        for stage in supernet.stages:
            for cell in stage:
                cell.edges[0]["2"][1].weight.mul_(3.0)  # an operation that the path does not take
        again = supernet(images, supernet.one_hot(code))
        mixed = supernet(images, supernet.decoded(code))
    torch.testing.assert_close(hard, again, rtol=0, atol=0)
    assert not torch.allclose(hard, mixed)


def test_architectures_share_their_weights(supernet, images):
    """A step on one cell moves the weights that another cell with the same operation on an edge uses."""
    net = seeded(2, Supernet, **SMALL)
    before = net.stages[0][0].edges[0]["3"][1].weight.detach().clone()
    untouched = net.stages[0][0].edges[0]["2"][1].weight.detach().clone()
    loss = net(images, net.one_hot([3, 1, 1, 1, 1, 1])).square().mean()
    loss.backward()
    torch.optim.SGD(net.parameters(), lr=0.1).step()
    assert not torch.equal(net.stages[0][0].edges[0]["3"][1].weight, before)
    assert torch.equal(net.stages[0][0].edges[0]["2"][1].weight, untouched)


def test_batch_statistics_make_a_score_depend_on_the_batch_and_running_ones_do_not(images):
    for track in (True, False):
        net = seeded(3, Supernet, **SMALL, track=track)
        net.train()
        with torch.no_grad():
            net(images, net.decoded([3] * 6))
            net.eval()
            alone, together = net(images[:1], net.decoded([3] * 6)), net(images, net.decoded([3] * 6))[:1]
        assert torch.allclose(alone, together, atol=1e-4) == track


def test_inheritance_copies_the_same_places_and_nothing_else():
    large = seeded(4, Supernet, **SMALL)
    small = seeded(5, Supernet, **SMALL, allowed=((1, 2, 3),) * 6)
    fresh = seeded(5, Supernet, **SMALL, allowed=((1, 2, 3),) * 6)
    large.stem[1].running_mean.fill_(7.0)
    copied = small.inherit(large)
    assert copied == len(list(small.parameters()))
    for name, parameter in small.named_parameters():
        assert torch.equal(parameter, dict(large.named_parameters())[name])
    assert torch.equal(small.stem[1].running_mean, fresh.stem[1].running_mean)  # no statistics


def test_the_mixture_of_uniform_parameters_stays_near_uniform():
    weights = mixture(np.random.default_rng(1).random((1000, 5)))
    assert weights.min() >= 1 / (1 + 4 * math.e) - 1e-6
    assert weights.max() <= math.e / (math.e + 4) + 1e-6


def test_largest_decodes_in_the_operations_of_the_edge():
    alpha = np.zeros((6, 3))
    alpha[:, 1] = 1.0
    assert largest(alpha, ((0, 3, 4),) * 6) == [3] * 6


@pytest.mark.parametrize("allowed", [((0, 1),) * 5, ((1, 0),) * 6, ((),) * 6, ((0, 5),) * 6, ((0, 1),) * 5 + ((1,),)])
def test_impossible_operations_are_refused(allowed):
    with pytest.raises(ConfigurationError, match=r"edge"):
        Supernet(**SMALL, allowed=allowed)


def test_a_cell_outside_a_reduced_supernet_is_refused():
    with pytest.raises(ConfigurationError, match="holds the operations"):
        Supernet(**SMALL, allowed=((1, 3),) * 6).decoded([0] * 6)
