"""A device of one's own on the command line, from the file to the comparison."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from suite.benchmark import load_benchmark
from suite.cli.main import cli
from suite.errors import SuiteError
from suite.spaces import NASBENCH201
from suite.study.record import Record
from suite.tables.help_latencies import HelpLatencies, help_latencies
from suite.tables.upstream.catalogue import files_of
from tests.study.made_up import write_made_up_store


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return write_made_up_store(tmp_path / "data")


@pytest.fixture
def suite(data_dir: Path) -> Any:
    def call(*arguments: object, code: int = 0) -> str:
        """Return what the command prints; with code 1 the one line of its error."""
        done = CliRunner().invoke(cli, [*map(str, arguments), "--data-dir", str(data_dir)])
        if code and isinstance(done.exception, SuiteError):
            assert "\n" not in str(done.exception)
            return str(done.exception)
        assert done.exit_code == code, done.output
        return done.output

    return call


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Measurements of 600 cells, in a column per data set."""
    rng = np.random.default_rng(3)
    rows = rng.choice(15625, size=600, replace=False)
    costs = 1.0 + NASBENCH201.all_codes[rows].sum(axis=1) + rng.random(600)
    pd.DataFrame({"arch": NASBENCH201.strings(rows), "cifar10": costs}).to_csv(tmp_path / "mine.csv", index=False)
    return tmp_path / "mine.csv"


def test_from_a_file_to_every_command(suite: Any, mine: Path, tmp_path: Path) -> None:
    out = suite("data", "import", "--device", "mine", mine, "--unit", "ms", "--licence", "CC0")
    assert "600 measured cells, 15,025 stay unmeasured" in out
    row = int(NASBENCH201.parse(pd.read_csv(mine)["arch"][0]))
    assert "latency on mine, measured (mine.csv)" in suite("query", row, "--dataset", "cifar10")
    document = json.loads(suite("query", row, "--dataset", "cifar10", "--json"))
    assert document["mine_latency_ms"] == pytest.approx(pd.read_csv(mine)["cifar10"][0])
    assert document["added"]["mine_latency_ms"]["licence"] == "CC0"
    assert "mine_latency_ms: measured" in suite("export", "--dataset", "cifar10", "--out", tmp_path / "all.parquet")
    table = pq.read_table(tmp_path / "all.parquet")
    assert json.loads(table.schema.metadata[b"suite.added"])["mine_latency_ms"]["kind"] == "measured"
    assert table["mine_latency_ms"].null_count == 15025
    places = ("--dataset", "cifar10", "--budget", 60, "--out", tmp_path)
    said = suite("run", "nsga2", "--device", "mine", *places)
    assert "mine latency (ms)" in said
    assert "added device mine: latency (ms) measured, 600 of 15,625 cells, from mine.csv" in said
    assert "licence: CC0" in said
    assert "estimated" not in said.lower()
    said = suite("compare", "--algorithms", "nsga2,random_search", "--seeds", 2, "--device", "worst:fpga,mine", *places)
    assert "worst latency of FPGA and mine" in said
    (figure,) = tmp_path.glob("*-anytime.json")
    assert "added device mine" in figure.read_text()
    status = suite("data", "status")
    assert "added device mine:" in status
    assert "600 values  cifar10/mine_latency_ms: measured, from mine.csv" in status
    suite("data", "remove", "--device", "mine")
    assert "unknown device 'mine'" in suite("run", "nsga2", "--device", "mine", *places, code=1)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_estimate_import_search_says_estimated(suite: Any, mine: Path, tmp_path: Path, suffix: str) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text(mine.read_text().replace("cifar10", "cost_ms"))
    everything = tmp_path / f"all{suffix}"
    done = CliRunner().invoke(
        cli, ["estimate", "--measurements", str(rows), "--out", str(everything), "--method", "ridge,features=counts"]
    )
    assert f"suite data import --device NAME {everything}" in done.output
    assert "15,625 ESTIMATED cells" in suite("data", "import", "--device", "mine", everything)
    places = ("--dataset", "cifar10", "--budget", 60, "--out", tmp_path / "out")
    said = suite("run", "nsga2", "--device", "mine", *places)
    assert "mine latency, estimated (ms)" in said
    assert "latency, estimated (ms)  architecture" in said
    assert "added device mine: latency (ms) ESTIMATED" in said
    assert "measured on the same estimates" in said
    document = json.loads(suite("run", "nsga2", "--device", "mine", "--json", *places))
    assert document["provenance"]["cost_kind"] == "mine estimated"
    assert "ESTIMATED" in document["added_devices"][0]
    assert Record.load(Path(document["record"])).provenance["cost_kind"] == "mine estimated"
    said = suite("compare", "--algorithms", "nsga2,random_search", "--seeds", 2, "--device", "mine", *places)
    assert said.startswith("Hypervolume regret on cifar10, mine latency, mine estimated, ")


