"""The embedded surrogate: determinism, exact arithmetic, ranges, size, and (real tables) agreement."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import kendalltau

from suite.benchmark import load_benchmark
from suite.errors import DataError
from suite.spaces.cell_graph import connected, live_edges
from suite.spaces.nasbench201 import NASBENCH201
from suite.surrogate_fit.fit import real_columns
from suite.tables.columns import DATASETS
from suite.tables.fpga_imagenet import fpga_latency_imagenet
from suite.tables.surrogate import tables as surrogate
from suite.tables.surrogate.features import accuracy_features, execution_features
from suite.tables.surrogate.network import FixedPointNetwork, gate, quantise
from suite.tables.surrogate.tables import (
    ACCURACY_KEYS,
    EXECUTION_KEYS,
    SurrogateModel,
    shipped_model,
    surrogate_columns,
)

CODES = NASBENCH201.all_codes
SOME = np.array([0, 1, 7, 284, 1835, 6111, 9930, 15624])


# -- the shipped model -----------------------------------------------------------------------------------------------
def test_columns_have_every_name_shape_and_range() -> None:
    columns = surrogate_columns()
    derived = {f"{d}/{c}" for d in DATASETS for c in ("n_trials", "train_seconds_12", "train_seconds_200")}
    assert set(columns) == set(ACCURACY_KEYS) | set(EXECUTION_KEYS) | derived
    for key, values in columns.items():
        assert values.shape == (15625,)
        assert values.dtype == np.float64
        assert not values.flags.writeable
        if key.endswith("n_trials"):
            assert np.isnan(values).all()
        elif "/edgetpu_" in key:
            assert 4500 < np.isnan(values).sum() < 4900
            assert np.nanmin(values) > 0
        else:
            assert np.isfinite(values).all()
            assert values.min() > 0
        if "accuracy" in key:
            assert values.max() < 95


def test_columns_are_cached_and_repeatable() -> None:
    again = shipped_model().predict(CODES)
    for key in ACCURACY_KEYS + EXECUTION_KEYS:
        np.testing.assert_array_equal(again[key], surrogate_columns()[key])
    assert surrogate_columns() is surrogate_columns()


def test_a_row_does_not_depend_on_the_rows_beside_it() -> None:
    """Exact sums: the batch, and with it the order of summation in the BLAS, changes no bit."""
    alone = [shipped_model().predict(CODES[i : i + 1]) for i in SOME]
    for key in ACCURACY_KEYS + EXECUTION_KEYS:
        np.testing.assert_array_equal([row[key][0] for row in alone], shipped_model().predict(CODES[SOME])[key])
        np.testing.assert_array_equal([row[key][0] for row in alone], surrogate_columns()[key][SOME])


@pytest.mark.parametrize("part", ["accuracy", "execution"])
def test_the_network_equals_plain_arithmetic(part: str) -> None:
    """The same forward pass with Python floats and exactly rounded sums gives the same bits."""
    network: FixedPointNetwork = getattr(shipped_model(), part)
    features = accuracy_features(CODES[SOME]) if part == "accuracy" else execution_features(CODES[SOME])
    outputs = []
    for row in features.tolist():
        total = [0.0] * network.sizes[-1]
        for member in range(len(network.weights)):
            values = row
            layers = network.layers(member)
            for position, (matrix, bias) in enumerate(layers):
                columns = matrix.T.tolist()
                sums = [
                    math.fsum([w * v for w, v in zip(column, values, strict=True)] + [b])
                    for column, b in zip(columns, bias.tolist(), strict=True)
                ]
                last = position == len(layers) - 1
                values = (
                    sums if last else [round(s * (0.5 + 0.5 * (s / math.sqrt(1 + s * s))) * 4096) / 4096 for s in sums]
                )
            total = [t + v for t, v in zip(total, values, strict=True)]
        outputs.append([t / len(network.weights) for t in total])
    np.testing.assert_array_equal(network(features), outputs)


@pytest.mark.parametrize("part", ["accuracy", "execution"])
def test_sums_fit_in_a_double(part: str) -> None:
    """Every term of a layer is a multiple of 2**-(exponent + 12), and fewer than 2**53 of these add up."""
    network: FixedPointNetwork = getattr(shipped_model(), part)
    inputs = accuracy_features(CODES) if part == "accuracy" else execution_features(CODES)
    assert np.array_equal(inputs, np.rint(inputs))
    for member in range(len(network.weights)):
        hidden = inputs
        for (matrix, bias), exponent in zip(network.layers(member), network.exponents[member].tolist(), strict=True):
            largest = (np.abs(hidden).max(axis=0) @ np.abs(matrix) + np.abs(bias)).max()
            assert largest * 2.0 ** (exponent + 12) < 2.0**53
            hidden = np.rint(gate(hidden @ matrix + bias) * 4096) / 4096


def test_it_is_a_small_model_and_not_the_table() -> None:
    assert shipped_model().n_parameters <= 60_000
    assert shipped_model().n_parameters < 0.15 * 28 * 15625
    assert surrogate.MODEL_PATH.stat().st_size <= 300_000


def test_cells_without_a_path_get_the_accuracy_of_one_fixed_answer() -> None:
    dead = ~connected(CODES)
    assert dead.sum() == 341
    expected = {"cifar10/valid": 9.712, "cifar10/test": 10.0, "cifar100": 1.0, "ImageNet16": 0.833}
    for key in ACCURACY_KEYS:
        value = next(v for start, v in expected.items() if key.startswith(start))
        np.testing.assert_array_equal(surrogate_columns()[key][dead], value)
    for dataset in DATASETS:
        assert np.isnan(surrogate_columns()[f"{dataset}/edgetpu_latency_ms"][dead]).all()


def test_training_times_keep_the_exact_ratios() -> None:
    base = surrogate_columns()["cifar10/train_seconds_200"]
    for dataset, ratio in (("cifar10", 1.0), ("cifar100", 2.0), ("ImageNet16-120", 6.068)):
        np.testing.assert_allclose(surrogate_columns()[f"{dataset}/train_seconds_200"], ratio * base, rtol=1e-15)
        np.testing.assert_allclose(surrogate_columns()[f"{dataset}/train_seconds_12"], 0.06 * ratio * base, rtol=1e-15)


def test_the_benchmark_uses_it() -> None:
    benchmark = load_benchmark(source="surrogate")
    assert benchmark.is_surrogate
    assert benchmark.edition == "surrogate-v1"
    assert benchmark.data_hash == surrogate.surrogate_sha256()
    values = benchmark.accuracy(SOME, "cifar10", "valid@200")
    np.testing.assert_array_equal(values, surrogate_columns()["cifar10/valid_accuracy_200"][SOME])


# -- features and networks -------------------------------------------------------------------------------------------
def test_features_agree_with_the_cells() -> None:
    assert connected(CODES).tolist() == [_reaches_output(code) for code in CODES.tolist()]
    all_skip = np.array([[1, 1, 1, 1, 1, 1]], dtype=np.uint8)
    assert live_edges(all_skip).all()
    dangling = np.array([[3, 0, 3, 1, 0, 0]], dtype=np.uint8)  # 0 -> 1 -> 2 leads nowhere
    assert live_edges(dangling).tolist() == [[False, False, False, True, False, False]]
    fed_by_nothing = np.array([[0, 0, 3, 1, 3, 3]], dtype=np.uint8)
    assert live_edges(fed_by_nothing).tolist() == [[False, False, False, True, False, False]]


@pytest.mark.parametrize(("function", "width"), [(accuracy_features, 167), (execution_features, 106)])
def test_features_are_small_integers_and_none_is_constant(function, width: int) -> None:  # type: ignore[no-untyped-def]
    features = function(CODES)
    assert features.shape == (15625, width)
    assert np.array_equal(features, np.rint(features))
    assert features.min() >= -1
    assert features.max() <= 8
    assert features.std(axis=0).min() > 0
    np.testing.assert_array_equal(features[SOME], function(CODES[SOME]))


def test_quantised_weights_are_near_the_real_ones() -> None:
    rng = np.random.default_rng(0)
    members = [
        [(rng.normal(size=(5, 4)), rng.normal(size=4)), (rng.normal(size=(4, 2)), rng.normal(size=2))] for _ in "ab"
    ]
    network = quantise(members)
    assert network.sizes == (5, 4, 2)
    assert network.n_parameters == 2 * (6 * 4 + 5 * 2)
    x = rng.integers(0, 3, size=(10, 5)).astype(float)
    expected = np.mean([gate(x @ m[0][0] + m[0][1]) @ m[1][0] + m[1][1] for m in members], axis=0)
    np.testing.assert_allclose(network(x), expected, atol=5e-3)


# -- files -----------------------------------------------------------------------------------------------------------
def test_a_model_survives_its_file_and_the_bytes_are_stable() -> None:
    content = shipped_model().to_bytes()
    assert SurrogateModel.from_bytes(content).to_bytes() == content


@pytest.mark.parametrize("damage", ["empty", "truncated", "text", "other"])
def test_a_damaged_file_is_refused_in_one_line(damage: str) -> None:
    good = surrogate.MODEL_PATH.read_bytes()
    bad = {"empty": b"", "truncated": good[: len(good) // 2], "text": b"no model", "other": _other_npz()}[damage]
    with pytest.raises(DataError, match="reinstall the package") as caught:
        SurrogateModel.from_bytes(bad)
    assert "\n" not in str(caught.value)


def _other_npz() -> bytes:
    import io

    buffer = io.BytesIO()
    np.savez(buffer, columns=np.array(["a"]))
    return buffer.getvalue()


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(surrogate, "MODEL_PATH", tmp_path / "gone.npz")
    with pytest.raises(DataError, match=r"gone\.npz is missing"):
        surrogate._shipped.__wrapped__()


# -- the real tables -------------------------------------------------------------------------------------------------
@pytest.mark.real_tables
def test_fpga_latency_on_imagenet_is_exact(real_data_dir: Path) -> None:
    real = load_benchmark(real_data_dir, "real").column("fpga_latency_ms", "ImageNet16-120")
    counts = [np.count_nonzero(operation == CODES, axis=1) for operation in (2, 3, 4)]
    np.testing.assert_allclose(fpga_latency_imagenet(*counts), real, rtol=0, atol=1e-9)


@pytest.mark.real_tables
def test_the_shipped_model_ranks_like_the_real_tables(real_data_dir: Path) -> None:
    """In sample, so a guard against a wrong file, not a measure of quality (that is ``suite surrogate evaluate``)."""
    table = real_columns(load_benchmark(real_data_dir, "real"))
    predicted = shipped_model().predict(CODES, keep_infeasible=True)
    for key, real in table.items():
        known = ~np.isnan(real)
        floor = 0.80 if key == "ImageNet16-120/raspi4_latency_ms" else 0.90
        assert kendalltau(predicted[key][known], real[known]).statistic > floor, key
    missing = np.isnan(table["cifar10/edgetpu_latency_ms"])
    assert (shipped_model().infeasible(CODES) == missing).mean() > 0.99


@pytest.mark.real_tables
def test_what_the_surrogate_takes_as_exact_is_exact(real_data_dir: Path) -> None:
    benchmark = load_benchmark(real_data_dir, "real")
    dead = ~connected(CODES)
    for key in ACCURACY_KEYS:
        dataset, column = key.split("/")
        chance = surrogate.chance_accuracy(key)
        np.testing.assert_allclose(benchmark.column(column, dataset)[dead], chance, atol=1e-6)
    base = benchmark.column("train_seconds_200", "cifar10")
    for dataset, ratio in surrogate.TRAIN_TIME_RATIO.items():
        np.testing.assert_allclose(benchmark.column("train_seconds_200", dataset), ratio * base, rtol=1e-13)


def _reaches_output(code: list[int]) -> bool:
    """Whether the input reaches the output, node by node: independent of the vectorised form."""
    edges = [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)]
    reached = {0}
    for node in (1, 2, 3):
        sources = [source for (source, target), kind in zip(edges, code, strict=True) if kind and target == node]
        if reached.intersection(sources):
            reached.add(node)
    return 3 in reached
