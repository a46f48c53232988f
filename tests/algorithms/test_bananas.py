"""BANANAS: path encoding, mutants, draws, ranks; and that it learns."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from suite.algorithms import create
from suite.algorithms.mo_bananas import positions
from suite.errors import ConfigurationError
from suite.spaces import NASBENCH201, GridSpace
from suite.spaces.path_encoding import PATHS, path_encoding
from suite.testing import hidden_code, run, two_distances


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_path_encoding_by_hand() -> None:
    code = np.array([[1, 2, 3, 4, 0, 1]], dtype=np.uint8)
    (columns,) = np.nonzero(path_encoding(code, 5)[0])
    # 4; 1 then 0, 2 then 1; 1 then 3 then 1
    assert columns.tolist() == [4, 5 + 5, 5 + 11, 30 + 25 + 15 + 1]
    assert path_encoding(code, 5).shape == (1, 155)
    assert path_encoding(code, 5, longest=2).shape == (1, 30)


def test_the_paths_are_those_of_the_cell() -> None:
    edges = NASBENCH201.edges  # (target, source) of each position
    for path in PATHS:
        hops = [(edges[k][1], edges[k][0]) for k in path]
        assert hops[0][0] == 0
        assert hops[-1][1] == 3
        assert all(a[1] == b[0] for a, b in pairwise(hops))


def test_codes_differ_by_what_the_encoding_sees() -> None:
    everything = NASBENCH201.codes(np.arange(NASBENCH201.size))
    whole = len(np.unique(path_encoding(everything, 5), axis=0))
    short = len(np.unique(path_encoding(everything, 5, longest=2), axis=0))
    assert whole == NASBENCH201.size
    # without the edge between the inner nodes, and the two paths of two edges are a set: 5 * (625 + 25) / 2
    assert short == 1625


def test_positions_sort_by_rank_then_crowding() -> None:
    values = np.array([[0.0, 4.0], [1.0, 1.0], [1.2, 0.9], [4.0, 0.0], [5.0, 5.0]])
    found = positions(values)
    assert found[4] == 4
    assert sorted(found.tolist()) == list(range(5))
    assert set(found[[0, 3]].tolist()) == {0, 1}


@pytest.mark.parametrize(("name", "first", "then"), [("bananas", 10, 10), ("mo_bananas", 20, 4)])
def test_batches_are_new_and_near_the_best(name: str, first: int, then: int) -> None:
    search = create(name, NASBENCH201, rng=rng(), epochs=5, n_layers=1, mutation_rate=0.2)
    values = hidden_code(NASBENCH201) if name == "bananas" else two_distances(NASBENCH201)
    sizes = []
    for _ in range(4):
        parents = search.archive.nondominated()[0] if search.n_told else None
        codes = search.ask()
        sizes.append(len(codes))
        if parents is not None and name == "bananas":
            best = search.archive.best()[0][0]
            assert (codes != best).sum(axis=1).max() <= 5
        search.tell(codes, values(codes))
    assert sizes == [first, then, then, then]
    assert len(np.unique(search.archive.codes, axis=0)) == sum(sizes)


def test_it_learns() -> None:
    space = GridSpace(6, 4)
    search = create("bananas", space, rng=rng(), n_layers=2, epochs=60)
    assert run(search, hidden_code(space), 120).values.min() == 0.0
    search = create("mo_bananas", space, rng=rng(), n_candidates=30)
    trace = run(search, two_distances(space), 120)
    assert (trace.codes[80:] <= 1).mean() > 0.7  # by chance a half


@pytest.mark.parametrize(
    "wrong", [{"n_candidates": 5}, {"path_length": 4}, {"n_networks": 1}, {"mutation_rate": 1.5}, {"width": 200}]
)
def test_values_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError):
        create("bananas", NASBENCH201, rng=rng(), **wrong)
