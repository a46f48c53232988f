"""Look-ups: known facts of the real tables, and the same behaviour on the surrogate."""

from __future__ import annotations

import numpy as np
import pytest

from suite import AccuracyProtocol, load_benchmark
from suite.errors import ArchitectureError, ConfigurationError, DataError, UnknownNameError
from suite.tables.columns import DATASETS, EXPORT_COLUMNS, HARDWARE_COLUMNS, describe


@pytest.fixture(scope="module")
def real(real_data_dir):
    return load_benchmark(real_data_dir, "real")


@pytest.fixture(scope="module")
def surrogate():
    return load_benchmark(source="surrogate")


@pytest.mark.real_tables
@pytest.mark.parametrize(
    ("dataset", "split", "index", "value"),
    [
        ("cifar10", "test", 6111, 94.3733),
        ("cifar100", "test", 9930, 73.5133),
        ("ImageNet16-120", "test", 857, 47.3111),
        ("cifar10", "valid", 6111, 91.6067),
        ("cifar100", "valid", 9930, 73.4933),
        ("ImageNet16-120", "valid", 10676, 46.7333),
    ],
)
def test_known_optima(real, dataset, split, index, value):
    column = real.column(f"{split}_accuracy_200", dataset)
    assert int(np.nanargmax(column)) == index
    assert column[index] == pytest.approx(value, abs=1e-4)


@pytest.mark.real_tables
@pytest.mark.parametrize(
    ("dataset", "valid", "test"),
    [("cifar10", 39.77, 54.30), ("cifar100", 15.03, 15.61), ("ImageNet16-120", 16.43, 16.32)],
)
def test_the_all_skip_cell(real, dataset, valid, test):
    assert real.accuracy(1835, dataset, "valid@200")[0] == pytest.approx(valid, abs=0.005)
    assert real.accuracy(1835, dataset, "test@200")[0] == pytest.approx(test, abs=0.005)


@pytest.mark.real_tables
def test_hardware_of_architecture_0_in_full_precision(real):
    expected = {
        "edgegpu_latency_ms": 5.807418537139893,
        "edgegpu_energy_mj": 24.226614330768584,
        "raspi4_latency_ms": 10.481976820010459,
        "edgetpu_latency_ms": 0.9571811309997429,
        "pixel3_latency_ms": 3.60585,
        "eyeriss_latency_ms": 3.64562,
        "eyeriss_energy_mj": 0.6872827645,
        "fpga_latency_ms": 2.57296,
        "fpga_energy_mj": 18.01072,
    }
    row = real.row(0, "cifar10")
    for name, value in expected.items():
        assert row[name] == pytest.approx(value, rel=1e-15), name


@pytest.mark.real_tables
@pytest.mark.parametrize("dataset", DATASETS)
def test_what_was_not_measured_on_the_edge_tpu_is_missing_never_minus_one(real, dataset):
    for name in HARDWARE_COLUMNS:
        values = real.column(name, dataset)
        assert int(np.isnan(values).sum()) == (4699 if name == "edgetpu_latency_ms" else 0)
        assert np.nanmin(values) > 0


@pytest.mark.real_tables
def test_trials_and_seeds(real):
    trials = real.column("n_trials", "cifar10")
    assert {k: int((trials == k).sum()) for k in (2, 3)} == {2: 7456, 3: 8169}
    seeds = np.stack([real.accuracy(np.arange(15625), "cifar10", f"valid@200:{s}") for s in (777, 888, 999)])
    assert int(np.isnan(seeds[2]).sum()) == 7456  # a missing trial stays missing
    np.testing.assert_allclose(np.nanmean(seeds, axis=0), real.column("valid_accuracy_200", "cifar10"), atol=1e-9)


