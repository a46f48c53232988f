"""The look-up table of FBNet blocks: exact where latencies are sums, refused where they cannot tell entries apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from suite.errors import DataError
from suite.spaces.fbnet import FBNET, SKIP
from suite.tables.fbnet_lut import ADDITIVE, design, fbnet_lut, fit_lut, held_out_r2, shapes
from suite.tables.help_latencies import help_latencies
from suite.tables.upstream.fetch import fetch


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def made_up(n: int = 600) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return codes, latencies and the entries relative to skip, in whole picoseconds; skips cost something, too."""
    table = np.round(rng(1).random((12, 9)), 9)[shapes()]
    codes = FBNET.random(n, rng(2))
    latency = 3.0 + table[np.arange(22), codes].sum(axis=1)
    return codes, latency, table - table[:, SKIP:]


def test_there_are_twelve_shapes_of_layers() -> None:
    assert shapes().tolist() == [0, 1, 2, 2, 2, 3, 4, 4, 4, 5, 6, 6, 6, 7, 8, 8, 8, 9, 10, 10, 10, 11]
    codes = FBNET.random(5, rng())
    assert design(codes).shape == (5, 97)
    assert design(codes, tied=False).shape == (5, 177)


@pytest.mark.parametrize("tied", [True, False])
def test_sums_are_taken_apart_exactly(tied: bool) -> None:
    codes, latency, entries = made_up()
    lut = fit_lut(codes, latency, "made_up", tied)
    np.testing.assert_allclose(lut.blocks_ms, entries, atol=1e-10)
    assert lut.residual_max_ms < 1e-10
    assert lut.r2 == pytest.approx(1.0)
    fresh = FBNET.random(50, rng(9))
    all_skip = FBNET.read(str(SKIP) * 22)
    assert lut.latency_ms(all_skip)[0] == pytest.approx(lut.constant_ms)
    np.testing.assert_allclose(lut.latency_ms(fresh) - lut.constant_ms, entries[np.arange(22), fresh].sum(axis=1))


def test_too_few_networks_are_refused() -> None:
    codes, latency, _ = made_up(90)
    with pytest.raises(DataError, match="of 97 entries"):
        fit_lut(codes, latency)


@pytest.fixture(scope="module")
def help_dir(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("help")
    fetch(directory, group="help", mirror=mirror, progress=False)
    return directory


@pytest.mark.parametrize("device", ADDITIVE)
def test_hw_nas_bench_devices_are_sums(device: str, help_dir: Path) -> None:
    tied, free = fbnet_lut(device, help_dir), fbnet_lut(device, help_dir, tied=False)
    assert tied.residual_max_ms < 1e-9  # a picosecond, to which entries are rounded
    np.testing.assert_allclose(tied.blocks_ms, free.blocks_ms, atol=1e-10)
    assert (tied.blocks_ms[:, :SKIP] > 0).all()  # every block costs more than its skip
    assert (abs(tied.constant_ms) < 1e-10) is (device == "fpga")  # whose table charges nothing but blocks


def test_devices_measured_end_to_end_are_not_sums(help_dir: Path) -> None:
    files = help_latencies(help_dir)
    assert 0.99 < held_out_r2(files.fbnet_codes, files.fbnet("titan_rtx_64")) < 1.0 - 1e-6
    assert held_out_r2(files.fbnet_codes, files.fbnet("samsung_s7")) < 0.5
