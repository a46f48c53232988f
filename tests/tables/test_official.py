"""The official formats: the real records where they are at hand, small files in the same layouts always."""

from __future__ import annotations

import bz2
import pickle
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from official_files import STRINGS, accuracy, benchmark, hardware, legacy_torch, nats_folder, write, zip_torch

from suite.errors import DataError
from suite.tables.columns import ACCURACY_COLUMNS, DATASETS, HARDWARE_COLUMNS
from suite.tables.official import hw_nas_bench, nasbench201_pth, nats_bench
from suite.tables.store import open_store

SEEDS_OF = {0: (777, 888, 999), 3: (777, 888), 15624: (888,)}
SAMPLE = "D-X-Y/NATS-Bench/fake_torch_dir/NATS-tss-v1_0-3ffb9-simple"


def check_columns(columns: dict[str, Any]) -> None:
    """What a file with SEEDS_OF must give."""
    for dataset in DATASETS:
        assert {f"{dataset}/{name}" for name in ACCURACY_COLUMNS} <= columns.keys()
    for index, seeds in SEEDS_OF.items():
        for dataset, valid_set in zip(DATASETS, ("cifar10-valid", "cifar100", "ImageNet16-120"), strict=True):
            test = ("cifar10", "ori-test") if dataset == "cifar10" else (dataset, "x-test")
            for epochs, trials in ((200, seeds), (12, (111,))):
                valid = [accuracy(index, valid_set, "x-valid", seed, epochs - 1) for seed in trials]
                final = [accuracy(index, *test, seed, epochs - 1) for seed in trials]
                assert columns[f"{dataset}/valid_accuracy_{epochs}"][index] == pytest.approx(np.mean(valid), abs=1e-12)
                assert columns[f"{dataset}/test_accuracy_{epochs}"][index] == pytest.approx(np.mean(final), abs=1e-12)
                assert columns[f"{dataset}/train_seconds_{epochs}"][index] == epochs * (2.0 + index)
                for seed, value in zip(trials, valid, strict=True):
                    assert columns[f"{dataset}/valid_accuracy_{epochs}_seed{seed}"][index] == value
            assert columns[f"{dataset}/n_trials"][index] == len(seeds)
        only = [accuracy(index, "cifar10-valid", "ori-test", seed, 199) for seed in seeds]
        assert columns["cifar10/test_accuracy_200_train_only"][index] == pytest.approx(np.mean(only), abs=1e-12)
        both = accuracy(index, "cifar100", "ori-test", seeds[0], 199)
        assert columns[f"cifar100/validtest_accuracy_200_seed{seeds[0]}"][index] == both
    assert np.isnan(columns["cifar10/valid_accuracy_200_seed999"][3])
    for values in columns.values():
        assert values.shape == (15625,)
        assert np.isnan(values[[1, 2, 100]]).all()


# -- NAS-Bench-201 ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("keys", [("less", "full"), ("12", "200")])
@pytest.mark.parametrize("pack", [legacy_torch, zip_torch])
def test_nasbench201_file(pack: Any, keys: tuple[str, str], tmp_path: Path) -> None:
    path = write(tmp_path / "NAS-Bench-201-v1_1-096897.pth", pack(benchmark(SEEDS_OF, keys)))
    with pytest.raises(DataError, match=r"lacks 15622 of the 15625 architectures: .*--allow-partial"):
        nasbench201_pth.read(path, progress=False)
    imported = nasbench201_pth.read(path, allow_partial=True, progress=False)
    check_columns(imported.columns)
    assert imported.edition == "NAS-Bench-201-v1_1"
    assert imported.note.startswith("3 of 15625")
    other = nasbench201_pth.read(path.rename(tmp_path / "mine.pth"), allow_partial=True, progress=False)
    assert "edition not stated" in other.edition


@pytest.mark.real_tables
def test_nasbench201_file_with_the_official_records(mirror: Path, tmp_path: Path) -> None:
    infos = {}
    for index in (0, 11, 284):
        content = (mirror / SAMPLE / f"{index:06d}.pickle.pbz2").read_bytes()
        found = pickle.loads(bz2.decompress(content))  # safe here: the test's own verified copy
        infos[index] = {"full": found["200"], "less": found["12"]}
    content = {"meta_archs": STRINGS, "arch2infos": infos, "evaluated_indexes": [0, 11, 284]}
    path = write(tmp_path / "NAS-Bench-201-v1_1-096897.pth", legacy_torch(content))
    ours = nasbench201_pth.read(path, allow_partial=True, progress=False).columns
    theirs = nats_bench.read(mirror / SAMPLE, allow_partial=True, progress=False).columns
    assert ours.keys() == theirs.keys()
    for key, values in ours.items():
        np.testing.assert_array_equal(values, theirs[key])


