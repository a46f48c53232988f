"""Predictions against independent numbers: torch, published descriptions, known figures, measured networks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from suite.errors import DataError, UnknownNameError
from suite.ofa import OFABenchmark, load_ofa
from suite.ofa.accuracy import BLOCK, DECIMALS, HIDDEN, AccuracyPredictor, checked_layers, without_idle
from suite.ofa.against_measured import comparisons, is_wide
from suite.ofa.latency import fitted, held_out, layer_names
from suite.spaces.ofa_mobilenetv3 import OFAMobileNetV3Space
from suite.tables.ofa import OFAFiles

pytestmark = pytest.mark.real_tables


# -- accuracy ----------------------------------------------------------------------------------------------------------
def features_by_hand(benchmark: OFABenchmark, codes: np.ndarray) -> np.ndarray:
    """The predictors' inputs from configurations, written apart from the vectorised ones."""
    rows = []
    for config in benchmark.space.configs(codes):
        row: list[int] = []
        if "ks" in config:
            row += [int(k == each) for k in config["ks"] for each in (3, 5, 7)]
            row += [int(e == each) for e in config["e"] for each in (3, 4, 6)]
            row += [int(config["r"] == each) for each in range(112, 225, 16)]
        else:
            row += [int(config["r"] == each) for each in (128, 144, 160, 176, 192, 224, 240, 256)]
            row += [int((config["d"][0] > 0) == bool(each)) for each in (0, 1)]
            row += [int(w == each) for w in config["w"] for each in (0, 1, 2)]
            row += [int(e == each) for e in config["e"] for each in (0.2, 0.25, 0.35)]
        rows.append(row)
    return np.array(rows, dtype=np.float64)


@pytest.mark.parametrize("name", ["mobilenetv3", "resnet50"])
def test_accuracies_are_those_of_torch(name: str, request: pytest.FixtureRequest, files: OFAFiles) -> None:
    torch = pytest.importorskip("torch")
    benchmark: OFABenchmark = request.getfixturevalue(name)
    path = files.path(f"ofa-accuracy-{name}")
    state = torch.load(path, map_location="cpu", weights_only=True)
    codes = benchmark.space.random(1000, np.random.default_rng(5))
    values = torch.from_numpy(features_by_hand(benchmark, codes)).float()
    weights = [tensor for tensor in state.values() if tensor.ndim == 2]
    biases = [tensor for key, tensor in state.items() if key.endswith("bias")] + [torch.zeros(1)]
    with torch.no_grad():
        for weight, bias in zip(weights, biases, strict=False):
            values = torch.nn.functional.linear(values, weight, bias)
            if len(weight) > 1:
                values = torch.relu(values)
        expected = 100.0 * (values[:, 0] + state.get("base_acc", torch.zeros(1)))
    assert np.abs(benchmark.accuracy(codes) - expected.numpy()).max() < 2e-5  # torch computes in float32


def test_an_accuracy_does_not_depend_on_what_is_asked_with_it(
    mobilenetv3: OFABenchmark, resnet50: OFABenchmark
) -> None:
    for benchmark in (mobilenetv3, resnet50):
        codes = benchmark.space.random(3 * BLOCK + 11, np.random.default_rng(8))
        together = benchmark.accuracy(codes)
        assert np.array_equal(together, np.round(together, DECIMALS))
        assert np.array_equal(together[::7], np.concatenate([benchmark.accuracy(code[None]) for code in codes[::7]]))
        backwards = benchmark.accuracy(codes[::-1])[::-1]
        assert np.array_equal(together, backwards)


