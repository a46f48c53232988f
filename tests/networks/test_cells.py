"""Networks of cells: the benchmark's own numbers of parameters and multiply-accumulates, and what edges do."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError  # noqa: E402
from suite.networks.cells import Cell, CellNetwork, macs, parameter_count, running_edges  # noqa: E402
from suite.spaces.nasbench201 import NASBENCH201  # noqa: E402

SAMPLE = (0, 11, 284, 857, 1462, 1835, 6111, 9930, 10676, 15624)
CLASSES = {"cifar10": 10, "cifar100": 100, "ImageNet16-120": 120}


@pytest.fixture(scope="module")
def surrogate():
    from suite import load_benchmark

    return load_benchmark(source="surrogate")  # parameters and MACs are exact there


@pytest.mark.parametrize("index", SAMPLE)
def test_parameters_and_macs_are_the_benchmarks(index, surrogate):
    code = NASBENCH201.codes([index])[0]
    for dataset, classes in CLASSES.items():
        size = 16 if dataset == "ImageNet16-120" else 32
        network = CellNetwork(code, classes=classes)
        assert parameter_count(network) == surrogate.column("params", dataset)[index]
        # the benchmark's files print MACs with another count of the classifier: 0.00065 M instead of 640
        counted = macs(code, size=size, classes=classes) / 1e6
        assert counted == pytest.approx(surrogate.column("macs_m", dataset)[index], abs=2e-4)


def test_the_taps_have_the_shapes_of_the_three_stages():
    network = CellNetwork(NASBENCH201.codes([6111])[0], channels=4, cells=1)
    shapes = [tuple(tap.shape) for tap in network.features(torch.zeros(2, 3, 32, 32))]
    assert shapes == [(2, 4, 32, 32), (2, 8, 16, 16), (2, 16, 8, 8)]
    assert network(torch.zeros(2, 3, 32, 32)).shape == (2, 10)


def test_a_cell_is_the_sum_over_its_paths():
    code = (1, 4, 1, 1, 1, 4)  # node 1 = x; node 2 = pool(x) + x; node 3 = x + x + pool(node 2)
    x = torch.rand(2, 3, 8, 8)
    pool = torch.nn.AvgPool2d(3, 1, 1, count_include_pad=False)
    expected = x + x + pool(pool(x) + x)
    torch.testing.assert_close(Cell(code, 3)(x), expected)


def test_an_all_none_cell_gives_zeros_and_all_skips_multiply():
    x = torch.rand(1, 2, 4, 4)
    assert torch.count_nonzero(Cell((0,) * 6, 2)(x)) == 0
    torch.testing.assert_close(Cell((1,) * 6, 2)(x), 4 * x)  # four paths from the input to the output


def test_edges_that_cannot_reach_the_output_are_not_run_and_change_nothing():
    assert running_edges((3, 0, 0, 2, 0, 0)) == [False, False, False, True, False, False]
    assert running_edges((3, 0, 0, 0, 2, 0)) == [True, False, False, False, True, False]
    assert running_edges((0, 0, 3, 0, 0, 2)) == [False, False, True, False, False, True]  # starts at an empty node
    cell = Cell((3, 0, 0, 2, 0, 0), 2)
    x = torch.rand(2, 2, 4, 4)
    before = cell(x)
    torch.nn.init.constant_(cell.edges["0"][1].weight, 7.0)
    torch.testing.assert_close(cell(x), before)


@pytest.mark.parametrize("code", [(0,) * 5, (5, 0, 0, 0, 0, 0), (-1, 0, 0, 0, 0, 0)])
def test_what_is_no_cell_is_refused(code):
    with pytest.raises(ConfigurationError, match="six operations"):
        CellNetwork(code)


def test_reference_model_has_the_published_number_of_parameters():
    from suite.networks.rmi.resnet import ResNet20

    network = ResNet20()
    assert parameter_count(network) == 269_722  # 0.27 million, He et al., Table 6
    shapes = [tuple(tap.shape[1:]) for tap in network.features(torch.zeros(1, 3, 32, 32))]
    assert shapes == [(16, 32, 32), (32, 16, 16), (64, 8, 8)]


def test_seeded_weights_leave_the_global_generator_alone():
    from suite.networks.rmi.resnet import ResNet20, seeded

    state = torch.random.get_rng_state()
    first, second = seeded(3, ResNet20, 10, 1), seeded(3, ResNet20, 10, 1)
    assert torch.equal(torch.random.get_rng_state(), state)
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)
    assert not np.array_equal(
        next(seeded(4, ResNet20, 10, 1).parameters()).detach().numpy(), next(first.parameters()).detach().numpy()
    )
