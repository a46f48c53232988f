"""The spaces of once-for-all: equal networks are equal codes, and nothing else."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.errors import ArchitectureError
from suite.spaces.fbnet import FBNET
from suite.spaces.numbering import Numbering
from suite.spaces.ofa_mobilenetv3 import OFA_MOBILENETV3, OFA_MOBILENETV3_224, OFAMobileNetV3Space
from suite.spaces.ofa_resnet50 import OFA_RESNET50, OFA_RESNET50_224

SPACES = (OFA_MOBILENETV3, OFA_MOBILENETV3_224, OFA_RESNET50, OFA_RESNET50_224)
spaces = st.sampled_from(SPACES)


def draw_codes(space: Any, seed: int, n: int = 6) -> np.ndarray:
    """Codes that are not canonical."""
    return np.random.default_rng(seed).integers(0, 3, (n, space.n_edges)).astype(np.uint8)


def test_sizes_are_exact() -> None:
    stage = sum(1 for depth in (2, 3, 4) for _ in itertools.product(range(9), repeat=depth))
    assert OFA_MOBILENETV3_224.size == stage**5 == 21758655492572485851
    assert OFA_MOBILENETV3.size == 5 * stage**5
    stages = [sum(3**blocks for blocks in range(base, base + 3)) for base in (2, 2, 4, 2)]
    assert OFA_RESNET50_224.size == 2 * 3**6 * math.prod(stages) == 2458914796962
    assert OFA_RESNET50.size == 8 * OFA_RESNET50_224.size


def test_a_stage_counted_by_its_canonical_codes() -> None:
    # all 3^9 ways to write the first stage of MobileNetV3, the others fixed
    ways = np.array(list(itertools.product(range(3), repeat=9)), dtype=np.uint8)
    codes = np.zeros((len(ways), 45), dtype=np.uint8)
    codes[:, 0], codes[:, 5:9], codes[:, 25:29] = ways[:, 0], ways[:, 1:5], ways[:, 5:]
    assert len(np.unique(OFA_MOBILENETV3_224.canonical(codes), axis=0)) == 81 + 729 + 6561
    resolutions = np.zeros((9, 47), dtype=np.uint8)
    resolutions[:, -2:] = list(itertools.product(range(3), repeat=2))
    assert len(np.unique(OFA_MOBILENETV3.canonical(resolutions), axis=0)) == 5


@given(spaces, st.integers(0, 2**31))
@settings(max_examples=40, deadline=None)
def test_equal_networks_are_equal_codes(space: Any, seed: int) -> None:
    codes = draw_codes(space, seed)
    canonical = space.canonical(codes)
    assert np.array_equal(space.canonical(canonical), canonical)
    assert np.array_equal(space.from_configs(space.configs(codes)), canonical)
    assert space.configs(codes) == space.configs(canonical)
    for name, code in zip(space.names(codes), canonical, strict=True):
        assert np.array_equal(space.read(name)[0], code)
        assert np.array_equal(space.read("".join(map(str, code)))[0], code)
    used = space.used(canonical[:, : space.n_body])
    assert not canonical[:, : space.n_body][~used].any()
    hot = space.one_hot(codes).reshape(len(codes), space.n_edges, 3)
    assert np.array_equal(hot[:, : space.n_body].sum(axis=2), used)


@given(spaces, st.integers(0, 2**31))
@settings(max_examples=30, deadline=None)
def test_neighbours_differ_in_one_choice(space: Any, seed: int) -> None:
    code = space.canonical(draw_codes(space, seed, 1))[0]
    near = space.neighbours(code)
    assert len({row.tobytes() for row in near}) == len(near)
    assert code.tobytes() not in {row.tobytes() for row in near}
    here = space.configs(code[None])[0]
    for there in space.configs(near):
        changed = [key for key in here if here[key] != there[key]]
        assert changed
        if "d" not in changed:  # a depth adds or takes layers, all else is one entry of one list
            (key,) = changed
            assert key == "r" or sum(a != b for a, b in zip(here[key], there[key], strict=True)) == 1
    assert len({config["r"] for config in space.configs(near)} - {here["r"]}) == len(space.resolutions) - 1


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_random_networks_are_canonical_and_take_every_choice(space: Any) -> None:
    codes = space.random(400, np.random.default_rng(0))
    assert codes.dtype == np.uint8
    assert np.array_equal(codes, space.canonical(codes))
    assert np.array_equal(codes, space.random(400, np.random.default_rng(0)))
    assert set(space.resolutions_of(codes)) == set(space.resolutions)
    shares = (codes[:, 1, None] == np.arange(3)).mean(axis=0)  # a depth: each as likely as the others
    assert (abs(shares - 1 / 3) < 0.1).all()


def test_a_network_as_once_for_all_writes_it() -> None:
    config = {"ks": [3, 5, 7, 3] * 5, "e": [3, 4, 6, 6] * 5, "d": [2, 3, 4, 2, 3], "r": 192}
    code = OFA_MOBILENETV3.from_configs([config])
    assert OFA_MOBILENETV3.names(code) == ["192|k3e3 k5e4|k3e3 k5e4 k7e6|k3e3 k5e4 k7e6 k3e6|k3e3 k5e4|k3e3 k5e4 k7e6"]
    assert OFA_MOBILENETV3.resolutions_of(code).tolist() == [192]
    other = {**config, "ks": [3, 5, 0, 7, *config["ks"][4:]]}  # layers beyond the depth of 2 mean nothing
    assert np.array_equal(OFA_MOBILENETV3.from_configs([other]), code)
    resnet = {"d": [2, 0, 1, 2, 0], "e": [0.2, 0.25, 0.35] * 6, "w": [0, 1, 2, 0, 1, 2], "r": 256}
    name = OFA_RESNET50.names(OFA_RESNET50.from_configs([resnet]))[0]
    stages = "1.0 e0.2 e0.25|0.65 e0.25 e0.35 e0.2|0.8 e0.35 e0.2 e0.25 e0.35 e0.2 e0.25|1.0 e0.35 e0.2"
    assert name == f"256|0.65 0.8 residual|{stages}"


def test_one_means_no_residual_layer_in_the_stem() -> None:
    codes = np.zeros((3, 29), dtype=np.uint8)
    codes[:, 0] = 0, 1, 2
    assert OFA_RESNET50_224.canonical(codes)[:, 0].tolist() == [0, 0, 2]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_what_is_no_network(space: Any) -> None:
    good = space.configs(space.random(1, np.random.default_rng(1)))[0]
    for bad in ({**good, "r": 100}, {**good, "d": [5] * 5}, {**good, "e": good["e"][1:]}, {}):
        with pytest.raises(ArchitectureError, match=f"no network of {space.name}"):
            space.from_configs([bad])
    for text in ("", "17", "3" * space.n_edges, "224|x", space.names(np.zeros((1, space.n_edges), int))[0] + "|"):
        with pytest.raises(ArchitectureError, match=f"names no network of {space.name}: write {space.n_edges} digits"):
            space.read(text)
    with pytest.raises(ArchitectureError, match="between 0 and 2"):
        space.canonical(np.full((1, space.n_edges), 3))
    with pytest.raises(ArchitectureError, match="shape"):
        space.canonical(np.zeros((1, 6), dtype=int))
    codes = space.random(2, np.random.default_rng(0))
    for call in (space.index, space.codes, space.strings):
        with pytest.raises(ArchitectureError, match="no indices"):
            call(codes)


def test_numbers_of_networks_without_indices() -> None:
    numbering = Numbering(OFA_RESNET50_224)
    codes = OFA_RESNET50_224.random(5, np.random.default_rng(0))
    assert numbering.index(codes).tolist() == [0, 1, 2, 3, 4]
    assert numbering.index(codes[::-1]).tolist() == [4, 3, 2, 1, 0]
    assert np.array_equal(numbering.codes([3, 1]), codes[[3, 1]])
    assert np.array_equal(numbering.listed, codes)
    assert numbering.bound == 5
    assert Numbering(FBNET).index(FBNET.random(3, np.random.default_rng(0))).tolist() == [0, 1, 2]


def test_a_space_of_one_resolution_has_no_edge_for_it() -> None:
    assert OFAMobileNetV3Space("one", (192,)).n_edges == 45
    assert OFA_MOBILENETV3.n_edges == 47