@pytest.mark.parametrize("pack", [legacy_torch, zip_torch])
def test_files_of_torch_that_are_something_else(pack: Any, tmp_path: Path) -> None:
    good = benchmark({0: (777,)})
    record = good["arch2infos"][0]
    wrong: list[Any] = [
        [],
        {"meta_archs": STRINGS},
        {**good, "meta_archs": STRINGS[::-1]},
        {**good, "arch2infos": {20_000: record}},
        {**good, "arch2infos": {"0": record}},
        {**good, "arch2infos": {0: {"50": {}}}},
        {**good, "arch2infos": {1: record}},  # another architecture's record
        {**good, "arch2infos": {0: {"full": {**record["less"]}}}},  # 12 epochs in the place of 200
        {**good, "arch2infos": {0: {"full": 3}}},
    ]
    for content in wrong:
        path = write(tmp_path / "a.pth", pack(content))
        with pytest.raises(DataError, match=r"a\.pth"):
            nasbench201_pth.read(path, allow_partial=True, progress=False)


def test_values_out_of_range(tmp_path: Path) -> None:
    content = benchmark({0: (777,)})
    content["arch2infos"][0]["full"]["all_results"]["cifar10", 777]["eval_acc1es"]["ori-test@199"] = 180.0
    path = write(tmp_path / "a.pth", zip_torch(content))
    with pytest.raises(DataError, match=r"180\.0 is not a percentage"):
        nasbench201_pth.read(path, allow_partial=True, progress=False)


def test_trials_without_times_or_accuracies(tmp_path: Path) -> None:
    content = benchmark({0: (777,)})
    results = content["arch2infos"][0]["full"]["all_results"]
    results["cifar100", 777]["train_times"] = None
    columns = nasbench201_pth.read(
        write(tmp_path / "a.pth", zip_torch(content)), allow_partial=True, progress=False
    ).columns
    assert "cifar100/train_seconds_200" not in columns
    assert columns["cifar10/train_seconds_200"][0] == 400.0
    results["cifar100", 777]["eval_acc1es"] = {"x-valid@198": 50.0}
    with pytest.raises(DataError, match="has no accuracy after the last epoch"):
        nasbench201_pth.read(write(tmp_path / "b.pth", zip_torch(content)), allow_partial=True, progress=False)


# -- NATS-Bench ------------------------------------------------------------------------------------------------------
def test_nats_bench_folder(tmp_path: Path) -> None:
    folder = nats_folder(tmp_path / "NATS-tss-v1_0-3ffb9-simple", SEEDS_OF)
    with pytest.raises(DataError, match=r"lacks 15622 of the 15625 architectures: .*--allow-partial"):
        nats_bench.read(folder, progress=False)
    imported = nats_bench.read(folder, allow_partial=True, progress=False)
    check_columns(imported.columns)
    assert imported.edition == "NATS-tss-v1_0"
    (folder / "notes.txt").write_text("not a record")
    again = nats_bench.read(folder, allow_partial=True, progress=False)
    assert again.sha256 == imported.sha256


@pytest.mark.real_tables
def test_official_records_give_the_numbers_of_the_compact_files(mirror: Path, real_data_dir: Path) -> None:
    imported = nats_bench.read(mirror / SAMPLE, allow_partial=True, progress=False)
    store = open_store(real_data_dir)
    records = [0, 11, 284]
    compared = [key for key in imported.columns if key in store]
    for key in compared:
        np.testing.assert_allclose(imported.columns[key][records], store.column(key)[records], rtol=0, atol=1e-6)
    assert len(compared) == 30
    assert imported.columns["cifar10/test_accuracy_200_train_only"][284] == pytest.approx(85.64, abs=5e-3)


