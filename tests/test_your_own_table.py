"""The page docs/your-own-table.md, followed step by step in a package of a stranger's own."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from joblib.externals.loky import get_reusable_executor

from suite.cli.main import cli
from suite.errors import SuiteError
from suite.plugins.registry import load_plugin
from suite.study.pool import BenchmarkSource, run_study
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec
from tests.study.records_in import records_in

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "your-own-table.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^(?P<lead>[^\n]*)\n\n```(?P<language>\w*)\n(?P<text>.*?)\n```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"File `(\S+)`")


def blocks() -> list[re.Match[str]]:
    return list(BLOCK.finditer(PAGE))


def files() -> dict[str, str]:
    return {match[1]: block["text"] + "\n" for block in blocks() if (match := FILE.search(block["lead"]))}


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in ``folder``, which the package and this repository are importable from."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    own |= {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=own, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the package of the page, its numbers, and its entry point as an installation leaves it."""
    folder = tmp_path_factory.mktemp("stranger")
    for path, content in files().items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    (folder / "toy_ring" / "py.typed").touch()
    points = tomllib.loads(next(block["text"] for block in blocks() if block["language"] == "toml"))
    ((group, entries),) = points["project"]["entry-points"].items()
    info = folder / "toy_ring-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-ring\nVersion: 1.0\n", encoding="utf-8")
    lines = [f"[{group}]", *(f"{name} = {target}" for name, target in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        runpy.run_module("toy_ring.make", run_name="__main__")
        yield folder
        for name in [each for each in sys.modules if each.partition(".")[0] == "toy_ring"]:
            del sys.modules[name]


@pytest.fixture
def suite(stranger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command line in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, [str(each) for each in arguments])


def command(name: str) -> list[str]:
    """The arguments of the first command of the page that begins so."""
    line = next(line for block in blocks() for line in block["text"].splitlines() if line.startswith(name))
    return line.split()[1:]


def test_a_stranger_needs_less_than_a_hundred_lines() -> None:
    written = [block for block in blocks() if FILE.search(block["lead"]) or block["language"] == "toml"]
    assert len(written) == 3
    assert sum(len(block["text"].splitlines()) for block in written) < 100


def test_a_search_finds_the_table_by_its_name(stranger: Path) -> None:
    done = python(stranger, "-m", "suite.cli.main", *command("suite run nsga2"), "--json", "--out", "records")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["spec"]["dataset"] == "toy-ring"
    assert found["spec"]["fitness"] == "valid"
    assert found["provenance"]["source"] == "plugin"
    assert found["provenance"]["edition"] == "toy-ring (toy-1)"
    assert found["counts"]["queries"] == 60
    row = found["front"][0]
    digits = row["arch"]
    code = [int(digit) for digit in digits]
    assert row["latency_ms"] == pytest.approx(2 + sum((0.0, 0.4, 1.5)[op] * (5 - at) for at, op in enumerate(code)))
    assert row["test_accuracy_reported"] < row["search_accuracy"]
    assert len(list((stranger / "records").rglob("*.npz"))) == 1


def test_what_people_read_names_the_table(suite: Callable[..., Result]) -> None:
    done = suite(*command("suite run regularized_evolution"))
    assert done.exit_code == 0, done.output
    assert "tables: of another package, edition toy-ring (toy-1)" in done.output
    assert "fitness searched on: valid, validation accuracy as the table states it" in done.output
    assert "test accuracy, where the table states it" in done.output
    assert "phone latency (ms)" in done.output


def test_methods_are_compared_and_estimates_named(suite: Callable[..., Result]) -> None:
    done = suite(*command("suite compare"), "--out", "compared")
    assert done.exit_code == 0, done.output
    assert "phone memory, estimated (MB)" in done.output
    assert len(records_in(Path("compared"))) == 15
    stamps = {path: path.stat().st_mtime_ns for path in Path("compared", "runs").iterdir()}
    assert suite(*command("suite compare"), "--out", "compared").output == done.output
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps  # finished runs are kept


def test_workers_find_the_table_and_mix_it_with_others(stranger: Path, tmp_path: Path) -> None:
    get_reusable_executor().shutdown(wait=True)  # workers of an earlier test do not have the package on their path
    base = {"experiment": "test", "algorithm": "random_search", "budget": Budget(queries=20), "seed": 0}
    own = RunSpec(**base, dataset="toy-ring", fitness="valid", device="phone")
    specs = [own, RunSpec(**base, dataset="cifar10", fitness="valid200"), replace(own, seed=1)]
    source = BenchmarkSource(str(tmp_path), "surrogate")
    records = run_study(specs, source, tmp_path / "both", jobs=2, progress=False)
    assert [record.provenance["source"] for record in records] == ["plugin", "surrogate", "plugin"]
    alone = run(own, load_plugin("toy-ring"))
    assert records[0].to_bytes() == alone.to_bytes()


def test_the_python_of_the_page_runs(stranger: Path) -> None:
    found: dict[str, Any] = {}
    exec(next(block["text"] for block in blocks() if "load_plugin" in block["text"]), found)
    assert len(found["record"].indices) == 60
    assert found["benchmark"].datasets == ("toy-ring",)


def test_a_file_with_other_numbers_makes_other_runs(stranger: Path) -> None:
    spec = RunSpec(
        experiment="test", algorithm="random_search", dataset="toy-ring", fitness="valid", device="phone",
        budget=Budget(queries=5), seed=0,
    )  # fmt: skip
    file = stranger / "toy_ring" / "toy.csv"
    before = run(spec, load_plugin("toy-ring"))
    content = file.read_text(encoding="utf-8")
    try:
        assert "00000,68.8" in content
        file.write_text(content.replace("00000,68.8", "00000,69.8", 1) + "\n", encoding="utf-8")
        after = run(spec, load_plugin("toy-ring"))
    finally:
        file.write_text(content, encoding="utf-8")
    assert after.digest != before.digest
    np.testing.assert_array_equal(after.indices, before.indices)


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("--dataset", "toy-rng"), "unknown dataset 'toy-rng'; did you mean 'toy-ring'?"),
        (("--dataset", "toy-ring", "--fitness", "valid@200"), "states one validation accuracy: write --fitness valid"),
        (("--dataset", "toy-ring", "--device", "fpga"), "unknown device 'fpga'"),
        (("--dataset", "toy-ring", "--device", "phone", "--cost-source", "macs:10"), "NAS-Bench-201's cells alone"),
        (("--dataset", "cifar10", "--fitness", "valid"), "several validation accuracies: write valid@200"),
    ],
)
def test_what_does_not_go_is_said(suite: Callable[..., Result], arguments: tuple[str, ...], answer: str) -> None:
    done = suite("run", "random_search", "--budget", "5", *arguments)
    assert isinstance(done.exception, SuiteError)
    assert answer in str(done.exception)
    assert "\n" not in str(done.exception)
