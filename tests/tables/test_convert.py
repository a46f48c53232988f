"""Conversion of the compact files: derived columns, provenance, and the imports' replacing of one group."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from suite.errors import DataError
from suite.tables.columns import ACCURACY_COLUMNS, DATASETS, HARDWARE_COLUMNS, describe
from suite.tables.convert import convert
from suite.tables.imports import ACCURACY, HARDWARE, Imported, group_of, replace_group
from suite.tables.store import META_NAME, open_store, write_store
from suite.tables.upstream.catalogue import catalogue


def test_a_missing_file_is_named() -> None:
    with pytest.raises(DataError, match=r"'test-accuracy-200' .* is missing"):
        convert({}, {})


@pytest.mark.real_tables
def test_columns_of_the_store(real_data_dir: Path) -> None:
    store = open_store(real_data_dir)
    for dataset in DATASETS:
        for name in (*ACCURACY_COLUMNS, *HARDWARE_COLUMNS):
            n_values = np.isfinite(store.column(f"{dataset}/{name}")).sum()
            assert n_values == (10926 if name == "edgetpu_latency_ms" else 15625)
        split = "valid" if dataset == "cifar10" else "validtest"
        counts = [
            np.isfinite(store.column(f"{dataset}/{split}_accuracy_200_seed{seed}")).sum() for seed in (777, 888, 999)
        ]
        assert counts == [15625, 15625, 8169]
    assert sum(path.stat().st_size for path in real_data_dir.glob("*.*")) < 8e6
    for key in store.keys:
        dataset, column = key.split("/")
        assert describe(column, dataset).meaning


@pytest.mark.real_tables
def test_facts_of_the_tables(real_data_dir: Path) -> None:
    store = open_store(real_data_dir)
    best = {"cifar10": (6111, 91.6067), "cifar100": (9930, 73.4933), "ImageNet16-120": (10676, 46.7333)}
    skip = {"cifar10": (39.77, 54.30), "cifar100": (15.03, 15.61), "ImageNet16-120": (16.43, 16.32)}
    for dataset, (index, value) in best.items():
        valid = store.column(f"{dataset}/valid_accuracy_200")
        assert np.argmax(valid) == index
        assert valid[index] == pytest.approx(value, abs=5e-5)
        assert valid[1835] == pytest.approx(skip[dataset][0], abs=5e-3 + 1e-9)
        assert store.column(f"{dataset}/test_accuracy_200")[1835] == pytest.approx(skip[dataset][1], abs=5e-3 + 1e-9)


@pytest.mark.real_tables
def test_derived_validation_accuracy(real_data_dir: Path) -> None:
    store = open_store(real_data_dir)
    for dataset in DATASETS[1:]:
        runs = [store.column(f"{dataset}/validtest_accuracy_200_seed{seed}") for seed in (777, 888, 999)]
        both = np.nanmean(runs, axis=0)
        halves = (store.column(f"{dataset}/valid_accuracy_200") + store.column(f"{dataset}/test_accuracy_200")) / 2
        np.testing.assert_allclose(halves, both, rtol=0, atol=1e-10)
        assert "2 x mean" in store.provenance(f"{dataset}/valid_accuracy_200")["note"]


@pytest.mark.real_tables
def test_every_column_says_where_it_is_from(real_data_dir: Path) -> None:
    store = open_store(real_data_dir)
    hashes = {file.sha256: file for file in catalogue()}
    for key in store.keys:
        fact = store.provenance(key)
        file = hashes[fact["sha256"]]
        assert fact["source"] == file.relative
        assert fact["edition"] == file.edition
        assert fact["edition"] == ("HW-NAS-Bench-v1_0" if group_of(key) == HARDWARE else "NATS-tss-v1_0")
        assert fact["note"]


def imported(group: str, key: str, value: float) -> Imported:
    return Imported(group, {key: np.full(15625, value)}, "a.file", "an edition", "0" * 64, "a note")


def test_an_import_replaces_its_group_and_keeps_the_other(tmp_path: Path) -> None:
    replace_group(tmp_path, imported(HARDWARE, "cifar10/fpga_latency_ms", 1.0))
    replace_group(tmp_path, imported(ACCURACY, "cifar10/valid_accuracy_200", 2.0))
    replace_group(tmp_path, imported(ACCURACY, "cifar10/valid_accuracy_12", 3.0))
    store = open_store(tmp_path)
    assert store.keys == ("cifar10/fpga_latency_ms", "cifar10/valid_accuracy_12")
    assert store.column("cifar10/fpga_latency_ms")[7] == 1.0
    expected = {"source": "a.file", "edition": "an edition", "sha256": "0" * 64, "note": "a note"}
    assert store.provenance("cifar10/valid_accuracy_12") == store.provenance("cifar10/fpga_latency_ms") == expected
    assert len(list(tmp_path.iterdir())) == 2


def test_an_import_does_not_build_on_a_damaged_store(tmp_path: Path) -> None:
    write_store(tmp_path, {"cifar10/params": np.zeros(15625)}, {})
    meta = json.loads((tmp_path / META_NAME).read_text())
    (tmp_path / meta["array"]).write_bytes(b"altered")
    with pytest.raises(DataError, match="suite data fetch"):
        replace_group(tmp_path, imported(HARDWARE, "cifar10/fpga_latency_ms", 1.0))


def test_an_import_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing was imported"):
        replace_group(tmp_path, Imported(ACCURACY, {}, "a.file", "", "", ""))
