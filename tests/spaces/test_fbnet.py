"""The FBNet space: layers, texts, MACs against a naive count, and searches that ask and tell codes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from suite.algorithms import create
from suite.errors import ArchitectureError
from suite.objectives.fbnet import CapacityProxy, LutLatency, fbnet_problem
from suite.spaces.fbnet import CIFAR100, FBNET, IMAGENET, OPERATIONS, PUBLISHED, SKIP
from suite.tables.fbnet_lut import FBNetLut
from suite.tables.fbnet_macs import fbnet_macs_m, fixed_macs, macs_table


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_layers_follow_the_macro_architecture() -> None:
    for macro, first, last in ((CIFAR100, 32, 4), (IMAGENET, 112, 7)):
        layers = macro.layers
        assert len(layers) == 22
        assert (layers[0].size, layers[0].c_in, layers[0].c_out) == (first, 16, 16)
        assert (layers[-1].size, layers[-1].c_in, layers[-1].c_out) == (last, 184, 352)
        for before, after in itertools.pairwise(layers):
            assert (after.c_in, after.size) == (before.c_out, before.size // before.stride)
    assert sum(layer.skip_is_identity for layer in CIFAR100.layers) == 16


def test_texts_and_codes() -> None:
    codes = FBNET.random(4, rng())
    assert codes.shape == (4, 22)
    assert codes.max() <= SKIP
    for code, text in zip(codes, FBNET.names(codes), strict=True):
        np.testing.assert_array_equal(FBNET.read(text)[0], code)
        np.testing.assert_array_equal(FBNET.read("".join(map(str, code)))[0], code)
    for wrong in ("k3_e1", "9" * 22, " ".join(["k7_e1"] * 22), ""):
        with pytest.raises(ArchitectureError):
            FBNET.read(wrong)
    assert FBNET.size == 9**22
    assert FBNET.neighbours(codes[0]).shape == (176, 22)
    assert FBNET.one_hot(codes).sum() == 4 * 22
    with pytest.raises(ArchitectureError, match="22"):
        FBNET.check_codes(np.zeros((1, 6), dtype=np.uint8))


def test_there_are_no_indices_and_it_says_so() -> None:
    code = FBNET.random(1, rng())
    for call in (
        lambda: FBNET.index(code),
        lambda: FBNET.codes([0]),
        lambda: FBNET.strings([0]),
        lambda: FBNET.parse("0"),
        FBNET.isomorphism_class,
    ):
        with pytest.raises(ArchitectureError, match="no indices"):
            call()


def naive_macs(names: list[str]) -> int:
    """Count convolution by convolution, from the names of the blocks."""
    total, size, channels = 3 * 16 * 9 * 32 * 32, 32, 16
    stages = zip((1, 4, 4, 4, 4, 4, 1), (16, 24, 32, 64, 112, 184, 352), (1, 1, 2, 2, 1, 2, 1), strict=True)
    plan = [(width, stride if k == 0 else 1) for count, width, stride in stages for k in range(count)]
    for name, (width, stride) in zip(names, plan, strict=True):
        after = size // stride
        if name == "skip":
            total += 0 if stride == 1 and channels == width else channels * width * after**2
        else:
            kernel, expansion = int(name[1]), int(name.split("_")[1][1:])
            groups = 2 if name.endswith("g2") else 1
            inner = channels * expansion
            total += size**2 * channels * inner // groups
            total += after**2 * inner * kernel**2
            total += after**2 * inner * width // groups
        size, channels = after, width
    return total + 352 * 1504 * size**2 + 1504 * 100


def test_macs_are_those_of_a_naive_count() -> None:
    codes = FBNET.random(20, rng(1))
    expected = [naive_macs(text.split()) / 1e6 for text in FBNET.names(codes)]
    np.testing.assert_allclose(fbnet_macs_m(codes), expected, rtol=1e-12)
    assert macs_table().shape == (22, len(OPERATIONS))


def test_macs_of_the_published_networks_are_near_the_published_flops() -> None:
    published = {"FBNet-A": 249, "FBNet-B": 295, "FBNet-C": 375}
    for name, flops in published.items():
        assert fbnet_macs_m(FBNET.read(PUBLISHED[name]), IMAGENET, 1504)[0] == pytest.approx(flops, rel=0.01)
    assert fixed_macs(IMAGENET) - fixed_macs(IMAGENET, 1504) == 480 * (352 * 49 + 1000)


def made_up_lut() -> FBNetLut:
    entries = np.abs(rng(3).normal(size=(22, 9)))
    entries[:, SKIP] = 0.0
    return FBNetLut("made_up", 2.0, entries, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("random_search", {}),
        ("nsga2", {}),
        ("regularized_evolution", {}),
        ("fbnet_dnas", {"cross_entropy": "told", "latency": "measured", "lut_base": SKIP, "epochs": 12}),
    ],
)
def test_searches_that_ask_and_tell_codes_work(name: str, parameters: dict[str, object]) -> None:
    problem = fbnet_problem(CapacityProxy(), LutLatency(made_up_lut()))
    assert not problem.is_tabular
    algorithm = create(name, FBNET, rng=rng(), **parameters)
    columns = 1 if algorithm.n_objectives == (1, 1) else 2
    while algorithm.n_told < 300 and not algorithm.finished:
        codes = algorithm.ask()
        algorithm.tell(codes, problem(codes)[:, :columns])
    assert algorithm.recommend().shape[1] == 22


def test_the_capacity_proxy_falls_with_size() -> None:
    proxy, codes = CapacityProxy(), FBNET.random(50, rng(2))
    order = np.argsort(fbnet_macs_m(codes))
    assert (np.diff(proxy(codes)[order]) <= 0).all()
    assert (proxy(codes) > 1).all()
    assert "no accuracy" in proxy.label
