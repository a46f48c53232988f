"""HELP as an estimator: shipped weights on devices that it never saw, measurements, units, hostile weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from suite.correlation import spearman
from suite.errors import ConfigurationError, DataError, UnknownNameError
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.closed_forms import CLOSED_FORMS

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.estimators.help import HELP  # noqa: E402
from suite.estimators.help.weights import SHIPPED, digest, read_weights, write_weights  # noqa: E402

SOME = np.arange(3000, 3600)


def exact_latency(device: str) -> np.ndarray:
    """HW-NAS-Bench's Eyeriss or FPGA column for CIFAR-10: closed forms, so no table is needed."""
    return CLOSED_FORMS[f"{device}_latency_ms"](NASBENCH201.all_codes, "cifar10")


@pytest.mark.parametrize(("device", "n", "least"), [("fpga", 10, 0.98), ("fpga", 20, 0.98), ("eyeriss", 20, 0.85)])
def test_shipped_weights_rank_unseen_devices(device: str, n: int, least: float) -> None:
    truth = exact_latency(device)
    estimator = HELP.load()
    rows = estimator.measurements(n, np.random.default_rng(0))
    predicted = estimator.adapt(rows, truth[rows]).predict(SOME)
    assert spearman(predicted, truth[SOME]) > least
    assert np.median(np.abs(predicted / truth[SOME] - 1)) < 0.25  # milliseconds, not only ranks
    assert device not in estimator.weights.facts["devices"]


@pytest.mark.real_tables
@pytest.mark.parametrize(("device", "least"), [("raspi4", 0.9), ("edgegpu", 0.6), ("edgetpu", 0.65), ("pixel3", 0.9)])
def test_shipped_weights_on_measured_devices(real_data_dir: Path, device: str, least: float) -> None:
    from suite.benchmark import load_benchmark

    truth = load_benchmark(real_data_dir, "real").column(f"{device}_latency_ms", "cifar10")
    measured = np.flatnonzero(~np.isnan(truth))
    estimator = HELP.load()
    rows = estimator.measurements(10, np.random.default_rng(0), measured)
    some = measured[::20]
    assert spearman(estimator.fit(rows, truth[rows]).predict(some), truth[some]) > least
    assert (device in estimator.weights.facts["devices"]) == (device == "pixel3")  # the one that training saw


def test_references_come_first() -> None:
    estimator = HELP.load()
    rows = estimator.measurements(20, np.random.default_rng(1))
    assert rows[:10].tolist() == estimator.references.tolist()
    assert len(set(rows.tolist())) == 20
    there = np.setdiff1d(np.arange(15625), estimator.references[[3, 4]])
    assert estimator.measurements(10, np.random.default_rng(1), there)[:8].tolist() == [
        index for index in estimator.references if index in there
    ]
    with pytest.raises(ConfigurationError, match="at least 10"):
        estimator.measurements(9, np.random.default_rng(1))
    with pytest.raises(ConfigurationError, match="cannot choose"):
        estimator.measurements(30, np.random.default_rng(1), np.arange(5))


def test_references_that_a_device_cannot_run() -> None:
    truth = exact_latency("fpga")
    estimator = HELP.load()
    there = np.setdiff1d(np.arange(15625), estimator.references[[3, 4]])
    rows = estimator.measurements(10, np.random.default_rng(1), there)
    estimator.fit(rows, truth[rows])
    assert estimator.embedding_[3] == estimator.weights.typical[3]
    assert spearman(estimator.predict(SOME), truth[SOME]) > 0.95
    others = np.arange(100, 120)
    with pytest.raises(ConfigurationError, match="measure 11982, 431"):
        HELP.load().fit(others, truth[others])


def test_units_are_lines_through_the_measurements() -> None:
    truth = exact_latency("fpga")
    found = {}
    for unit in ("regression", "scale", "extremes"):
        estimator = HELP.load(unit=unit, samples=2)
        rows = estimator.measurements(20, np.random.default_rng(2))
        found[unit] = (estimator.fit(rows, truth[rows]), estimator.predict(rows))
        assert estimator.slope_ > 0
    assert found["extremes"][1].min() == pytest.approx(truth[rows].min())
    assert found["extremes"][1].max() == pytest.approx(truth[rows].max())
    errors = {unit: np.square(values - truth[rows]).sum() for unit, (_, values) in found.items()}
    assert errors["regression"] <= min(errors.values()) + 1e-9  # least squares


