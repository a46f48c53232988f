"""``suite query`` and ``suite export`` as a person uses them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from suite.tables.columns import EXPORT_COLUMNS


def suite(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "suite.cli.main", *map(str, arguments)],
        capture_output=True, text=True, env={**os.environ, **environment}, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.real_tables
@pytest.mark.parametrize(
    "arch",
    [
        "6111",
        "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|",
        "333132",
    ],
)
def test_query_json_has_the_columns_of_the_table(real_data_dir, arch):
    done = suite("query", arch, "--dataset", "cifar10", "--json", "--data-dir", real_data_dir)
    row = json.loads(done.stdout)
    assert done.returncode == 0
    assert done.stderr == ""
    assert [name for name in row if name in EXPORT_COLUMNS] == list(EXPORT_COLUMNS)
    assert (row["index"], row["n_trials"], row["params"]) == (6111, 3, 73306 + 28000 + 4 * 243040)
    assert row["test_accuracy_200"] == pytest.approx(94.3733, abs=1e-4)
    assert row["source"] == "real"


@pytest.mark.real_tables
def test_query_says_what_was_not_measured(real_data_dir):
    frame_index = int(np.flatnonzero(np.isnan(_edgetpu(real_data_dir)))[0])
    done = suite("query", frame_index, "--dataset", "cifar10", "--data-dir", real_data_dir)
    line = next(line for line in done.stdout.splitlines() if line.startswith("edgetpu_latency_ms"))
    assert "not measured" in line
    assert (
        json.loads(suite("query", frame_index, "--dataset", "cifar10", "--json", "--data-dir", real_data_dir).stdout)[
            "edgetpu_latency_ms"
        ]
        is None
    )


def _edgetpu(directory):
    from suite import load_benchmark

    return load_benchmark(directory, "real").column("edgetpu_latency_ms", "cifar10")


def test_query_on_the_surrogate_says_so():
    done = suite("query", "0", "--dataset", "cifar10")
    assert done.returncode == 0
    assert "SURROGATE" in done.stdout
    assert "SURROGATE" in done.stderr
    assert json.loads(suite("query", "0", "--dataset", "cifar10", "--json").stdout)["source"] == "surrogate"


@pytest.mark.real_tables
def test_export_parquet_and_csv_agree_and_hold_nulls(real_data_dir, tmp_path):
    for name in ("table.parquet", "table.csv"):
        done = suite("export", "--dataset", "ImageNet16-120", "--out", tmp_path / name, "--data-dir", real_data_dir)
        assert done.returncode == 0, done.stderr
    parquet, csv = pd.read_parquet(tmp_path / "table.parquet"), pd.read_csv(tmp_path / "table.csv")
    assert list(parquet.columns) == list(csv.columns) == ["index", "arch", *EXPORT_COLUMNS]
    assert (parquet["index"] == np.arange(15625)).all()
    assert parquet["edgetpu_latency_ms"].isna().sum() == csv["edgetpu_latency_ms"].isna().sum() == 4699
    for name in EXPORT_COLUMNS:
        np.testing.assert_allclose(parquet[name].astype(float), csv[name].astype(float), rtol=1e-12)
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix in (".parquet", ".csv")) == [
        "table.csv", "table.parquet",
    ]  # fmt: skip


def test_export_of_the_surrogate_says_so_inside_the_file(tmp_path):
    import pyarrow.parquet as pq

    done = suite("export", "--dataset", "cifar10", "--out", tmp_path / "t.parquet")
    assert "SURROGATE" in done.stdout
    assert pq.read_schema(tmp_path / "t.parquet").metadata[b"suite.source"] == b"surrogate"
    assert pq.read_table(tmp_path / "t.parquet", columns=["n_trials"]).column(0).null_count == 15625


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["query", "6111", "--dataset", "cifar11"], "did you mean 'cifar10"),
        (["query", "99999", "--dataset", "cifar10"], "out of range"),
        (["query", "xyz", "--dataset", "cifar10"], "names no architecture"),
        (["query", "0", "--dataset", "cifar10", "--source", "surogate"], "did you mean 'surrogate'"),
        (["query", "0", "--dataset", "cifar10", "--source", "real"], "suite data fetch"),
        (["export", "--dataset", "cifar10", "--out", "table.xlsx"], ".parquet or .csv"),
        (["export", "--dataset", "cifar10", "--out", "/proc/none/t.csv"], "cannot write"),
    ],
)
def test_bad_input_gets_one_line_and_a_non_zero_exit_code(arguments, text):
    done = suite(*arguments)
    lines = [line for line in done.stderr.splitlines() if not line.startswith("note:")]
    assert done.returncode == 1
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    assert text in lines[0]


def test_unknown_command_suggests_the_nearest():
    done = suite("reproduc")
    assert done.returncode == 2
    assert "did you mean 'reproduce'" in done.stderr


def test_help_lists_every_command_and_imports_no_heavy_library():
    probe = (
        "import sys; sys.argv=['suite','--help']\n"
        "from suite.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy={'numpy','scipy','pandas','matplotlib','torch','pymoo','joblib'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    for name in ("data", "query", "export", "run", "compare", "reproduce", "algorithms"):
        assert f"\n  {name} " in done.stdout
