"""``suite run`` and ``suite compare`` as a person uses them."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from suite.cli.main import cli
from suite.cli.search_options import parse_param
from suite.errors import SuiteError
from suite.study.record import Record
from tests.study.records_in import records_in


@pytest.fixture
def suite(made_up_dir: Path, tmp_path: Path) -> Any:
    def call(*arguments: str) -> Result:
        places = ("--data-dir", str(made_up_dir), "--out", str(tmp_path / "out"))
        return CliRunner().invoke(cli, [*arguments, *places])

    return call


RUN = ("run", "mo_hdnas", "--device", "fpga", "--dataset", "cifar10", "--seed", "0")
COMPARE = ("compare", "--algorithms", "nsga2,random_search", "--device", "fpga", "--dataset", "cifar10", "--seeds", "4")


def content(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_run_says_what_it_did(suite: Any, tmp_path: Path) -> None:
    done = suite(*RUN)
    assert done.exit_code == 0, done.output
    text = done.stdout
    assert "valid@200:mean" in text
    assert "default" in text
    assert "real, edition made-up-v1" in text
    assert "2,000 queries [default" in text
    assert "reported only" in text
    assert "hypervolume regret against the exact front" in text
    path = Path(text.split("record: ")[1].strip())
    assert path.parent == tmp_path / "out" / "runs"
    assert Record.load(path).counts["queries"] == 2000
    first = content(tmp_path / "out")
    suite(*RUN)
    assert content(tmp_path / "out") == first


def test_run_as_json(suite: Any) -> None:
    done = suite(*RUN, "--budget", "300", "--metric", "energy", "--fitness", "valid@12", "--json")
    document = json.loads(done.stdout)
    assert document["spec"]["fitness"] == "valid@12:mean"
    assert document["counts"]["queries"] == 300
    costs = [row["energy_mj"] for row in document["front"]]
    assert costs == sorted(costs)
    assert any(row["recommended"] for row in document["front"])
    assert 0 <= document["indicators"]["hypervolume_regret"] <= 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "local_search", "--dataset", "cifar10", "--budget", "100"),
        ("run", "local_search", "--dataset", "cifar10", "--budget", "100", "--device", "fpga", "--cost-limit", "5"),
        ("run", "hw_evrsnas", "--dataset", "cifar10", "--budget", "100", "--device", "fpga", "--cost-limit", "5"),
        ("run", "nsga2", "--dataset", "cifar10", "--budget", "50000", "--budget-kind", "seconds", "--device", "fpga"),
        ("run", "nsga2", "--dataset", "cifar10", "--budget", "50", "--budget-kind", "distinct", "--device", "fpga"),
        ("run", "nsga2", "--dataset", "cifar10", "--budget", "50", "--device", "edgetpu", "--unmeasured", "fastest"),
        ("run", "nsga2", "--dataset", "cifar10", "--budget", "50", "--device", "fpga", "--fitness", "score:proxy"),
        ("run", "nsga2", "--dataset", "cifar10", "--budget", "50", "--device", "fpga", "--param", "population-size=10"),
        ("run", "mo_hdnas", "--dataset", "cifar10", "--budget", "50", "--device", "fpga", "--param", "diversity=false"),
    ],
)  # fmt: skip
def test_run_in_many_ways(arguments: tuple[str, ...], suite: Any) -> None:
    text = suite(*arguments)
    assert text.exit_code == 0, text.output
    document = suite(*arguments, "--json")
    assert json.loads(document.stdout)["front"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "mo_hdna"), "did you mean 'mo_hdnas'"),
        (("run", "nsga2", "--device", "gpu"), "unknown device"),
        (("run", "nsga2", "--device", "fpga", "--budget", "0"), "positive"),
        (("run", "nsga2", "--device", "fpga", "--budget", "1.5"), "whole number"),
        (("run", "nsga2", "--device", "fpga", "--budget-kind", "distinct"), "give --budget"),
        (("run", "nsga2", "--device", "fpga", "--budget-kind", "epochs"), "give --budget"),
        (("run", "nsga2", "--device", "fpga", "--param", "popsize=3"), "did you mean"),
        (("run", "nsga2", "--device", "fpga", "--param", "popsize"), "KEY=VALUE"),
        (("run", "nsga2", "--device", "fpga", "--fitness", "test@200"), "selects nothing"),
        (("run", "mo_hdnas", "--device", "fpga", "--cost-limit", "4"), "leave --cost-limit out"),
        (("run", "local_search", "--cost-limit", "4"), "give --device"),
        (("run", "mo_hdnas"), "give a device"),
        (("compare", "--algorithms", "nsga2,nsga2", "--device", "fpga"), "different names"),
        (("compare", "--algorithms", "nsga2,nsg", "--device", "fpga"), "did you mean 'nsga2'"),
        (("compare", "--algorithms", "nsga2", "--device", "fpga", "--shard", "4/2"), "i/n"),
        (("compare", "--algorithms", "nsga2", "--device", "fpga", "--jobs", "0"), "jobs"),
        (("compare", "--algorithms", "nsga2", "--device", "fpga", "--param", "elite=3"), "ALGORITHM.KEY=VALUE"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_line(arguments: tuple[str, ...], message: str, suite: Any, tmp_path: Path) -> None:
    done = suite(*arguments, "--dataset", "cifar10")
    assert isinstance(done.exception, SuiteError)
    assert message in str(done.exception)
    assert "\n" not in str(done.exception)
    assert not list(tmp_path.glob("out/runs/*"))


def test_an_error_is_one_line_on_stderr_and_exit_code_1(made_up_dir: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    arguments = [*RUN, "--data-dir", str(made_up_dir), "--out", str(blocked / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "suite.cli.main", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: cannot write {blocked}")
    assert "--out" in done.stderr
    assert done.stderr.count("\n") == 1


def test_compare_pairs_runs_on_one_draw_alone_and_says_how_much_they_agree(suite: Any, tmp_path: Path) -> None:
    three = ("compare", "--algorithms", "nsga2,random_search,local_search", "--dataset", "cifar10", "--seeds", "4")
    drawn = suite(*three, "--budget", "30", "--fitness", "rank-noise:tau=0.5")
    assert "paired by seed, as runs of one seed share their drawn fitness" in drawn.output
    assert "Spearman's correlation of the pairs: " in drawn.output
    assert "unpaired" not in drawn.output
    (pairs,) = (tmp_path / "out").glob("compare-cifar10-fitness-rank-noise-tau-0.5-30-queries-*-pairs.csv")
    rows = list(csv.DictReader(pairs.read_text(encoding="utf-8").splitlines()))
    assert [(row["first"], row["second"]) for row in rows] == [
        ("nsga2", "random_search"), ("nsga2", "local_search"), ("random_search", "local_search"),
    ]  # fmt: skip
    assert all(-1 <= float(row["correlation"]) <= 1 for row in rows)


def test_compare_writes_table_and_plot_and_resumes(suite: Any, tmp_path: Path) -> None:
    arguments = (*COMPARE, "--budget", "200")
    done = suite(*arguments)
    assert done.exit_code == 0, done.output
    assert "valid@200:mean" in done.stdout
    assert "Holm p" in done.stdout
    assert "Mann-Whitney: unpaired" in done.stdout
    assert "reference 2: ideal and nadir of the exact front of connected cells" in done.stdout
    out = tmp_path / "out"
    (study,) = out.glob("compare-cifar10-fpga-latency-valid-200-mean-200-queries-*.toml")
    stem = study.stem
    written = {path.name for path in out.iterdir() if path.is_file()}
    assert written == {
        f"{stem}{end}"
        for end in (
            ".csv",
            ".md",
            ".tex",
            ".toml",
            "-runs.csv",
            "-pairs.csv",
            "-pairs.md",
            "-pairs.tex",
            "-anytime.pdf",
            "-anytime.png",
            "-anytime.json",
        )
    }
    numbers = json.loads((out / f"{stem}-anytime.json").read_text())
    assert set(numbers["bands"]) == {"queries", "distinct", "seconds"}
    assert numbers["bands"]["queries"]["nsga2"]["budget"][-1] == 200
    first = content(out)
    again = suite(*arguments, "--jobs", "2")
    assert again.stdout == done.stdout
    assert content(out) == first


def test_shards_of_a_comparison_and_one_run_of_it(suite: Any, tmp_path: Path) -> None:
    arguments = (*COMPARE, "--budget", "100")
    for part in ("1/2", "2/2"):
        done = suite(*arguments, "--shard", part)
        assert f"shard {part}" in done.stdout
        assert not list((tmp_path / "out").glob("*.csv"))
    runs = records_in(tmp_path / "out")
    assert len(runs) == 8
    alone = suite("run", "nsga2", "--device", "fpga", "--dataset", "cifar10", "--budget", "100", "--seed", "3")
    assert alone.exit_code == 0
    assert records_in(tmp_path / "out") == runs
    (path,) = (tmp_path / "out" / "runs").glob("*.npz")
    assert path.read_bytes() == runs[path.stem]  # the same run, the same bytes


@pytest.mark.parametrize(
    "extra",
    [
        ("--algorithms", "regularized_evolution,random_search", "--budget", "60"),
        ("--algorithms", "hw_evrsnas,random_search", "--budget", "60", "--device", "fpga", "--cost-limit", "1.3"),
        ("--algorithms", "nsga2,mo_hdnas", "--budget", "60", "--device", "fpga", "--fitness", "score:proxy"),
        ("--algorithms", "nsga2", "--budget", "60", "--device", "fpga", "--param", "nsga2.population_size=10"),
    ],
)
def test_compare_in_many_ways(extra: tuple[str, ...], suite: Any) -> None:
    done = suite("compare", "--dataset", "cifar10", "--seeds", "3", *extra)
    assert done.exit_code == 0, done.output
    assert "inf" not in done.stdout.replace("infeasible", "")


def test_parameters_are_read_by_their_form() -> None:
    texts = ("a=1", "a=1.5", "a=true", "a=None", "a=stale", "a-b=1e-3")
    assert [parse_param(text) for text in texts] == [
        ("a", 1), ("a", 1.5), ("a", True), ("a", None), ("a", "stale"), ("a_b", 0.001),
    ]  # fmt: skip
    assert np.isnan(parse_param("a=nan")[1])
