"""``suite reproduce`` in a small made-up clone: where outputs go, what a check finds, what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from suite.study.collection import load_records

EXPERIMENTS = """
from dataclasses import dataclass
from typing import Any
import pandas as pd
from suite.errors import did_you_mean
from suite.study.spec import Budget, RunSpec

REGISTRY = {"tiny": "experiments", "further": "experiments", "scored": "experiments"}

@dataclass(frozen=True)
class Experiment:
    name: str
    title: str
    introduction: str
    seeds: int
    runs: Any
    report: Any
    needs: Any = ()
    scores: Any = ()
    first: Any = None
    beside: Any = ()

def runs(benchmark, seeds):
    return [RunSpec(experiment="tiny", algorithm="random_search", dataset="cifar10", device="fpga",
                    fitness="valid@200:mean", budget=Budget(queries=5), seed=seed) for seed in range(seeds)]

def report(benchmark, records, seeds, output):
    frame = pd.DataFrame([{"seed": s.seed, "first": int(r.indices[0])} for s, r in records.items()])
    output.table("t", frame, "A table.")

def load(name):
    if name not in REGISTRY:
        raise did_you_mean(name, REGISTRY, "experiment")
    if name == "further":
        return Experiment("further", "Further", "Needs a group of files.", 3, runs, report, ("core", "help"))
    if name == "scored":
        return Experiment("scored", "Scored", "Needs a kind of score table.", 3, runs, report, (), ("dreamt",))
    return Experiment("tiny", "Tiny", "A tiny experiment.", 3, runs, report)
"""


Done = tuple[Path, subprocess.CompletedProcess[str]]


def make_clone(folder: Path) -> Path:
    root = folder / "clone"
    (root / "experiments").mkdir(parents=True)
    (root / "experiments" / "__init__.py").write_text(EXPERIMENTS)
    (root / "pyproject.toml").write_text("")
    (root / "deeper").mkdir()
    return root


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return make_clone(tmp_path)


@pytest.fixture(scope="module")
def on_surrogate(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """A clone, and what ``suite reproduce --source surrogate`` did in a folder of it."""
    root = make_clone(tmp_path_factory.mktemp("surrogate"))
    done = suite(root / "deeper", "--source", "surrogate")
    assert done.returncode == 0, done.stderr
    return root, done


def suite(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SUITE_DATA_DIR": str(folder.parent / "data"), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "suite.cli.main", "reproduce", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_the_surrogate_has_folders_of_its_own(on_surrogate: Done) -> None:
    clone, _ = on_surrogate
    made = {path.relative_to(clone).as_posix() for path in (clone / "results").rglob("*") if path.is_file()}
    below = "results/surrogate"
    assert made == {f"{below}/README.md", *(f"{below}/tiny/{name}" for name in ("README.md", "t.csv", "t.md", "t.tex"))}
    assert "SURROGATE" in (clone / below / "tiny" / "t.md").read_text()


def test_shards_and_jobs_change_nothing(clone: Path) -> None:
    records = ("--source", "surrogate", "--records", "records")
    first = suite(clone, *records, "--shard", "1/2")
    assert first.returncode == 0, first.stderr
    assert not (clone / "results").exists()
    assert suite(clone, *records, "--shard", "2/2").returncode == 0
    kept = files(clone / "records")
    assert len(kept) == 2  # a pack of each shard
    assert len(load_records(clone / "records")) == 3
    assert suite(clone, *records).returncode == 0
    assert files(clone / "records") == kept  # the shards' packs are taken as they are, and no other is written
    assert len(load_records(clone / "records")) == 3
    done = suite(clone, "--source", "surrogate", "--jobs", "2", "--records", "others", "--out", "elsewhere")
    assert done.returncode == 0, done.stderr
    both = [
        [(each.digest, each.indices.tolist()) for each in load_records(clone / name)] for name in ("records", "others")
    ]
    assert both[0] == both[1]
    assert files(clone / "elsewhere" / "results") == files(clone / "results")


FIRST = """
@dataclass(frozen=True)
class First:
    stem: str
    runs: Any
    report: Any

