"""The fast evaluation with the statistics of the batch computes what the supernet computes."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError  # noqa: E402
from suite.networks.supernet.batchwise import BatchwiseSupernet  # noqa: E402
from suite.networks.supernet.folded import FoldedSupernet  # noqa: E402
from tests.networks.test_supernet_folded import (  # noqa: E402
    check_that_it_equals_the_supernet,
    check_that_the_order_makes_no_difference,
    trained_a_little,
)


def batchwise(seed, **settings):
    """A supernet without running statistics whose affine parameters are not those of a fresh one."""
    return trained_a_little(seed, track=False, **settings)


@pytest.fixture(scope="module")
def images():
    return torch.randn(6, 3, 12, 12, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("decoding", ["softmax", "hard"])
@pytest.mark.parametrize("cells", [1, 2])
def test_it_equals_the_supernet(decoding, cells, images):
    check_that_it_equals_the_supernet(BatchwiseSupernet, batchwise(cells, cells=cells), decoding, images, 1e-3)


def test_the_order_of_the_cells_makes_no_difference(images):
    check_that_the_order_makes_no_difference(BatchwiseSupernet, batchwise(3, cells=1), images)


def test_a_supernet_of_fewer_operations_works_as_well(images):
    net = batchwise(4, cells=1, allowed=((0, 3),) * 3 + ((1, 4),) * 3)
    code = [3, 0, 3, 1, 4, 4]
    found = next(BatchwiseSupernet(net).logits(images, [code]))
    with torch.no_grad():
        torch.testing.assert_close(found, net(images, net.decoded(code)), rtol=1e-3, atol=1e-3)


def test_each_kind_of_statistics_has_its_own_evaluation(images):
    with pytest.raises(ConfigurationError, match="by the batch"):
        BatchwiseSupernet(trained_a_little(0, cells=1))
    with pytest.raises(ConfigurationError, match="running statistics"):
        FoldedSupernet(batchwise(0, cells=1))
    with pytest.raises(ConfigurationError, match="softmax or hard"):
        BatchwiseSupernet(batchwise(0, cells=1), "mixed")


def test_other_images_in_the_batch_change_the_answer(images):
    net = BatchwiseSupernet(batchwise(1, cells=1))
    code = [[3, 3, 1, 2, 4, 3]]
    assert not torch.allclose(next(net.logits(images, code))[:3], next(net.logits(images[:3], code)), atol=1e-3)