def test_the_surrogate_takes_the_device_and_says_both(suite: Any, mine: Path, tmp_path: Path) -> None:
    suite("data", "import", "--device", "mine", mine, "--unit", "ms")
    places = ("--dataset", "cifar10", "--budget", 60, "--out", tmp_path, "--source", "surrogate")
    said = suite("run", "nsga2", "--device", "mine", *places)
    assert "tables: SURROGATE" in said
    assert "from mine.csv" in said
    assert "accuracies are the SURROGATE's" in said
    row = NASBENCH201.parse(pd.read_csv(mine)["arch"][0])
    line = suite("query", row, "--dataset", "cifar10", "--source", "surrogate").splitlines()[-1]
    assert line.startswith("mine_latency_ms")
    assert line.endswith("measured (mine.csv)  [measured]")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--device", "mine"], "a name and a file"),
        (["--unit", "ms"], "a name and a file"),
        (["--device", "fpga", "FILE", "--unit", "ms"], "device of the tables"),
        (["--device", "worst", "FILE", "--unit", "ms"], "meaning of its own"),
        (["--device", "mine", "FILE"], "give --unit"),
        (["--device", "mine", "missing.csv", "--unit", "ms"], "cannot read"),
        (["--from", "hlep:pixel2"], "did you mean 'help'"),
        (["--from", "help:pixel2", "--unit", "ms"], "their own unit"),
        (["--from", "help:pixel2"], "suite data fetch --group help"),
    ],
)
def test_what_import_refuses(suite: Any, mine: Path, arguments: list[str], message: str) -> None:
    filled = [str(mine) if each == "FILE" else each for each in arguments]
    assert message in suite("data", "import", *filled, code=1)


def test_official_files_and_devices_are_two_calls(suite: Any, mine: Path) -> None:
    assert "two calls" in suite("data", "import", "--device", "mine", mine, "--hw-nas-bench", "x", code=2)


def test_a_device_of_help(mirror: Path, suite: Any, data_dir: Path) -> None:
    suite("data", "fetch", "--group", "help", "--mirror", mirror, "--keep-downloads", "--no-progress")
    suite("data", "import", "--from", "help:gold_6226")
    suite("data", "import", "--from", "help:raspi4", "--device", "my_pi")
    suite("data", "import", "--from", "help", "--device", "pixel2")
    assert "15,625 ESTIMATED cells" in suite("data", "import", "--from", "help:eyeriss")
    document = json.loads(suite("query", 1234, "--dataset", "cifar10", "--json"))
    latencies = help_latencies(data_dir)
    for ours, theirs in (("help_gold_6226", "gold_6226"), ("my_pi", "raspi4"), ("pixel2", "pixel2")):
        assert document[f"{ours}_latency_ms"] == latencies.nasbench201(theirs)[1234]
        assert document["added"][f"{ours}_latency_ms"]["licence"] == "MIT"
    assert "unknown device of HELP" in suite("data", "import", "--from", "help:pixel9", code=1)


def test_helps_shared_devices_are_those_of_cifar10(mirror: Path, real_data_dir: Path) -> None:
    benchmark, latencies = load_benchmark(real_data_dir), HelpLatencies(mirror, files_of("help"))
    for device in ("eyeriss", "fpga", "pixel3", "raspi4"):
        ours = benchmark.hardware_cost(np.arange(15625), "cifar10", device)
        assert np.array_equal(ours, latencies.nasbench201(device))