def draw(benchmark, records, output):
    assert len(records) == 1
    from matplotlib.figure import Figure
    output.figure("soon", Figure(), {}, "One run.")
"""


def test_a_first_figure_is_shown_before_the_other_runs_are_made(clone: Path) -> None:
    first = "3, runs, report, first=First('soon', lambda benchmark: runs(benchmark, 1), draw))"
    code = EXPERIMENTS.replace('"A tiny experiment.", 3, runs, report)', f'"A tiny experiment.", {first}')
    broken = "def report(benchmark, records, seeds, output):\n    raise SystemExit(3)"
    text = (code + FIRST).replace("def report(benchmark, records, seeds, output):", broken)
    (clone / "experiments" / "__init__.py").write_text(text)
    done = suite(clone, "tiny", "--source", "surrogate")
    path = clone / "figures" / "surrogate" / "tiny" / "soon.png"
    assert path.is_file()  # although the report failed
    assert f"{path}; 3 runs follow" in done.stdout
    (clone / "experiments" / "__init__.py").write_text(code + FIRST)
    done = suite(clone, "tiny", "--source", "surrogate")
    assert done.returncode == 0, done.stderr
    assert "| soon |" in (clone / "results" / "surrogate" / "tiny" / "README.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("tyny",), "did you mean 'tiny'"),
        (("--check",), "suite data fetch"),
        (("--check", "--seeds", "2"), "--check"),
        (("--shard", "3/2"), "i/n"),
        (("--shard", "1/2", "--html"), "leave out --html"),
    ],
)
def test_one_clear_line(clone: Path, arguments: tuple[str, ...], words: str) -> None:
    done = suite(clone, "--source", "surrogate", *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


def test_an_experiment_without_its_files_is_left_out_with_a_note(on_surrogate: Done) -> None:
    clone, done = on_surrogate
    assert "left out: further needs" in done.stdout
    assert "suite data fetch --group core' and 'suite data fetch --group help'" in done.stdout
    assert not (clone / "results" / "surrogate" / "further").exists()
    named = suite(clone, "further", "--source", "surrogate")
    assert named.returncode == 1
    assert named.stderr.startswith("error: further needs")
    assert named.stderr.count("\n") == 1


def test_an_experiment_without_its_score_tables_is_left_out_with_a_note(on_surrogate: Done) -> None:
    clone, done = on_surrogate
    assert "left out: scored needs a score table of the kind dreamt" in done.stdout
    assert (clone / "results" / "surrogate" / "tiny").exists()
    assert not (clone / "results" / "surrogate" / "scored").exists()
    named = suite(clone, "scored", "--source", "surrogate")
    assert named.returncode == 1
    assert named.stderr.startswith("error: scored needs")
    assert "suite networks score" in named.stderr
    assert named.stderr.count("\n") == 1


def test_outside_a_clone(tmp_path: Path) -> None:
    done = suite(tmp_path, "--source", "surrogate")
    assert done.returncode == 1
    assert "clone" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.real_tables
def test_a_check_names_the_cell_that_differs(clone: Path, real_data_dir: Path) -> None:
    tables = ("--data-dir", str(real_data_dir), "--records", "records")
    refused = suite(clone, *tables, "--seeds", "2")
    assert refused.returncode == 1
    assert "--out" in refused.stderr
    assert suite(clone, *tables).returncode == 0
    good = suite(clone, "--check", *tables)
    assert good.returncode == 0, good.stderr
    assert "no difference" in good.stdout
    table = clone / "results" / "tiny" / "t.csv"
    table.write_text(table.read_text().replace("0,", "7,", 1))
    bad = suite(clone, "--check", *tables)
    assert bad.returncode == 1
    assert "results/tiny/t.csv: row 1, seed: committed '7', now '0'" in bad.stdout