def test_wrong_nats_bench_folders(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has no meta\.pickle\.pbz2"):
        nats_bench.read(tmp_path, progress=False)
    with pytest.raises(DataError, match="has no records"):
        nats_bench.read(nats_folder(tmp_path / "none", {}), progress=False)
    folder = nats_folder(tmp_path / "a", {0: (777,)})
    path = folder / "000000.pickle.pbz2"
    good = path.read_bytes()
    hostile = bz2.compress(b"\x80\x04cos\nsystem\nX\x04\x00\x00\x00true\x85R.")
    sizes = bz2.compress(pickle.dumps({"01": {}, "12": {}, "90": {}}))
    other = nats_folder(tmp_path / "b", {1: (777,)}) / "000001.pickle.pbz2"
    cases = {
        "": "truncated",
        "hello": "not a bzip2 file",
        good[: len(good) // 2]: "truncated|not a bzip2",
        bz2.compress(bytes(2**25 + 1)): "expands to too much",
        bytes(2**23 + 1): "too large",
        hostile: r"refused 'os\.system' in 000000\.pickle\.pbz2",
        sizes: r"topology space \(tss\)",
        bz2.compress(pickle.dumps([])): r"topology space \(tss\)",
        bz2.compress(pickle.dumps({"12": {}, "200": {}})): "another layout",
        other.read_bytes(): "belongs to another architecture",
    }
    for content, message in cases.items():
        write(path, content.encode() if isinstance(content, str) else content)
        with pytest.raises(DataError, match=message):
            nats_bench.read(folder, allow_partial=True, progress=False)
    shutil.copy(other, folder / "015625.pickle.pbz2")
    with pytest.raises(DataError, match="has no records 000000 to 015624"):
        nats_bench.read(folder, allow_partial=True, progress=False)
    for content in (pickle.dumps({"meta_archs": STRINGS[:5]}), pickle.dumps(["x"])):
        write(folder / "meta.pickle.pbz2", bz2.compress(content))
        with pytest.raises(DataError, match="architectures"):
            nats_bench.read(folder, allow_partial=True, progress=False)


# -- HW-NAS-Bench ----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    return hardware(np.random.default_rng(1))


def test_hw_nas_bench_file(tables: dict[str, Any], tmp_path: Path) -> None:
    imported = hw_nas_bench.read(write(tmp_path / "HW-NAS-Bench-v1_0.pickle", pickle.dumps(tables)))
    assert imported.columns.keys() == {f"{dataset}/{name}" for dataset in DATASETS for name in HARDWARE_COLUMNS}
    assert imported.edition == "HW-NAS-Bench-v1_0"
    assert "not the published file" in imported.note
    for dataset in DATASETS:
        assert np.isnan(imported.columns[f"{dataset}/edgetpu_latency_ms"]).nonzero()[0].tolist() == list(range(100))
        expected = tables["nasbench201"][dataset]["raspi4_latency"]
        assert imported.columns[f"{dataset}/raspi4_latency_ms"].tolist() == expected


@pytest.mark.real_tables
def test_hw_nas_bench_file_with_the_real_numbers(real_data_dir: Path, tables: dict[str, Any], tmp_path: Path) -> None:
    store = open_store(real_data_dir)
    content: dict[str, Any] = {"nasbench201": {}}
    for dataset in DATASETS:
        columns = {name: np.nan_to_num(store.column(f"{dataset}/{name}"), nan=-1.0) for name in HARDWARE_COLUMNS}
        metrics: dict[str, Any] = {name.removesuffix("_ms").removesuffix("_mj"): v for name, v in columns.items()}
        content["nasbench201"][dataset] = {**metrics, "config": tables["nasbench201"][dataset]["config"]}
    imported = hw_nas_bench.read(write(tmp_path / "a.pickle", pickle.dumps(content)))
    for key, values in imported.columns.items():
        np.testing.assert_array_equal(values, store.column(key))


def test_wrong_hw_nas_bench_files(tables: dict[str, Any], tmp_path: Path) -> None:
    def changed(**metrics: Any) -> bytes:
        first = {**tables["nasbench201"]["cifar10"], **metrics}
        return pickle.dumps({"nasbench201": {**tables["nasbench201"], "cifar10": first}})

    config, latency = tables["nasbench201"]["cifar10"]["config"], tables["nasbench201"]["cifar10"]["fpga_latency"]
    cases = {
        b"": "is empty",
        b"hello": "cannot be read as a pickle",
        pickle.dumps([]): "no NAS-Bench-201 part",
        pickle.dumps({"fbnet": {}}): "no NAS-Bench-201 part for cifar10",
        changed(config=config[::-1]): "the order is another",
        changed(config=config[:9]): "9 architectures instead of 15625",
        changed(config=3): "no NAS-Bench-201 part",
        changed(fpga_latency=latency[::-1]): "belongs to other architectures",
        changed(fpga_latency=latency[:5]): r"\(5,\) values",
        changed(raspi4_latency=["a"] * 15625): "no NAS-Bench-201 part",
        changed(raspi4_latency=[-1.0] * 15625): "not a positive number",
        changed(raspi4_latency=[float("nan")] * 15625): "not a finite number",
        b"\x80\x03cos\nsystem\nX\x04\x00\x00\x00true\x85R.": r"refused 'os\.system' in a\.pickle",
        pickle.dumps(tables)[:100_000]: "cannot be read as a pickle",
    }
    for data, message in cases.items():
        with pytest.raises(DataError, match=message):
            hw_nas_bench.read(write(tmp_path / "a.pickle", data))
    incomplete = {**tables["nasbench201"]["cifar10"]}
    del incomplete["pixel3_latency"]
    data = pickle.dumps({"nasbench201": {"cifar10": incomplete}})
    with pytest.raises(DataError, match="pixel3_latency of cifar10 is missing"):
        hw_nas_bench.read(write(tmp_path / "a.pickle", data))
    with pytest.raises(DataError, match="cannot read"):
        hw_nas_bench.read(tmp_path / "not-there")
