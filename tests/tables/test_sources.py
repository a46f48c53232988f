"""The compact upstream files: their numbers, and what is said of files that are not them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from official_files import refusal

from suite.errors import DataError
from suite.tables.sources import hardware_csv, runs, short_training, test_accuracy
from suite.tables.sources.csv_table import floats, read_rows
from suite.tables.upstream.catalogue import catalogue

READERS: dict[str, Callable[[bytes, str], Any]] = {
    "test-accuracy-200": test_accuracy.read,
    "runs-200": runs.read,
    "accuracy-12": short_training.read,
    "hardware-cifar10": lambda data, source: hardware_csv.read(data, source, "cifar10"),
    "hardware-ImageNet16-120": lambda data, source: hardware_csv.read(data, source, "ImageNet16-120"),
}


@pytest.fixture(scope="session")
def contents(mirror: Path) -> dict[str, bytes]:
    files = {file.id: file for file in catalogue()}
    return {name: (mirror / files[name].relative).read_bytes() for name in READERS}


@pytest.mark.real_tables
def test_test_accuracy(contents: dict[str, bytes]) -> None:
    columns = test_accuracy.read(contents["test-accuracy-200"], "a.csv")
    for dataset, index, best in (
        ("cifar10", 6111, 94.3733),
        ("cifar100", 9930, 73.5133),
        ("ImageNet16-120", 857, 47.3111),
    ):
        values = columns[f"{dataset}/test_accuracy_200"]
        assert np.argmax(values) == index
        assert values[index] == pytest.approx(best, abs=5e-5)


@pytest.mark.real_tables
def test_runs(contents: dict[str, bytes]) -> None:
    columns = runs.read(contents["runs-200"], "a.pkl")
    counts = columns["cifar10/n_trials"]
    assert [(counts == k).sum() for k in (1, 2, 3)] == [0, 7456, 8169]
    assert columns["cifar10/valid_accuracy_200"].max() == pytest.approx(91.6067, abs=5e-5)
    assert columns["cifar10/valid_accuracy_200"][1835] == pytest.approx(39.77, abs=5e-3)
    third = columns["cifar10/valid_accuracy_200_seed999"]
    np.testing.assert_array_equal(np.isnan(third), counts == 2)
    assert columns["cifar10/train_seconds_12"][0] == pytest.approx(86.65311598777771, rel=1e-12)


@pytest.mark.real_tables
def test_short_training(contents: dict[str, bytes]) -> None:
    columns = short_training.read(contents["accuracy-12"], "a.pd")
    assert columns["cifar10/test_accuracy_12"][0] == 69.55
    assert columns["cifar100/valid_accuracy_12"][0] == pytest.approx(31.84, abs=1e-6)
    assert len(columns) == 6


@pytest.mark.real_tables
def test_hardware(contents: dict[str, bytes]) -> None:
    columns = hardware_csv.read(contents["hardware-cifar10"], "a.csv", "cifar10")
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
    for column, value in expected.items():
        assert columns[f"cifar10/{column}"][0] == pytest.approx(value, rel=1e-14)
    assert np.isnan(columns["cifar10/edgetpu_latency_ms"]).sum() == 4699
    assert np.nanmin(columns["cifar10/edgetpu_latency_ms"]) > 0


@pytest.mark.real_tables
def test_rows_in_another_order_are_noticed(contents: dict[str, bytes]) -> None:
    for name in ("test-accuracy-200", "hardware-cifar10"):
        lines = contents[name].splitlines(keepends=True)
        lines[1], lines[2] = lines[2], lines[1]
        with pytest.raises(DataError, match="official"):
            READERS[name](b"".join(lines), name)
    table = pickle.loads(contents["runs-200"])  # safe here: the test's own verified copy
    for values in table.values():
        for field in values:
            values[field] = values[field][::-1].copy()
    with pytest.raises(DataError, match="belong to other architectures"):
        runs.read(pickle.dumps(table), "a.pkl")


@pytest.mark.real_tables
def test_values_out_of_range_are_noticed(contents: dict[str, bytes]) -> None:
    data = contents["hardware-cifar10"].replace(b",5.807418537139893,", b",-1,", 1)
    with pytest.raises(DataError, match=r"edgegpu_latency of cifar10: -1\.0 is not a positive number"):
        READERS["hardware-cifar10"](data, "a.csv")
    data = contents["test-accuracy-200"].replace(b"85.86333333333334", b"185.8", 1)
    with pytest.raises(DataError, match=r"185\.8 is not a percentage"):
        READERS["test-accuracy-200"](data, "a.csv")


@pytest.mark.real_tables
@pytest.mark.parametrize("name", READERS)
def test_a_file_in_the_place_of_another(name: str, contents: dict[str, bytes]) -> None:
    for other, data in contents.items():
        if other != name:
            with pytest.raises(DataError, match=r"a\.file"):
                READERS[name](data, "a.file")


@pytest.mark.real_tables
@pytest.mark.parametrize("name", READERS)
def test_altered_and_truncated_files_give_one_line(name: str, contents: dict[str, bytes]) -> None:
    data, rng = contents[name], np.random.default_rng(0)
    for trial in range(12):
        altered = bytearray(data)
        for place in rng.integers(0, len(data), size=3):
            altered[place] = rng.integers(0, 256)
        cut = int(rng.integers(0, len(data)))
        for content in (bytes(altered), data[:cut]) if trial < 4 else (data[:cut],):
            assert "\n" not in refusal(partial(READERS[name], content, "a.file"))


@pytest.mark.parametrize("name", READERS)
@given(data=st.binary(max_size=300))
@settings(max_examples=50)
def test_any_bytes_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(DataError):
        READERS[name](data, "a.file")


@pytest.mark.parametrize("value", [None, [], {}, {"cifar10": {}}, {"cifar10": {"loss": np.zeros(3)}}, 1.5])
def test_pickles_of_other_things(value: Any) -> None:
    for name in ("runs-200", "accuracy-12"):
        with pytest.raises(DataError, match=r"a\.file"):
            READERS[name](pickle.dumps(value), "a.file")


def test_runs_that_do_not_belong_together() -> None:
    def table(**fields: Any) -> bytes:
        content = {"loss": np.ones(4), "runtime": np.ones(4), "size_in_mb": np.ones(4), **fields}
        return pickle.dumps(dict.fromkeys(("cifar10", "cifar100", "imagenet"), content))

    for fields in ({"loss": np.ones(3)}, {"loss": np.ones(4, dtype=int)}, {"loss": np.full(4, np.nan)}, {}):
        with pytest.raises(DataError, match=r"a\.pkl"):
            runs.read(table(**fields), "a.pkl")


@given(rows=st.lists(st.lists(st.floats(allow_nan=False), min_size=3, max_size=3), min_size=1))
def test_csv_tables(rows: list[list[float]]) -> None:
    text = "a,b,c\n" + "".join(",".join(repr(value) for value in row) + "\n" for row in rows)
    names, found = read_rows(text.encode(), "a.csv")
    assert names == ["a", "b", "c"]
    assert floats(found, 1, "a.csv").tolist() == [row[1] for row in rows]


@pytest.mark.parametrize("data", [b"", b"a,b\n1\n", b"\xff\xfe\n", b'a\n"1'])
def test_csv_tables_that_are_none(data: bytes) -> None:
    with pytest.raises(DataError, match=r"a\.csv"):
        read_rows(data, "a.csv")