def test_what_the_rounding_leaves_open_is_computed_again(
    mobilenetv3: OFABenchmark, monkeypatch: pytest.MonkeyPatch
) -> None:
    predictor = AccuracyPredictor(mobilenetv3.space, mobilenetv3.files)
    codes = mobilenetv3.space.random(4000, np.random.default_rng(9))
    codes = mobilenetv3.space.canonical(codes)
    expected = predictor(codes)
    plain, bound = predictor._by_blas(predictor.features(codes))
    exact = predictor._exactly(predictor.features(codes))
    assert np.abs(plain - exact).max() <= bound < 1e-7
    assert np.array_equal(expected, np.round(exact, DECIMALS))
    noise = np.random.default_rng(0)
    by_blas = predictor._by_blas

    def another_order(features: np.ndarray) -> tuple[np.ndarray, float]:
        values, error = by_blas(features)
        return values + noise.uniform(-error, error, len(values)), error

    monkeypatch.setattr(predictor, "_by_blas", another_order)
    assert np.array_equal(expected, predictor(codes))
    near = np.flatnonzero(np.abs(1e5 * exact % 1.0 - 0.5) < 2e5 * bound)  # the networks that this is about
    assert len(near) > 5
    assert np.array_equal(expected[near], np.concatenate([predictor(code[None]) for code in codes[near]]))


def test_the_smallest_and_largest_mobilenets(mobilenetv3: OFABenchmark) -> None:
    ends = [{"ks": [k] * 20, "e": [e] * 20, "d": [d] * 5, "r": r} for k, e, d, r in ((3, 3, 2, 160), (7, 6, 4, 224))]
    small, large = mobilenetv3.accuracy(mobilenetv3.space.from_configs(ends))
    assert small < 76 < 83 < large


def test_unused_choices_change_nothing(mobilenetv3: OFABenchmark, resnet50: OFABenchmark) -> None:
    for benchmark in (mobilenetv3, resnet50):
        space = benchmark.space
        raw = np.random.default_rng(0).integers(0, 3, (50, space.n_edges))
        assert np.array_equal(benchmark.accuracy(raw), benchmark.accuracy(space.canonical(raw)))
        for device in benchmark.devices[:2]:
            metric = next(iter(benchmark.device_table.metrics_of(device)))
            assert np.array_equal(
                benchmark.cost(device, metric, raw), benchmark.cost(device, metric, space.canonical(raw))
            )


def test_a_predictor_of_other_shapes_is_refused() -> None:
    good = {"0.weight": np.zeros((HIDDEN, 7)), "0.bias": np.zeros(HIDDEN)}
    with pytest.raises(DataError, match=r"needs '0\.weight' with the shape \(400, 128\), the file has \(400, 7\)"):
        checked_layers(good, ["0"], 128, last_bias=True)
    with pytest.raises(DataError, match=r"needs '0\.bias' with the shape \(400,\), the file has none: another version"):
        checked_layers({"0.weight": good["0.weight"]}, ["0"], 7, last_bias=True)


def test_only_units_that_cannot_matter_are_left_out() -> None:
    rng = np.random.default_rng(0)
    scale = np.where(np.arange(30) < 20, 1.0, 1e-16)  # ten idle units a layer
    mlp = [
        (rng.normal(size=(8, 30)) * scale, rng.normal(size=30) * scale),
        (rng.normal(size=(30, 30)) * scale, rng.normal(size=30) * scale),
        (rng.normal(size=(30, 1)), rng.normal(size=1)),
    ]
    smaller = without_idle([(w.copy(), b.copy()) for w, b in mlp])
    assert [len(bias) for _, bias in smaller] == [20, 20, 1]
    inputs = rng.integers(0, 2, (100, 8)).astype(float)

    def output(layers: Any) -> np.ndarray:
        values = inputs
        for weight, bias in layers[:-1]:
            values = np.maximum(values @ weight + bias, 0.0)
        return values @ layers[-1][0] + layers[-1][1]

    assert np.abs(output(mlp) - output(smaller)).max() < 1e-10