@pytest.mark.real_tables
def test_seeds_of_an_official_record(real):
    for seed, value in ((777, 82.092), (888, 81.616), (999, 82.24)):
        assert real.accuracy([0], "cifar10", f"valid@200:{seed}")[0] == pytest.approx(value, abs=1e-6)
    assert real.accuracy(0, "cifar10", "valid@12")[0] == pytest.approx((62.712 + 64.016) / 2, abs=1e-6)
    assert real.train_seconds(0, "cifar10", 200)[0] == pytest.approx(1444.2185997962952, abs=1e-9)
    assert real.train_seconds(0, "cifar10", 12)[0] == pytest.approx(86.65311598777771, abs=1e-9)


@pytest.mark.real_tables
def test_editions_and_provenance(real):
    assert real.edition == "NATS-tss-v1_0 + HW-NAS-Bench-v1_0"
    assert real.kind == "real"
    assert len(real.provenance("valid_accuracy_200", "cifar10")["sha256"]) == 64
    assert real.provenance("macs_m", "cifar10")["kind"] == "exact"


@pytest.mark.parametrize("which", ["real", "surrogate"])
def test_archs_may_be_index_indices_or_codes(which, request):
    benchmark = request.getfixturevalue(which)
    rows = np.array([3, 15624, 0, 3], dtype=np.uint16)
    by_index = benchmark.lookup(rows, "cifar100", ["valid_accuracy_12", "fpga_latency_ms"])
    by_code = benchmark.lookup(benchmark.space.codes(rows), "cifar100", ["valid_accuracy_12", "fpga_latency_ms"])
    assert by_index.shape == (4, 2)
    np.testing.assert_array_equal(by_index, by_code)
    np.testing.assert_array_equal(by_index[0], by_index[3])
    assert benchmark.accuracy(np.int16(3), "cifar100", "valid@12")[0] == by_index[0, 0]


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_surrogate_has_every_exported_column(surrogate, dataset):
    frame = surrogate.frame(dataset)
    assert list(frame.columns) == ["index", "arch", *EXPORT_COLUMNS]
    assert len(frame) == 15625
    assert surrogate.is_surrogate
    for name in EXPORT_COLUMNS:
        assert surrogate.provenance(name, dataset)["kind"] in ("surrogate", "exact") or name == "n_trials"
    assert surrogate.provenance("valid_accuracy_200", dataset)["kind"] == "surrogate"


def test_values_cannot_be_changed_by_a_caller(surrogate):
    for name in ("valid_accuracy_200", "macs_m"):
        with pytest.raises(ValueError, match="read-only"):
            surrogate.column(name, "cifar10")[0] = 0


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda b: b.column("valid_accuracy_200", "cifar11"), UnknownNameError, "did you mean 'cifar10"),
        (lambda b: b.column("valid_acuracy_200", "cifar10"), UnknownNameError, "did you mean 'valid_accuracy_200'"),
        (lambda b: b.hardware_cost(0, "cifar10", "fgpa"), UnknownNameError, "did you mean 'fpga'"),
        (lambda b: b.hardware_cost(0, "cifar10", "raspi4", "energy"), UnknownNameError, "not measured on raspi4"),
        (lambda b: b.hardware_cost(0, "cifar10", "fpga", "power"), UnknownNameError, "metric"),
        (lambda b: b.accuracy(0, "cifar10", "valid"), ConfigurationError, "valid@200"),
        (lambda b: b.accuracy(0, "cifar10", "valid@200:777"), DataError, "suite data fetch"),
        (lambda b: b.accuracy(0, "cifar10", "validtest@200"), ConfigurationError, "seed"),
        (lambda b: b.accuracy(15625, "cifar10", "valid@200"), ArchitectureError, "out of range"),
        (lambda b: b.train_seconds(0, "cifar10", 90), ConfigurationError, "12 and 200"),
    ],
)
def test_wrong_requests_are_answered_in_one_helpful_line(surrogate, call, error, text):
    with pytest.raises(error, match=text) as caught:
        call(surrogate)
    assert "\n" not in str(caught.value)


