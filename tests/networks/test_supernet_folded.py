"""The folded supernet computes what the supernet computes, and no more than it has to."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError  # noqa: E402
from suite.networks.rmi.resnet import seeded  # noqa: E402
from suite.networks.supernet.folded import FoldedSupernet, fold_edge  # noqa: E402
from suite.networks.supernet.model import Supernet  # noqa: E402

SMALL = {"channels": 4}


def trained_a_little(seed, **settings):
    """A supernet whose statistics and affine parameters are not those of a fresh one."""
    net = seeded(seed, Supernet, **{**SMALL, **settings})
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for module in net.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                for name, low, high in (("running_mean", -0.5, 0.5), ("running_var", 0.5, 2.0)):
                    if module.track_running_stats:
                        getattr(module, name).uniform_(low, high, generator=generator)
                if module.affine:
                    module.weight.uniform_(0.5, 1.5, generator=generator)
                    module.bias.uniform_(-0.5, 0.5, generator=generator)
    return net.eval()


@pytest.fixture(scope="module")
def images():
    return torch.randn(6, 3, 12, 12, generator=torch.Generator().manual_seed(0))


def check_that_it_equals_the_supernet(fast, net, decoding, images, tolerance):
    codes = np.random.default_rng(0).integers(0, 5, (20, 6))
    codes[:8, :3] = codes[0, :3]  # these share what their first edges lead to
    codes[8] = 0
    decode = net.decoded if decoding == "softmax" else net.one_hot
    found = list(fast(net, decoding).logits(images, codes.tolist()))
    for code, logits in zip(codes.tolist(), found, strict=True):
        with torch.no_grad():
            torch.testing.assert_close(logits, net(images, decode(code)), rtol=tolerance, atol=tolerance)
    assert float(torch.stack(found).std(dim=0).mean()) > 10 * tolerance  # the cells differ by more than that


def check_that_the_order_makes_no_difference(fast, net, images):
    codes = [[3, 1, 2, 4, 0, 3], [3, 1, 2, 4, 0, 2], [0, 1, 2, 4, 0, 3], [3, 1, 2, 4, 0, 3]]
    found, backwards = (list(fast(net).logits(images, order)) for order in (codes, codes[::-1]))
    for one, other in zip(found, backwards[::-1], strict=True):
        assert torch.equal(one, other)
    assert torch.equal(found[0], found[3])


@pytest.mark.parametrize("decoding", ["softmax", "hard"])
@pytest.mark.parametrize("cells", [1, 2])
def test_it_equals_the_supernet(decoding, cells, images):
    check_that_it_equals_the_supernet(FoldedSupernet, trained_a_little(cells, cells=cells), decoding, images, 1e-4)


def test_the_order_of_the_cells_makes_no_difference(images):
    check_that_the_order_makes_no_difference(FoldedSupernet, trained_a_little(3, cells=1), images)


def test_a_supernet_of_fewer_operations_folds_as_well(images):
    net = trained_a_little(4, cells=1, allowed=((0, 3),) * 3 + ((1, 4),) * 3)
    code = [3, 0, 3, 1, 4, 4]
    found = next(FoldedSupernet(net).logits(images, [code]))
    with torch.no_grad():
        torch.testing.assert_close(found, net(images, net.decoded(code)), rtol=1e-4, atol=1e-4)


def test_a_single_path_runs_no_operation_that_it_does_not_hold():
    edge = trained_a_little(5, cells=1).stages[0][0].edges[0]
    sizes = [fold_edge(edge, row).size for row in torch.eye(5).tolist()]
    assert sizes == [0, 0, 1, 3, 0]
    mixed = fold_edge(edge, [0.1, 0.2, 0.3, 0.0, 0.4])
    assert (mixed.size, mixed.skip, mixed.pool) == (1, 0.2, 0.4)


def test_batch_statistics_cannot_be_folded_and_decodings_have_names():
    with pytest.raises(ConfigurationError, match="running statistics"):
        FoldedSupernet(seeded(0, Supernet, cells=1, track=False, **SMALL))
    with pytest.raises(ConfigurationError, match="softmax or hard"):
        FoldedSupernet(trained_a_little(0, cells=1), "mixed")