# -- multiply-accumulates and parameters -------------------------------------------------------------------------------
def counted(config: dict[str, Any], resolution: int) -> tuple[float, float]:
    """Millions of multiply-accumulates and parameters from a published description, layer by layer."""

    def convolution(c_in: int, c_out: int, kernel: int, out: int, groups: int = 1, bias: int = 2) -> None:
        weights = c_in * c_out * kernel**2 // groups
        total[0] += weights * out**2
        total[1] += weights + bias * c_out

    def se_channels(inner: int) -> int:
        rounded = max(8, (inner // 4 + 4) // 8 * 8)
        return rounded + 8 if rounded < 0.9 * (inner // 4) else rounded

    total = [0, 0]
    size = (resolution + 1) // 2
    convolution(3, config["first_conv"]["out_channels"], 3, size)
    for block in config["blocks"]:
        layer = block["mobile_inverted_conv"]
        c_in, c_out, stride = layer["in_channels"], layer["out_channels"], layer["stride"]
        inner = layer["mid_channels"] or round(c_in * layer["expand_ratio"])
        out = (size - 1) // stride + 1
        if layer["expand_ratio"] != 1:
            convolution(c_in, inner, 1, size)
        convolution(inner, inner, layer["kernel_size"], out, groups=inner)
        if layer["use_se"]:
            convolution(inner, se_channels(inner), 1, 1, bias=1)
            convolution(se_channels(inner), inner, 1, 1, bias=1)
        convolution(inner, c_out, 1, out)
        size = out
    last = config["final_expand_layer"]
    convolution(last["in_channels"], last["out_channels"], 1, size)
    convolution(last["out_channels"], config["feature_mix_layer"]["out_channels"], 1, 1, bias=0)
    convolution(config["classifier"]["in_features"], config["classifier"]["out_features"], 1, 1, bias=1)
    return total[0] / 1e6, total[1] / 1e6


def test_counts_of_ten_published_networks(files: OFAFiles) -> None:
    from suite.ofa import layers
    from suite.ofa.against_measured import mobilenetv3_config

    wide = [network for network in files.specialised if is_wide(network)]
    assert len(wide) == 10
    stated = {}
    for network in wide:
        space = OFAMobileNetV3Space(network.name, (network.resolution,))
        code = space.from_configs([{**mobilenetv3_config(network), "r": network.resolution}])
        macs, parameters = counted(network.config, network.resolution)
        assert layers.macs(space)(code)[0] == pytest.approx(macs, abs=1e-9)
        assert layers.parameters(space)(code)[0] == pytest.approx(parameters, abs=1e-9)
        if network.macs_m == network.macs_m:
            stated[network.macs_m] = macs
    assert len(stated) == 3
    for name, macs in stated.items():  # "flops-389M" and so on
        assert int(macs) == name


def test_resnet50_d_is_in_the_space(resnet50: OFABenchmark) -> None:
    # known figures of ResNet50-D at 224: 25.58 M parameters, 4.3 G multiply-accumulates
    config = {"d": [2, 1, 2, 2, 1], "e": [0.25] * 18, "w": [2] * 6, "r": 224}
    code = resnet50.space.from_configs([config])
    assert resnet50.cost("network", "params", code)[0] == pytest.approx(25.576264, abs=1e-6)
    assert resnet50.cost("network", "macs", code)[0] == pytest.approx(4328.8, abs=0.1)


def resnet50_by_hand(config: dict[str, Any]) -> tuple[float, float]:
    """Multiply-accumulates and parameters of one ResNet50, with loops."""

    def eighths(channels: float) -> int:
        rounded = max(8, int(channels + 4) // 8 * 8)
        return rounded + 8 if rounded < 0.9 * channels else rounded

    macs = parameters = 0

    def convolution(c_in: int, c_out: int, kernel: int, out: int) -> None:
        nonlocal macs, parameters
        macs += c_in * c_out * kernel**2 * out**2
        parameters += c_in * c_out * kernel**2 + 2 * c_out

    widths = [(0.65, 0.8, 1.0)[w] for w in config["w"]]
    half, channels = eighths(eighths(64 * widths[0]) // 2), eighths(64 * widths[1])
    size = (config["r"] + 1) // 2
    convolution(3, half, 3, size)
    if config["d"][0] == 2:
        convolution(half, half, 3, size)
    convolution(half, channels, 3, size)
    size, first = (size + 1) // 2, 0
    for stage, base in enumerate((2, 2, 4, 2)):
        c_out = eighths(256 * 2**stage * widths[2 + stage])
        for block in range(base + config["d"][1 + stage]):
            out = (size + 1) // 2 if stage and not block else size
            inner = eighths(round(c_out * config["e"][first + block]))
            convolution(channels, inner, 1, size)
            convolution(inner, inner, 3, out)
            convolution(inner, c_out, 1, out)
            if not block:
                convolution(channels, c_out, 1, out)
            size, channels = out, c_out
        first += base + 2
    return (macs + channels * 1000) / 1e6, (parameters + (channels + 1) * 1000) / 1e6


def test_counts_of_resnet50s(resnet50: OFABenchmark) -> None:
    codes = resnet50.space.random(20, np.random.default_rng(3))
    expected = np.array([resnet50_by_hand(config) for config in resnet50.space.configs(codes)])
    assert np.allclose(resnet50.cost("network", "macs", codes), expected[:, 0], rtol=0, atol=1e-9)
    assert np.allclose(resnet50.cost("network", "params", codes), expected[:, 1], rtol=0, atol=1e-9)


# -- latency -----------------------------------------------------------------------------------------------------------
def test_the_note10_table_is_a_sum_of_its_layers(mobilenetv3: OFABenchmark, files: OFAFiles) -> None:
    config = {"ks": [7] * 20, "e": [6] * 20, "d": [4] * 5, "r": 208}
    table, names = files.note10(208), layer_names(208)
    total = sum(table[name] for name in names.fixed) + sum(table[name] for name in names.layers[:, 2, 2])
    found = mobilenetv3.cost("note10", "latency", mobilenetv3.space.from_configs([config]))
    assert found[0] == pytest.approx(total, abs=1e-9)
    every = {*names.fixed, *names.layers.ravel()}
    assert every == set(table)  # the table holds these layers and no other


def test_predictions_beside_measured_networks(files: OFAFiles) -> None:
    rows = comparisons(files)
    assert len(rows) == 17
    note10 = [row for row in rows if row.network.device == "note10"]
    inside = [row.note10_ms / row.network.latency_ms - 1.0 for row in note10 if row.inside]
    assert len(inside) == 3
    assert max(map(abs, inside)) < 0.05
    for device in {row.network.device for row in rows[10:]}:  # within a device the order of HELP's cells is kept
        cells = [row for row in rows if row.network.device == device]
        predicted, measured = [row.accuracy for row in cells], [row.network.top1 for row in cells]
        assert np.array_equal(np.argsort(predicted), np.argsort(measured))
    above = [row.accuracy - row.network.top1 for row in rows]
    assert 2.5 < min(above) < max(above) < 5.0  # the predictor knows held-out training images


def test_fitted_latencies_on_networks_not_seen(files: OFAFiles) -> None:
    layers, macs = held_out(files, "titan_rtx_64")
    assert layers.mape < 0.6
    assert layers.spearman > 0.9997
    assert macs.mape > 2.0
    batch_1 = held_out(files, "titan_rtx_1")[0]
    assert batch_1.mape > 6.0  # a batch of one does not keep the device busy: the model is poor there, and says so
    cells = [cell for cell in files.help_cells if cell.device == "gpu_titan_rtx_64"]
    model = fitted(files, "titan_rtx_64")
    for cell in cells:
        space = OFAMobileNetV3Space("cell", (cell.resolution,))
        assert model.on(space)(space.from_configs([cell.config]))[0] == pytest.approx(cell.latency_ms, rel=0.03)


def test_devices_and_metrics(mobilenetv3: OFABenchmark, resnet50: OFABenchmark) -> None:
    assert resnet50.devices == ("network",)
    assert len(mobilenetv3.devices) == 14
    assert mobilenetv3.device_table.kind("note10", "latency", "") == "predicted"
    assert mobilenetv3.device_table.kind("network", "macs", "") == "exact"
    codes = mobilenetv3.space.random(1, np.random.default_rng(0))
    for device, metric, message in (
        ("note", "latency", "did you mean 'note10'"),
        ("note10", "macs", "unknown metric of note10"),
        ("network", "latency", "unknown metric of network"),
    ):
        with pytest.raises(UnknownNameError, match=message):
            mobilenetv3.cost(device, metric, codes)


def test_hashes_tell_spaces_apart(mobilenetv3: OFABenchmark, resnet50: OFABenchmark, ofa_dir: Any) -> None:
    other = load_ofa("ofa-mobilenetv3-224", ofa_dir)
    assert len({mobilenetv3.data_hash, resnet50.data_hash, other.data_hash}) == 3