def test_options_change_what_they_say() -> None:
    truth = exact_latency("fpga")
    base = HELP.load(samples=3)
    rows = base.measurements(20, np.random.default_rng(2))
    one = base.fit(rows, truth[rows]).predict(SOME)
    assert (HELP.load(samples=3).fit(rows, truth[rows]).predict(SOME) == one).all()  # the same bits
    assert (HELP.load(samples=3, seed=1).fit(rows, truth[rows]).predict(SOME) != one).any()
    assert (HELP.load(samples=3, last_sample=True).fit(rows, truth[rows]).predict(SOME) != one).any()
    assert (HELP.load(samples=3, support="others").fit(rows, truth[rows]).predict(SOME) != one).any()
    with pytest.raises(ConfigurationError, match="others"):
        HELP.load(support="others").fit(rows[:10], truth[rows[:10]])
    with pytest.raises(UnknownNameError):
        HELP.load(unit="ms")
    with pytest.raises(ConfigurationError, match="samples"):
        HELP.load(samples=0)
    with pytest.raises(ConfigurationError, match="same cost"):
        HELP.load().fit(rows, np.ones(20))


def test_rounding_to_half_precision_does_not_change_the_ranking() -> None:
    """Noise of the size that rounding added once leaves the ranking as it is."""
    truth = exact_latency("fpga")
    estimator = HELP.load(samples=2)
    rows = estimator.measurements(20, np.random.default_rng(2))
    before = estimator.fit(rows, truth[rows]).predict(SOME)
    vector = estimator.weights.vector
    rng = np.random.default_rng(3)
    noise = rng.uniform(-0.5, 0.5, len(vector)) * np.spacing(vector.astype(np.float16)).astype(np.float64)
    vector += noise.astype(np.float32)
    assert spearman(estimator.fit(rows, truth[rows]).predict(SOME), before) > 0.9995


def test_the_package_s_weights() -> None:
    weights = read_weights()
    assert SHIPPED.stat().st_size < 1_000_000
    assert weights.settings.unit.startswith("nasbench201_help_")
    assert len(weights.facts["devices"]) == 9
    assert weights.facts["validation_spearman"] > 0.9


def test_weights_are_written_and_read(tmp_path: Path) -> None:
    weights = read_weights()
    first = write_weights(tmp_path / "a.npz", weights)
    assert digest(first) == digest(write_weights(tmp_path / "b.npz", weights))
    read = read_weights(first)  # not the bytes of the shipped file: versions of Python pack a zip file differently
    assert np.array_equal(read.vector, weights.vector)
    assert np.array_equal(read.typical, weights.typical)
    assert (read.settings, read.facts) == (weights.settings, weights.facts)
    good = first.read_bytes()
    for content in (b"", b"x" * 100, good[:-100], good[:1000], good.replace(b"facts.npy", b"fakts.npy")):
        first.write_bytes(content)
        with pytest.raises(DataError, match="holds no weights"):
            HELP.load(first)
    with pytest.raises(DataError, match="no weights at"):
        HELP.load(tmp_path / "nowhere.npz")
    np.savez(first, vector=np.array([object()], dtype=object), typical=weights.typical, facts=np.array("{}"))
    with pytest.raises(DataError, match="holds no weights"):  # a pickle inside is not loaded
        HELP.load(first)
    weights.vector[0] = 1e6
    with pytest.raises(DataError, match="half precision"):
        write_weights(first, weights)


def test_by_name() -> None:
    from suite.estimators.registry import create, describe, parameters

    assert "Few-shot" in describe("help")
    assert "unit" in parameters("help")
    truth = exact_latency("fpga")
    estimator = create("help", rng=np.random.default_rng(0), samples=2)
    rows = estimator.measurements(10, np.random.default_rng(0))
    assert spearman(estimator.fit(rows, truth[rows]).predict(SOME), truth[SOME]) > 0.95
