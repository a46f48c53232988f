"""The space: official order, strings, digits, classes; and what is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.errors import ArchitectureError
from suite.spaces import NASBENCH201, GridSpace
from suite.spaces.cell_graph import connected
from suite.spaces.nasbench201 import OPERATIONS

indices = st.integers(0, NASBENCH201.size - 1)


def test_known_architectures_of_the_official_order():
    assert NASBENCH201.strings([0]) == [
        "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|"
    ]
    assert NASBENCH201.digits([1835]) == ["111111"]  # the all-skip cell that DARTS and ENAS end in
    best_on_cifar10 = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|"
    assert NASBENCH201.parse(best_on_cifar10) == 6111
    best_on_cifar100 = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|"
    assert NASBENCH201.parse(best_on_cifar100) == 9930


def test_official_order_equals_that_of_the_benchmark_files(mirror):
    import bz2

    from suite.tables.pickles.reader import PickleReader

    path = mirror / "D-X-Y/NATS-Bench/fake_torch_dir/NATS-tss-v1_0-3ffb9-simple/meta.pickle.pbz2"
    meta = PickleReader(bz2.decompress(path.read_bytes()), path.name, {}).load()
    assert meta["meta_archs"] == NASBENCH201.strings(np.arange(NASBENCH201.size))


@given(indices)
def test_index_code_string_and_digits_name_the_same_architecture(index):
    code = NASBENCH201.codes([index])
    assert NASBENCH201.index(code)[0] == index
    assert NASBENCH201.parse(NASBENCH201.strings([index])[0]) == index
    assert NASBENCH201.parse(NASBENCH201.digits([index])[0]) == index
    assert NASBENCH201.parse(str(index)) == index


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.int64, np.uint64])
def test_numpy_integers_of_every_width_are_indices(dtype):
    assert NASBENCH201.digits(dtype(100)) == NASBENCH201.digits([100])


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "-1", "15625", "9" * 30, "555555", "1e3", "1.0", "١٢٣",
        "|none~0|+|none~0|none~1|+|none~0|none~1|", "|none~1|+|none~0|none~1|+|none~0|none~1|none~2|",
        "|conv~0|+|none~0|none~1|+|none~0|none~1|none~2|", "|", "|none~0|" * 1000,
    ],
)  # fmt: skip
def test_malformed_architectures_are_refused_in_one_line(text):
    with pytest.raises(ArchitectureError) as caught:
        NASBENCH201.parse(text)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=80))
def test_any_text_is_an_architecture_or_a_clear_error(text):
    try:
        index = NASBENCH201.parse(text)
    except ArchitectureError:
        return
    assert 0 <= index < NASBENCH201.size


@pytest.mark.parametrize("bad", [[-1], [15625], [0.5], [[1, 2]], ["1"], [True]])
def test_bad_indices_are_refused(bad):
    with pytest.raises(ArchitectureError):
        NASBENCH201.codes(bad)


@pytest.mark.parametrize("bad", [[[5, 0, 0, 0, 0, 0]], [[-1, 0, 0, 0, 0, 0]], [[0, 0, 0]], [0] * 6, [[0.0] * 6]])
def test_bad_codes_are_refused(bad):
    with pytest.raises(ArchitectureError):
        NASBENCH201.index(bad)


def test_classes_are_those_of_the_benchmark(mirror):
    import csv

    with (mirror / "v-tao/nats-bench-landscape/nats_bench.csv").open() as file:
        official = [row["UniqueString"] for row in csv.DictReader(file)]
    ids: dict[str, int] = {}
    assert [ids.setdefault(text, len(ids)) for text in official] == NASBENCH201.isomorphism_class().tolist()


def test_number_of_classes_and_of_disconnected_cells():
    assert NASBENCH201.isomorphism_class().max() + 1 == 6466
    assert sum(not reached for reached in connected(NASBENCH201.all_codes)) == 341


@given(indices)
def test_neighbours_differ_in_exactly_one_edge(index):
    code = NASBENCH201.codes([index])[0]
    neighbours = NASBENCH201.neighbours(code)
    assert neighbours.shape == (24, 6)
    assert ((neighbours != code).sum(axis=1) == 1).all()
    assert len(np.unique(NASBENCH201.index(neighbours))) == 24


def test_one_hot_has_one_operation_per_edge():
    hot = NASBENCH201.one_hot(NASBENCH201.all_codes[:50]).reshape(50, 6, len(OPERATIONS))
    assert (hot.sum(axis=2) == 1).all()
    assert (hot.argmax(axis=2) == NASBENCH201.all_codes[:50]).all()


def test_random_is_uniform_and_depends_on_the_generator_alone():
    a = NASBENCH201.random(20_000, np.random.default_rng(3))
    assert (a == NASBENCH201.random(20_000, np.random.default_rng(3))).all()
    shares = np.stack([(a == op).mean(axis=0) for op in range(5)])
    assert np.abs(shares - 0.2).max() < 0.02


@given(st.integers(1, 5), st.integers(2, 6), st.data())
def test_grid_space_counts_in_mixed_radix(n_edges, n_operations, data):
    space = GridSpace(n_edges, n_operations)
    index = data.draw(st.integers(0, space.size - 1))
    assert space.index(space.codes([index]))[0] == index
    assert space.strings([index])[0] == np.base_repr(index, n_operations).zfill(n_edges)


def test_a_copy_in_another_process_is_the_one_instance():
    assert pickle.loads(pickle.dumps(NASBENCH201)) is NASBENCH201


def test_connected_cells_are_those_with_a_path_of_edges():
    paths = ((3,), (0, 4), (1, 5), (0, 2, 5))  # edges 1<-0, 2<-0, 2<-1, 3<-0, 3<-1, 3<-2
    codes = NASBENCH201.all_codes
    expected = np.any([(codes[:, path] != 0).all(axis=1) for path in paths], axis=0)
    assert (NASBENCH201.connected() == expected).all()
    assert (~expected).sum() == 341


def test_the_space_knows_the_nodes_of_its_edges_here_and_in_a_copy():
    targets = [target for target, _ in NASBENCH201.edges]
    assert targets == [1, 2, 2, 3, 3, 3]
    assert pickle.loads(pickle.dumps(NASBENCH201)) is NASBENCH201