def test_loading_says_what_to_do_when_there_is_nothing(tmp_path):
    with pytest.raises(DataError, match="suite data fetch"):
        load_benchmark(tmp_path, "real")
    with pytest.raises(DataError, match="does not exist"):
        load_benchmark(tmp_path / "nowhere")
    with pytest.raises(UnknownNameError, match="did you mean 'real'"):
        load_benchmark(tmp_path, "reel")
    assert load_benchmark(tmp_path).is_surrogate


@pytest.mark.parametrize("text", ["valid@200", "valid@200:mean", "test@12", "valid@12:777", "validtest@200:888"])
def test_protocols_round_trip(text):
    protocol = AccuracyProtocol.parse(text)
    assert AccuracyProtocol.parse(str(protocol)) == protocol
    assert "accuracy" in protocol.describe()
    assert describe(protocol.column, "cifar10").unit == "%"


@pytest.mark.parametrize("text", ["", "valid", "valid@90", "train@200", "valid@200:", "valid@200:x", "test"])
def test_ambiguous_protocols_are_refused(text):
    with pytest.raises(ConfigurationError, match="no accuracy"):
        AccuracyProtocol.parse(text)


@pytest.mark.parametrize("number", [0, 127, 15624])
def test_one_index_gives_what_an_array_of_one_gives(surrogate, number):
    """It has a short cut; what it returns is nobody else's."""
    calls = [
        lambda archs: surrogate.accuracy(archs, "cifar10", "valid@200"),
        lambda archs: surrogate.hardware_cost(archs, "cifar10", "raspi4"),
        lambda archs: surrogate.train_seconds(archs, "cifar10", 12),
    ]
    for call in calls:
        expected = call(np.array([number]))
        kinds = [int, np.int64, np.uint16] + ([np.int8] if number < 128 else [])
        for one in [*(kind(number) for kind in kinds), np.array(number), [number], str(number)]:
            found = call(one)
            assert (type(found), found.dtype, found.shape) == (np.ndarray, np.float64, (1,))
            assert found.tobytes() == expected.tobytes()
            assert found.flags.owndata
            found[0] = -1.0  # changes no table
        assert call(number).tobytes() == expected.tobytes()
    for bad in (-1, 15625, np.int64(-1), np.int64(15625), 10**30, True, 1.0, None, np.timedelta64(1)):
        with pytest.raises(ArchitectureError) as caught:
            calls[0](bad)
        with pytest.raises(ArchitectureError) as of_array:
            surrogate.indices(bad)
        assert str(caught.value) == str(of_array.value)


def test_architecture_strings_are_taken_wherever_indices_are(surrogate) -> None:
    texts = surrogate.space.strings([5, 77])
    digits = surrogate.space.digits([5, 77])
    for given in (texts, digits, np.array(texts), np.array(texts, dtype=object), tuple(texts)):
        np.testing.assert_array_equal(surrogate.indices(given), [5, 77])
        expected = surrogate.accuracy([5, 77], "cifar10", "valid@200")
        np.testing.assert_array_equal(surrogate.accuracy(given, "cifar10", "valid@200"), expected)
        costs = surrogate.hardware_cost(given, "cifar10", "raspi4")
        np.testing.assert_array_equal(costs, surrogate.hardware_cost([5, 77], "cifar10", "raspi4"))
    np.testing.assert_array_equal(surrogate.indices(texts[1]), [77])
    assert surrogate.row(texts[0], "cifar10")["index"] == 5
    assert surrogate.lookup(texts, "cifar10", ["params", "macs_m"]).shape == (2, 2)
    np.testing.assert_array_equal(surrogate.train_seconds(texts[1], "cifar10", 12).shape, (1,))
    for bad in ("|none~0|", ["nothing"], [texts]):
        with pytest.raises(ArchitectureError) as caught:
            surrogate.indices(bad)
        assert "\n" not in str(caught.value)
